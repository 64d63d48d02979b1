"""Gather, event by event, what the log says should be stored. Looks at no row."""

from datetime import datetime

import msgspec

from app.services.audit_log.concern_commitment import parse_card_hashes
from app.services.unit_of_work import Action
from audit import events

SEALED_SUFFIX = "sealed"
"""Ends the name of a line that holds the hash of a paper's bytes as they are stored."""
WRITING_ACTIONS = {
    Action.RECORD_SIGNED,
    Action.ENTRY_ADDED,
    Action.ENTRY_WITHHELD,
    Action.ACKNOWLEDGED,
}
ORGANISATION_ACTIONS = {Action.SET_UP, Action.ORGANISATION_CHANGED}
"""Have the hash of the organisation's row; set-up from before Heard logged one has none."""
CHILD_FILE_ACTIONS = {
    Action.CHILD_LINKED,
    Action.CHILD_UNLINKED,
    Action.CHILD_NOT_SAME,
    Action.CHILD_WRITTEN,
    Action.CHILD_PRINTED,
}


class LoggedEntry(msgspec.Struct, frozen=True):
    """One entry: the hash of its sealed bytes, its place in the log, who and when."""

    h: str
    index: int
    who: str
    at: datetime


class LoggedReaders(msgspec.Struct):
    """Whom a file was signed for: the hash of its row, the hashes of cards by readers' tags."""

    row: str
    cards: dict[str, str]


class ExpectedState(msgspec.Struct):
    """What the log says. Entries by `<concern>/<number>`, all else by concern.

    `erased`: places of lines blanked by law. `twice`: entries that were written twice.
    `holders`: hashes of who has a concern, of those that were handed over.
    `withheld`: entries for the readers of their concern, and not for its author.
    `renewed`: hashes of cards that were written anew after signing. `house`: the hash of the
    organisation's row, as it was set up or last changed. `papers`: hashes of the sealed bytes of
    papers, by `<concern>/<number>`; empty where a line has none. `trained`: entries of trainings
    and of practices that were sent, by `<training>/<number>`. `linked`: entries of children's
    files, by `<file>/<number>`. `child_cards`: hashes of their newest cards. `slips`: of each line
    about what searches look in, its place in the log with its name and hash. `books`: hashes of
    the newest of these. `sessions`: ids of those that ended. `removed`: members who were removed,
    with the place of that line. `ended`: closed concerns whose author’s keys were deleted, and
    `was_ended` those too that they read again since.
    """

    entries: dict[str, LoggedEntry] = msgspec.field(default_factory=dict)
    states: dict[str, str] = msgspec.field(default_factory=dict)
    due: dict[str, tuple[datetime, ...]] = msgspec.field(default_factory=dict)
    sealed: dict[str, LoggedReaders] = msgspec.field(default_factory=dict)
    acknowledged: dict[str, tuple[LoggedEntry, ...]] = msgspec.field(default_factory=dict)
    renewed: dict[str, set[str]] = msgspec.field(default_factory=dict)
    erased: set[int] = msgspec.field(default_factory=set)
    twice: set[str] = msgspec.field(default_factory=set)
    withheld: set[str] = msgspec.field(default_factory=set)
    holders: dict[str, str] = msgspec.field(default_factory=dict)
    house: str = ""
    papers: dict[str, str] = msgspec.field(default_factory=dict)
    trained: dict[str, LoggedEntry] = msgspec.field(default_factory=dict)
    linked: dict[str, LoggedEntry] = msgspec.field(default_factory=dict)
    child_cards: dict[str, str] = msgspec.field(default_factory=dict)
    slips: dict[int, tuple[str, str]] = msgspec.field(default_factory=dict)
    books: dict[str, str] = msgspec.field(default_factory=dict)
    sessions: set[str] = msgspec.field(default_factory=set)
    removed: dict[str, int] = msgspec.field(default_factory=dict)
    ended: set[str] = msgspec.field(default_factory=set)
    was_ended: set[str] = msgspec.field(default_factory=set)

    def hear(self, event: events.Event) -> None:
        """Take in one event."""
        concern, *rest = event.obj.split("/")
        self._of_no_file(event)
        if event.act in WRITING_ACTIONS and event.h is not None:
            self._wrote(concern, event, event.h)
        if event.act is Action.PAPER_MADE and event.h is not None and rest:
            self._kept(f"{concern}/{rest[0]}", event.h if rest[1:] == [SEALED_SUFFIX] else "")
        if event.act is Action.FILE_SEALED and event.h is not None:
            sealed = self.sealed.setdefault(concern, LoggedReaders(event.h, {}))
            sealed.cards.update(parse_card_hashes(rest[1:]))
        if event.act is Action.HANDED_OVER and event.h is not None:
            self.holders[concern] = event.h
        if event.act is Action.CARD_WRITTEN and event.h is not None:
            self.renewed.setdefault(concern, set()).add(event.h)
        self._reading(concern, event)
        if event.state is not None and event.due is not None:
            if event.act is not Action.DUE_CHANGED:  # its state repeats a column
                self.states[concern] = event.state
            self.due[concern] = event.due

    def _of_no_file(self, event: events.Event) -> None:
        self._of_people(event)
        if event.act in ORGANISATION_ACTIONS and event.h is not None:
            self.house = event.h
        if event.act is Action.TRAINING_ADDED and event.h is not None:
            self.trained[event.obj] = LoggedEntry(event.h, event.i, event.who, event.t)
        if event.act in CHILD_FILE_ACTIONS and event.h is not None:
            self.linked[event.obj] = LoggedEntry(event.h, event.i, event.who, event.t)
        if event.act is Action.CHILD_CARD and event.h is not None:
            self.child_cards[event.obj] = event.h
        if event.act is Action.SLIP_SEALED and event.h is not None:
            self.slips[event.i] = (event.obj, event.h)
        if event.act is Action.BOOK_SEALED and event.h is not None:
            self.books[event.obj] = event.h

    def _of_people(self, event: events.Event) -> None:
        if event.act in {Action.SIGNED_OUT, Action.SIGN_IN_EXPIRED}:
            self.sessions.add(event.obj)
        if event.act is Action.MEMBER_REMOVED:
            self.removed[event.obj.rpartition("/")[2]] = event.i

    def _reading(self, concern: str, event: events.Event) -> None:
        if event.act is Action.SHARE_ENDED:
            self.ended.add(concern)
            self.was_ended.add(concern)
        is_opened = event.act is Action.STATE_CHANGED and event.state != "closed"
        if event.act is Action.SHARED or is_opened:
            self.ended.discard(concern)

    def _kept(self, paper: str, h: str) -> None:
        self.papers[paper] = h or self.papers.get(paper, "")

    def _wrote(self, concern: str, event: events.Event, h: str) -> None:
        self.twice |= {event.obj} & self.entries.keys()
        said = LoggedEntry(h, event.i, event.who, event.t)
        self.entries[event.obj] = said
        if event.act is Action.ENTRY_WITHHELD:
            self.withheld.add(event.obj)
        if event.act is Action.ACKNOWLEDGED:
            self.acknowledged[concern] = (*self.acknowledged.get(concern, ()), said)
