"""Replay the log, so that a key row counts only if the log vouches for it.

A lock, grant, certificate or team key is valid only if its SHA-256 is the `h` of the newest log
event for that object (docs/decisions/0006). The replay recomputes the tree's root and compares it
with the checkpoint held outside the database, so neither an old row nor a cut log passes. A line
may be empty only when a later line says that it was emptied by duty.

A process reads every line once, or reads on from a snapshot of one that did
(docs/decisions/0141); where that does not lead to the head of the log, it reads every line.

This module never trusts the `obj` column or the stored nodes, and never writes.
"""

import hashlib
from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.routing.actors import Org
from app.errors import KeyChangedError, LogBrokenError
from app.services.audit_log.checkpoints import CheckpointFiles, VerifiedCheckpoints
from app.services.audit_log.concern_index import BookIndex, ChildIndex, ConcernIndex, LineTally
from app.services.audit_log.member_index import MemberIndex
from app.services.audit_log.notice_index import NoticeIndex
from app.services.audit_log.number_index import ContactIndex, NumberIndex
from app.services.audit_log.replay import LogEnd, LogReplay
from app.services.audit_log.replays.author_reading_index import ReadingIndex
from app.services.audit_log.replays.log_heads import LogHeads
from app.services.audit_log.replays.replay_snapshot import verify_root_at_checkpoint
from app.services.audit_log.replays.replay_store import ReplayStore
from app.services.audit_log.replays.snapshot_files import LogSnapshots
from app.services.audit_log.session_index import SessionIndex
from app.services.audit_log.training_index import TrainingIndex
from app.services.audit_log.writer import (
    UNCOMMITTED_LEAVES,
    Peaks,
    load_leaves,
    load_node,
    read_verified_head,
)
from app.vault.server_secret import ServerSecret

BATCH = 2_000
_COMPARED = "head of the log as compared"


class VerifiedLog:
    """Newest key events by organisation. One object a process, handed to every unit of work."""

    def __init__(
        self, files: CheckpointFiles, server: ServerSecret, *, from_first_line: bool = False
    ) -> None:
        """`files` holds the checkpoints kept outside; `server` knows the log keys.

        `from_first_line`: read every line, whatever was saved.
        """
        self._server = server
        self._checkpoints = VerifiedCheckpoints(files, server)
        self._snapshots = LogSnapshots(files, server)
        self._from_first_line = from_first_line
        self._heads = LogHeads(server)
        self._store = ReplayStore()
        self._sessions: dict[UUID, SessionIndex] = {}  # of it, for when the log breaks after it
        self._contacts: dict[UUID, ContactIndex] = {}  # the same: copies that no later line changes
        self._numbers: dict[UUID, NumberIndex] = {}  # also for when the replay is dropped

    def tally(self, session: Session, org: Org, concern_id: UUID) -> LineTally:
        """Return what to compare a concern's lines with, by the log as `session` sees it now.

        End the session's transaction first, or hold the write lock. Raises what `refresh` does.
        """
        _demand_clean(session)
        with self._store.lock(org.id):
            self._refresh(session, org)
            replay = self._replay(org)
            return replay.files.tally(concern_id, replay.size)

    def count_written(
        self, session: Session, org: Org, concern_ids: Collection[UUID]
    ) -> dict[UUID, int]:
        """Return the highest number that was signed in each of these files. See `tally`."""
        _demand_clean(session)
        with self._store.lock(org.id):
            self._refresh(session, org)
            files = self._replay(org).files
            return {one: files.count_written(one) for one in concern_ids}

    def refresh(self, session: Session, org: Org) -> None:
        """Read what was appended since the last call: once for one head and one checkpoint.

        Raises LogBrokenError when the log is shorter than, or other than, the checkpoint held
        outside, or when a line does not match its hash; RuntimeError when called after something
        was logged in a transaction that may still be rolled back: look keys up first.
        """
        _demand_clean(session)
        end = self._heads.look_once(session, org)
        held = self._checkpoints.find_newest(org)  # once: a newer one would make this end look cut
        compared = (self, session.get_transaction(), org.id, end, held)
        replay = self._store.whole.get(org.id)
        if end and replay and replay.size >= end[0] and session.info.get(_COMPARED) == compared:
            return
        with self._store.lock(org.id):
            self._refresh_to(session, org, self._drop_outdated(org, end, held), held)
        session.info[_COMPARED] = compared

    def has_all(self, org: Org) -> bool:
        """Whether this process has all that the log says, and not what numbers need alone."""
        self._store.note_use(org.id)
        return org.id in self._store.whole

    def verify_head(self, session: Session, org: Org, row: Any) -> LogEnd:
        """Return the head that came with a row of another query. Raises LogBrokenError."""
        return self._heads.verify_row(session, org, row)

    def _drop_outdated(self, org: Org, end: LogEnd | None, held: LogEnd | None) -> LogEnd | None:
        """Return None for an end that another thread has read past, or a checkpoint is beyond."""
        replay = self._store.whole.get(org.id)
        if end is None or (replay is not None and replay.size > end[0]):
            return None
        return None if held is not None and held[0] > end[0] else end

    def refresh_numbers(self, session: Session, org: Org) -> None:
        """Read on for numbers, rota and sessions, which need not be read from the first line.

        A process that has read nothing yet reads on from what another one kept
        (`number_snapshot.py`); where that does not lead to the head, the whole log is read.
        """
        _demand_clean(session)
        with self._store.lock(org.id):
            self._refresh_numbers(session, org)

    def _refresh_numbers(self, session: Session, org: Org, end: LogEnd | None = None) -> None:
        replay = self._store.find(org.id)
        if end is not None and replay is not None and replay.size > end[0]:
            end = None  # an older look than another thread's: only a fresh one tells
        if org.id in self._store.whole or not self._read_on(session, org, end):
            self._refresh(session, org, end)

    def read_sessions(self, session: Session, org: Org, end: LogEnd | None = None) -> SessionIndex:
        """Return the sessions that the log tells of, as `session` sees it.

        Every request asks this. One look at the head is enough while nothing was appended. `end`:
        the head, where the caller has read it. Raises what `refresh` does.
        """
        _demand_clean(session)
        self._store.note_use(org.id)
        held = self._checkpoints.find_newest(org)
        end = end or self._heads.look(session, org)
        behind = held is not None and held[0] > end[0]
        if behind or self._store.read_to.get(org.id) != end:
            with self._store.lock(org.id):
                self._refresh_numbers(session, org, None if behind else end)
        return self._sessions[org.id]

    def find_stopped_accounts(self, org: Org) -> frozenset[UUID]:
        """Return the members whose accounts a lead stopped, by the log as far as it was read."""
        return self.recall_sessions(org).suspensions.list_members()

    def recall_sessions(self, org: Org) -> SessionIndex:
        """Return the same as far as this process could read the log before it broke."""
        return self._sessions.get(org.id) or SessionIndex()

    def recall_contacts(self, org: Org) -> ContactIndex | None:
        """Return the hashes of numbers as far as the log was read; None where it never was."""
        return self._contacts.get(org.id)

    def recall_numbers(self, org: Org) -> NumberIndex:
        """Return what people found who called numbers, as far as the log was ever read."""
        return self._numbers.get(org.id) or NumberIndex()

    def _read_on(self, session: Session, org: Org, end: LogEnd | None) -> bool:
        replay = self._store.of_numbers.get(org.id)
        if replay is None and not self._from_first_line:
            replay = self._snapshots.open_numbers(org)
        if replay is None:
            return False
        try:
            self._read(session, org.id, replay, self._checkpoints.find_newest(org), end)
        except LogBrokenError:  # which of the two is not right is told by every line
            self._store.of_numbers.pop(org.id, None)
            return False
        self._store.of_numbers[org.id] = replay
        return True

    def save_snapshots(self, org: Org) -> None:
        """Save what the log said so far, when enough lines came since the last time.

        Only a process that has all of it saves anything. Call it outside of a transaction: a large
        one takes a second. Raises OSError when full.
        """
        with self._store.lock(org.id):
            if (replay := self._store.whole.get(org.id)) is not None:
                self._snapshots.save_numbers(org, replay)
                self._snapshots.save_replay(org, replay)

    def peaks(self, session: Session, org: Org, size: int, chain: bytes) -> Peaks:
        """Return the complete subtrees of the first `size` lines, from lines and not the tree.

        Call it under the write lock, with the end that the log had when it was taken. Raises
        LogBrokenError like `refresh`.
        """
        with self._store.lock(org.id):
            self._refresh(session, org, (size, chain))
            frontier = self._replay(org).frontier
            return [((level, (size >> level) - 1), found) for level, found in frontier]

    def _refresh(self, session: Session, org: Org, end: LogEnd | None = None) -> None:
        self._refresh_to(session, org, end, self._checkpoints.find_newest(org))

    def _refresh_to(
        self, session: Session, org: Org, end: LogEnd | None, held: LogEnd | None
    ) -> None:
        replay = self._store.whole.get(org.id)
        if replay is None and self._start_from_snapshot(session, org, held, end):
            return
        if replay is None:
            replay = self._store.whole[org.id] = self._snapshots.new_replay(org)
        try:
            self._read(session, org.id, replay, held, end)
        except LogBrokenError:
            self._store.whole.pop(org.id, None)
            raise
        finally:
            self._store.of_numbers.pop(org.id, None)

    def _start_from_snapshot(
        self, session: Session, org: Org, held: LogEnd | None, end: LogEnd | None
    ) -> bool:
        replay = None if self._from_first_line else self._snapshots.open_replay(org)
        if replay is None:
            return False
        try:
            verify_root_at_checkpoint(replay, held, partial(load_node, session, org.id))
            self._read(session, org.id, replay, held, end)
        except LogBrokenError:  # which of the two is not right is told by every line
            self._snapshots.refuse(org, "does not lead to the end of the log")
            return False
        self._store.whole[org.id] = replay
        self._store.of_numbers.pop(org.id, None)
        return True

    def list_log_publics(self, org: Org) -> tuple[bytes, ...]:
        """Return the log's public keys, the newest first."""
        return self._checkpoints.list_log_publics(org)

    def vouches(self, org: Org, obj: str, blob: bytes) -> bool:
        """Whether `blob` is what the newest key event for `obj` recorded."""
        return self.recorded(org, obj, hashlib.sha256(blob).digest())

    def recorded(self, org: Org, obj: str, h: bytes) -> bool:
        """Whether the newest key event for `obj` recorded this hash."""
        return self._replay(org).newest.get(obj, (0, None))[1] == h.hex()

    def has_hash(self, org: Org, obj: str) -> bool:
        """Whether the newest key event for `obj` recorded a hash at all."""
        return self._replay(org).newest.get(obj, (0, None))[1] is not None

    def demand(self, org: Org, obj: str, blob: bytes) -> None:
        """Raise KeyChangedError unless the log vouches for `blob`."""
        if not self.vouches(org, obj, blob):
            raise KeyChangedError(f"not vouched for: {obj}")

    def is_first_member(self, org: Org, obj: str) -> bool:
        """Whether `obj` is the first certified member, who signed themself."""
        return self._replay(org).first_member == obj

    def files(self, org: Org) -> ConcernIndex:
        """Return what the log says of the organisation's concerns, as far as it was read."""
        return self._replay(org).files

    def reading(self, org: Org) -> ReadingIndex:
        """Return how long authors read closed concerns, as far as the log was read."""
        return self._replay(org).reading

    def vouches_for_sealed(
        self, session: Session, org: Org, line: int, place: tuple[UUID, int], digest: str
    ) -> bool:
        """Whether this line was written for these bytes, as this process read it. See `refresh`.

        `place`: file and number of an entry, below 0 for its slip. What was appended since is read
        now, or counts where this transaction has logged something. So does one emptied by duty.
        """
        with self._store.lock(org.id):
            replay = self._store.whole.get(org.id)
            if replay is None or line >= replay.size:
                if session.info.get(UNCOMMITTED_LEAVES):
                    return line < read_verified_head(session, org.id, self._server)[0]
                self._refresh(session, org)
            files = self.files(org)
            return files.is_sealed(*place, digest) or line in files.blanked

    def children(self, org: Org) -> ChildIndex:
        """Return what the log says of children's files, as far as it was read."""
        return self._replay(org).children

    def books(self, org: Org) -> BookIndex:
        """Return the hashes of the books that searches look in, as far as the log was read."""
        return self._replay(org).books

    def numbers(self, org: Org) -> NumberIndex:
        """Return what the log says that people found who called numbers, as far as it was read."""
        return self._replay(org).numbers

    def members(self, org: Org) -> MemberIndex:
        """Return the index of invited roles and of leads who wait, as far as it was read."""
        return self._replay(org).members

    def training(self, org: Org) -> TrainingIndex:
        """Return what the log says was noted about training, as far as it was read."""
        return self._replay(org).training

    def notices(self, org: Org) -> NoticeIndex:
        """Return what the log says that people are told about, as far as it was read."""
        return self._replay(org).notices

    def granted(self, org: Org, team: str) -> frozenset[bytes]:
        """Return fingerprints that a team's keys were granted to, of any epoch, and not taken from.

        The recovery sheet's too. Someone whose account is stopped while the key is changed has an
        older key alone, and may be let in again.
        """
        return frozenset().union(*self._replay(org).granted.get(team, {}).copy().values())

    def ever_granted(self, org: Org) -> frozenset[bytes]:
        """Return fingerprints that any key of any team was granted to: all who may hold one."""
        teams = self._replay(org).granted.copy().values()
        return frozenset().union(*(held for epochs in teams for held in epochs.copy().values()))

    def size(self, org: Org) -> int:
        """Return how many lines were read."""
        return self._replay(org).size

    def held(self, org: Org, kinds: Collection[str]) -> frozenset[str]:
        """Return ids of these kinds (the first part) of which the newest event recorded a hash."""
        newest = self._replay(org).newest.copy()
        return frozenset(
            obj for obj, (_, h) in newest.items() if h is not None and obj.split("/")[0] in kinds
        )

    def index_of(self, org: Org, obj: str) -> int | None:
        """Log index of the newest key event for `obj`."""
        newest = self._replay(org).newest.get(obj)
        return newest[0] if newest else None

    def _replay(self, org: Org) -> LogReplay:
        # Another thread may have found the log broken since: then nothing is vouched for.
        return self._store.find(org.id) or LogReplay()

    def _read(
        self,
        session: Session,
        org_id: UUID,
        replay: LogReplay,
        held: LogEnd | None,
        end: LogEnd | None,
    ) -> None:
        if self._grow(session, org_id, replay, held, end):
            return
        # A transaction on SQLite sees the log as it was when it began, and another thread may have
        # read on since: only a look that begins now can tell that from a log that was cut.
        with Session(session.get_bind()) as fresh:
            if not self._grow(fresh, org_id, replay, held, end):
                raise LogBrokenError(f"log of {org_id} is shorter than it was")

    def _grow(
        self,
        session: Session,
        org_id: UUID,
        replay: LogReplay,
        held: LogEnd | None,
        end: LogEnd | None,
    ) -> bool:
        """Read on to `end`, or to where `session` sees it end; False when that is too early."""
        size, chain = end or read_verified_head(session, org_id, self._server)
        if size < replay.size or (held is not None and held[0] > size):
            return False
        while replay.size < size:
            batch = load_leaves(session, org_id, replay.size, min(BATCH, size - replay.size))
            if not batch:
                raise LogBrokenError(f"log of {org_id} has no leaf {replay.size}")
            replay.take(batch, held)
        if replay.chain != chain:
            raise LogBrokenError(f"log of {org_id} was changed behind its end")
        if replay.empty:  # a thief may have emptied a newer line to be believed about an older row
            raise LogBrokenError(f"log of {org_id} has emptied lines")
        self._sessions[org_id], self._store.read_to[org_id] = replay.sessions, (size, chain)
        contacts = self._contacts.get(org_id)
        is_old = contacts is None or contacts.lines != replay.contacts.lines
        self._numbers[org_id] = replay.numbers.copy()
        if size and is_old:  # an organisation without a line is a row that someone made up
            self._contacts[org_id] = replay.contacts.copy()
        return True


def _demand_clean(session: Session) -> None:
    if session.info.get(UNCOMMITTED_LEAVES):
        raise RuntimeError("keys are looked up before anything is logged")
