"""Replay one organisation's log line by line: its chain, its tree and its newest key events.

Chain and tree come from the lines alone. It reads no row and asks nobody: `verified_log.py` hands
it the lines and judges the end.
"""

from collections.abc import Iterable

from app.domain.notices.notice_rules import NOTICE_RULES
from app.errors import LogBrokenError
from app.services.audit_log.concern_index import BookIndex, ChildIndex, ConcernIndex
from app.services.audit_log.member_index import MemberIndex
from app.services.audit_log.notice_index import FAILED_TRY_ACTS, NoticeIndex
from app.services.audit_log.number_index import ContactIndex, NumberIndex
from app.services.audit_log.replays.author_reading_index import ReadingIndex
from app.services.audit_log.session_index import SessionIndex
from app.services.audit_log.training_index import LINK_ACTS, TrainingIndex
from app.services.audit_log.writer import EMPTY_CHAIN, extend_chain
from audit import events, merkle

LogEnd = tuple[int, bytes]
"""A size of the log, with its chain or its root."""
_NOTED = (
    events.KEY_EVENTS
    | NOTICE_RULES.keys()
    | LINK_ACTS
    | {
        events.Action.LINE_BLANKED,
        events.Action.TRAINING_NOTED,
        events.Action.NOTICE_DISMISSED,
        events.Action.RECOVERY_DRILLED,
    }
)
_ACTS = frozenset(action.value.encode() for action in _NOTED)
_START = len(b'{"act":"')  # sorted keys: every line begins so


def blanked_line_log_id(index: int) -> str:
    """Log id under which the blanking of line `index` is logged, in the same transaction."""
    return f"line/{index}"


class LogReplay:
    """What one organisation's log has said so far: the frontier of its tree, and its key events."""

    def __init__(self, salt: bytes = b"", marks_key: bytes | None = None) -> None:
        """`marks_key`: made of the server secret and `salt`; without it none that was made."""
        self.size = 0
        self.salt = salt
        self.chain = EMPTY_CHAIN
        self.frontier: list[tuple[int, bytes]] = []  # (level, hash) of complete subtrees
        self.newest: dict[str, tuple[int, str | None]] = {}  # obj -> (index, h)
        self.granted: dict[str, dict[int, frozenset[bytes]]] = {}  # team -> epoch -> holders
        self.first_member = ""
        self.files = ConcernIndex(marks_key)
        self.reading = ReadingIndex()
        self.children = ChildIndex()
        self.books = BookIndex()
        self.numbers = NumberIndex()
        self.contacts = ContactIndex()
        self.training = TrainingIndex()
        self.members = MemberIndex()
        self.notices = NoticeIndex()
        self.sessions = SessionIndex()
        self.empty: set[str] = set()  # lines that are empty, and no line has said yet that they are

    def _push(self, digest: bytes) -> None:
        self.chain = extend_chain(self.chain, digest)
        level = 0
        while self.frontier and self.frontier[-1][0] == level:
            digest = merkle.node_hash(self.frontier.pop()[1], digest)
            level += 1
        self.frontier.append((level, digest))
        self.size += 1

    def root(self) -> bytes:
        """Return the root over every line so far."""
        if not self.frontier:
            return merkle.root([])
        digest = self.frontier[-1][1]
        for _, left in reversed(self.frontier[:-1]):
            digest = merkle.node_hash(left, digest)
        return digest

    def take(self, batch: Iterable[tuple[int, bytes, bytes | None]], held: LogEnd | None) -> None:
        """Read on. `held`: size and root that the log must have had. Raises LogBrokenError."""
        for index, digest, line in batch:
            if index != self.size or (line is not None and merkle.leaf_hash(line) != digest):
                raise LogBrokenError(f"leaf {self.size} does not match")
            self._push(digest)
            if line is None:
                self.empty.add(blanked_line_log_id(index))
            else:
                self.files.take(digest, line, index)
                self.reading.take(line)
                self.children.take(line)
                self.books.take(line)
                self.sessions.take(line)
                act = line[_START : line.find(b'"', _START)]
                if act in FAILED_TRY_ACTS:
                    self.notices.take_failed_try(line)
                elif act in _ACTS:
                    self._note(events.parse_event(line))
            if held is not None and held[0] == self.size and held[1] != self.root():
                raise LogBrokenError(f"root at {self.size} is not the one held outside")

    def _note(self, event: events.Event) -> None:
        if event.act is events.Action.LINE_BLANKED:
            self.empty.discard(event.obj)
            self.files.blanked.add(int(event.obj.rpartition("/")[2]))
            return
        if event.act is events.Action.TRAINING_NOTED:
            self.training.take(event)
            return
        if event.act in LINK_ACTS:
            self.training.take_link(event)
        self.notices.take(event, first=event.obj not in self.newest)
        if event.act is events.Action.RECOVERY_DRILLED:
            self.members.sheet.take(event)
        if event.act not in events.KEY_EVENTS:
            return
        self.newest[event.obj] = (event.i, event.h)
        self._note_grant(event)
        self.numbers.take(event)
        self.contacts.take(event)
        self.members.take(event)
        if event.act is events.Action.MEMBER_CERTIFIED and not self.first_member:
            self.first_member = event.obj

    def _note_grant(self, event: events.Event) -> None:
        """Take in a grant. Each set is replaced whole: another thread may be reading it."""
        kind, *place = event.obj.split("/")
        if kind != "grant":
            return
        epochs, epoch = self.granted.setdefault(place[0], {}), int(place[1])
        holder = frozenset({bytes.fromhex(place[2])})
        before = epochs.get(epoch, frozenset())
        epochs[epoch] = before - holder if event.h is None else before | holder
