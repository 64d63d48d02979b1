"""Find what lasts in a child's file: plans, and referrals that wait for children's services.

A plan without a day when it started is drawn nowhere: the page of plans has it. Opens nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.domain.children.fact_fields import name_fact
from app.domain.children.file_facts import PlanFact, StandingFact
from app.domain.deadlines.outstanding import OutstandingItem, OutstandingKind
from app.domain.private_struct import PrivateStruct
from content.london_time import format_date

WAITS: Mapping[OutstandingKind, str] = {
    OutstandingKind.ACKNOWLEDGEMENT: "Referral to children’s services: no reply recorded",
    OutstandingKind.DECIDED: "Reply from children’s services: no decision recorded",
    OutstandingKind.OUTCOME: "Reply from children’s services: no outcome recorded",
}
"""Names of the waits for children's services: each begins with the day it is named after."""
NO_PLAN = "none"


class PictureSpan(PrivateStruct, frozen=True):
    """Something that lasts. `end`: none while it goes on; `is_waiting`: someone owes an answer;
    `number`: of the concern that it is of, or 0."""

    name: str
    start: date
    end: date | None = None
    is_waiting: bool = False
    number: int = 0

    def describe_days(self) -> str:
        """Return from when to when, in words."""
        if self.end is None:
            return f"Since {format_date(self.start)}"
        return f"{format_date(self.start)} to {format_date(self.end)}"


def list_timeline_spans(
    facts: Iterable[StandingFact], waits: Iterable[tuple[int, OutstandingItem]]
) -> tuple[PictureSpan, ...]:
    """Return the plans and the waits, the earliest first. `waits`: with numbers of concerns."""
    found = (*_list_plans(facts), *dict.fromkeys(_list_waits(waits)))
    return tuple(sorted(found, key=lambda one: (one.start, one.name, one.number)))


def has_undrawn_plan(facts: Iterable[StandingFact]) -> bool:
    """Whether a plan is drawn nowhere: no one wrote when it started, or it ended before."""
    plans = [one for one in facts if isinstance(one.said, PlanFact) and one.said.plan != NO_PLAN]
    return len([*_list_plans(plans)]) < len(plans)


def _list_plans(facts: Iterable[StandingFact]) -> Iterator[PictureSpan]:
    for one in facts:
        said = one.said
        if isinstance(said, PlanFact) and said.plan != NO_PLAN and said.start:
            start = date.fromisoformat(said.start)
            end = date.fromisoformat(said.end) if said.end else None
            if end is None or end >= start:
                yield PictureSpan(name_fact(said), start, end)


def _list_waits(waits: Iterable[tuple[int, OutstandingItem]]) -> Iterator[PictureSpan]:
    for number, one in waits:
        if one.kind in WAITS:
            yield PictureSpan(WAITS[one.kind], one.since, is_waiting=True, number=number)
