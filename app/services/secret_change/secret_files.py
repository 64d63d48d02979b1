"""Make the file of the next server secret, and put it where the one in use lies.

The next secret is new random bytes before those of the ones it follows. It waits next to the file
in use until the database belongs to it. This module reads no database.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.durable_files import sync_folder, write_file_once
from app.vault.server_secret import ServerSecret
from config import SECRET_BYTES


class SecretChangeError(Exception):
    """The server secret cannot be changed. The message is a sentence that says what to do."""


def find_next_file(secret_file: Path) -> Path:
    """Return where the next secret waits."""
    return secret_file.with_name(f"{secret_file.name}.next")


def find_kept_file(secret_file: Path, generation: int) -> Path:
    """Return where the secret of a generation stays after it was replaced, for older backups."""
    return secret_file.with_name(f"{secret_file.name}.before-{generation + 1}")


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


def make_next_secret(path: Path, current: bytes) -> bytes:
    """Return the next secret, written to `path` unless a command that was ended left it there.

    Raises SecretChangeError and OSError. Hold the lock of the first start.
    """
    found = read_next_secret(path, current)
    if found is None:
        found = secrets.token_bytes(SECRET_BYTES) + current
        ServerSecret(found)  # the 256th would fit no lock
        write_file_once(path, found)
    return found


def put_next_secret_in_place(secret_file: Path, next_file: Path, generation: int) -> Path:
    """Let the next secret take the place of the one in use; return where that one stays.

    `generation`: of the one in use. Being killed at any moment is safe: one of the two files is at
    `secret_file`, and doing it again ends it.
    """
    kept = find_kept_file(secret_file, generation)
    if not kept.exists():
        os.link(secret_file, kept)
        sync_folder(secret_file.parent)
    next_file.replace(secret_file)
    sync_folder(secret_file.parent)
    return kept
