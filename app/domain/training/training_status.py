"""Find somebody's training status on a day, from signed statements that were proved before.

Nothing here reads a clock, a row or an answer, and nothing here says how well anybody did: only
what was completed, when, and of which chapters. A day is a day in London.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

import msgspec

from app.domain.training.exchange_schema import TrainingState
from app.domain.training.statement_schema import (
    BoardCertificate,
    ChaptersRead,
    Completion,
    SentToBoard,
    Statement,
)

Told = TypeVar("Told", ChaptersRead, SentToBoard, BoardCertificate)


class Standing(StrEnum):
    """What there is to do, if anything. The first that holds, in this order."""

    NOT_TRUSTED = "not_trusted"
    """A note about them does not prove: nothing is said of their training until somebody looked."""
    OVERDUE = "overdue"
    CHANGED = "changed"
    """A newer edition says something else in some chapters, and they have not read these."""
    DUE_SOON = "due_soon"
    CURRENT = "current"
    WAITING = "waiting"
    """Nothing completed yet; answers lie with whoever confirms, or wait for more."""
    NOT_YET = "not_yet"


class RenewalRule(msgspec.Struct, frozen=True):
    """When training is done again. `months` None: nobody has confirmed it; nothing falls due."""

    months: int | None
    soon_days: int


class TrainingStatus(msgspec.Struct, frozen=True):
    """How somebody stands. `about`: the id of the newest completion, "" while there is none.

    `due`: the last day on which it is not overdue. `changed`: keys of chapters to read, in the
    edition's order. `answers`: whose turn it is with answers on their way, None when there are
    none. `marks_known`: whether Heard knows which words they read.
    """

    standing: Standing
    about: str = ""
    completion: Completion | None = None
    due: date | None = None
    changed: tuple[str, ...] = ()
    read_on: date | None = None
    sent_on: date | None = None
    certificate_on: date | None = None
    answers: TrainingState | None = None
    marks_known: bool = False


class TrainingFacts(msgspec.Struct, frozen=True):
    """All there is to know of one person. `notes`: (id, note) of each that was proved.

    `trusted`: False when any note about them does not prove, or one is missing.
    """

    notes: tuple[tuple[str, Statement], ...] = ()
    answers: TrainingState | None = None
    trusted: bool = True


def find_training_status(
    known: TrainingFacts, marks: Mapping[str, str], renewal: RenewalRule, today: date
) -> TrainingStatus:
    """Return a person's training on `today`. `marks`: of each chapter of the edition read now."""
    answers = None if known.answers is TrainingState.CONFIRMED else known.answers
    if not known.trusted:
        return TrainingStatus(Standing.NOT_TRUSTED, answers=answers)
    newest = _newest(known, today)
    if newest is None:
        return TrainingStatus(Standing.WAITING if answers else Standing.NOT_YET, answers=answers)
    about, said = newest
    read = _last(known, about, ChaptersRead, said)
    seen = read.marks if read else said.marks
    changed = tuple(key for key, mark in marks.items() if seen.get(key) != mark) if seen else ()
    due = add_months(said.on, renewal.months) if renewal.months else None
    sent = _last(known, about, SentToBoard, said)
    certificate = _last(known, about, BoardCertificate, said)
    return TrainingStatus(
        standing=_of(due, changed, renewal.soon_days, today),
        about=about,
        completion=said,
        due=due,
        changed=changed,
        read_on=read.on if read else None,
        sent_on=sent.on if sent else None,
        certificate_on=certificate.on if certificate else None,
        answers=answers,
        marks_known=bool(seen),
    )


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def find_training_reminder(
    due: date | None, renewal: RenewalRule, today: date
) -> tuple[Standing, date] | None:
    """Return what to remind of on `today`, and since which day; None while nothing is near.

    Chapters that changed take no reminder away: only a day that comes, or has passed, counts here.
    """
    if due is None or today < get_due_soon_day(due, renewal):
        return None
    if today > due:
        return Standing.OVERDUE, due + timedelta(days=1)
    return Standing.DUE_SOON, get_due_soon_day(due, renewal)


def get_due_soon_day(due: date, renewal: RenewalRule) -> date:
    """Return the first day on which it is said that training comes due on `due`."""
    return due - timedelta(days=renewal.soon_days)


def _of(due: date | None, changed: tuple[str, ...], soon_days: int, today: date) -> Standing:
    if due is not None and today > due:
        return Standing.OVERDUE
    if changed:
        return Standing.CHANGED
    if due is not None and today >= due - timedelta(days=soon_days):
        return Standing.DUE_SOON
    return Standing.CURRENT


def _newest(known: TrainingFacts, today: date) -> tuple[str, Completion] | None:
    """Return the completion that counts: the newest, none to come and none of their own making."""
    found = [
        (about, said)
        for about, said in known.notes
        if isinstance(said, Completion)
        and said.on <= today
        and said.confirmer.id != said.learner.id
    ]
    return max(found, key=lambda one: (one[1].on, one[1].made_at), default=None)


def _last(known: TrainingFacts, about: str, shape: type[Told], of: Completion) -> Told | None:
    """Return the note of this shape that was made last about that completion."""
    found: Iterable[Told] = (
        said
        for _, said in known.notes
        if isinstance(said, shape)
        and said.about == about
        and (shape is not ChaptersRead or said.by.id == of.learner.id)
    )
    return max(found, key=lambda said: said.made_at, default=None)
