"""Entries after which a file waits for something, or for nothing more: decisions to closures.

The due times and the state in clear are worked out anew from all entries, opened and proved, each
time that one of these is signed; so a row that somebody changed is put right, and never believed.
An unread record keeps its own clock beside them. This module never asks whether somebody may refer.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from msgspec import UNSET

from app.domain.deadlines import outstanding as follow
from app.domain.deadlines.concern_status import (
    ConcernState,
    NumberedEntry,
    find_concern_status,
)
from app.domain.deadlines.outstanding import OutstandingItem, OutstandingKind
from app.domain.record.asked_parts import split_decision_by_reader, split_off_escalation_level
from app.domain.record.entry_schema import (
    AuthorQuestion,
    Closure,
    Decision,
    Details,
    Escalation,
    LeadsNote,
    PageEntry,
    Part,
    Reopening,
)
from app.domain.record.entry_schema import Entry as Said
from app.domain.routing.actors import Org
from app.errors import InvalidError, StaleError
from app.services.concerns import additions
from app.services.concerns.acknowledgements import MAX_TRIES, acknowledge_concern
from app.services.concerns.additions import EntryHook, NewAddition, sign_addition_page
from app.services.concerns.concern_deadlines import (
    find_first_child_area,
    list_due_times,
    load_deadline_limits,
)
from app.services.concerns.concern_reading import (
    OpenConcern,
    demand_concern_reader,
    open_concern,
)
from app.services.concerns.entry_append import MakeBeside, MakeEntry, count_stored_entries
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.stored_status import (
    mail_author,
    set_and_log_due_times,
    set_and_log_state,
)
from app.services.unit_of_work import UnitOfWork

Parts = tuple[Part, ...]
ACKNOWLEDGING_KINDS = (Decision, Closure)
IsAsSeen = Callable[[OpenConcern], bool]
UNREAD_WORDS_MESSAGE = (
    "Someone added to this concern while you were writing. Read that first. We saved your text."
)


class OvertakenError(StaleError):
    """Someone did the same since the page was drawn: theirs is read first."""


def sign_follow_up(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    kind: type[PageEntry],
    parts: Parts,
    touched_at: datetime | None = None,
    seen: int | None = None,
    beside: tuple[MakeBeside, ...] = (),
    is_as_seen: IsAsSeen | None = None,
) -> int:
    """Sign an entry of this kind, as anybody may who can open the file; returns its number.

    Signing the same draft twice makes one. A decision and a closure say that the record was read:
    they acknowledge what nobody has, up to the entry `seen`, and are for the record's readers. A
    closure ends every due time, and the record's author is mailed. `beside`: a decision's tasks;
    `is_as_seen`: whether the file still is what its writer decided on, else OvertakenError.
    Raises NotFoundError, logged as a refusal, for whoever may not; StaleError when the draft was
    kept after `touched_at`; InvalidError for a closure where words wait that its reader had not
    seen: they would lie unread in a closed file.
    """
    if kind in ACKNOWLEDGING_KINDS:
        acknowledge_concern(uow, concern_id, seen)
    if kind is Decision:
        if number := additions.find_added_entry_number(uow, concern_id, draft_id):
            return number
        return _sign_decision(uow, concern_id, draft_id, parts, touched_at, beside, is_as_seen)
    made = partial(_make_page_entry, kind, str(draft_id), parts)
    return _signed(uow, concern_id, draft_id, made, touched_at, closing=kind is Closure)


def sign_closure(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    make: MakeEntry,
    beside: tuple[MakeBeside, ...],
    is_as_seen: IsAsSeen,
    touched_at: datetime | None = None,
    seen: int | None = None,
) -> int:
    """Sign a closure and what belongs beside it, as `sign_follow_up` does.

    `is_as_seen`: whether the file, as it is under the lock, still is what was answered. Raises
    OvertakenError where it is not.
    """
    acknowledge_concern(uow, concern_id, seen)
    if number := additions.find_added_entry_number(uow, concern_id, draft_id):
        return number
    return _signed(
        uow,
        concern_id,
        draft_id,
        make,
        touched_at,
        closing=True,
        beside=beside,
        is_as_seen=is_as_seen,
    )


def _make_page_entry(kind: type[PageEntry], once: str, parts: Parts, slot: EntrySlot) -> Said:
    if kind is Escalation:
        own, level = split_off_escalation_level(parts)
        way = level or UNSET
        return Escalation(by=slot.by, signed_at=slot.now, once=once, parts=own, level=way)
    return kind(by=slot.by, signed_at=slot.now, once=once, parts=parts)


def _sign_decision(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    parts: Parts,
    touched_at: datetime | None,
    beside: tuple[MakeBeside, ...],
    is_as_seen: IsAsSeen | None,
) -> int:
    """Sign what the author of the record may read, and beside it what only its readers may."""
    shared, words, withheld = split_decision_by_reader(parts)

    def made(slot: EntrySlot) -> Said:
        return Decision(
            by=slot.by,
            signed_at=slot.now,
            once=str(draft_id),
            parts=shared,
            for_author=words or UNSET,
        )

    def note(slot: EntrySlot, number: int) -> Said:
        return LeadsNote(by=slot.by, signed_at=slot.now, of=number, parts=withheld)

    notes: tuple[MakeBeside, ...] = (note,) if withheld else ()
    more = (*notes, *beside)
    return _signed(uow, concern_id, draft_id, made, touched_at, beside=more, is_as_seen=is_as_seen)


def sign_details_and_set_due(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    page: str,
    parts: Parts,
    touched_at: datetime | None = None,
) -> int:
    """Sign as `additions.sign_details` does, and set what is outstanding by its answers."""
    made = partial(_details, str(draft_id), page, parts)
    return _signed(uow, concern_id, draft_id, made, touched_at)


def add_words_and_set_due(
    uow: UnitOfWork, concern_id: UUID, new: NewAddition, touched_at: datetime | None = None
) -> int:
    """Add words as `additions.add_words` does; a concern that they reopen has its clocks back."""
    settle = _settling(uow, concern_id)
    return additions.add_words(uow, concern_id, new, touched_at, settle)


def sign_reader_entry_and_set_due(
    uow: UnitOfWork,
    concern_id: UUID,
    make: MakeEntry,
    once: UUID,
    beside: tuple[MakeBeside, ...] = (),
    is_as_seen: IsAsSeen | None = None,
) -> int:
    """Sign an entry that only a reader makes, and set what the file waits for.

    Signing it twice under the same `once` makes one. Raises NotFoundError, logged, for whoever is
    not a reader; StaleError when somebody added to the file each time that it was tried.
    """
    demand_concern_reader(uow, concern_id)
    return sign_entry_and_set_due(uow, concern_id, make, once, beside, is_as_seen)


def sign_entry_and_set_due(
    uow: UnitOfWork,
    concern_id: UUID,
    make: MakeEntry,
    once: UUID,
    beside: tuple[MakeBeside, ...] = (),
    is_as_seen: IsAsSeen | None = None,
) -> int:
    """Sign an entry as `sign_reader_entry_and_set_due` does, for anyone who can open the file.

    `is_as_seen`: whether the file, as it is under the lock, still is what its writer looked at.
    Raises OvertakenError where it is not.
    """
    for _ in range(MAX_TRIES - 1):
        try:
            return _sign_settled(uow, concern_id, make, once, beside, is_as_seen)
        except OvertakenError:
            raise
        except StaleError:
            continue
    return _sign_settled(uow, concern_id, make, once, beside, is_as_seen)


def _sign_settled(
    uow: UnitOfWork,
    concern_id: UUID,
    make: MakeEntry,
    once: UUID,
    beside: tuple[MakeBeside, ...],
    is_as_seen: IsAsSeen | None,
) -> int:
    settle = _settling(uow, concern_id, is_as_seen=is_as_seen)
    make, beside = _settle_last(make, beside, settle)
    return additions.add_entry(uow, concern_id, make, once, beside)


def _settle_last(
    make: MakeEntry, beside: tuple[MakeBeside, ...], settle: EntryHook
) -> tuple[MakeEntry, tuple[MakeBeside, ...]]:
    """Return the same makers, of which the last also writes what is in clear by all of them."""
    made: list[tuple[EntrySlot, Said]] = []

    def keep(slot: EntrySlot, entry: Said) -> Said:
        made.append((slot, entry))
        if len(made) > len(beside):
            settle(made)
        return entry

    def add(one: MakeBeside, slot: EntrySlot, number: int) -> Said:
        return keep(slot, one(slot, number))

    return lambda slot: keep(slot, make(slot)), tuple(partial(add, one) for one in beside)


def find_outstanding_of_concern(org: Org, file: OpenConcern) -> tuple[OutstandingItem, ...]:
    """Return what is outstanding by what is sealed in a concern. A refused entry says nothing.

    That nobody has decided is for those who decide: its author is told so at the decision.
    """
    limits = load_deadline_limits(org, find_first_child_area(file.record))
    found = follow.find_outstanding(file.said, limits)
    return tuple(one for one in found if file.is_reader or one.kind != OutstandingKind.DECIDE)


def find_outstanding_at_close(org: Org, file: OpenConcern) -> tuple[OutstandingItem, ...]:
    """Return what was not written of a file when it was closed, and was not moved; nothing while
    it is open."""
    if not file.life.is_closed:
        return ()
    moved = {one.key for one in find_outstanding_of_concern(org, file)}
    return tuple(one for one in find_outstanding_if_reopened(org, file) if one.key not in moved)


def find_outstanding_if_reopened(org: Org, file: OpenConcern) -> tuple[OutstandingItem, ...]:
    """Return what a file waits for, or will wait for again once it is opened."""
    return follow.find_outstanding_as_if_open(
        file.said, load_deadline_limits(org, find_first_child_area(file.record))
    )


def _details(once: str, page: str, parts: Parts, slot: EntrySlot) -> Said:
    return Details(by=slot.by, signed_at=slot.now, once=once, page=page, parts=parts)


def _signed(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    made: MakeEntry,
    touched_at: datetime | None,
    *,
    closing: bool = False,
    beside: tuple[MakeBeside, ...] = (),
    is_as_seen: IsAsSeen | None = None,
) -> int:
    """Sign an entry and set the file's due times and state by it. Raises StaleError when somebody
    else added to the file after it was opened here: the caller tries again."""
    settle = _settling(uow, concern_id, closing=closing, is_as_seen=is_as_seen)
    said, more = _settle_last(made, beside, settle)
    return sign_addition_page(uow, concern_id, draft_id, said, touched_at, more)


def _settling(
    uow: UnitOfWork, concern_id: UUID, *, closing: bool = False, is_as_seen: IsAsSeen | None = None
) -> EntryHook:
    """Open the file, and give what is written in clear together with one more entry of it."""
    seen = count_stored_entries(uow, concern_id)
    file = open_concern(uow, concern_id)
    if is_as_seen is not None and not is_as_seen(file):
        raise OvertakenError(f"concern {concern_id}")
    if closing and file.added_since:
        raise InvalidError({"": UNREAD_WORDS_MESSAGE})

    def settle(made: list[tuple[EntrySlot, Said]]) -> None:
        slot, said = made[0]
        if count_stored_entries(uow, concern_id) != seen:
            raise StaleError(f"concern {concern_id}")
        entries = (*file.said, *((place.number, entry) for place, entry in made))
        if (state := find_concern_status(entries).state) is not ConcernState.UNREAD:
            set_and_log_state(uow, slot.act, concern_id, state)
        _set_due(uow, slot, file, entries)
        if isinstance(said, Closure | Reopening | AuthorQuestion):
            mail_author(uow, slot, file.record)

    return settle


def _set_due(
    uow: UnitOfWork, slot: EntrySlot, file: OpenConcern, entries: tuple[NumberedEntry, ...]
) -> None:
    set_and_log_due_times(
        uow,
        slot,
        list_due_times(uow.org, entries),
        closed=find_concern_status(entries).is_closed,
        tasks_known=not file.withheld,
        ends=not file.has_untrusted,
    )
