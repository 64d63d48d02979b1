"""What one organisation's log says was noted about training: which statement, by whom, and as what.

Filled line by line by the replay (`key_log.py`), so it is believed as far as the log is. It holds
ids and hashes; what a statement says is in its row, and a row that no line names says nothing.
"""

from uuid import UUID

import msgspec

from audit import events

KIND = "training_note"


def note_obj(note_id: UUID) -> str:
    """Log id of one statement."""
    return f"{KIND}/{note_id}"


class Noted(msgspec.Struct, frozen=True):
    """One line. `h`: SHA-256 of the statement in hex; `role`: as what its author acted that day."""

    index: int
    h: str
    who: str
    role: str


class TrainingLog:
    """Statements by id. Not safe by itself between threads: the replay's gate is."""

    def __init__(self) -> None:
        self._noted: dict[str, Noted] = {}

    def take(self, event: events.Event) -> None:
        """One more event `training.noted`. What was said of an id first is never said anew."""
        kind, _, name = event.obj.partition("/")
        if kind == KIND and event.h is not None:
            noted = Noted(event.i, event.h, event.who, event.role)
            self._noted.setdefault(name, noted)

    def of(self, note_id: UUID) -> Noted | None:
        """The line that names this statement."""
        return self._noted.get(str(note_id))

    def every(self) -> dict[str, Noted]:
        """Every statement that was logged by its id, oldest first: a copy."""
        return self._noted.copy()
