"""Say what a line of a council lacks, or has that no one sees, for the people who write its pack.

Nothing here stops a pack: each of these loads, and its people would miss something or read what is
not so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from content.contacts.call_panel import AREA_ROLES
from content.contacts.opening_hours import NOT_KNOWN
from content.contacts.phone_parsing import find_line_digits
from content.passages import WRITTEN_TO, Contact

_DRAMA_NUMBER = re.compile(
    r"0(?:1632960|2079460|11[3-8]4960|1[2-6]14960|1914980|2896496|2920180|8081570|7700900|3069990)"
    r"[0-9]{3}"
)
"""Numbers that no one ever answers. Ofcom: telephone numbers for use in TV and radio drama."""


class LineGap(NamedTuple):
    """One gap of a line: the key that it is about, "" for the line, the problem and the cure."""

    key: str
    problem: Literal["missing", "not known", "not read", "broken"]
    words: str
    cure: str


def list_line_gaps(line: Contact, *, fictional: bool) -> Iterator[LineGap]:
    """Yield what to do about one line of a council. `fictional`: its council is made up."""
    if _DRAMA_NUMBER.fullmatch(find_line_digits(line.number)) and not fictional:
        yield LineGap(
            "number",
            "broken",
            f"{line.number} is a number for drama, and no one answers it",
            "Use the council's own number. If the council is made up, write fictional = true "
            "under [pack]",
        )
    if line.role == "board":
        yield from _list_board_gaps(line)
    elif line.email and line.role not in WRITTEN_TO:
        words = "people are not shown it, because no one should email about a child"
        yield LineGap("email", "not read", words, "Remove it. Give the number to call")
    if line.web and line.role != "advice":
        words = "no page shows it to people who call"
        cure = "Remove it, or give the page as link of a source: [sources.…]"
        yield LineGap("web", "not read", words, cure)
    if line.role in (*AREA_ROLES, "lado"):
        yield from _list_call_gaps(line)


def _list_call_gaps(line: Contact) -> Iterator[LineGap]:
    if not line.number:
        words = f"{line.label}: the number is not established"
        cure = "Ask the council. Give the number, the source and the day you read it"
        yield LineGap("", "missing", words, cure)
    elif line.role in AREA_ROLES and line.hours == NOT_KNOWN:
        words = f"{line.label}: hours are not known, so it never shows as open"
        cure = "Ask when they answer, then give the hours"
        yield LineGap("", "not known", words, cure)


def _list_board_gaps(line: Contact) -> Iterator[LineGap]:
    if not (line.email or line.address):
        words = f"{line.label}: no email and no address, so no one can send a completion record"
        yield LineGap("", "missing", words, "Ask the board, then give email or address")
    if line.case_data:
        words = f"{line.label}: completion records are sent only where case_data = false"
        cure = "Write case_data = false: nothing about a child goes to an address for training"
        yield LineGap("case_data", "missing", words, cure)
    if line.number:
        words = f"{line.number} is shown nowhere: a board is written to, and not called"
        cure = 'If people call it about a child, give it a line with another role, such as "advice"'
        yield LineGap("number", "not read", words, f"Remove it. {cure}")
