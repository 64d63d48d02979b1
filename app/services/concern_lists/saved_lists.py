"""Keep a reader's own lists of concerns: a name, one of the lists, and a filter of it.

All of it is sealed to the reader alone: nobody else sees what they look for, and no row or address
tells it. A save is no event of the log: it opens nothing and changes no concern. This module never
opens one. A database writer can put back a list that was deleted: a stated residual, as for drafts.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Uuid, bindparam, delete, insert, select

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.times.typed_dates import UnreadableError, format_day_for_input
from app.errors import InvalidError, NotFoundError, SealedError
from app.models.member import Member
from app.models.saved_list import SavedListRow
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter, read_filter_day
from app.services.unit_of_work import UnitOfWork
from app.vault import contexts
from app.vault.boxes import box, unbox
from app.vault.sealed_content import pad, unpad

LONGEST_NAME = 60
MOST_LISTS = 20
_KEY = "saved_list"
# Whoever saves waits for their other tab on PostgreSQL; SQLite has one writer in any case.
_OWN_ROW = (
    select(Member.id)
    .where(Member.id == bindparam("me", type_=Uuid()))
    .with_for_update(key_share=True)
)


class ListContent(PrivateStruct, frozen=True):
    """The content of a list's box."""

    name: str
    kind: ConcernList
    chosen: ListFilter


class SavedList(PrivateStruct, frozen=True):
    """One list of a reader's own. `id`: random, so that an address with it tells nothing."""

    id: UUID
    name: str
    kind: ConcernList
    chosen: ListFilter


class SavedLists(PrivateStruct, frozen=True):
    """A reader's lists by name. `spoiled`: ids of those that do not open: somebody changed them."""

    lists: tuple[SavedList, ...] = ()
    spoiled: tuple[UUID, ...] = ()

    def find(self, list_id: UUID) -> SavedList:
        """Return one list. Raises NotFoundError."""
        found = next((one for one in self.lists if one.id == list_id), None)
        if found is None:
            raise NotFoundError("saved list")
        return found


def load_saved_lists(uow: UnitOfWork) -> SavedLists:
    """Return the lists of the signed-in reader."""
    rows = uow.session.execute(
        select(SavedListRow.id, SavedListRow.box, SavedListRow.made_at)
        .where(*_mine(uow))
        .order_by(SavedListRow.made_at)
    ).all()
    opened = {row.id: _open_list(uow, row) for row in rows}
    found = sorted(filter(None, opened.values()), key=lambda one: fold_name(one.name))
    return SavedLists(tuple(found), tuple(one for one, kept in opened.items() if kept is None))


def save_list(uow: UnitOfWork, name: str, kind: ConcernList, chosen: ListFilter) -> SavedList:
    """Keep a filter of a list under a name, its day in full. The same again is kept once.

    Raises InvalidError for `name` or `since`.
    """
    name, chosen = " ".join(name.split()), _write_day_in_full(uow, chosen)
    with uow.keep() as session:
        session.execute(_OWN_ROW, {"me": uow.me.id})
        kept = load_saved_lists(uow)
        same = next((one for one in kept.lists if fold_name(one.name) == fold_name(name)), None)
        if same and (same.kind, same.chosen) == (kind, chosen):
            return same
        if problem := _find_problem(kept, name, taken=same is not None):
            raise InvalidError({"name": problem})
        new = SavedList(uuid4(), name, kind, chosen)
        session.execute(insert(SavedListRow).values(_make_row(uow, new, uow.clock())))
    return new


def delete_list(uow: UnitOfWork, list_id: UUID) -> None:
    """Delete one list, where it is still there; the concerns in it are not touched."""
    with uow.keep() as session:
        session.execute(delete(SavedListRow).where(*_mine(uow), SavedListRow.id == list_id))


def _write_day_in_full(uow: UnitOfWork, chosen: ListFilter) -> ListFilter:
    """Return the filter with the year: “1 September” would be another day next January."""
    try:
        since = read_filter_day(uow, chosen)
    except UnreadableError as error:
        raise InvalidError({"since": str(error)}) from None
    text = "" if since is None else format_day_for_input(since)
    return msgspec.structs.replace(chosen, since=text)


def _find_problem(kept: SavedLists, name: str, *, taken: bool) -> str:
    if not name:
        return "Enter a name for this list"
    if not name.isprintable():
        return "The name has characters that cannot be shown. Type it again"
    if len(name) > LONGEST_NAME:
        return f"Shorten the name to {LONGEST_NAME} characters. It has {len(name)}"
    if taken:
        return f"You have another list called “{name}”. Choose a different name, or delete that one"
    if len(kept.lists) >= MOST_LISTS:
        return f"You have {MOST_LISTS} lists. Delete one to save this"
    return ""


def _mine(uow: UnitOfWork) -> tuple[Any, ...]:
    return SavedListRow.org_id == uow.org.id, SavedListRow.user_id == uow.me.id


def _context(uow: UnitOfWork, list_id: UUID) -> bytes:
    return contexts.ctx("saved_list", str(uow.org.id), str(uow.me.id), str(list_id))


def _make_row(uow: UnitOfWork, new: SavedList, now: datetime) -> dict[str, object]:
    plain = msgspec.json.encode(ListContent(new.name, new.kind, new.chosen))
    sealed = box(uow.keys.own.key(_KEY), pad(plain), _context(uow, new.id))
    whose = {"id": new.id, "org_id": uow.org.id, "user_id": uow.me.id}
    return {**whose, "box": sealed, "made_at": now}


def _open_list(uow: UnitOfWork, row: Any) -> SavedList | None:
    """Return the list of a row, or None where it was changed or a newer Heard made it."""
    try:
        plain = unpad(unbox(uow.keys.own.key(_KEY), row.box, _context(uow, row.id)))
        found = msgspec.json.decode(plain, type=ListContent)
    except (SealedError, TypeError, msgspec.MsgspecError):
        return None
    return SavedList(row.id, found.name, found.kind, found.chosen)
