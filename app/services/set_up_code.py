"""The one-time code that lets whoever started the server set it up in a browser, and nobody else.

The first start writes it beside the server secret and prints it; set-up uses it up. This module
never makes one: no code means that set-up is done, or is left to the command line.
"""

import fcntl
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.first_start import ALPHABET, set_up_code, use_set_up_code

__all__ = ["alone", "is_right", "set_up_code", "use_set_up_code"]

LOCK_NAME = "set-up.lock"


def is_right(data: Path, typed: str) -> bool:
    """Whether this is the code. Case, spaces and dashes do not matter."""
    code = set_up_code(data)
    given = _plain(typed)
    return code is not None and hmac.compare_digest(_plain(code).encode(), given.encode())


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the lock under which an installation's first organisation is made."""
    with (data / LOCK_NAME).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter in ALPHABET)
