"""What a file waits for, told by its own entries: never by a column.

A referral waits for somebody to say that they have it, then for what they decided, then for the
outcome if they named a day; one by phone for the paper; a decision for the day on which somebody
looks again; some answers for a call that only people can make. Days are days of London, and end
with the day. A closed file waits for nothing. Nothing here reads a clock.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from app.domain.record.entry_schema import Person
from app.domain.times.london_time import LONDON
from app.domain.times.unreadable_times import NOT_READABLE, TOO_LATE

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
ByDay = Callable[[date], date]


class Kind(StrEnum):
    """What is waited for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    DECIDED = "decided"
    OUTCOME = "outcome"
    IN_WRITING = "in_writing"
    ASK_WRITING = "ask_writing"
    """How soon they want it in writing: nobody has said it, nor confirmed the council's rule."""
    REVIEW = "review"
    LADO = "lado"
    FGM = "fgm"


CHASED = frozenset({Kind.ACKNOWLEDGEMENT, Kind.DECIDED, Kind.OUTCOME})
"""What children's services owe an answer to: somebody rings again, then goes higher up."""


class Limits(msgspec.Struct, frozen=True):
    """By which day each should have happened, given the day from which it is counted.

    `in_writing` is None where nobody has confirmed how soon this council wants a paper.
    """

    acknowledged: ByDay
    decided: ByDay
    lado: ByDay
    fgm: ByDay
    in_writing: ByDay | None = None


class Wait(msgspec.Struct, frozen=True):
    """Something that has not happened yet: the day by which it should, and the entry it is of.

    `chased`, `taken`: the last entry that says that nobody answered, and the last that says to whom
    it was taken since. `whose`: the one person who can do it; `children`: whom it is about.
    `by_rule`: the day is the council's rule, and nobody named it. `who`: who rang, referred or
    decided; `whom`: the beginning of what they typed of whom they rang or referred to, or "".
    """

    kind: Kind
    by: date
    number: int
    since: date
    chased: int = 0
    taken: int = 0
    whose: Person | None = None
    children: tuple[str, ...] = ()
    by_rule: bool = False
    who: Person | None = None
    whom: str = ""

    def __repr__(self) -> str:
        return f"<Wait {self.kind.value} {self.by}>"

    @property
    def at(self) -> datetime:
        """Noon of that day, or of the nearest that a column holds: what stands in clear."""
        day = min(max(self.by, FIRST_DAY), LAST_DAY)
        return datetime.combine(day, NOON, LONDON).astimezone(UTC)


def in_order(found: Iterable[Wait]) -> tuple[Wait, ...]:
    """The earliest day first."""
    return tuple(sorted(found, key=lambda one: (one.by, one.number)))
