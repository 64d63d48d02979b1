"""Settings, read once from the environment, typed and frozen.

A setting that is missing or unsafe stops the start with one sentence that says what to set. Only
the standard library is imported, no file is written, and the server secret has no default.
"""

from __future__ import annotations

import ipaddress
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

SECRET_BYTES = 32
SECRET_NAME = "server-secret"  # noqa: S105 - the name of the file, not what is in it
PLATFORM_SECRET_NAME = f"heard-{SECRET_NAME}"
CONTAINER_SECRETS = Path("/run/secrets")
DATABASE_NAME = "heard.sqlite3"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
POSTGRESQL = "postgresql+psycopg://"
WORKERS, THREADS = 2, 8
MOST_WORKERS, MOST_THREADS = 32, 64
LOG_FORMATS = ("plain", "json")
SECOND_STEPS = ("required", "offered")
SECRETS = re.compile(rb"(?![0-9A-Fa-f]{64,}\Z)(?:.{32}){1,255}", re.DOTALL)  # newest first
HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*|::1")
DOMAIN = re.compile(r"\*(\.(?!-)[a-z0-9-]+){2,}")
CONTACT = re.compile(r"(https://|mailto:)[!-~]+")
MAILBOX = re.compile(r"[^@\s<>]+@[^@\s<>]+|[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>")


class ConfigError(Exception):
    """A setting is missing, malformed or unsafe. The message says what to set."""


@dataclass(frozen=True)
class Listening:
    """Where and with how much the web server answers. `metrics`: address and port, or None."""

    address: str
    port: int
    workers: int
    threads: int
    metrics: tuple[str, int] | None
    log_format: str


@dataclass(frozen=True)
class Config:
    """Everything that may differ between two servers, and nothing else.

    `trusted_proxies` counts the reverse proxies whose forwarded headers are believed. `smtp_url`
    empty means that no mail is sent. `secret`: 32 bytes for each generation, from `secret_file`.
    """

    data: Path
    base_url: str
    database_url: str = field(repr=False)
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    smtp_url: str = field(repr=False)
    mail_from: str
    demo: bool
    secret_file: Path
    secret: bytes = field(repr=False)
    metrics: tuple[str, int] | None = None
    log_format: str = LOG_FORMATS[0]
    log_requests: bool = False
    security_contact: str = ""
    second_step_required: bool = True
    testing: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str], new_secret: bytes | None = None) -> Config:
        """Read every setting; raise ConfigError on the first that is missing or unsafe.

        `new_secret` is one that the first start is about to write: then no file is read.
        """
        data, secret_file = data_folder(env), find_secret_file(env)
        base = _base_url(env)
        smtp_url, listening = _smtp_url(env), read_listening(env)
        return cls(
            data=data,
            base_url=f"{base.scheme}://{base.netloc}",
            database_url=_database_url(env, data),
            trusted_hosts=_trusted_hosts(env, base),
            trusted_proxies=_trusted_proxies(env, base),
            smtp_url=smtp_url,
            mail_from=_mail_from(env, smtp_url),
            demo=_yes_or_no(env, "DEMO"),
            secret_file=secret_file,
            secret=new_secret or _secret(env, secret_file),
            metrics=listening.metrics,
            log_format=listening.log_format,
            log_requests=_yes_or_no(env, "LOG_REQUESTS"),
            security_contact=_security_contact(env),
            second_step_required=_choice(env, "SECOND_STEP", SECOND_STEPS) == SECOND_STEPS[0],
        )

    @property
    def host(self) -> str:
        """The host name of `base_url`, without the port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether people reach this server over https."""
        return self.base_url.startswith("https://")


def data_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of the log's checkpoint and, by default, of the database and the secret."""
    return Path(_text(env, "DATA") or "instance").absolute()


def find_secret_file(env: Mapping[str, str]) -> Path:
    """Return where the server secret lies, or where the first start is to put it.

    SECRET_FILE says so. Without it: where the platform keeps secrets, if ours is there, or DATA.
    """
    if named := _text(env, "SECRET_FILE"):
        return Path(named).absolute()
    for folder in _platform_folders(env):
        if os.path.exists(folder / PLATFORM_SECRET_NAME):
            return folder / PLATFORM_SECRET_NAME
    return data_folder(env) / SECRET_NAME


def find_other_secret(env: Mapping[str, str]) -> Path | None:
    """Return the secret that lies in DATA as well while another file is the one in use."""
    other = data_folder(env) / SECRET_NAME
    return other if other != find_secret_file(env) and os.path.exists(other) else None


def _platform_folders(env: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folders that systemd and container engines guard for a service."""
    if credentials := _text(env, "CREDENTIALS_DIRECTORY"):
        yield Path(credentials).absolute()
    yield CONTAINER_SECRETS


def read_listening(env: Mapping[str, str]) -> Listening:
    """Return where and with how much the web server answers. Raises ConfigError."""
    return Listening(
        address=_bind(env),
        port=_port(env),
        workers=_count(env, "WORKERS", WORKERS, MOST_WORKERS),
        threads=_count(env, "THREADS", THREADS, MOST_THREADS),
        metrics=_metrics_bind(env),
        log_format=_choice(env, "LOG_FORMAT", LOG_FORMATS),
    )


def _bind(env: Mapping[str, str]) -> str:
    """Return the address to listen at. Without TLS before it, only this machine's own."""
    value = _text(env, "BIND") or "127.0.0.1"
    try:
        found = ipaddress.ip_address(value)
    except ValueError:
        raise ConfigError(
            "BIND is not an address of this machine: set it to something like 127.0.0.1 or "
            "0.0.0.0, without a port."
        ) from None
    base = _base_url(env)
    if not found.is_loopback and not (base.scheme == "https" and _trusted_proxies(env, base)):
        raise ConfigError(
            "BIND lets other machines reach Heard, and nothing says that a proxy with TLS stands "
            "before it: set BASE_URL to an https address and TRUSTED_PROXIES to 1, or leave BIND "
            "out."
        )
    return str(found)


def _metrics_bind(env: Mapping[str, str]) -> tuple[str, int] | None:
    """Return where the metrics are read: an address of this machine alone, or nowhere."""
    value = _text(env, "METRICS_BIND")
    if not value:
        return None
    host, _, port = value.rpartition(":")
    host = {"localhost": "127.0.0.1"}.get(host, host.removeprefix("[").removesuffix("]"))
    try:
        is_ours = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_ours = False
    if not (is_ours and _is_port(port)):
        raise ConfigError(
            "METRICS_BIND is not an address and a port of this machine alone, and metrics have no "
            "password: set it to something like 127.0.0.1:9464, or leave it out."
        )
    return host, int(port)


def _count(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = _text(env, name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:4]) <= most):
        raise ConfigError(f"{name} is not a count: set it to a whole number from 1 to {most}.")
    return int(value)


def _choice(env: Mapping[str, str], name: str, words: tuple[str, str]) -> str:
    value = _text(env, name) or words[0]
    if value not in words:
        raise ConfigError(f"{name} is neither {words[0]} nor {words[1]}: set it to one of them.")
    return value


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _yes_or_no(env: Mapping[str, str], name: str) -> bool:
    value = _text(env, name)
    if value not in {"", "0", "1"}:
        raise ConfigError(f"{name} is neither 0 nor 1: set it to 1 for yes, or leave it out.")
    return value == "1"


def _port(env: Mapping[str, str]) -> int:
    value = _text(env, "PORT") or "8000"
    if not _is_port(value):
        raise ConfigError("PORT is not a port: set it to a whole number from 1 to 65535.")
    return int(value)


def _is_port(value: str) -> bool:
    return value.isascii() and value.isdigit() and 0 < int(value[:6]) < 65536


def _split(name: str, value: str, example: str) -> SplitResult:
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError:
        raise ConfigError(f"{name} cannot be read: set it to something like {example}.") from None
    return url


def _base_url(env: Mapping[str, str]) -> SplitResult:
    example = "https://heard.example.org"
    port = _port(env)
    url = _split("BASE_URL", _text(env, "BASE_URL") or f"http://localhost:{port}", example)
    extras = url.path.strip("/") or url.query or url.fragment or url.username or url.password
    if url.scheme not in {"http", "https"} or not HOST.fullmatch(url.hostname or "") or extras:
        raise ConfigError(
            f"BASE_URL is not the plain address of a site: set it to something like {example}."
        )
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise ConfigError(
            "BASE_URL uses http on a host that others can reach: set it to an https address."
        )
    return url


def _database_url(env: Mapping[str, str], data: Path) -> str:
    return complete_database_url(
        _text(env, "DATABASE_URL") or f"sqlite:///{data / DATABASE_NAME}", "DATABASE_URL"
    )


def complete_database_url(value: str, name: str) -> str:
    """Return the URL of a database with its driver. Raises ConfigError, which says `name`."""
    for plain in ("postgresql://", "postgres://"):
        if value.startswith(plain):
            value = POSTGRESQL + value.removeprefix(plain)
    if value.startswith(POSTGRESQL):
        return POSTGRESQL + _spell_password(value.removeprefix(POSTGRESQL))
    if not value.startswith("sqlite:///"):
        raise ConfigError(
            f"{name} is neither PostgreSQL nor a SQLite file: "
            "set it to postgresql://user:password@host/name, or sqlite:////folder/heard.sqlite3."
        )
    return value


def _spell_password(place: str) -> str:
    """Return a place in which the last @ alone comes before the host: passwords may have others."""
    before, question, query = place.partition("?")
    who, at, host = before.rpartition("@")
    return f"{who.replace('@', '%40')}{at}{host}{question}{query}"


def _trusted_hosts(env: Mapping[str, str], base: SplitResult) -> tuple[str, ...]:
    host = base.hostname or ""
    named = tuple(part.strip().lower() for part in _text(env, "TRUSTED_HOSTS").split(","))
    if named == ("",):
        return LOOPBACK[:2] if host in LOOPBACK[:2] else (host,)
    for name in named:
        if not HOST.fullmatch(name) and not DOMAIN.fullmatch(name):
            raise ConfigError(
                "TRUSTED_HOSTS holds something that is not a host name: write names with commas "
                "between them and no ports, like heard.example.org or *.heard.example.org."
            )
    if host not in named:
        words = f"TRUSTED_HOSTS lacks the host of BASE_URL: add {host} to it, or leave it out."
        raise ConfigError(words)
    return tuple(name.removeprefix("*") for name in named)  # a domain, as Werkzeug writes it


def _trusted_proxies(env: Mapping[str, str], base: SplitResult) -> int:
    value = _text(env, "TRUSTED_PROXIES")
    if not value and base.scheme == "https":
        raise ConfigError(
            "TRUSTED_PROXIES is not set: set it to how many reverse proxies stand in front of "
            "this server, 0 if there are none."
        )
    if value not in {"", "0", "1", "2", "3"}:
        raise ConfigError(
            "TRUSTED_PROXIES is not a count of proxies: set it to a whole number from 0 to 3."
        )
    if (count := int(value or "0")) and not _text(env, "TRUSTED_HOSTS"):
        raise ConfigError(
            "TRUSTED_PROXIES is set without TRUSTED_HOSTS: set TRUSTED_HOSTS to the host names "
            "that people use, because a proxy can be made to forward any other."
        )
    return count


def _smtp_url(env: Mapping[str, str]) -> str:
    value = _text(env, "SMTP_URL")
    if not value:
        return ""
    url = _split("SMTP_URL", value, "smtps://user:password@mail.example.org")
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/"):
        raise ConfigError(
            "SMTP_URL is not a mail server: set it to something like "
            "smtps://user:password@mail.example.org, or leave it out to send no mail."
        )
    return value


def _mail_from(env: Mapping[str, str], smtp_url: str) -> str:
    if not MAILBOX.fullmatch(value := _text(env, "MAIL_FROM")) and smtp_url:
        raise ConfigError(
            "MAIL_FROM is missing or is not an e-mail address, and SMTP_URL is set: "
            "set it to the address that mail comes from, like heard@example.org."
        )
    return value


def _security_contact(env: Mapping[str, str]) -> str:
    value = _text(env, "SECURITY_CONTACT")
    if value and not CONTACT.fullmatch(value):
        raise ConfigError("SECURITY_CONTACT: set it to something like mailto:name@example.org.")
    return value


def _secret(env: Mapping[str, str], path: Path) -> bytes:
    try:
        mode, secret = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(_no_secret(env, path)) from None
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): let the user who runs Heard read it."
        ) from None
    _demand_private(path, mode, guarded=path.parent in _platform_folders(env))
    if not SECRETS.fullmatch(secret):
        raise ConfigError(
            f"{path} is not {SECRET_BYTES} bytes long for each secret in it, or is text. Put back "
            "the copy that you keep apart, because no other secret fits this database."
        )
    if (other := find_other_secret(env)) and _read_or_nothing(other) != secret:
        raise ConfigError(
            f"{path} and {other} are two different secrets: move the one that this database was "
            "not made with to another folder. Do not delete it."
        )
    return secret


def _no_secret(env: Mapping[str, str], path: Path) -> str:
    if other := find_other_secret(env):
        return (
            f"There is no server secret at {path}, where SECRET_FILE says, and there is one in "
            f"{other.parent}: move it there, or leave SECRET_FILE out."
        )
    return (
        f"There is no server secret at {path}: put it back from its backup, or set SECRET_FILE. "
        "Only where there is no database and no backup yet, run `python -m app first-start`."
    )


def _demand_private(path: Path, mode: int, *, guarded: bool) -> None:
    """Raise ConfigError for a file that others can read.

    A folder that the platform guards is closed to others, whatever its files say: an access list
    of systemd shows as a group that can read, and some engines give every secret the mode 0444.
    """
    if not stat.S_ISREG(mode) or mode & (0o022 if guarded else 0o077):
        raise ConfigError(f"{path} can be read by others: set its mode to 0400 (chmod 400).")


def _read_or_nothing(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
