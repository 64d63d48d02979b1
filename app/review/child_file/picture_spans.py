"""Find what lasts in a child's file: plans, and referrals that wait for children's services.

A plan without a day when it started is drawn nowhere: the page of plans has it. Opens nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from app.domain.children.fact_fields import name_fact
from app.domain.children.file_facts import PlanFact, StandingFact
from app.domain.deadlines.outstanding import CHASED_KINDS, OutstandingItem
from app.domain.private_struct import PrivateStruct
from content.london_time import format_date

WAITING = "Referral to children’s services: no answer recorded"
WAITING_DECISION = "Referral to children’s services: no decision or outcome recorded"
NO_PLAN = "none"


class PictureSpan(PrivateStruct, frozen=True):
    """Something that lasts. `end`: none while it goes on; `is_waiting`: someone owes an answer."""

    name: str
    start: date
    end: date | None = None
    is_waiting: bool = False

    def describe_days(self) -> str:
        """Return from when to when, in words."""
        if self.end is None:
            return f"Since {format_date(self.start)}"
        return f"{format_date(self.start)} to {format_date(self.end)}"


def list_spans(
    facts: Iterable[StandingFact], waits: Iterable[OutstandingItem]
) -> tuple[PictureSpan, ...]:
    """Return the plans and the waits, the earliest first."""
    found = {*_list_plans(facts), *_list_waits(waits)}
    return tuple(sorted(found, key=lambda one: (one.start, one.name)))


def _list_plans(facts: Iterable[StandingFact]) -> Iterator[PictureSpan]:
    for one in facts:
        said = one.said
        if isinstance(said, PlanFact) and said.plan != NO_PLAN and said.start:
            start = date.fromisoformat(said.start)
            end = date.fromisoformat(said.end) if said.end else None
            if end is None or end >= start:
                yield PictureSpan(name_fact(said), start, end)


def _list_waits(waits: Iterable[OutstandingItem]) -> Iterator[PictureSpan]:
    for one in waits:
        if one.kind in CHASED_KINDS:
            answered = one.kind.value != "acknowledgement"
            name = WAITING_DECISION if answered else WAITING
            yield PictureSpan(name, one.since, is_waiting=True)
