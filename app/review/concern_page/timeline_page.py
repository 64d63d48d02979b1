"""Choose the entries of a concern that one page of its timeline shows.

Every entry is opened, checked and counted for every page. Only what is shown is divided.
"""

from app.domain.private_struct import PrivateStruct
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_decryption import OpenEntry
from app.services.concerns.unread_additions import find_later_additions

MOST_ENTRIES = 50
"""Entries on one page."""

Entries = tuple[OpenEntry, ...]


class TimelinePage(PrivateStruct, frozen=True):
    """The entries that one page shows, in the order it shows them, and those beside it.

    `before` and `after`: the entries of the page before and the page after, none at either end.
    `seen`: what "Mark as read" sends: the last entry before the first unread one that this page
    does not show; 0 if that is the first unread of all, and the record was marked before.
    `unread`: the first unread entry; 0 for none.
    """

    entries: Entries
    newest_first: bool
    before: Entries
    after: Entries
    seen: int
    unread: int

    @property
    def is_all(self) -> bool:
        """Whether this is the only page."""
        return not self.before and not self.after

    def shows(self, number: int) -> bool:
        """Whether an entry is on this page."""
        return self._find(number) is not None

    def address(self, number: int) -> str:
        """Return the address of an entry: a place on this page, or the page that has it."""
        if (shown := self._find(number)) is not None:
            return f"#entry-{shown.number}"
        order = "order=newest&" if self.newest_first else ""
        return f"?{order}entry={number}#entry-{number}"

    def _find(self, number: int) -> OpenEntry | None:
        """Return the entry of this number. A run that is not there is one entry."""
        return next((one for one in self.entries if one.number <= number <= one.end), None)


def find_timeline_page(file: OpenConcern, wanted: int | None, newest_first: bool) -> TimelinePage:
    """Return the page that has the entry `wanted`; without one, where what is unread begins.

    The first page if nothing is unread. A number that no entry has gives the page of the entry
    before it.
    """
    entries = tuple(reversed(file.entries)) if newest_first else file.entries
    unread = _list_unread(file)
    if wanted is None and unread:
        wanted = unread[0]
    start = 0 if wanted is None else _find_place(entries, wanted) // MOST_ENTRIES * MOST_ENTRIES
    end = start + MOST_ENTRIES
    shown = {one.number for one in entries[start:end]}
    return TimelinePage(
        entries=entries[start:end],
        newest_first=newest_first,
        before=entries[max(start - MOST_ENTRIES, 0) : start],
        after=entries[end : end + MOST_ENTRIES],
        seen=_find_last_seen(file, unread, shown),
        unread=unread[0] if unread else 0,
    )


def _find_place(entries: Entries, number: int) -> int:
    """Return the place of an entry, from 0. A run that is not there is one entry, by its first."""
    before = [one.number for one in entries if one.number <= number]
    numbers = [one.number for one in entries]
    return numbers.index(max(before)) if before else 0


def _list_unread(file: OpenConcern) -> tuple[int, ...]:
    """Return the numbers of additions that no one has marked as read; none for the author.

    The record is not one of them: every page shows it whole.
    """
    if not file.is_reader:
        return ()
    found = file.added_since if file.acknowledged_at else find_later_additions(file.entries, 1)
    return tuple(one.number for one in found)


def _find_last_seen(file: OpenConcern, unread: tuple[int, ...], shown: set[int]) -> int:
    hidden = next((number for number in unread if number not in shown), None)
    if hidden is None:
        return file.last
    return 0 if file.acknowledged_at and hidden == unread[0] else hidden - 1
