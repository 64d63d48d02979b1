"""Index the training statements in one organisation's log: which one, by whom, in which role.

Filled line by line by the replay (`verified_log.py`), so it is believed as far as the log is. It
holds ids and hashes; a statement's text is in its row, and a row that no line names says nothing.
"""

from uuid import UUID

import msgspec

from audit import events

TRAINING_NOTE_KIND = "training_note"
TRAINING_LINK_KIND = "training_link"
LINK_ACTS = frozenset(
    {
        events.Action.TRAINING_LINK_MADE,
        events.Action.TRAINING_LINK_ANSWERED,
        events.Action.TRAINING_LINK_ENDED,
    }
)


def training_note_log_id(note_id: UUID) -> str:
    """Log id of one statement."""
    return f"{TRAINING_NOTE_KIND}/{note_id}"


def training_link_log_id(learner_id: UUID, link_id: UUID) -> str:
    """Log id of a link for somebody outside, and whose training it is about."""
    return f"{TRAINING_LINK_KIND}/{learner_id}/{link_id}"


class LoggedAnswer(msgspec.Struct, frozen=True):
    """The line of an answer by a link. `h`: SHA-256 of the answer in hex."""

    index: int
    h: str


class LoggedLink(msgspec.Struct, frozen=True):
    """A link as the log tells of it. `h`: of its row; `ended`: it was taken back."""

    learner: str
    h: str
    answered: LoggedAnswer | None = None
    ended: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer, as far as the log knows."""
        return self.answered is None and not self.ended


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
        self._links: dict[str, LoggedLink] = {}

    def take(self, event: events.Event) -> None:
        """Take in one more event `training.noted`. What was first said of an id stays."""
        kind, _, name = event.obj.partition("/")
        if kind == TRAINING_NOTE_KIND and event.h is not None:
            noted = LoggedTrainingNote(event.i, event.h, event.who, event.role)
            self._noted.setdefault(name, noted)

    def take_link(self, event: events.Event) -> None:
        """Take in one more event of a link.

        Only its learner makes and ends it; it is answered once.
        """
        kind, learner, link = (*event.obj.split("/"), "", "")[:3]
        before = self._links.get(link)
        if kind != TRAINING_LINK_KIND or (before and before.learner != learner):
            return
        if event.act is events.Action.TRAINING_LINK_MADE:
            if before is None and event.who == learner and event.h is not None:
                self._links[link] = LoggedLink(learner, event.h)
        elif before is None or not before.is_open:
            return
        elif event.act is events.Action.TRAINING_LINK_ENDED:
            self._links[link] = msgspec.structs.replace(before, ended=True)
        elif event.h is not None:
            answered = LoggedAnswer(event.i, event.h)
            self._links[link] = msgspec.structs.replace(before, answered=answered)

    def find_link(self, link_id: str) -> LoggedLink | None:
        """Return what the log says of a link, or None where it knows none."""
        return self._links.get(link_id)

    def list_links(self) -> dict[str, LoggedLink]:
        """Return every link by its id, oldest first: a copy."""
        return self._links.copy()

    def of(self, note_id: UUID) -> LoggedTrainingNote | None:
        """Return the line that names this statement."""
        return self._noted.get(str(note_id))

    def every(self) -> dict[str, LoggedTrainingNote]:
        """Return a copy of every statement that was logged by its id, oldest first."""
        return self._noted.copy()
