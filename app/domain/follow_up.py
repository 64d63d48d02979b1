"""What a file waits for, told by its own entries: never by a column.

A referral waits for somebody to say that they have it; one by phone for the paper they asked for;
a decision for the day on which somebody looks again. Days are days of London, and end with the
day. Nothing here reads a clock.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from app.domain.clocks import LONDON
from app.domain.entries import Decision, Entry, Part, Referral, Reply
from app.domain.not_readable import NOT_READABLE, TOO_LATE
from app.domain.pages.referring import ANSWERED

REMINDED, SENIORS_TOLD = 1, 2
"""Levels of the unread clock: its readers were told again, then the seniors."""
ADDED, ADDED_TOLD = 4, 5
"""Levels of what its author added to a file that was read: its readers were told, and again."""
FOLLOWS, FOLLOWS_TOLD = 8, 9
"""Levels of all that is not about reading: nobody told yet, and told."""
NOON = time(12)
"""Every clock but the unread one is in clear at noon of its day: an hour would tell the kind."""
FIRST_DAY = NOT_READABLE.date() + timedelta(days=1)
LAST_DAY = TOO_LATE.date() - timedelta(days=1)
"""A slip of the pen may name any year: outside these a time in clear would read as none."""
Numbered = tuple[int, Entry]
AnswerBy = Callable[[date], date]
"""The day by which a referral of this day should have been acknowledged."""


class Kind(StrEnum):
    """What is waited for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    IN_WRITING = "in_writing"
    REVIEW = "review"


class Wait(msgspec.Struct, frozen=True):
    """Something that has not happened yet: the day by which it should, and the entry it is of."""

    kind: Kind
    by: date
    number: int
    since: date

    @property
    def at(self) -> datetime:
        """Noon of that day, or of the nearest that a column holds: what stands in clear."""
        day = min(max(self.by, FIRST_DAY), LAST_DAY)
        return datetime.combine(day, NOON, LONDON).astimezone(UTC)


def waits(entries: Iterable[Numbered], answer_by: AnswerBy) -> tuple[Wait, ...]:
    """What these entries, in the order of their numbers, still wait for: the earliest day first."""
    found: list[Wait] = []
    for number, said in entries:
        if isinstance(said, Decision):
            found = [one for one in found if one.kind is not Kind.REVIEW] + _review(number, said)
        elif isinstance(said, Referral):
            found = _referred(found, number, said, answer_by)
        elif isinstance(said, Reply) and _value(said.parts, "answer") in ANSWERED:
            found = [one for one in found if one.kind is not Kind.ACKNOWLEDGEMENT]
    return tuple(sorted(found, key=lambda one: (one.by, one.number)))


def _referred(found: list[Wait], number: int, said: Referral, answer_by: AnswerBy) -> list[Wait]:
    """After one more referral: it waits for an answer; sent in writing, no paper is waited for."""
    written = said.signed_at.astimezone(LONDON).date()
    day = min(_day(said.parts, "referred_at") or written, written)
    more = [Wait(Kind.ACKNOWLEDGEMENT, answer_by(day), number, day)]
    if _value(said.parts, "method") != "phone":
        found = [one for one in found if one.kind is not Kind.IN_WRITING]
    elif (by := _day(said.parts, "written_by")) is not None:
        more.append(Wait(Kind.IN_WRITING, by, number, day))
    return found + more


def _review(number: int, said: Decision) -> list[Wait]:
    """One wait, for the earliest day of review that a decision sets."""
    days = [day for part in said.parts if (day := _day((part,), "review_on")) is not None]
    since = said.signed_at.astimezone(LONDON).date()
    return [Wait(Kind.REVIEW, min(days), number, since)] if days else []


def _value(parts: Iterable[Part], name: str) -> object:
    return next((part.values[name] for part in parts if name in part.values), None)


def _day(parts: Iterable[Part], name: str) -> date | None:
    """A day that was answered and could be read."""
    value = _value(parts, name)
    day = value.get("date") if isinstance(value, dict) else None
    return date.fromisoformat(day) if day else None
