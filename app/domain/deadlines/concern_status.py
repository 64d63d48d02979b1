"""Where a file stands, told by its entries: unread, open, closed, open again. Never by a column.

Closing hides nothing and holds nobody up: whatever its author adds afterwards, a referral or what
came of one opens the file again by itself. Nothing here reads a clock.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    Closure,
    Decision,
    Entry,
    EntryWithParts,
    Escalation,
    EscalationAnswer,
    Paper,
    Record,
    Referral,
    Reopening,
    Reply,
)

NumberedEntry = tuple[int, Entry]


class ConcernState(StrEnum):
    """Where a file stands. The values are those of the column and of the log."""

    UNREAD = "unread"
    OPEN = "open"
    CLOSED = "closed"


class ConcernStatus(msgspec.Struct, frozen=True):
    """Where a file stands; the last entry that closed it, and what opened it again since."""

    state: ConcernState = ConcernState.UNREAD
    closed: NumberedEntry | None = None
    opened: NumberedEntry | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it is closed now."""
        return self.state is ConcernState.CLOSED


def has_new_information(said: Entry) -> bool:
    """Whether an entry holds words or answers that a reader should see.

    A paper does where its sender added to it: it may be what nobody wrote anywhere else.
    """
    if isinstance(said, Paper):
        return bool(said.words)
    if isinstance(said, EscalationAnswer):
        return True
    return isinstance(said, Addition | EntryWithParts) and not isinstance(said, Record | Closure)


def reopens_concern(said: Entry, author_id: str) -> bool:
    """Whether this entry, made while the file was closed, opens it again."""
    if isinstance(said, Reopening | Referral | Reply | Escalation | EscalationAnswer | Decision):
        return True
    return has_new_information(said) and said.by.id == author_id


def find_concern_status(entries: Iterable[NumberedEntry]) -> ConcernStatus:
    """Return where these entries, in the order of their numbers, have left their concern."""
    found, author = ConcernStatus(), ""
    for number, said in entries:
        if isinstance(said, Record):
            author = said.by.id
        elif isinstance(said, Closure):
            found = ConcernStatus(ConcernState.CLOSED, closed=(number, said))
        elif found.is_closed and reopens_concern(said, author):
            found = ConcernStatus(ConcernState.OPEN, found.closed, (number, said))
        elif isinstance(said, Acknowledgement) and found.state is ConcernState.UNREAD:
            found = ConcernStatus(ConcernState.OPEN)
    return found
