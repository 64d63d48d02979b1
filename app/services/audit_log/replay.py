"""What one organisation's log has said so far, line by line.

It recomputes chain and tree from the lines alone and keeps the newest key events. It reads no row
and asks nobody: `key_log.py` hands it the lines and judges the end.
"""

from collections.abc import Iterable

from app.errors import LogBrokenError
from app.services.audit_log.concern_index import FileLog
from app.services.audit_log.number_index import NumberLog
from app.services.audit_log.training_index import TrainingLog
from app.services.audit_log.writer import START, link
from audit import events, merkle

End = tuple[int, bytes]
"""A size of the log, with its chain or its root."""
_NOTED = events.KEY_EVENTS | {events.Action.LINE_BLANKED, events.Action.TRAINING_NOTED}
_ACTS = frozenset(action.value.encode() for action in _NOTED)
_START = len(b'{"act":"')  # sorted keys: every line begins so


def blanked_obj(index: int) -> str:
    """Log id under which the blanking of line `index` is logged, in the same transaction."""
    return f"line/{index}"


class Replay:
    """What one organisation's log has said so far: the frontier of its tree, and its key events."""

    def __init__(self) -> None:
        self.size = 0
        self.chain = START
        self.frontier: list[tuple[int, bytes]] = []  # (level, hash) of complete subtrees
        self.newest: dict[str, tuple[int, str | None]] = {}  # obj -> (index, h)
        self.first_member = ""
        self.files = FileLog()
        self.numbers = NumberLog()
        self.training = TrainingLog()
        self.empty: set[str] = set()  # lines that are empty, and no line has said yet that they are

    def _push(self, digest: bytes) -> None:
        self.chain = link(self.chain, digest)
        level = 0
        while self.frontier and self.frontier[-1][0] == level:
            digest = merkle.node_hash(self.frontier.pop()[1], digest)
            level += 1
        self.frontier.append((level, digest))
        self.size += 1

    def root(self) -> bytes:
        """The root over every line so far."""
        if not self.frontier:
            return merkle.root([])
        digest = self.frontier[-1][1]
        for _, left in reversed(self.frontier[:-1]):
            digest = merkle.node_hash(left, digest)
        return digest

    def take(self, batch: Iterable[tuple[int, bytes, bytes | None]], held: End | None) -> None:
        """Read on. `held`: size and root that the log must have had. Raises LogBrokenError."""
        for index, digest, line in batch:
            if index != self.size or (line is not None and merkle.leaf_hash(line) != digest):
                raise LogBrokenError(f"leaf {self.size} does not match")
            self._push(digest)
            if line is None:
                self.empty.add(blanked_obj(index))
            else:
                self.files.take(digest, line)
                if line[_START : line.find(b'"', _START)] in _ACTS:
                    self._note(events.parse(line))
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
        self.newest[event.obj] = (event.i, event.h)
        self.numbers.take(event)
        if event.act is events.Action.MEMBER_CERTIFIED and not self.first_member:
            self.first_member = event.obj
