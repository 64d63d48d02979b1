"""Work out what a file waits for from its entries, in the order of their numbers.

The kinds and their days are those of `follow_up`; what only one person can do is in `duties`.
"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from app.domain.deadlines.concern_status import Numbered, life_of
from app.domain.deadlines.duties import fgm, lado
from app.domain.deadlines.follow_up import CHASED, Kind, Limits, Wait, in_order
from app.domain.record.entry_schema import (
    Closure,
    Decision,
    Entry,
    Escalation,
    Part,
    Referral,
    Reply,
)
from app.domain.record.part_lookup import day_in, value_in
from app.domain.record.shortened import NAME_CHARACTERS, shortened
from app.domain.times.london_time import LONDON


def waits(entries: Iterable[Numbered], limits: Limits) -> tuple[Wait, ...]:
    """What these entries still wait for, the earliest day first; nothing while they are closed."""
    known = tuple(entries)
    return () if life_of(known).is_closed else unanswered(known, limits)


def unanswered(entries: Iterable[Numbered], limits: Limits) -> tuple[Wait, ...]:
    """The same as if nobody had closed the file: closing only ends what was to be looked at."""
    known = tuple(entries)
    found = _Found(limits)
    for number, said in known:
        found.take(number, said)
    return in_order((*found.waits, *lado(known, limits), *fgm(known, limits)))


class _Found:
    """What is waited for after some of the entries."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.waits: list[Wait] = []
        self.spoken = False  # whether any referral or answer is written

    def take(self, number: int, said: Entry) -> None:
        """Take in the next entry."""
        if isinstance(said, Decision):
            self._drop(Kind.REVIEW)
            self._review(number, said)
        elif isinstance(said, Closure):
            self._drop(Kind.REVIEW)
        elif isinstance(said, Referral):
            self._referred(number, said)
        elif isinstance(said, Reply):
            self._answered(number, said)
        elif isinstance(said, Escalation):
            self._mark(taken=number)
        self.spoken |= isinstance(said, Referral | Reply)

    def _drop(self, *kinds: Kind) -> None:
        self.waits = [one for one in self.waits if one.kind not in kinds]

    def _mark(self, **marks: int) -> None:
        self.waits = [replace(one, **marks) if one.kind in CHASED else one for one in self.waits]

    def _review(self, number: int, said: Decision) -> None:
        """One wait, for the earliest day of review that a decision sets."""
        days = [day for part in said.parts if (day := day_in((part,), "review_on")) is not None]
        if days:
            self.waits.append(Wait(Kind.REVIEW, min(days), number, _written(said), who=said.by))

    def _referred(self, number: int, said: Referral) -> None:
        """It waits for an answer; one by phone for a paper, which one in writing is."""
        day = _on(said, said.parts, "referred_at")
        made = Wait(Kind.ACKNOWLEDGEMENT, self.limits.acknowledged(day), number, day)
        made = replace(made, who=said.by, whom=_typed(said.parts, "to_whom"))
        self.waits.append(made)
        self._drop(Kind.ASK_WRITING)
        if value_in(said.parts, "method") != "phone":
            self._drop(Kind.IN_WRITING)
        elif (by := day_in(said.parts, "written_by")) is not None:
            self.waits = [one for one in self.waits if not one.by_rule]
            self.waits.append(replace(made, kind=Kind.IN_WRITING, by=by))
        elif not _told_otherwise(said.parts):
            self._paper(made)

    def _paper(self, made: Wait) -> None:
        """Nobody named a day: the council's rule gives it, or somebody is to ask."""
        rule = self.limits.in_writing
        if any(one.kind is Kind.IN_WRITING for one in self.waits):
            return  # an earlier call waits for its paper: it is the same one
        if rule is not None:
            by = rule(made.since)
            self.waits.append(replace(made, kind=Kind.IN_WRITING, by=by, by_rule=True))
        else:
            self.waits.append(replace(made, kind=Kind.ASK_WRITING))

    def _answered(self, number: int, said: Reply) -> None:
        """They have it, said what they decided, told the outcome; or nobody answered."""
        answer = value_in(said.parts, "answer")
        if answer == "no_answer":
            self._mark(chased=number)
            return
        owed = [one for one in self.waits if one.kind is Kind.ACKNOWLEDGEMENT]
        self._drop(Kind.ACKNOWLEDGEMENT)
        if answer == "acknowledged" and (owed or not self.spoken):
            self._to_decide(number, said, owed)
        elif answer in {"decided", "outcome"}:
            self._drop(Kind.DECIDED)
        if answer == "outcome":
            self._drop(Kind.OUTCOME)
        elif (by := day_in(said.parts, "outcome_by")) is not None:
            self._drop(Kind.OUTCOME)
            self.waits.append(Wait(Kind.OUTCOME, by, number, _written(said)))

    def _to_decide(self, number: int, said: Reply, owed: list[Wait]) -> None:
        """Counted from the referral; never a day that was over when they said that they have it."""
        day = _on(said, said.parts, "answered_at")
        since = min((one.since for one in owed), default=day)
        by = max(self.limits.decided(since), day)
        self._drop(Kind.DECIDED)
        self.waits.append(Wait(Kind.DECIDED, by, number, day))


def _on(said: Entry, parts: Iterable[Part], name: str) -> date:
    """The day that was answered, or that of the signature; never one after it."""
    written = _written(said)
    return min(day_in(parts, name) or written, written)


def _written(said: Entry) -> date:
    return said.signed_at.astimezone(LONDON).date()


def _typed(parts: Iterable[Part], name: str) -> str:
    """The beginning of what was typed; "" where nothing was, or it was said not to be known."""
    value = value_in(parts, name)
    return shortened(value, NAME_CHARACTERS) if isinstance(value, str) else ""


def _told_otherwise(parts: tuple[Part, ...]) -> bool:
    """Whether somebody who is named said something else than a day, that none is wanted say."""
    value, who = value_in(parts, "written_by"), value_in(parts, "written_by_said")
    return isinstance(value, dict) and bool(value.get("date_as_typed")) and isinstance(who, str)
