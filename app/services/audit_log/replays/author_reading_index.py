"""Index what one organisation's log says about how long authors read what was closed.

A concern counts as closed from the line that closed it, never from a column. A line that opens it
again ends that. Where the log says that an author's keys were deleted, they no longer
read it whatever a clock says, until a line says that a reader let them read it again.
"""

import re
from datetime import datetime
from uuid import UUID

import msgspec

from audit.actions import Action


def _starts(action: Action) -> bytes:
    return b'{"act":"%s"' % action.value.encode()


_STATE, _COUNTED = _starts(Action.STATE_CHANGED), _starts(Action.READING_COUNTED)
_LET, _ENDED = _starts(Action.SHARED), _starts(Action.SHARE_ENDED)
_ANY = (_STATE, _COUNTED, _LET, _ENDED)
_OBJ = re.compile(rb'"obj":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')
_TIME = re.compile(rb'"t":"([^"]+)","v":1,"who":"[^"]+"\}$')
_IS_CLOSED = b',"state":"closed","t":"'


class ClosedConcern(msgspec.Struct, frozen=True):
    """A concern that is closed: the time, and when its author was let read it again.

    `is_ended`: whether their keys to it were deleted, and no one has let them read it since.
    """

    closed_at: datetime
    let_at: datetime | None = None
    is_ended: bool = False


class ReadingIndex:
    """Closed concerns. Not safe on its own between threads: the replay's gate is.

    `counted_from`: when author reading began to be limited, by its first line; or None.
    """

    def __init__(self) -> None:
        self.counted_from: datetime | None = None
        self._closed: dict[str, ClosedConcern] = {}

    def take(self, line: bytes) -> None:
        """Take in one more line of the log."""
        if not line.startswith(_ANY) or (time := _TIME.search(line)) is None:
            return
        at = datetime.fromisoformat(time[1].decode())
        if line.startswith(_COUNTED):
            self.counted_from = self.counted_from or at
        elif (obj := _OBJ.search(line)) is not None:
            self._take_concern(obj[1].decode(), line, at)

    def _take_concern(self, concern: str, line: bytes, at: datetime) -> None:
        before = self._closed.get(concern)
        if line.startswith(_STATE):
            if _IS_CLOSED not in line:
                self._closed.pop(concern, None)
            elif before is None:  # closed twice, it counts from the first time
                self._closed[concern] = ClosedConcern(at)
        elif before is not None and line.startswith(_LET):
            self._closed[concern] = ClosedConcern(before.closed_at, at)
        elif before is not None:
            self._closed[concern] = msgspec.structs.replace(before, is_ended=True)

    def find(self, concern_id: UUID) -> ClosedConcern | None:
        """Return what is said about a closed concern; None for an open one."""
        return self._closed.get(str(concern_id))

    def list_closed(self) -> dict[UUID, ClosedConcern]:
        """Return a copy of every closed concern, by id."""
        return {UUID(concern): found for concern, found in self._closed.copy().items()}
