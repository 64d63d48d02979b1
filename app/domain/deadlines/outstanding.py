"""What a concern is waiting for, worked out from its own entries and never from a column.

A referral waits for an answer, then for a decision, then for the outcome if a day was named. One
made by phone also waits for the document. A decision to refer waits, from the same day, until a
referral is recorded. A decision waits for its review day, and closing a concern does not end that:
opened again, it is there again. A record that was read waits for a decision. A concern about
staff waits for anybody's call to the LADO. A report of FGM waits for the very person who was told
or saw signs: no lead, and no closing of the concern, does it for them. Both count from the day the
worker was told, where that is known. Days are days of London, and end with the day. A closed
concern waits for what was moved to a child's file, and for the tasks, questions and duties that
came after it was closed. Nothing here reads a clock.
"""

import re
from collections.abc import Iterable
from datetime import date

from msgspec import UNSET
from msgspec.structs import replace

from app.domain.deadlines.call_outcome import LADO, POLICE, find_reached_services
from app.domain.deadlines.concern_status import NumberedEntry, find_concern_status
from app.domain.deadlines.decided_calls import find_decided_calls_not_made
from app.domain.deadlines.decided_time import follows_decisions
from app.domain.deadlines.missing_decision import find_missing_decision
from app.domain.deadlines.outstanding_item import (
    ADDED,
    ADDED_TOLD,
    ASKED,
    ASKED_TOLD,
    CHASED_KINDS,
    DONE,
    DUTY_KINDS,
    FOLLOWS,
    FOLLOWS_TOLD,
    MOVED,
    NOON,
    REMINDED,
    SENIORS_TOLD,
    TASKED,
    TASKED_TOLD,
    DeadlineLimits,
    DeadlineRule,
    OutstandingItem,
    OutstandingKind,
    find_level_before_reminders,
)
from app.domain.deadlines.review_days import list_review_days, list_reviews_left
from app.domain.deadlines.sent_documents import is_sent_to_lado
from app.domain.record.entry_schema import (
    Addition,
    AssignedTask,
    AuthorQuestion,
    ClosingNote,
    Closure,
    Decision,
    Details,
    Entry,
    Escalation,
    EscalationAnswer,
    Part,
    Person,
    Record,
    Referral,
    Reopening,
    Reply,
    TaskOutcome,
    Values,
)
from app.domain.record.part_lookup import find_day, find_value
from app.domain.record.text_limits import MAX_NAME_CHARACTERS, shorten_text
from content.london_time import get_london_day

__all__ = [
    "ADDED", "ADDED_TOLD", "ASKED", "ASKED_TOLD", "CHASED_KINDS", "DONE", "DUTY_KINDS",
    "FOLLOWS", "FOLLOWS_TOLD", "MOVED", "NOON", "REMINDED", "SENIORS_TOLD", "TASKED", "TASKED_TOLD",
    "DeadlineLimits", "DeadlineRule",
    "OutstandingItem", "OutstandingKind", "find_fgm_duties", "find_lado_duty",
    "find_level_before_reminders", "find_outstanding", "find_outstanding_as_if_open", "sort_by_day",
]  # fmt: skip


def sort_by_day(found: Iterable[OutstandingItem]) -> tuple[OutstandingItem, ...]:
    """Return the items with the earliest day first."""
    return tuple(sorted(found, key=lambda one: (one.by, one.number)))


REFERS, STOPS_REFERRING = "refer", "no_further_action"
"""Outcomes of a decision: what starts the wait for a referral, and what ends it without one."""
TOLD_OR_SAW = frozenset({"girl_told_me", "saw_signs"})
DIGIT = re.compile(r"\d")


def find_lado_duty(
    entries: tuple[NumberedEntry, ...], limits: DeadlineLimits
) -> tuple[OutstandingItem, ...]:
    """Return one wait, while it is said to be about their team and no call reached a LADO."""
    about = next((number for number, said in entries if _about_team(said)), 0)
    if not about or any(LADO in find_reached_services(said) for _, said in entries):
        return ()
    since = _told(entries)
    return (
        (OutstandingItem(OutstandingKind.LADO, limits.lado(since), about, since),) if since else ()
    )


def find_fgm_duties(
    entries: tuple[NumberedEntry, ...], limits: DeadlineLimits
) -> tuple[OutstandingItem, ...]:
    """Return one wait for each person and child.

    Only that person's own report or later call ends it.
    """
    found: dict[tuple[str, str], OutstandingItem] = {}
    told = _told(entries)
    for number, said in entries:
        if POLICE in find_reached_services(said):
            found = {key: one for key, one in found.items() if key[0] != said.by.id}
        for part in _duties(said):
            for child in part.children or ("",):
                key = (said.by.id, child)
                if part.values.get("fgm") == "no" or _reported(part.values):
                    found.pop(key, None)
                elif part.values.get("fgm") in TOLD_OR_SAW and key not in found:
                    since = min(told or _day(said), _day(said))
                    found[key] = _own(number, said.by, child, since, limits)
    return tuple(found.values())


def _own(
    number: int, who: Person, child: str, since: date, limits: DeadlineLimits
) -> OutstandingItem:
    children = (child,) if child else ()
    return OutstandingItem(
        OutstandingKind.FGM, limits.fgm(since), number, since, whose=who, children=children
    )


def _duties(said: Entry) -> Iterable[Part]:
    parts = said.parts if isinstance(said, Details) else ()
    return (part for part in parts if part.page == "duties")


def _reported(values: Values) -> bool:
    """Whether it says when, in a day or time that can be read, or a reference that has a digit."""
    at, reference = values.get("fgm_reported_at"), values.get("police_ref")
    known = isinstance(at, dict) and bool(at.get("date") or at.get("time"))
    return known or (isinstance(reference, str) and DIGIT.search(reference) is not None)


def _about_team(said: Entry) -> bool:
    parts = said.parts if isinstance(said, Record | Details) else ()
    return any(p.page == "now" and p.values.get("about_our_team") == "yes" for p in parts)


def _told(entries: tuple[NumberedEntry, ...]) -> date | None:
    """Return the day on which the worker was told, or the record signed where that is not known."""
    for _, said in entries:
        if isinstance(said, Record):
            account = tuple(part for part in said.parts if part.page == "account")
            return min(find_day(account, "told_on") or _day(said), _day(said))
    return None


def _day(said: Entry) -> date:
    return get_london_day(said.signed_at)


def find_outstanding(
    entries: Iterable[NumberedEntry], limits: DeadlineLimits
) -> tuple[OutstandingItem, ...]:
    """Return what these entries still wait for, the earliest day first.

    While they are closed that is what was moved to a child's file, tasks and questions since, and
    what the law asks of somebody by an entry since: nobody was asked about that at its closing.
    """
    known = tuple(entries)
    status, found = find_concern_status(known), find_outstanding_as_if_open(known, limits)
    if not status.is_closed or status.closed is None:
        has_other = any(not one.asked_child for one in found)
        undecided = find_missing_decision(known, status, has_other=has_other)
        return sort_by_day((*found, *undecided))
    number = status.closed[0]
    moved = _find_moved(known, number)
    return tuple(
        replace(one, is_moved=True, moved_to=moved.get(one.key, ""))
        for one in found
        if one.key in moved or (one.number > number and _outlives_closure(one))
    )


def _outlives_closure(item: OutstandingItem) -> bool:
    """Whether something that came while the file was closed is owed there."""
    return bool(item.task or item.question) or item.kind in DUTY_KINDS


def _find_moved(entries: tuple[NumberedEntry, ...], closure: int) -> dict[str, str]:
    """Return the child of each thing that the closing of this number moved, by its key."""
    notes = (said for _, said in entries if isinstance(said, ClosingNote) and said.of == closure)
    return {one.key: one.child for note in notes for one in note.items if one.how == MOVED}


def find_outstanding_as_if_open(
    entries: Iterable[NumberedEntry], limits: DeadlineLimits
) -> tuple[OutstandingItem, ...]:
    """Return the same as if nobody had closed the file: only what it says is done has ended."""
    known = tuple(entries)
    found = _Found(limits)
    for number, said in known:
        found.take(number, said)
    duties = (*find_lado_duty(known, limits), *find_fgm_duties(known, limits))
    return sort_by_day((*found.waits, *find_decided_calls_not_made(known), *duties))


class _Found:
    """What is waited for after some of the entries."""

    def __init__(self, limits: DeadlineLimits) -> None:
        self.limits = limits
        self.written: dict[int, Entry] = {}
        self.waits: list[OutstandingItem] = []
        self.spoken = False  # whether any referral or answer is written

    def take(self, number: int, said: Entry) -> None:
        """Take in the next entry."""
        if isinstance(said, Decision):
            self._decided(number, said)
            self._end_reviews(said)
            self._review(number, said)
        elif isinstance(said, Reopening):
            self._review(number, said)
        elif isinstance(said, Referral):
            if not is_sent_to_lado(said, self.written):
                self._drop(OutstandingKind.REFER)
            self._referred(number, said)
        elif isinstance(said, Reply):
            self._answered(number, said)
        elif isinstance(said, Escalation):
            self._mark(taken=number)
            self._escalated(number, said)
        elif isinstance(said, AssignedTask | AuthorQuestion):
            self._assigned(number, said)
        else:
            over = _find_ended(said)
            self.waits = [one for one in self.waits if one.key not in over]
        self.spoken |= isinstance(said, Referral | Reply)
        self.written[number] = said

    def _escalated(self, number: int, said: Escalation) -> None:
        """Add one wait, for whom it was escalated to last; none where they answered at once."""
        self._drop(OutstandingKind.ESCALATED)
        if said.level is UNSET or isinstance(find_value(said.parts, "answered"), str):
            return
        day = _on(said, said.parts, "escalated_at")
        by = self.limits.acknowledged(day)
        made = OutstandingItem(OutstandingKind.ESCALATED, by, number, day, who=said.by)
        self.waits.append(replace(made, whom=_typed(said.parts, "to_whom")))

    def _assigned(self, number: int, said: AssignedTask | AuthorQuestion) -> None:
        made = OutstandingItem(OutstandingKind.TASK, said.due, number, _day(said), who=said.by)
        made = replace(made, children=said.children)
        if isinstance(said, AssignedTask):
            self.waits.append(replace(made, task=said))
        else:
            kind = OutstandingKind.QUESTION
            self.waits.append(replace(made, kind=kind, whose=said.to, question=said))

    def _drop(self, *kinds: OutstandingKind) -> None:
        self.waits = [one for one in self.waits if one.kind not in kinds]

    def _mark(self, **marks: int) -> None:
        self.waits = [
            replace(one, **marks) if one.kind in CHASED_KINDS else one for one in self.waits
        ]

    def _decided(self, number: int, said: Decision) -> None:
        """Add a wait for a referral, unless an earlier referral still waits for its answer.

        No further action ends it, if that was decided after every decision to refer.
        """
        outcomes = {part.values.get("outcome") for part in said.parts}
        waits = [self.written[one.number] for one in self.waits if one.kind in CHASED_KINDS]
        referred = any(not is_sent_to_lado(one, self.written) for one in waits)
        if REFERS in outcomes and not referred:
            self._drop(OutstandingKind.REFER)
            self.waits.append(
                OutstandingItem(OutstandingKind.REFER, _day(said), number, _day(said), who=said.by)
            )
        elif STOPS_REFERRING in outcomes and follows_decisions(said, REFERS, self.written.values()):
            self._drop(OutstandingKind.REFER)

    def _end_reviews(self, said: Decision) -> None:
        kept: list[OutstandingItem] = []
        for one in self.waits:
            is_review = one.kind is OutstandingKind.REVIEW
            kept += list_reviews_left(one, self.written[one.number], said) if is_review else (one,)
        self.waits = kept

    def _review(self, number: int, said: Decision | Reopening) -> None:
        """Add one wait for all days of review that a decision or a reopening sets."""
        if days := list_review_days(said):
            first, *rest = days
            made = OutstandingItem(OutstandingKind.REVIEW, first, number, _day(said), who=said.by)
            self.waits.append(replace(made, later_reviews=tuple(rest)))

    def _referred(self, number: int, said: Referral) -> None:
        """Add a wait for an answer; one by phone waits for the document that follows in writing."""
        day = _on(said, said.parts, "referred_at")
        made = OutstandingItem(
            OutstandingKind.ACKNOWLEDGEMENT, self.limits.acknowledged(day), number, day
        )
        made = replace(made, who=said.by, whom=_typed(said.parts, "to_whom"))
        self.waits.append(made)
        self._drop(OutstandingKind.ASK_WRITING)
        if find_value(said.parts, "method") != "phone":
            self._drop(OutstandingKind.IN_WRITING)
        elif (by := find_day(said.parts, "written_by")) is not None:
            self.waits = [one for one in self.waits if not one.by_rule]
            self.waits.append(replace(made, kind=OutstandingKind.IN_WRITING, by=by))
        elif not _told_otherwise(said.parts):
            self._paper(made)

    def _paper(self, made: OutstandingItem) -> None:
        """Add a wait whose day nobody named: the council's rule gives it, or somebody is to ask."""
        rule = self.limits.in_writing
        if any(one.kind is OutstandingKind.IN_WRITING for one in self.waits):
            return  # an earlier call waits for its paper: it is the same one
        if rule is not None:
            by = rule(made.since)
            self.waits.append(replace(made, kind=OutstandingKind.IN_WRITING, by=by, by_rule=True))
        else:
            self.waits.append(replace(made, kind=OutstandingKind.ASK_WRITING))

    def _answered(self, number: int, said: Reply) -> None:
        """Add what a reply leads to: they have it, decided, told the outcome, or were silent."""
        answer = find_value(said.parts, "answer")
        if answer == "no_answer":
            self._mark(chased=number)
            return
        owed = [one for one in self.waits if one.kind is OutstandingKind.ACKNOWLEDGEMENT]
        self._drop(OutstandingKind.ACKNOWLEDGEMENT)
        if answer == "acknowledged" and (owed or not self.spoken):
            self._to_decide(number, said, owed)
        elif answer in {"decided", "outcome"}:
            self._drop(OutstandingKind.DECIDED)
        if answer == "outcome":
            self._drop(OutstandingKind.OUTCOME)
        elif (by := find_day(said.parts, "outcome_by")) is not None:
            self._drop(OutstandingKind.OUTCOME)
            self.waits.append(OutstandingItem(OutstandingKind.OUTCOME, by, number, _day(said)))

    def _to_decide(self, number: int, said: Reply, owed: list[OutstandingItem]) -> None:
        """Add a wait for a decision, counted from the referral; never on a day that is over."""
        day = _on(said, said.parts, "answered_at")
        since = min((one.since for one in owed), default=day)
        by = max(self.limits.decided(since), day)
        self._drop(OutstandingKind.DECIDED)
        self.waits.append(OutstandingItem(OutstandingKind.DECIDED, by, number, day))


def _find_ended(said: Entry) -> frozenset[str]:
    """Return the keys of what an answer, a line on a task or a closing says is done.

    What a closing says is no longer needed is there again when the concern is opened: what was
    true then may be so no more.
    """
    if isinstance(said, EscalationAnswer):
        return frozenset({f"{OutstandingKind.ESCALATED}/{said.of}"})
    if isinstance(said, TaskOutcome):
        return frozenset({f"{OutstandingKind.TASK}/{said.of}"})
    if isinstance(said, Addition) and said.answers is not UNSET:
        return frozenset({f"{OutstandingKind.QUESTION}/{said.answers}"})
    if isinstance(said, Closure):
        return frozenset(() if said.ended is UNSET else said.ended)
    if isinstance(said, ClosingNote):
        return frozenset(one.key for one in said.items if one.how == DONE)
    return frozenset()


def _on(said: Entry, parts: Iterable[Part], name: str) -> date:
    """Return the day that was answered, or that of the signature; never one after it."""
    written = _day(said)
    return min(find_day(parts, name) or written, written)


def _typed(parts: Iterable[Part], name: str) -> str:
    """Return the beginning of what was typed; "" for nothing, or what was said to be not known."""
    value = find_value(parts, name)
    return shorten_text(value, MAX_NAME_CHARACTERS) if isinstance(value, str) else ""


def _told_otherwise(parts: tuple[Part, ...]) -> bool:
    """Whether somebody who is named said something else than a day, that none is wanted say."""
    value, who = find_value(parts, "written_by"), find_value(parts, "written_by_said")
    return isinstance(value, dict) and bool(value.get("date_as_typed")) and isinstance(who, str)
