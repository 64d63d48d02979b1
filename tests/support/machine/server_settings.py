"""Settings for a test's server: loopback, http, no mail, a secret made up on the spot."""

from __future__ import annotations

from pathlib import Path

from config import SECRET_NAME, Config

SECRET = bytes(range(32))


def settings(data: Path, database_url: str, **changes: object) -> Config:
    """A Config on loopback; the secret also lies in `data`, as the first start leaves it."""
    secret = data / SECRET_NAME
    if not secret.exists():
        secret.write_bytes(SECRET)
        secret.chmod(0o400)
    values: dict[str, object] = {
        "data": data,
        "base_url": "http://localhost",
        "database_url": database_url,
        "trusted_hosts": ("localhost", "127.0.0.1"),
        "trusted_proxies": 0,
        "smtp_url": "",
        "mail_from": "",
        "demo": False,
        "secret_file": secret,
        "secret": SECRET,
        "second_step_required": False,  # most tests are about something else
        "testing": True,
    }
    return Config(**(values | changes))
