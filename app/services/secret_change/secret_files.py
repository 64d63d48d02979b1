"""Make the file of the next server secret, and put it where the one in use lies.

The next secret is new random bytes before those of the ones it follows. It waits next to the file
in use until the database belongs to it. This module reads no database.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.durable_files import sync_folder, write_file_once
from config import SECRET_BYTES

MOST_SECRETS = 255
"""A lock names the generation of its secret in one byte."""


class SecretChangeError(Exception):
    """The server secret cannot be changed. The message is a sentence that says what to do."""


class NotPutInPlaceError(SecretChangeError):
    """The database belongs to the next secret already, and its file could not be put in place."""


def find_next_secret_file(secret_file: Path) -> Path:
    """Return where the next secret waits: next to the file itself, where the name is a link."""
    real = secret_file.resolve()
    return real.with_name(f"{real.name}.next")


def find_old_secret_file(secret_file: Path, generation: int) -> Path:
    """Return where the secret of a generation stays after it was replaced, for older backups."""
    real = secret_file.resolve()
    return real.with_name(f"{real.name}.before-{generation + 1}")


def read_next_secret(path: Path, current: bytes) -> bytes | None:
    """Return the next secret that waits at `path`; None for no file. Raises SecretChangeError.

    `current`: the secret in use, which the next one must follow. Hold the lock of the first start.
    """
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(found) != SECRET_BYTES + len(current) or not found.endswith(current):
        raise SecretChangeError(
            f"{path} does not follow the server secret that is in use. Move it to another folder, "
            "then give the same command again. Do not delete it. Nothing was changed."
        )
    return found


def read_or_make_next_secret(path: Path, current: bytes, secret_file: Path | None = None) -> bytes:
    """Return the next secret, written to `path` unless a command that was ended left it there.

    `secret_file`: the file in use, where the new one has to be read by the same user. Raises
    SecretChangeError and OSError. Hold the lock of the first start.
    """
    found = read_next_secret(path, current)
    if found is None:
        found = secrets.token_bytes(SECRET_BYTES) + current
        if len(found) > MOST_SECRETS * SECRET_BYTES:
            raise SecretChangeError(
                f"The server secret was changed {MOST_SECRETS - 1} times: it cannot be changed "
                "again. Nothing was changed."
            )
        write_file_once(path, found, _find_owner(secret_file))
    return found


def put_next_secret_in_place(secret_file: Path, next_file: Path, generation: int) -> Path:
    """Let the next secret take the place of the one in use; return where that one stays.

    `generation`: of the one in use. Being killed at any moment is safe: one of the two files is at
    `secret_file`, and doing it again ends it. Raises NotPutInPlaceError.
    """
    try:
        kept, real = link_current_secret(secret_file, generation), secret_file.resolve()
        next_file.replace(real)
        sync_folder(real.parent)
    except OSError as error:
        raise NotPutInPlaceError(
            f"The database belongs to the server secret in {next_file} now, and that could not be "
            f"put in the place of {secret_file} ({error.strerror}). Put it there yourself, with "
            "mode 0400, and keep the one before for older backups. Then start Heard."
        ) from error
    return kept


def link_current_secret(secret_file: Path, generation: int) -> Path:
    """Give the secret in use a second name, under which it stays; return that.

    Raises OSError where the file was mounted there by itself: no other can take its place either.
    """
    kept, real = find_old_secret_file(secret_file, generation), secret_file.resolve()
    if not kept.exists():
        os.link(real, kept)
        sync_folder(real.parent)
    elif kept.read_bytes() != real.read_bytes():
        raise SecretChangeError(
            f"{kept} is not the server secret that is in use. Move it to another folder, then "
            "give the same command again. Do not delete it."
        )
    return kept


def _find_owner(secret_file: Path | None) -> tuple[int, int] | None:
    """Return whose the file in use is, where root writes the next one for them."""
    if secret_file is None or os.geteuid() != 0:
        return None
    found = secret_file.stat()
    return found.st_uid, found.st_gid
