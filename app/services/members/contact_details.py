"""Tidy names, email addresses and phone numbers as people type them, and say what is missing.

An email address is only an account's name here: nobody is mailed to prove it. This module never
looks anything up and never rewrites a phone number: an extension or a note beside it may matter.
"""

import re
import unicodedata

from app.domain.record.name_comparison import has_letter, strip_invisible
from content.contacts import phone_parsing

LONGEST_NAME = 120
LONGEST_EMAIL = 254
LONGEST_PHONE = 40
_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"()]+")
LONGEST_DIGITS = 17  # E.164 has 15 at most, after "00"
_NOT_IN_A_LINE = {"Cc", "Zl", "Zp", "Cs"}
_TURNS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they reorder what is read


def tidy_line(text: str | None) -> str:
    """Return text as one line, without spare spaces and without characters that show nothing.

    Control characters become spaces, because a database refuses some. Two names that look the
    same are then the same.
    """
    typed = "".join(
        " " if unicodedata.category(letter) == "Cc" else letter for letter in text or ""
    )
    return " ".join(strip_invisible(typed).split())


def find_one_line_problem(text: str) -> str:
    """Return what is wrong with text for mail, headings and paper; empty for one line."""
    inside = text.strip()
    if any(unicodedata.category(letter) in _NOT_IN_A_LINE or letter in _TURNS for letter in inside):
        return "Enter it on one line, with letters, digits and ordinary signs only."
    return ""


def normalise_account_name(text: str | None) -> str:
    """Return an email address as accounts are found by it."""
    return tidy_line(text).casefold()


def find_name_problem(name: str, missing: str = "Enter the name.", what: str = "name") -> str:
    """Return what is wrong with a name; empty when it will do. `what`: what the page calls it."""
    if not name:
        return missing
    if not has_letter(name):
        return f"Enter the {what} in letters, as people say it."
    if len(name) > LONGEST_NAME:
        return f"Enter the {what} in {LONGEST_NAME} characters or fewer."
    return ""


def find_email_problem(email: str, missing: str = "Enter the email address.") -> str:
    """Return what is wrong with an email address; empty when it will do."""
    if not email:
        return missing
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        return "Enter the whole email address. For example, name@example.org."
    return ""


def find_phone_problem(phone: str, missing: str = "Enter the phone number.") -> str:
    """Return what is wrong with a phone number; empty when it will do.

    A number of the United Kingdom with its code, of another country with a plus, or a short one
    such as 101 with an extension (`content/contacts/phone_parsing.py`).
    """
    if not phone:
        return missing
    number, extension = phone_parsing.split_extension(phone)
    digits = phone_parsing.extract_digits(number)
    if len(digits) > LONGEST_DIGITS or len(phone) > LONGEST_PHONE:
        return "Enter one phone number only."
    if not phone_parsing.PHONE_CHARACTERS.fullmatch(number):
        return (
            "Enter the phone number in digits. For example, 01632 960001. Add ext 12 if you need "
            "to."
        )
    if not (
        phone_parsing.WHOLE_NUMBER.fullmatch(digits)
        or (extension and phone_parsing.SHORT_NUMBER.fullmatch(digits))
    ):
        return "Enter the whole phone number with its area code. For example, 01632 960001."
    return ""
