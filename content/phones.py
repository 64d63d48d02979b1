"""Read a phone number as people type it: what to dial, and what stands behind as an extension.

What is shown stays as it was typed. This module knows no number and judges none.
"""

import re

_EXTENSION = re.compile(
    r"[\s,;]*(?:\bext(?:ension)?\b|(?<=\d)ext|(?<![a-z])x|#)[\s.:]*(\d{1,6})$", re.I
)
_TRUNK = re.compile(r"(?<=44)\s*\(0\)")


def parts(phone: str) -> tuple[str, str]:
    """The number without its extension, and the extension's digits; "" where there is none."""
    typed = phone.strip()
    if found := _EXTENSION.search(typed):
        return typed[: found.start()].strip(), found[1]
    return typed, ""


def dial(phone: str) -> str:
    """What a tap dials: digits and a leading plus. An extension is asked for by voice, not dialled.

    "+44 (0)1632 960001" has a nought that is not dialled after the country's code.
    """
    number = _TRUNK.sub("", parts(phone)[0])
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
