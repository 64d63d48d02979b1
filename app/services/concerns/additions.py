"""Add entries to a signed file: details, more words, corrections, an acknowledgement.

Each is sealed to the readers that the signed record itself names, never to those a column names,
and to the record's author. Nothing here changes what was signed before.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Addition, Details, Part
from app.domain.record.entry_schema import Entry as Said
from app.errors import InvalidError, NotFoundError, StaleError
from app.models.columns import is_unset
from app.models.concern import Entry
from app.models.draft import Draft
from app.services.concerns.entry_append import (
    MakeBeside,
    MakeEntry,
    derive_own_entry_id,
    open_for_append,
)
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.idempotency import log_and_verify_submission
from app.services.unit_of_work import UnitOfWork

EntryHook = Callable[[list[tuple[EntrySlot, Said]]], None]
"""A hook that writes more with entries before they are stored: deadlines follow from them."""


class NewAddition(PrivateStruct, frozen=True):
    """More words for a file. `once` is the id of their draft: sent twice, it is one entry."""

    once: UUID
    words: str
    children: tuple[str, ...] = ()
    verbatim: bool = False
    corrects: int | None = None
    reason: str = ""


def add_entry(
    uow: UnitOfWork,
    concern_id: UUID,
    make: MakeEntry,
    once: UUID | None = None,
    beside: tuple[MakeBeside, ...] = (),
) -> int:
    """Seal one more entry to a file's readers and author; returns its number.

    `make` gets the entry's place and may put sealed document parts into it. Each of `beside` makes
    one more, next to it and together with it. With `once`, an entry that has that id already is
    left as it is and its number returned. Raises NotFoundError, SealedError when the record itself
    cannot be trusted, KeyChangedError (logged) when a reader's key is not the known one.
    """
    return open_for_append(uow, concern_id).write(make, once, beside)


def add_words(
    uow: UnitOfWork,
    concern_id: UUID,
    new: NewAddition,
    touched_at: datetime | None = None,
    settle: EntryHook | None = None,
) -> int:
    """Add more words or a correction; returns the entry's number. Raises InvalidError.

    The draft that they were written in, if there is one, is signed with them. Raises StaleError
    when it was kept after `touched_at`: a second text of it may wait.
    """
    if new.corrects is not None and not new.reason.strip():
        raise InvalidError({"reason": "Say why you are correcting it"})
    file = open_for_append(uow, concern_id)
    children = {child for part in file.record.parts for child in part.children}
    if not children.issuperset(new.children):
        raise InvalidError({"children": "Choose from the children shown"})

    def make(slot: EntrySlot) -> Said:
        if new.corrects is not None and not 1 <= new.corrects < slot.number:
            raise InvalidError({"corrects": "Choose an entry of this concern"})
        _sign_draft(uow, slot, new.once, touched_at)
        said = _addition(slot, new)
        if settle is not None:
            settle([(slot, said)])
        return said

    return file.write(make, new.once)


def _addition(slot: EntrySlot, new: NewAddition) -> Addition:
    return Addition(
        by=slot.by,
        signed_at=slot.now,
        once=str(new.once),
        words=new.words,
        children=tuple(dict.fromkeys(new.children)),
        verbatim=new.verbatim,
        corrects=new.corrects,
        reason=new.reason,
    )


def sign_details(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    page: str,
    parts: tuple[Part, ...],
    touched_at: datetime | None = None,
) -> int:
    """Sign one page filled after signing as a `details` entry; see `sign_addition_page`."""

    def said(slot: EntrySlot) -> Said:
        return Details(by=slot.by, signed_at=slot.now, once=str(draft_id), page=page, parts=parts)

    return sign_addition_page(uow, concern_id, draft_id, said, touched_at)


def sign_addition_page(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    said: MakeEntry,
    touched_at: datetime | None = None,
    beside: tuple[MakeBeside, ...] = (),
) -> int:
    """Sign the draft of a page as the entry that `said` makes of it; returns the entry's number.

    The file is the one that its writer looked at, never the one in the draft's row: whoever writes
    to the database would choose who can read it. Signing the same draft twice makes one entry.
    Raises StaleError when it was kept after `touched_at`: a second text of it may wait.
    """
    draft = uow.session.scalars(_own_draft(uow, draft_id)).one_or_none()
    if draft is None or draft.concern_id is None:
        raise NotFoundError(f"draft {draft_id}")

    def make(slot: EntrySlot) -> Said:
        _sign_draft(uow, slot, draft_id, touched_at)
        return said(slot)

    # The draft's id is the entry's: a second press finds it there.
    return add_entry(uow, concern_id, make, draft_id, beside)


def find_added_entry_number(uow: UnitOfWork, concern_id: UUID, draft_id: UUID) -> int | None:
    """Number of the entry that my draft became, or None while it is no entry of this file."""
    number = uow.session.scalar(
        select(Entry.number).where(
            Entry.id == derive_own_entry_id(uow, concern_id, draft_id),
            Entry.concern_id == concern_id,
            Entry.author_id == uow.me.id,
        )
    )
    if number is None or not log_and_verify_submission(uow, draft_id, concern_id, number):
        return None
    return number


def _own_draft(uow: UnitOfWork, draft_id: UUID) -> Select[Draft]:
    return select(Draft).where(*_is_mine(uow, draft_id))


def _sign_draft(
    uow: UnitOfWork, slot: EntrySlot, draft_id: UUID, touched_at: datetime | None
) -> None:
    """Sign a draft in the transaction of the entry that it becomes, which names its file anew."""
    mine = (*_is_mine(uow, draft_id), Draft.concern_id.is_not(None))  # never one of a record
    became = {"signed_at": slot.now, "concern_id": slot.concern_id}
    kept_at = slot.act.session.scalar(
        update(Draft).where(*mine).values(became).returning(Draft.saved_at)
    )
    if touched_at not in {None, kept_at}:
        raise StaleError(f"draft {draft_id}")


def _is_mine(uow: UnitOfWork, draft_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Draft.id == draft_id,
        Draft.org_id == uow.org.id,
        Draft.user_id == uow.me.id,
        is_unset(Draft.discarded_at),
    )
