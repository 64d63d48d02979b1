"""Settings, read once from the environment, typed and frozen.

A setting that is missing or unsafe stops the start with one sentence that says what to set.
This module imports the standard library only, never writes a file and never gives a secret
a default: the server secret is read from the data folder, where the first start made it.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

SECRET_BYTES = 32
SECRET_NAME = "server-secret"  # noqa: S105 - the name of the file, not what is in it
DATABASE_NAME = "heard.sqlite3"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*|::1")
MAILBOX = re.compile(r"[^@\s<>]+@[^@\s<>]+|[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>")


class ConfigError(Exception):
    """A setting is missing, malformed or unsafe. The message says what to set."""


@dataclass(frozen=True)
class Config:
    """Everything that may differ between two servers, and nothing else.

    `trusted_proxies` counts the reverse proxies in front of this server whose forwarded
    headers are believed. `smtp_url` empty means that no mail is sent. `secret` is 32 bytes.
    """

    data: Path
    base_url: str
    database_url: str = field(repr=False)
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    smtp_url: str = field(repr=False)
    mail_from: str
    demo: bool
    secret: bytes = field(repr=False)
    testing: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Config:
        """Read every setting; raise ConfigError on the first that is missing or unsafe."""
        data = data_folder(env)
        base = _base_url(env)
        smtp_url = _smtp_url(env)
        return cls(
            data=data,
            base_url=f"{base.scheme}://{base.netloc}",
            database_url=_database_url(env, data),
            trusted_hosts=_trusted_hosts(env, base),
            trusted_proxies=_trusted_proxies(env, base),
            smtp_url=smtp_url,
            mail_from=_mail_from(env, smtp_url),
            demo=_yes_or_no(env, "DEMO"),
            secret=_secret(data),
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
    """The folder that holds the secret, the log's checkpoint and, by default, the database."""
    return Path(_text(env, "DATA") or "instance").absolute()


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _yes_or_no(env: Mapping[str, str], name: str) -> bool:
    value = _text(env, name)
    if value not in {"", "0", "1"}:
        raise ConfigError(f"{name} is neither 0 nor 1: set it to 1 for yes, or leave it out.")
    return value == "1"


def _port(env: Mapping[str, str]) -> int:
    value = _text(env, "PORT") or "8000"
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise ConfigError("PORT is not a port: set it to a whole number from 1 to 65535.")
    return int(value)


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
    value = _text(env, "DATABASE_URL") or f"sqlite:///{data / DATABASE_NAME}"
    for plain in ("postgresql://", "postgres://"):
        if value.startswith(plain):
            return "postgresql+psycopg://" + value.removeprefix(plain)
    if not value.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise ConfigError(
            "DATABASE_URL is neither PostgreSQL nor a SQLite file: "
            "set it to postgresql://user:password@host/name, or leave it out."
        )
    return value


def _trusted_hosts(env: Mapping[str, str], base: SplitResult) -> tuple[str, ...]:
    host = base.hostname or ""
    named = tuple(part.strip().lower() for part in _text(env, "TRUSTED_HOSTS").split(","))
    if named == ("",):
        return LOOPBACK[:2] if host in LOOPBACK[:2] else (host,)
    for name in named:
        if not HOST.fullmatch(name):
            raise ConfigError(
                "TRUSTED_HOSTS holds something that is not a host name: set it to names with "
                "commas between them, no ports and no stars, like heard.example.org."
            )
    if host not in named:
        raise ConfigError(
            f"TRUSTED_HOSTS lacks the host of BASE_URL: add {host} to it, or leave it out."
        )
    return named


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
    count = int(value or "0")
    if count and not _text(env, "TRUSTED_HOSTS"):
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
    value = _text(env, "MAIL_FROM")
    if smtp_url and not MAILBOX.fullmatch(value):
        raise ConfigError(
            "MAIL_FROM is missing or is not an e-mail address, and SMTP_URL is set: "
            "set it to the address that mail comes from, like heard@example.org."
        )
    return value


def _secret(data: Path) -> bytes:
    path = data / SECRET_NAME
    again = "run `python -m app first-start`, or set DATA to the folder that holds it"
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"There is no server secret in {data}: {again}.") from None
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): let the user who runs Heard read it."
        ) from None
    if not stat.S_ISREG(mode) or mode & 0o077:
        raise ConfigError(f"{path} can be read by others: set its mode to 0400 (chmod 400).")
    if len(secret) != SECRET_BYTES:
        raise ConfigError(
            f"{path} is not {SECRET_BYTES} bytes long: put back the copy that you keep apart, "
            "because another secret cannot open what this one sealed."
        )
    return secret
