"""Check the lines of a pack: 999 and 101 stay, and a council's number is a whole one.

A wrong number here is called with a child waiting, so each rule names the key and the cure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from content.contacts.hours_advice import HOW_TO_WRITE, suggest_readable_hours
from content.contacts.opening_hours import NOT_KNOWN, Hours, parse_opening_hours
from content.contacts.phone_parsing import costs_extra, find_line_number_fault
from content.pack import Pack
from content.passage_rules import Requirement, require_all_rules
from content.passages import Contact

FIXED_NUMBERS = {"emergency": "999", "police": "101"}
"""The two lines that every pack has, by key and role."""
NATIONAL_ROLES = ("emergency", "police", "access")
LOCAL_ROLES = "day, freephone, out_of_hours, lado, board or advice"
_NUMBER = re.compile(r"\d[\d ]*\d")
_LINK = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WHOLE_LINK = "Write the whole address of the page, such as https://www.example.org/page"
EMAIL_FORM = "Use the form name@example.org"
SPACES = "Write it in digits and spaces, for example 01632 960202"


def check_phone_line(
    pack: Pack, line: Contact, table: Mapping[str, object], need: Requirement, *, local: bool
) -> None:
    """Require of a line what lets people call it. `table`: as read. `local`: no line of England."""
    _check_role(line, need, local=local)
    _check_number(line, table, need)
    _check_hours(line.hours, need)
    other = pack.contacts.get(line.outside)
    email = not line.email or _EMAIL.fullmatch(line.email) is not None
    link = not line.web or is_link(line.web)
    require_all_rules(
        need,
        (email, "email", f"'{line.email}' is not an email address", EMAIL_FORM),
        (link, "web", f"'{line.web}' is not a link", WHOLE_LINK),
        (
            line.hours == NOT_KNOWN or bool(line.number),
            "hours",
            "are given, but no number is",
            "Give the number, or remove the hours",
        ),
        (
            not line.outside or (other is not None and not other.outside),
            "outside",
            f"there is no [contacts.{line.outside}] with its own hours",
            _list_lines_with_hours(pack, line),
        ),
    )
    _check_call_day(line, need)


def _check_call_day(line: Contact, need: Requirement) -> None:
    require_all_rules(
        need,
        (
            line.status != "confirmed" or line.checked_on is not None,
            "status",
            "is 'confirmed', and checked_on is missing",
            f"If someone called it, write the day in this form: checked_on = {line.reviewed_on}. "
            'If no one has, write status = "to confirm"',
        ),
        (
            line.status == "confirmed" or line.checked_on is None,
            "checked_on",
            "goes with status 'confirmed'",
            'If someone called it on that day, write status = "confirmed". If no one has, remove '
            "checked_on",
        ),
    )


def _list_lines_with_hours(pack: Pack, line: Contact) -> str:
    """Return which lines `line` could answer outside the hours of."""
    here = [one for one in pack.contacts.values() if one.area == line.area and not one.outside]
    keys = [one.key for one in here if one.hours != NOT_KNOWN]
    if keys:
        return f"Use one of: {', '.join(keys)}"
    return "Give another line its hours first, or leave outside out"


def _check_role(line: Contact, need: Requirement, *, local: bool) -> None:
    fixed = FIXED_NUMBERS.get(line.role, line.number)
    require_all_rules(
        need,
        (
            not (local and line.role in NATIONAL_ROLES),
            "role",
            f"'{line.role}' is for the lines of all England",
            f"Use {LOCAL_ROLES}",
        ),
        (line.number == fixed, "number", f"'{line.number}' is not {fixed}", f"Write {fixed}"),
    )


def _check_number(line: Contact, table: Mapping[str, object], need: Requirement) -> None:
    number = line.number
    need(table.get("number") != "", "number", "is empty", "Leave it out until you know it")
    plain = not number or _NUMBER.fullmatch(number) is not None
    need(plain, "number", f"'{number}' is not digits and spaces", SPACES)
    if number and line.role not in NATIONAL_ROLES:
        cure = find_line_number_fault(number).removesuffix(".")
        what = "costs extra to call" if costs_extra(number) else "cannot be a line to call"
        need(not cure, "number", f"'{number}' {what}", cure)


def _check_hours(hours: Hours, need: Requirement) -> None:
    try:
        spans = parse_opening_hours(hours)
    except ValueError as error:
        need(False, "hours", str(error), suggest_readable_hours(hours))
        return
    need(bool(spans) or hours == NOT_KNOWN, "hours", "are none", HOW_TO_WRITE)


def is_link(typed: str) -> bool:
    """Say whether `typed` is the address of a page."""
    return _LINK.fullmatch(typed) is not None
