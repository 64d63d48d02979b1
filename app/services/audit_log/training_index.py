"""Index the training statements in one organisation's log: which one, by whom, in which role.

Filled line by line by the replay (`verified_log.py`), so it is believed as far as the log is. It
holds ids and hashes; a statement's text is in its row, and a row that no line names says nothing.
"""

from uuid import UUID

import msgspec

from audit import events

TRAINING_NOTE_KIND = "training_note"


def training_note_log_id(note_id: UUID) -> str:
    """Log id of one statement."""
    return f"{TRAINING_NOTE_KIND}/{note_id}"


class LoggedTrainingNote(msgspec.Struct, frozen=True):
    """One line. `h`: SHA-256 of the statement in hex; `role`: as what its author acted that day."""

    index: int
    h: str
    who: str
    role: str


class TrainingIndex:
    """Statements by id. Not safe by itself between threads: the replay's gate is."""

    def __init__(self) -> None:
        self._noted: dict[str, LoggedTrainingNote] = {}

    def take(self, event: events.Event) -> None:
        """One more event `training.noted`. What was said of an id first is never said anew."""
        kind, _, name = event.obj.partition("/")
        if kind == TRAINING_NOTE_KIND and event.h is not None:
            noted = LoggedTrainingNote(event.i, event.h, event.who, event.role)
            self._noted.setdefault(name, noted)

    def of(self, note_id: UUID) -> LoggedTrainingNote | None:
        """The line that names this statement."""
        return self._noted.get(str(note_id))

    def every(self) -> dict[str, LoggedTrainingNote]:
        """Every statement that was logged by its id, oldest first: a copy."""
        return self._noted.copy()
