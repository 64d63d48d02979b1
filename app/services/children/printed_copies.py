"""Say what was printed of a child's file, and which copies a concern is on. Opens nothing."""

from collections.abc import Iterable
from datetime import datetime

from app.domain.children.child_card import Link, Unlink
from app.domain.children.file_prints import FilePrint
from app.domain.private_struct import PrivateStruct
from app.services.children.file_entries import OpenFileEntry


class ListedPrint(PrivateStruct, frozen=True):
    """A copy that was printed: who, when, for whom and why. `concerns`: how many were on it."""

    number: int
    who: str
    at: datetime
    for_whom: str
    why: str
    concerns: int


def list_prints(entries: Iterable[OpenFileEntry]) -> tuple[ListedPrint, ...]:
    """Return every copy that was printed, the newest first."""
    found = [(one.number, one.said) for one in entries if isinstance(one.said, FilePrint)]
    return tuple(_list_one(number, said) for number, said in reversed(found))


def list_prints_of_link(entries: Iterable[OpenFileEntry], link: int) -> tuple[ListedPrint, ...]:
    """Return the copies that were printed while link `link` stood, and that have its concern."""
    entries = tuple(entries)
    linked = next((one.said for one in entries if one.number == link), None)
    if not isinstance(linked, Link):
        return ()
    ends = [one.number for one in entries if isinstance(one.said, Unlink) and one.said.link == link]
    found = [
        _list_one(one.number, one.said)
        for one in entries
        if isinstance(one.said, FilePrint)
        and linked.concern in one.said.concerns
        and link < one.number < min(ends, default=len(entries) + 1)
    ]
    return tuple(reversed(found))


def _list_one(number: int, said: FilePrint) -> ListedPrint:
    return ListedPrint(
        number, said.by.marked_name, said.signed_at, said.for_whom, said.why, len(said.concerns)
    )
