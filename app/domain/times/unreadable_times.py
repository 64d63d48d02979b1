"""A time that a row should hold and that cannot be read: spoiled by a fault, or by somebody's hand.

It reads as one instant that no clock of ours ever writes. So it compares like any other: it lies
before all of them, was due long ago, and has run out; what asks whether something happened asks
`happened`. Whoever writes to the database could as well have written a time that can be read, so
each reading is the one that hides nothing and lets nobody in.
"""

from datetime import UTC, datetime
from typing import Final

UNREADABLE_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DISBELIEVED_TIME: Final = datetime(3000, 1, 1, tzinfo=UTC)
"""Times from here on are not believed either: adding to them, or their zone, would fail."""
UNREADABLE_WORDS: Final = "(time not readable)"


def is_readable(at: datetime) -> bool:
    """Whether this is a time that was read from its row."""
    return at != UNREADABLE_TIME


def has_happened(at: datetime | None) -> bool:
    """Whether a time says that something happened: one that cannot be read does not."""
    return at is not None and at != UNREADABLE_TIME
