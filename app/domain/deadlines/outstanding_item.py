"""Something that a concern is waiting for, the kinds of it, and the level of its time in clear.

Nothing here works out what is outstanding (`outstanding.py` does), and nothing reads a clock.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from app.domain.deadlines.child_ask import find_child_to_decide_on
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import AssignedTask, AuthorQuestion, Person, TaskOwner
from app.domain.times.unreadable_times import FIRST_DISBELIEVED_TIME, UNREADABLE_TIME
from content.london_time import LONDON

REMINDED, SENIORS_TOLD = 1, 2
"""Levels of the unread clock: its readers were told again, then the seniors."""
ADDED, ADDED_TOLD = 4, 5
"""Levels of what its author added to a file that was read: its readers were told, and again."""
FOLLOWS, FOLLOWS_TOLD = 8, 9
"""Levels of all that is not about reading: nobody told yet, and told."""
ASKED, ASKED_TOLD = 10, 11
"""Levels of a question to the author of the record, who sees on Home that there is one."""
TASKED, TASKED_TOLD = 12, 13
"""Levels of tasks and of a decision to make: as those, but the author of the record is not told."""
NOON = time(12)
"""Every clock but the unread one is in clear at noon of its day: an hour would tell the kind."""
LAST_HOUR, TIME_TO_ANSWER = time(23), timedelta(hours=3)
SHORTEST_TIME_TO_ANSWER = timedelta(minutes=30)
"""For an answer that is wanted on the day of its question, whose level tells that it is one."""
FIRST_DAY = UNREADABLE_TIME.date() + timedelta(days=1)
LAST_DAY = FIRST_DISBELIEVED_TIME.date() - timedelta(days=1)
"""A slip of the pen may name any year: outside these a time in clear would read as none."""
ONE_DAY = timedelta(days=1)
DeadlineRule = Callable[[date], date]


class OutstandingKind(StrEnum):
    """A kind of thing that is waited for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    DECIDED = "decided"
    OUTCOME = "outcome"
    IN_WRITING = "in_writing"
    ASK_WRITING = "ask_writing"
    """How soon they want it in writing: nobody has said it, nor confirmed the council's rule."""
    REFER = "refer"
    """A referral was decided and none is recorded since: due on the day of the decision."""
    REVIEW = "review"
    ESCALATED = "escalated"
    """An answer is owed by the person it was taken to, until it is recorded or escalated again."""
    TASK = "task"
    """Something that a reader gave someone to do by a day."""
    QUESTION = "question"
    """The author of the record was asked something, until an addition answers it."""
    SAFE_NOW = "safe_now"
    """The child may be in danger, or not safe tonight: only the closing of a concern asks that."""
    LADO = "lado"
    FGM = "fgm"
    DECIDE = "decide"
    """The record was read and no decision is recorded: due on the day on which it was read."""
    POLICE = "police"
    MEDICAL = "medical"
    """A call that was decided on, and none is recorded that was answered: due on that day."""


CHASED_KINDS = frozenset(
    {OutstandingKind.ACKNOWLEDGEMENT, OutstandingKind.DECIDED, OutstandingKind.OUTCOME}
)
"""Kinds that wait for children's services: someone calls again, then escalates."""


WRITING_KINDS = frozenset({OutstandingKind.IN_WRITING, OutstandingKind.ASK_WRITING})
DUTY_KINDS = frozenset({OutstandingKind.LADO, OutstandingKind.FGM})
"""Kinds that the law asks of someone: no line by another person ends them."""
DONE, MOVED = "done", "moved"
"""Fates of something that was open when its concern was closed: it has ended, or is still owed."""


def find_level_before_reminders(level: int) -> int:
    """Return the level of such a due time while nobody was told."""
    return TASKED if level >= TASKED else ASKED if level >= ASKED else FOLLOWS


class DeadlineLimits(msgspec.Struct, frozen=True):
    """By which day each should have happened, given the day from which it is counted.

    `in_writing` is None where nobody has confirmed how soon this council wants a paper.
    """

    acknowledged: DeadlineRule
    decided: DeadlineRule
    lado: DeadlineRule
    fgm: DeadlineRule
    in_writing: DeadlineRule | None = None


class OutstandingItem(PrivateStruct, frozen=True):
    """Something that has not happened yet: the day by which it should, and the entry it is of.

    `chased`, `taken`: the last entry that says that nobody answered, and the last that says to whom
    it was taken since. `whose`: the one person who can do it; `children`: whom it is about.
    `by_rule`: the day is the council's rule, and nobody named it. `who`: who rang, referred or
    decided; `whom`: the beginning of what they typed of whom they rang or referred to, or "".
    `later_reviews`: further days on which the same decision is to be reviewed, in order.
    `task`: what someone was given to do, with its owner; `question`: what the author was asked.
    `is_moved`: the concern is closed, and it is owed all the same; `moved_to`: the child, of those
    of the record, whose file has it.
    """

    kind: OutstandingKind
    by: date
    number: int
    since: date
    chased: int = 0
    taken: int = 0
    whose: Person | TaskOwner | None = None
    children: tuple[str, ...] = ()
    by_rule: bool = False
    who: Person | None = None
    whom: str = ""
    later_reviews: tuple[date, ...] = ()
    task: AssignedTask | None = None
    question: AuthorQuestion | None = None
    is_moved: bool = False
    moved_to: str = ""

    @property
    def level(self) -> int:
        """The level of its clear due time while nobody was told."""
        if self.task or self.is_moved or self.kind is OutstandingKind.DECIDE:
            return TASKED
        return ASKED if self.question else FOLLOWS

    @property
    def asked_child(self) -> str:
        """The child that a lead is to identify; "" for anything else."""
        return find_child_to_decide_on(self.task) if self.task else ""

    @property
    def key(self) -> str:
        """Its name in a closing: the same whatever rule there is about a paper by then."""
        kind = OutstandingKind.IN_WRITING if self.kind in WRITING_KINDS else self.kind
        child = f"/{self.children[0]}" if kind is OutstandingKind.FGM and self.children else ""
        return f"{kind.value}/{self.number}{child}"

    @property
    def at(self) -> datetime:
        """Noon of that day, or of the nearest that a column holds: what stands in clear.

        A question for the day on which it was asked is due later on it: its author, who was told
        a moment ago, is not reminded at once. Nor are those who read a record a moment ago and have
        not decided: that stands at noon of the next day.
        """
        later = ONE_DAY if self.kind is OutstandingKind.DECIDE else timedelta()
        day = min(max(self.by, FIRST_DAY), LAST_DAY - later) + later
        noon = datetime.combine(day, NOON, LONDON)
        if self.question is None or self.is_moved or self.since != self.by:
            return noon.astimezone(UTC)
        last = datetime.combine(day, LAST_HOUR, LONDON)
        asked = self.question.signed_at.astimezone(UTC).replace(microsecond=0)
        last = max(last, asked + SHORTEST_TIME_TO_ANSWER)
        return max(noon, min(asked + TIME_TO_ANSWER, last)).astimezone(UTC)
