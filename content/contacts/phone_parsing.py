"""Read a phone number as people type it: the digits to dial, and the extension.

What is shown stays as it was typed. A number that is not clearly one is dialled by nobody: a tap
that rings somebody else tells a stranger about a child. This module knows no number.
"""

import re

MAX_PHONE_LENGTH = 80
"""Characters of what may still be one number, with its extension and spare spaces."""
_EXTENSION = re.compile(
    r"(?:\bext(?:ension)?\b|(?<=\d)ext|(?<![a-z])x|#)[\s.:]*([0-9]{1,6})$", re.I
)
_TRUNK = re.compile(r"^((?:\+|00)\s*\(?[1-9][0-9]{0,2}\)?)\s*\(0\)")
PHONE_CHARACTERS = re.compile(r"\+?[0-9 ()./\u2010-\u2015-]+")
"""What a number is written with, its extension apart."""
_UK = r"(?:\+44|0044|0)(?:[1-35789][0-9]{8,9}|8001111|84546[0-9]{2})"  # a few have fewer digits
WHOLE_NUMBER = re.compile(_UK + r"|(?:\+|00)(?!44)[1-9][0-9]{7,14}")
"""Digits of a number with its code. Ofcom's National Telephone Numbering Plan; ITU-T E.164."""
SHORT_NUMBER = re.compile(r"1[0-9]{2}|999|116[0-9]{3}")
_ONE = re.compile(
    rf"{_UK}|(?:\+|00)(?!44)[1-9][0-9]{{7,12}}|{SHORT_NUMBER.pattern}"
)  # longer: perhaps two
_ONE_SLASH = re.compile(r"\+?[0-9()]{3,7} ?/ ?[0-9 -]{5,}")
_OR_THE_NEXT = re.compile(
    r"(?:[ ()./].*[\u2010-\u2015-] ?[0-9]{1,2}|[\u2010-\u2015-] ?[0-9]|\([0-9]*\))$"
)
"""An end that may be another number beside the first: "960000-1", "960000 (1)"."""


def split_extension(phone: str) -> tuple[str, str]:
    """Return the number without its extension, and the extension's digits, "" for none."""
    typed = phone.strip()
    if found := _EXTENSION.search(typed):
        return typed[: found.start()].rstrip(" \t\n,;"), found[1]
    return typed, ""


def extract_digits(phone: str) -> str:
    """Return the digits and the plus of a number without its extension, whatever else it holds.

    "+44 (0)1632 960001" has a nought that is not dialled after the country's code.
    """
    number = _TRUNK.sub(r"\1", split_extension(phone)[0])
    return "".join(sign for sign in number if sign in "+0123456789")


def find_dialable_number(phone: str) -> str:
    """Return what a tap dials: digits and a leading plus; "" for what is not clearly one number.

    An extension is asked for by voice, not dialled.
    """
    if len(phone) > MAX_PHONE_LENGTH:
        return ""
    number = " ".join(split_extension(phone)[0].split())
    clear = PHONE_CHARACTERS.fullmatch(number) and not _OR_THE_NEXT.search(number)
    if not clear or ("/" in number and not _ONE_SLASH.fullmatch(number)):
        return ""
    found = extract_digits(number)
    return found if _ONE.fullmatch(found) else ""


COSTS_EXTRA = re.compile(r"0(?:9|70|84|87)[0-9]*|118[0-9]*")
"""Numbers with a service charge, and personal and directory ones. A worried worker or a child must
never pay, and many phones bar them. Ofcom: 084, 087, 09 and 118 have a service charge."""
COSTLY = (
    "Enter a number that costs nothing extra to call, such as one that starts with 01, 02, 03, "
    "0800, 0808 or 07. Numbers that start with 084, 087, 09, 070 or 118 cost more, and some phones "
    "cannot call them."
)
SHORTEST_UK, LONGEST_UK = 10, 11
_AREAS_WITH_FEWER = (
    "1204|1208|1254|1276|1297|1298|1363|1364|1384|1386|1404|1420|1460|1461|1480|1488|1524|1527"
    "|1562|1566|1606|1629|1635|1647|1659|1695|1726|1744|1750|1768|1827|1837|1884|1900|1905|1935"
    "|1946|1949|1963|1995"
)
_WITH_FEWER_DIGITS = re.compile(
    rf"0(?:(?:{_AREAS_WITH_FEWER})[0-9]{{5}}|16977[23][0-9]{{3}}|800[0-9]{{6}}|8001111|84546[0-9]{{2}})"
)
"""Whole numbers of fewer than 11 digits, which only these codes have. Ofcom's National Telephone
Numbering Plan, as libphonenumber has it for GB."""


def find_line_number_fault(typed: str) -> str:
    """Return why `typed` cannot be the number of a council or a helpline; empty where it can."""
    number = " ".join(typed.split())
    if not number:
        return "Enter the correct number."
    if not PHONE_CHARACTERS.fullmatch(number):
        return "Enter digits and spaces only."
    digits = find_line_digits(number)
    if costs_extra(number):
        return COSTLY
    if not digits.startswith("0"):
        return "Enter the whole number, starting with 0."
    if len(digits) < LONGEST_UK and not _WITH_FEWER_DIGITS.fullmatch(digits):
        return "Enter the whole number. This is too short."
    if len(digits) > LONGEST_UK:
        return "Enter one number. This is too long."
    if not re.fullmatch(_UK, digits) or not find_dialable_number(number):
        return "Check the number. It is not a UK number."
    return ""


def costs_extra(typed: str) -> bool:
    """Say whether a call to this number has a charge on top of the call itself."""
    return COSTS_EXTRA.fullmatch(find_line_digits(typed)) is not None


def find_line_digits(typed: str) -> str:
    """Return the digits of a UK number from its 0 on, without the country's code."""
    digits = extract_digits(typed)
    for code in ("+44", "0044"):
        if digits.startswith(code):
            return f"0{digits.removeprefix(code).lstrip('0')}"
    return digits


def format_line_digits(digits: str) -> str:
    """Return the digits of a UK number as people read them out: 01724 296 500."""
    if len(digits) != LONGEST_UK:
        first = 4 if digits.startswith("0800") else 5
        return (
            f"{digits[:4]} {digits[4:]}" if len(digits) < SHORTEST_UK else _grouped(digits, first)
        )
    if digits.startswith("02"):
        return _grouped(digits, 3, 4)
    four = digits.startswith(("03", "08", "011")) or (digits[1] == "1" and digits[3] == "1")
    return _grouped(digits, 4, 3) if four else _grouped(digits, 5, 3)


def _grouped(digits: str, first: int, then: int = 3) -> str:
    rest = digits[first:]
    return " ".join(filter(None, (digits[:first], rest[:then], rest[then:])))
