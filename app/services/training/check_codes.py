"""The code on a completion record, by which somebody outside checks that it is ours.

80 random bits: nobody finds one by trying. It is printed and typed again, so no two of its
characters look alike, and it is read as people write: in small letters, with spaces or without,
O for 0 and I for 1. It says nothing about anybody.
"""

import secrets
import string
import unicodedata
from typing import Final

LETTERS: Final = string.digits + "ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: 5 bits each
LENGTH: Final = 16
GROUP: Final = 4
LONGEST: Final = 100
"""Characters of what was typed that are looked at: a code with every kind of gap is shorter."""
_MEANT: Final = str.maketrans("ILO", "110")
_GAPS: Final = frozenset(" -‐‑–—._/\t\r\n")


def new_code() -> str:
    """A fresh code: four groups of four, "7K3M-09QT-…"."""
    return _grouped("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))


def tidy(typed: str) -> str:
    """The code that was meant, as `new_code` writes it; "" for what cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST]).upper()
    code = "".join(letter for letter in plain if letter not in _GAPS).translate(_MEANT)
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        return ""
    return _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
