"""Replay the log once a process, so that a key row counts only if the log vouches for it.

A lock, grant, certificate or team key is valid only if its SHA-256 is the `h` of the newest log
event for that object (docs/decisions/0006). The replay recomputes the tree's root and compares it
with the checkpoint held outside the database, so neither an old row nor a cut log passes. A line
may be empty only when a later line says that it was emptied by duty.

This module never trusts the `obj` column or the stored nodes, and never writes.
"""

import hashlib
import threading
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.actors import Org
from app.errors import KeyChangedError, LogBrokenError
from app.services.checkpoints import CheckpointFiles
from app.services.file_log import FileLog, Tally
from app.services.log import DIRTY, START, head, lines_after, link
from app.vault.server import ServerSecret
from audit import events, merkle, notes

BATCH = 2_000
_NOTED = events.KEY_EVENTS | {events.Action.LINE_BLANKED}
_ACTS = frozenset(action.value.encode() for action in _NOTED)
_START = len(b'{"act":"')  # sorted keys: every line begins so


def blanked_obj(index: int) -> str:
    """Log id under which the blanking of line `index` is logged, in the same transaction."""
    return f"line/{index}"


class _Replay:
    """What one organisation's log has said so far: the frontier of its tree, and its key events."""

    def __init__(self) -> None:
        self.size = 0
        self.chain = START
        self.frontier: list[tuple[int, bytes]] = []  # (level, hash) of complete subtrees
        self.newest: dict[str, tuple[int, str | None]] = {}  # obj -> (index, h)
        self.first_member = ""
        self.files = FileLog()
        self.empty: set[str] = set()  # lines that are empty, and no line has said yet that they are

    def push(self, digest: bytes) -> None:
        self.chain = link(self.chain, digest)
        level = 0
        while self.frontier and self.frontier[-1][0] == level:
            digest = merkle.node_hash(self.frontier.pop()[1], digest)
            level += 1
        self.frontier.append((level, digest))
        self.size += 1

    def root(self) -> bytes:
        if not self.frontier:
            return merkle.root([])
        digest = self.frontier[-1][1]
        for _, left in reversed(self.frontier[:-1]):
            digest = merkle.node_hash(left, digest)
        return digest


class KeyLog:
    """Newest key events by organisation. One object a process, handed to every desk."""

    def __init__(self, files: CheckpointFiles, server: ServerSecret) -> None:
        """`files` holds the checkpoints kept outside; `server` knows the log keys."""
        self._files = files
        self._server = server
        self._replays: dict[UUID, _Replay] = {}
        self._opened: dict[UUID, tuple[str, str, tuple[int, bytes]]] = {}
        self._publics: dict[UUID, bytes] = {}
        self._gate = threading.Lock()

    def tally(self, session: Session, org: Org, concern_id: UUID) -> Tally:
        """What to compare a file's lines with, of the log as `session` sees it from now on.

        End the session's transaction first. Raises LogBrokenError like `refresh`.
        """
        with self._gate:
            self._refresh(session, org)
            replay = self._replay(org)
            return replay.files.tally(concern_id, replay.size)

    def refresh(self, session: Session, org: Org) -> None:
        """Read what was appended since the last call.

        Raises LogBrokenError when the log is shorter than, or other than, the checkpoint held
        outside, or when a line does not match its hash; RuntimeError when called after something
        was logged in a transaction that may still be rolled back: look keys up first.
        """
        if session.info.get(DIRTY):
            raise RuntimeError("keys are looked up before anything is logged")
        with self._gate:
            self._refresh(session, org)

    def _refresh(self, session: Session, org: Org) -> None:
        held = self._held(org)
        replay = self._replays.setdefault(org.id, _Replay())
        try:
            self._read(session, org.id, replay, held)
        except LogBrokenError:
            self._replays.pop(org.id, None)
            raise

    def vouches(self, org: Org, obj: str, blob: bytes) -> bool:
        """Whether `blob` is what the newest key event for `obj` recorded."""
        newest = self._replay(org).newest.get(obj)
        return newest is not None and newest[1] == hashlib.sha256(blob).hexdigest()

    def demand(self, org: Org, obj: str, blob: bytes) -> None:
        """Raise KeyChangedError unless the log vouches for `blob`."""
        if not self.vouches(org, obj, blob):
            raise KeyChangedError(f"not vouched for: {obj}")

    def is_first_member(self, org: Org, obj: str) -> bool:
        """Whether `obj` is the organisation's first certified member, who signed themself."""
        return self._replay(org).first_member == obj

    def files(self, org: Org) -> FileLog:
        """What the log says of the organisation's files, as far as it was read."""
        return self._replay(org).files

    def granted(self, org: Org, team: str) -> frozenset[bytes]:
        """Fingerprints that the newest key of a team was granted to, the recovery sheet's too."""
        held: dict[int, set[bytes]] = {}
        for obj, (_, h) in self._replay(org).newest.copy().items():
            kind, *place = obj.split("/")
            if kind == "grant" and h is not None and place[0] == team:
                held.setdefault(int(place[1]), set()).add(bytes.fromhex(place[2]))
        return frozenset(held[max(held)]) if held else frozenset()

    def index_of(self, org: Org, obj: str) -> int | None:
        """Log index of the newest key event for `obj`."""
        newest = self._replay(org).newest.get(obj)
        return newest[0] if newest else None

    def _replay(self, org: Org) -> _Replay:
        # Another thread may have found the log broken since: then nothing is vouched for.
        return self._replays.get(org.id) or _Replay()

    def _held(self, org: Org) -> tuple[int, bytes] | None:
        note = self._files.note(org.id)
        if note is None:
            return None
        # What a note says depends on its text and the origin alone: one that opened is remembered.
        before = self._opened.get(org.id)
        if before is None or before[:2] != (note, org.origin):
            before = (note, org.origin, self._open(org, note))
            self._opened[org.id] = before
        return before[2]

    def log_public(self, org: Org) -> bytes:
        """The log's public key: from the server secret, which a process reads once."""
        if org.id not in self._publics:
            self._publics[org.id] = notes.public_of(self._server.log_seed(str(org.id)))
        return self._publics[org.id]

    def _open(self, org: Org, note: str) -> tuple[int, bytes]:
        try:
            text, _ = notes.open(note, [notes.verifier_key(org.origin, self.log_public(org))])
            origin, size, root = notes.read_checkpoint(text)
        except ValueError:
            raise LogBrokenError(f"checkpoint of {org.id} does not open") from None
        if origin != org.origin:
            raise LogBrokenError(f"checkpoint of {org.id} has another origin")
        return size, root

    def _read(
        self, session: Session, org_id: UUID, replay: _Replay, held: tuple[int, bytes] | None
    ) -> None:
        if self._grow(session, org_id, replay, held):
            return
        # A transaction on SQLite sees the log as it was when it began, and another thread may have
        # read on since: only a look that begins now can tell that from a log that was cut.
        with Session(session.get_bind()) as fresh:
            if not self._grow(fresh, org_id, replay, held):
                raise LogBrokenError(f"log of {org_id} is shorter than it was")

    def _grow(
        self, session: Session, org_id: UUID, replay: _Replay, held: tuple[int, bytes] | None
    ) -> bool:
        """Read on to the end as `session` sees it; False when that end lies too early."""
        size, chain = head(session, org_id, self._server)
        if size < replay.size or (held is not None and held[0] > size):
            return False
        while replay.size < size:
            batch = lines_after(session, org_id, replay.size, min(BATCH, size - replay.size))
            if not batch:
                raise LogBrokenError(f"log of {org_id} has no leaf {replay.size}")
            _take(replay, batch, held)
        if replay.chain != chain:
            raise LogBrokenError(f"log of {org_id} was changed behind its end")
        if replay.empty:  # a thief may have emptied a newer line to be believed about an older row
            raise LogBrokenError(f"log of {org_id} has emptied lines")
        return True


def _take(
    replay: _Replay,
    batch: Iterable[tuple[int, bytes, bytes | None]],
    held: tuple[int, bytes] | None,
) -> None:
    for index, digest, line in batch:
        if index != replay.size or (line is not None and merkle.leaf_hash(line) != digest):
            raise LogBrokenError(f"leaf {replay.size} does not match")
        replay.push(digest)
        if line is None:
            replay.empty.add(blanked_obj(index))
        else:
            replay.files.take(digest, line)
            if line[_START : line.find(b'"', _START)] in _ACTS:
                _note(replay, events.parse(line))
        if held is not None and held[0] == replay.size and held[1] != replay.root():
            raise LogBrokenError(f"root at {replay.size} is not the one held outside")


def _note(replay: _Replay, event: events.Event) -> None:
    if event.act is events.Action.LINE_BLANKED:
        replay.empty.discard(event.obj)
        replay.files.blanked.add(int(event.obj.rpartition("/")[2]))
        return
    replay.newest[event.obj] = (event.i, event.h)
    if event.act is events.Action.MEMBER_CERTIFIED and not replay.first_member:
        replay.first_member = event.obj
