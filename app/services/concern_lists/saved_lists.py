"""Keep a reader's own lists of concerns: a name, one of the lists, and a filter of it.

All of it is sealed to the reader alone, as their own documents are: nobody else sees what they look
for, and no row or address tells it. This module never opens a concern.
"""

from uuid import uuid4

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.times.typed_dates import UnreadableError, format_day_for_input
from app.errors import InvalidError, NotFoundError
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter, read_since
from app.services.drafts import private_store
from app.services.unit_of_work import UnitOfWork

LONGEST_NAME = 60
MOST_LISTS = 20
_DOCUMENT = "concern-lists"


class SavedList(PrivateStruct, frozen=True):
    """One list of a reader's own. `id`: random, so that an address with it tells nothing."""

    id: str
    name: str
    kind: ConcernList
    chosen: ListFilter


class SavedLists(PrivateStruct, frozen=True):
    """A reader's lists by name. `version`: of the document that holds them.

    `spoiled`: the document was changed by somebody else and does not open. It then looks empty.
    """

    lists: tuple[SavedList, ...] = ()
    version: int = 0
    spoiled: bool = False

    def find(self, list_id: str) -> SavedList:
        """Return one list. Raises NotFoundError."""
        found = next((one for one in self.lists if one.id == list_id), None)
        if found is None:
            raise NotFoundError("saved list")
        return found


def load_saved_lists(uow: UnitOfWork) -> SavedLists:
    """Return the lists of the signed-in reader."""
    kept = private_store.load_document(uow, _DOCUMENT)
    if kept.spoiled:
        return SavedLists(version=kept.version, spoiled=True)
    try:
        found = msgspec.convert(kept.values.get("lists", []), tuple[SavedList, ...])
    except msgspec.ValidationError:  # a newer Heard knows other lists
        return SavedLists(version=kept.version, spoiled=True)
    in_order = sorted(found, key=lambda one: fold_name(one.name))
    return SavedLists(tuple(in_order), kept.version)


def save_list(uow: UnitOfWork, name: str, kind: ConcernList, chosen: ListFilter) -> SavedList:
    """Keep a filter of a list under a name, its day in full. The same again is kept once.

    Raises InvalidError for `name` or `since`; StaleError when lists were saved elsewhere at the
    same time.
    """
    chosen = _write_day_in_full(uow, chosen)
    kept, name = load_saved_lists(uow), " ".join(name.split())
    same = next((one for one in kept.lists if fold_name(one.name) == fold_name(name)), None)
    if same and (same.kind, same.chosen) == (kind, chosen):
        return same
    if problem := _find_problem(kept, name, taken=same is not None):
        raise InvalidError({"name": problem})
    new = SavedList(uuid4().hex, name, kind, chosen)
    _save(uow, kept, (*kept.lists, new))
    return new


def delete_list(uow: UnitOfWork, list_id: str) -> None:
    """Delete one list; the concerns in it are not touched. Raises NotFoundError, StaleError."""
    kept = load_saved_lists(uow)
    gone = kept.find(list_id)
    _save(uow, kept, tuple(one for one in kept.lists if one != gone))


def _write_day_in_full(uow: UnitOfWork, chosen: ListFilter) -> ListFilter:
    """Return the filter with the year: “1 September” would be another day next January."""
    try:
        since = read_since(uow, chosen)
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


def _save(uow: UnitOfWork, kept: SavedLists, lists: tuple[SavedList, ...]) -> None:
    values = {"lists": msgspec.to_builtins(lists)}
    private_store.save_document(uow, _DOCUMENT, values, kept.version)
