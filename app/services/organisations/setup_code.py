"""The one-time code that lets whoever started the server set it up in a browser, and nobody else.

The first start writes it beside the server secret and prints it; set-up uses it up. This module
never writes one: no code means that set-up is done, or is left to the command line.
"""

import hmac
import secrets
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from app.durable_files import hold_file_lock, sync_folder

CODE_NAME: Final = "set-up-code"
LOCK_NAME: Final = "set-up.lock"
ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # 30 signs that nobody mistakes for another
GROUPS: Final = 3  # of four signs each: 12 × log2(30) = 58 bits


def read_setup_code(data: Path) -> str | None:
    """Return the one-time set-up code, or None once it has been used."""
    try:
        return (data / CODE_NAME).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def delete_setup_code(data: Path) -> None:
    """Forget the code for good: set-up is done. Absent already is fine."""
    (data / CODE_NAME).unlink(missing_ok=True)
    sync_folder(data)


def generate_setup_code() -> str:
    """Return twelve signs in groups of four, easy to read aloud and to type."""
    signs = [secrets.choice(ALPHABET) for _ in range(4 * GROUPS)]
    return "-".join("".join(signs[start : start + 4]) for start in range(0, len(signs), 4))


def is_setup_code(data: Path, typed: str) -> bool:
    """Whether this is the code. Case, spaces and dashes do not matter."""
    code = read_setup_code(data)
    given = _plain(typed)
    return code is not None and hmac.compare_digest(_plain(code).encode(), given.encode())


def hold_setup_lock(data: Path) -> AbstractContextManager[None]:
    """Hold the lock under which an installation's first organisation is made."""
    return hold_file_lock(data / LOCK_NAME)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter in ALPHABET)
