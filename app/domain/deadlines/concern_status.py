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
    Escalation,
    Paper,
    Record,
    Referral,
    Reopening,
    Reply,
    WithParts,
)

Numbered = tuple[int, Entry]


class State(StrEnum):
    """Where a file stands. The values are those of the column and of the log."""

    UNREAD = "unread"
    OPEN = "open"
    CLOSED = "closed"


class Life(msgspec.Struct, frozen=True):
    """Where a file stands; the last entry that closed it, and what opened it again since."""

    state: State = State.UNREAD
    closed: Numbered | None = None
    opened: Numbered | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it is closed now."""
        return self.state is State.CLOSED


def says_more(said: Entry) -> bool:
    """Whether an entry holds words or answers that a reader should see.

    A paper does where its sender added to it: it may be what nobody wrote anywhere else.
    """
    if isinstance(said, Paper):
        return bool(said.words)
    return isinstance(said, Addition | WithParts) and not isinstance(said, Record | Closure)


def opens_again(said: Entry, author_id: str) -> bool:
    """Whether this entry, made while the file was closed, opens it again."""
    if isinstance(said, Reopening | Referral | Reply | Escalation | Decision):
        return True
    return says_more(said) and said.by.id == author_id


def life_of(entries: Iterable[Numbered]) -> Life:
    """Where these entries, in the order of their numbers, have left their file."""
    found, author = Life(), ""
    for number, said in entries:
        if isinstance(said, Record):
            author = said.by.id
        elif isinstance(said, Closure):
            found = Life(State.CLOSED, closed=(number, said))
        elif found.is_closed and opens_again(said, author):
            found = Life(State.OPEN, found.closed, (number, said))
        elif isinstance(said, Acknowledgement) and found.state is State.UNREAD:
            found = Life(State.OPEN)
    return found
