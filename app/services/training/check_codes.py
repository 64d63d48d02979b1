"""Make and read the check code of a completion record, by which someone outside checks it.

80 random bits: nobody finds one by trying. It is printed and typed again, so no two of its
characters look alike, and it is read as people write: in small letters, with spaces or without, O
for 0 and I for 1. It says nothing about anybody.
"""

import secrets
import string
import unicodedata
from typing import Final

CODE_ALPHABET: Final = string.digits + "ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: 5 bits each
CODE_LENGTH: Final = 16
GROUP_LENGTH: Final = 4
MAX_TYPED_LENGTH: Final = 100
"""Characters of what was typed that are looked at: a code with every kind of gap is shorter."""
_MEANT: Final = str.maketrans("ILO", "110")
_GAPS: Final = frozenset(" -‐‑–—._/\t\r\n")


def make_check_code() -> str:
    """Return a fresh code: four groups of four, "7K3M-09QT-…"."""
    return _group_code("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)))


def normalise_check_code(typed: str) -> str:
    """Return the code that was meant, as `make_check_code` writes it; "" for what cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:MAX_TYPED_LENGTH]).upper()
    code = "".join(letter for letter in plain if letter not in _GAPS).translate(_MEANT)
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        return ""
    return _group_code(code)


def _group_code(code: str) -> str:
    return "-".join(
        code[start : start + GROUP_LENGTH] for start in range(0, CODE_LENGTH, GROUP_LENGTH)
    )
