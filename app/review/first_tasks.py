"""List what a reader does first with a concern, and the one next step, by rules from its entries.

Each rule repeats an answer of the worker's or says what is not recorded. Nothing weighs a risk.
"""

from datetime import datetime
from enum import StrEnum

from app.domain.deadlines.missing_decision import is_decided_since_reopening
from app.domain.deadlines.outstanding import OutstandingItem, OutstandingKind
from app.domain.private_struct import PrivateStruct
from app.domain.record.concern_card import find_leaving_time
from app.domain.routing.actors import Org
from app.services.concern_lists.open_tasks import has_call_by_reader
from app.services.concern_tasks.call_in_danger import (
    is_danger_call_missing,
    make_card_from_all_versions,
)
from app.services.concerns.concern_deadlines import compute_unread_deadline
from app.services.concerns.concern_reading import OpenConcern
from content.london_time import get_london_day

CALL_NOW = "Call children’s services or the police. No answered call is recorded"


class NextStep(StrEnum):
    """The step whose button is filled."""

    CALL = "call"
    READ = "read"
    DECIDE = "decide"
    REFER = "refer"
    NONE = ""


class FirstTask(PrivateStruct, frozen=True):
    """One thing to do first. `by`: its time, where it has one."""

    words: str
    by: datetime | None = None


def find_reader_next_step(file: OpenConcern, waits: tuple[OutstandingItem, ...]) -> NextStep:
    """Return the next step of a reader. The worker is called first while danger is not ruled out.

    None for a closed concern, one that cannot be trusted, and one that waits for others.
    """
    if file.record is None or file.life.is_closed:
        return NextStep.NONE
    if file.acknowledged_at is None:
        if make_card_from_all_versions(file).danger != "no" and not has_call_by_reader(
            file.entries
        ):
            return NextStep.CALL
        return NextStep.READ
    if file.added_since:
        return NextStep.READ
    if not _is_decided(file):
        return NextStep.DECIDE
    refers = any(one.kind is OutstandingKind.REFER for one in waits)
    return NextStep.REFER if refers else NextStep.NONE


def list_first_tasks(org: Org, file: OpenConcern, now: datetime) -> tuple[FirstTask, ...]:
    """Return what is not recorded yet of what comes first.

    Once it is decided that is only a call, while danger is not ruled out and no one was told.
    """
    if file.record is None or file.life.is_closed:
        return ()
    if _is_decided(file):
        return (FirstTask(CALL_NOW),) if is_danger_call_missing(file) else ()
    card, found = make_card_from_all_versions(file), []
    if file.acknowledged_at is None:
        by = compute_unread_deadline(org, card, file.signed_at)
        found.append(FirstTask("Read it and mark it as read", by))
    found.append(FirstTask("Decide what happens next"))
    if is_danger_call_missing(file):
        found.append(FirstTask(CALL_NOW))
    leaves = find_leaving_time(card, file.signed_at)
    today = get_london_day(file.signed_at) == get_london_day(now)
    if card.danger != "no" and card.leaves_at and today:
        found.append(FirstTask("Decide how the child gets home", leaves))
    return tuple(found)


def _is_decided(file: OpenConcern) -> bool:
    return is_decided_since_reopening(file.said, file.life)
