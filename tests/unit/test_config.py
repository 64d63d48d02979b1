"""A setting that is missing or unsafe stops the start with a sentence that says what to set."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

import config
from config import Config, ConfigError

SECRET = bytes(range(32))


@pytest.fixture
def read(tmp_path: Path):
    """`read(NAME="value")`: settings from a data folder that a first start has made."""
    secret = tmp_path / "server-secret"
    secret.write_bytes(SECRET)
    secret.chmod(0o400)
    return lambda **env: Config.from_env({"DATA": str(tmp_path), **env})


def test_without_any_setting_it_serves_this_machine_alone(read, tmp_path):
    config = read()
    assert config.base_url == "http://localhost:8000"
    assert config.trusted_hosts == ("localhost", "127.0.0.1")
    assert config.database_url == f"sqlite:///{tmp_path}/heard.sqlite3"
    assert (config.trusted_proxies, config.smtp_url, config.demo) == (0, "", False)
    assert (config.secret, config.testing, config.secure) == (SECRET, False, False)


def test_the_port_is_part_of_the_address(read):
    assert read(PORT="8123").base_url == "http://localhost:8123"


def test_data_is_the_folder_instance_unless_it_is_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance/server-secret").write_bytes(SECRET)
    (tmp_path / "instance/server-secret").chmod(0o400)
    assert Config.from_env({}).data == tmp_path / "instance"


def test_a_real_host_takes_https_and_a_count_of_proxies(read):
    config = read(
        BASE_URL="https://heard.example.org/",
        TRUSTED_PROXIES="1",
        TRUSTED_HOSTS="heard.example.org, school.example.org",
    )
    assert config.base_url == "https://heard.example.org"
    assert config.host == "heard.example.org"
    assert config.secure
    assert config.trusted_hosts == ("heard.example.org", "school.example.org")
    assert config.trusted_proxies == 1


def test_a_star_trusts_the_names_of_a_domain(read):
    config = read(
        BASE_URL="https://heard.example.org",
        TRUSTED_PROXIES="1",
        TRUSTED_HOSTS="heard.example.org,*.heard.example.org",
    )
    assert config.trusted_hosts == ("heard.example.org", ".heard.example.org")


def test_without_trusted_hosts_only_the_host_of_the_address_is_answered(read):
    config = read(BASE_URL="https://heard.example.org", TRUSTED_PROXIES="0")
    assert config.trusted_hosts == ("heard.example.org",)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_the_same_driver(read, scheme):
    url = read(DATABASE_URL=f"{scheme}://u@h/d").database_url
    assert url == "postgresql+psycopg://u@h/d"


def test_a_password_may_hold_an_at_sign(read):
    url = make_url(read(DATABASE_URL="postgresql://heard:p@ss@w:rd@db.example.org/x").database_url)
    assert (url.username, url.password, url.host) == ("heard", "p@ss@w:rd", "db.example.org")
    spelled = make_url(read(DATABASE_URL="postgresql://heard:p%40ss@db/x?a=b@c").database_url)
    assert (spelled.password, spelled.host, spelled.query["a"]) == ("p@ss", "db", "b@c")


def test_the_web_server_is_told_where_and_with_how_much_to_answer():
    listening = config.read_listening({})
    assert (listening.address, listening.port, listening.metrics) == ("127.0.0.1", 8000, None)
    assert (listening.workers, listening.threads) == (2, 8)
    proxied = {"BASE_URL": "https://heard.example.org", "TRUSTED_PROXIES": "1",
               "TRUSTED_HOSTS": "heard.example.org"}  # fmt: skip
    listening = config.read_listening(
        {**proxied, "BIND": "0.0.0.0", "WORKERS": "4", "METRICS_BIND": "[::1]:9464"}  # noqa: S104
    )
    assert (listening.address, listening.workers) == ("0.0.0.0", 4)  # noqa: S104
    assert listening.metrics == ("::1", 9464)


def test_leads_need_a_second_step_unless_the_server_says_otherwise(read):
    assert read().second_step_required
    assert read(SECOND_STEP="required").second_step_required
    assert not read(SECOND_STEP="offered").second_step_required


def test_mail_needs_a_server_and_a_sender(read):
    config = read(SMTP_URL="smtps://u:p@mail.example.org", MAIL_FROM="Heard <h@example.org>")
    assert config.smtp_url == "smtps://u:p@mail.example.org"
    assert config.mail_from == "Heard <h@example.org>"


def test_what_must_stay_secret_is_not_printed(read):
    shown = repr(
        read(
            DATABASE_URL="postgresql://u:pass-one@h/d",
            SMTP_URL="smtp://u:pass-two@h",
            MAIL_FROM="h@example.org",
        )
    )
    assert "pass-one" not in shown
    assert "pass-two" not in shown
    assert repr(SECRET) not in shown


def test_settings_do_not_change_once_read(read):
    with pytest.raises(AttributeError):
        read().demo = True


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"BASE_URL": "http://heard.example.org"}, "BASE_URL uses http"),
        ({"BASE_URL": "http://192.168.1.5:8000"}, "BASE_URL uses http"),
        ({"BASE_URL": "http://localhost.example.org"}, "BASE_URL uses http"),
        ({"BASE_URL": "heard.example.org"}, "set it to something like https://"),
        ({"BASE_URL": "ftp://localhost"}, "set it to something like https://"),
        ({"BASE_URL": "http://localhost:99999"}, "set it to something like https://"),
        ({"BASE_URL": "http://[::1"}, "set it to something like https://"),
        ({"BASE_URL": "http://localhost/heard"}, "set it to something like https://"),
        ({"BASE_URL": "http://user@localhost"}, "set it to something like https://"),
        ({"BASE_URL": "http://localhost?a=b"}, "set it to something like https://"),
        ({"BASE_URL": "https://"}, "set it to something like https://"),
        ({"BASE_URL": "https://heard.example.org"}, "TRUSTED_PROXIES is not set"),
        ({"PORT": "0"}, "PORT is not a port"),
        ({"PORT": "http"}, "PORT is not a port"),
        ({"BIND": "heard.example.org"}, "BIND is not an address"),
        ({"BIND": "10.0.0.1"}, "BIND lets other machines reach Heard"),
        ({"WORKERS": "0"}, "WORKERS is not a count"),
        ({"THREADS": "65"}, "THREADS is not a count"),
        ({"METRICS_BIND": "0.0.0.0:9464"}, "METRICS_BIND is not an address"),
        ({"METRICS_BIND": "127.0.0.1"}, "METRICS_BIND is not an address"),
        ({"METRICS_BIND": "10.0.0.1:9464"}, "METRICS_BIND is not an address"),
        ({"SECURITY_CONTACT": "security@example.org"}, "SECURITY_CONTACT: set it to"),
        ({"SECURITY_CONTACT": "mailto:a@b\nExpires: 2099"}, "SECURITY_CONTACT: set it to"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is neither"),
        ({"SECOND_STEP": "no"}, "SECOND_STEP is neither required nor offered"),
        ({"LOG_REQUESTS": "yes"}, "LOG_REQUESTS is neither 0 nor 1"),
        ({"PORT": "²"}, "PORT is not a port"),
        ({"TRUSTED_HOSTS": "heard.example.org"}, "add localhost to it"),
        ({"TRUSTED_HOSTS": "localhost,*"}, "not a host name"),
        ({"TRUSTED_HOSTS": "localhost,*.org"}, "not a host name"),
        ({"TRUSTED_HOSTS": "localhost,a.*.org"}, "not a host name"),
        ({"TRUSTED_HOSTS": "localhost,.example.org"}, "not a host name"),
        ({"TRUSTED_HOSTS": "localhost:8000"}, "no ports"),
        ({"TRUSTED_HOSTS": "localhost,"}, "not a host name"),
        ({"TRUSTED_HOSTS": "*.localhost.example"}, "add localhost to it"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is not a count"),
        ({"TRUSTED_PROXIES": "10.0.0.1"}, "TRUSTED_PROXIES is not a count"),
        ({"TRUSTED_PROXIES": "1"}, "set TRUSTED_HOSTS"),
        ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL is neither"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL is neither"),
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL is not a mail server"),
        ({"SMTP_URL": "http://mail.example.org"}, "SMTP_URL is not a mail server"),
        ({"SMTP_URL": "smtp://"}, "SMTP_URL is not a mail server"),
        ({"SMTP_URL": "smtp://h:port"}, "SMTP_URL cannot be read"),
        ({"SMTP_URL": "smtp://h"}, "MAIL_FROM is missing"),
        ({"SMTP_URL": "smtp://h", "MAIL_FROM": "heard"}, "MAIL_FROM is missing"),
        ({"SMTP_URL": "smtp://h", "MAIL_FROM": "a@b\r\nBcc: c@d"}, "MAIL_FROM is missing"),
        ({"DEMO": "yes"}, "DEMO is neither 0 nor 1"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_what_is_malformed_or_unsafe_is_refused_with_a_cure(read, env, says):
    with pytest.raises(ConfigError) as caught:
        read(**env)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def test_no_secret_no_start(tmp_path):
    with pytest.raises(ConfigError, match="from its backup.*run `python -m app first-start`"):
        Config.from_env({"DATA": str(tmp_path)})


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o644, 0o410])
def test_a_secret_that_others_may_touch_is_refused(read, tmp_path, mode):
    (tmp_path / "server-secret").chmod(mode)
    with pytest.raises(ConfigError, match="chmod 400"):
        read()


@pytest.mark.parametrize("size", [0, 31, 33, 65, 256 * 32])
def test_a_secret_of_another_size_is_refused(tmp_path, size):
    (tmp_path / "server-secret").write_bytes(bytes(size))
    (tmp_path / "server-secret").chmod(0o400)
    with pytest.raises(ConfigError, match="32 bytes"):
        Config.from_env({"DATA": str(tmp_path)})


def test_a_secret_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "server-secret").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        Config.from_env({"DATA": str(tmp_path)})


def make_secret(path: Path, secret: bytes = SECRET, mode: int = 0o400) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(secret)
    path.chmod(mode)
    return path


def test_secret_file_comes_before_the_platforms_place_then_data(tmp_path, monkeypatch):
    engine, systemd = tmp_path / "run", tmp_path / "credentials"
    monkeypatch.setattr(config, "CONTAINER_SECRETS", engine)
    env = {"DATA": str(tmp_path / "data"), "CREDENTIALS_DIRECTORY": str(systemd)}
    places = [make_secret(tmp_path / "data" / "server-secret")]
    assert Config.from_env(env).secret_file == places[-1]
    for folder in (engine, systemd):
        places.append(make_secret(folder / "heard-server-secret"))
        assert Config.from_env(env).secret_file == places[-1]
    own = make_secret(tmp_path / "own")
    assert Config.from_env(env | {"SECRET_FILE": str(own)}).secret_file == own


def test_the_platforms_place_may_be_readable_by_others_not_writable(tmp_path):
    env = {"DATA": str(tmp_path), "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    given = make_secret(tmp_path / "credentials" / "heard-server-secret", mode=0o444)
    assert Config.from_env(env).secret == SECRET
    given.chmod(0o464)
    with pytest.raises(ConfigError, match="chmod 400"):
        Config.from_env(env)
    elsewhere = make_secret(tmp_path / "elsewhere", mode=0o440)
    with pytest.raises(ConfigError, match="chmod 400"):
        Config.from_env(env | {"SECRET_FILE": str(elsewhere)})


def test_two_secrets_that_differ_are_refused_and_two_alike_are_not(tmp_path):
    env = {"DATA": str(tmp_path), "SECRET_FILE": str(make_secret(tmp_path / "own"))}
    make_secret(tmp_path / "server-secret")
    assert Config.from_env(env).secret_file == tmp_path / "own"
    (tmp_path / "server-secret").unlink()
    make_secret(tmp_path / "server-secret", b"o" * 32)
    with pytest.raises(ConfigError, match="two different secrets: move the one"):
        Config.from_env(env)


def test_a_missing_secret_file_is_not_replaced_by_the_one_in_data(read, tmp_path):
    with pytest.raises(ConfigError, match="move it there, or leave SECRET_FILE out"):
        read(SECRET_FILE=str(tmp_path / "own"))


def test_no_message_holds_the_secret_part_of_a_setting(read):
    with pytest.raises(ConfigError) as caught:
        read(DATABASE_URL="mysql://user:hunter2@h/d")
    assert "hunter2" not in str(caught.value)
