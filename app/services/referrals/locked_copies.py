"""Lock a copy with words said by phone, in a program of its own.

The words are stretched by scrypt with half a gibibyte, more on a faster machine. Elsewhere than in
the worker, so that it stays small, other people's pages do not wait, and a machine without the
memory loses that program alone. What goes in and out goes through pipes: nothing is on disk.
"""

import subprocess
import sys
from pathlib import Path

from app.errors import NotLockedError
from app.vault import age_encryption

PROGRAM = Path(age_encryption.__file__)
PATIENCE = 60
"""Seconds; it takes one or two."""


def locked_with_words(data: bytes, words: str) -> bytes:
    """`data` for whoever knows `words`, as the program `age` opens it.

    Raises ValueError for no words, and NotLockedError when this machine cannot do it now.
    """
    if not words.strip() or "\n" in words:
        raise ValueError("no words lock nothing")
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no word of it from outside
            [sys.executable, "-I", str(PROGRAM)],
            input=words.encode() + b"\n" + data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise NotLockedError("words") from None
    if done.returncode or not done.stdout.startswith(b"age-encryption.org/v1\n"):
        raise NotLockedError("words")
    return done.stdout
