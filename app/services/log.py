"""Write the log of one organisation: append a leaf, make a checkpoint.

The tree and the note format come from `audit/`; this is only where they are stored. Rows are
appended under the write lock and never changed. This module never commits.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.domain.actors import Org
from app.errors import LogBrokenError
from app.models.log import Checkpoint, Leaf, LogHead, Node
from app.vault.server import ServerSecret
from audit import events, merkle, notes

DIRTY = "heard_log_dirty"
"""Set in `Session.info` while leaves are appended that a rollback could take away again."""


START = bytes(32)
"""The chain before the first leaf."""


def link(chain: bytes, digest: bytes) -> bytes:
    """The chain with one more leaf hash."""
    return hashlib.sha256(chain + digest).digest()


def begin(session: Session, org_id: UUID, server: ServerSecret) -> None:
    """Write the head of a new organisation's log. The caller commits."""
    tag = server.head_tag(str(org_id), 0, START)
    session.add(LogHead(org_id=org_id, size=0, chain=START, mac=tag))
    session.flush()


def head(
    session: Session, org_id: UUID, server: ServerSecret, *, lock: bool = False
) -> tuple[int, bytes]:
    """Size and chain of a log; 0 and START before it is begun.

    Raises LogBrokenError when the head was not written by this server: somebody with the database
    alone can neither cut the log nor append a line that would vouch for an old key.
    """
    query = select(LogHead.size, LogHead.chain, LogHead.mac).where(LogHead.org_id == org_id)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return 0, START
    size, chain, tag = row
    if not hmac.compare_digest(tag, server.head_tag(str(org_id), size, chain)):
        raise LogBrokenError(f"head of the log of {org_id} is not ours")
    return size, chain


class Log:
    """The log, held under the write lock by the transaction that made this object."""

    def __init__(self, session: Session, org: Org, server: ServerSecret) -> None:
        """Lock the head (a row lock on PostgreSQL; SQLite holds the write lock already)."""
        self._session = session
        self._org = org
        self._server = server
        size, self._chain = head(session, org.id, server, lock=True)
        self._tree = merkle.Tree(self._get, self._put, size)
        self._nodes: dict[tuple[int, int], bytes] = {}

    @property
    def size(self) -> int:
        """How many leaves there are, those of this transaction included."""
        return self._tree.size

    def append(self, event: events.Event) -> int:
        """Append one event; returns its index."""
        self._session.info[DIRTY] = True
        line = events.line(event)
        digest = merkle.leaf_hash(line)
        self._session.execute(
            insert(Leaf).values(
                org_id=self._org.id, i=event.i, hash=digest, obj=event.obj, line=line
            )
        )
        index = self._tree.append(digest)
        self._chain = link(self._chain, digest)
        tag = self._server.head_tag(str(self._org.id), self._tree.size, self._chain)
        self._session.execute(
            update(LogHead)
            .where(LogHead.org_id == self._org.id)
            .values(size=self._tree.size, chain=self._chain, mac=tag)
        )
        return index

    def checkpoint(self, now: datetime) -> str:
        """Sign a note over the tree as it stands and store it; returns the note."""
        text = notes.checkpoint_text(self._org.origin, self.size, self._tree.root())
        note = notes.sign(text, self._org.origin, self._server.log_seed(str(self._org.id)))
        self._session.merge(Checkpoint(org_id=self._org.id, size=self.size, note=note, made_at=now))
        return note

    def inclusion(self, index: int) -> list[bytes]:
        """The inclusion proof of leaf `index` in the tree as it stands."""
        return self._tree.inclusion(index, self.size)

    def _get(self, level: int, index: int) -> bytes:
        if (level, index) in self._nodes:
            return self._nodes[level, index]
        found = self._session.scalar(
            select(Node.hash).where(
                Node.org_id == self._org.id, Node.level == level, Node.idx == index
            )
        )
        if found is None:
            raise KeyError((level, index))
        return found

    def _put(self, level: int, index: int, digest: bytes) -> None:
        self._nodes[level, index] = digest
        self._session.execute(
            insert(Node).values(org_id=self._org.id, level=level, idx=index, hash=digest)
        )


def lines_after(
    session: Session, org_id: UUID, start: int, count: int
) -> Sequence[tuple[int, bytes, bytes | None]]:
    """Index, hash and line of up to `count` leaves from `start` on, in order."""
    found = session.execute(
        select(Leaf.i, Leaf.hash, Leaf.line)
        .where(Leaf.org_id == org_id, Leaf.i >= start)
        .order_by(Leaf.i)
        .limit(count)
    )
    return [(i, digest, line) for i, digest, line in found]
