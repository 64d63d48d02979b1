"""Write the log of one organisation: append a leaf, make a checkpoint.

The tree and the note format come from `audit/`; this is only where they are stored. Rows are
appended under the write lock and never changed. This module never commits.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Uuid, bindparam, insert, select, tuple_, update
from sqlalchemy.orm import Session

from app.domain.routing.actors import Org
from app.errors import LogBrokenError
from app.models.audit_log import Checkpoint, Leaf, LogHead, Node
from app.vault.server_secret import ServerSecret
from audit import events, merkle, notes

UNCOMMITTED_LEAVES = "heard_log_dirty"
"""Set in `Session.info` while leaves are appended that a rollback could take away again."""


Peaks = Iterable[tuple[tuple[int, int], bytes]]
"""Complete subtrees by level and index, and their hashes."""

EMPTY_CHAIN = bytes(32)
"""The chain before the first leaf."""

# Statements of every act are built once: building one costs more than running it.
HEAD_TABLE, _LEAF, _NODE, _CHECKPOINT = (
    cast(Table, model.__table__) for model in (LogHead, Leaf, Node, Checkpoint)
)
HEAD_COLUMNS = tuple(HEAD_TABLE.c[name].label(f"log_{name}") for name in ("size", "chain", "mac"))
"""The head of a log, for a query that asks for something else too: see `read_head_row`."""
_OF = bindparam("of", type_=Uuid())
_END = select(*HEAD_COLUMNS).where(HEAD_TABLE.c.org_id == _OF)
_END_LOCKED = _END.with_for_update()
_NEW_END = update(HEAD_TABLE).where(HEAD_TABLE.c.org_id == _OF)
_SAME_SIZE = update(_CHECKPOINT).where(
    _CHECKPOINT.c.org_id == _OF, _CHECKPOINT.c.size == bindparam("at")
)
_NEW_LEAF, _NEW_NODE, _NEW_CHECKPOINT = insert(_LEAF), insert(_NODE), insert(_CHECKPOINT)
_NODES = select(_NODE.c.level, _NODE.c.idx, _NODE.c.hash).where(
    _NODE.c.org_id == _OF,
    tuple_(_NODE.c.level, _NODE.c.idx).in_(bindparam("places", expanding=True)),
)
_LINES = (
    select(_LEAF.c.i, _LEAF.c.hash, _LEAF.c.line)
    .where(_LEAF.c.org_id == _OF, _LEAF.c.i >= bindparam("start"))
    .order_by(_LEAF.c.i)
    .limit(bindparam("count"))
)


PLACES_AT_ONCE = 500
_AT = select(_LEAF.c.line).where(
    _LEAF.c.org_id == _OF, _LEAF.c.i.in_(bindparam("places", expanding=True))
)


def extend_chain(chain: bytes, digest: bytes) -> bytes:
    """Return the chain with one more leaf hash."""
    return hashlib.sha256(chain + digest).digest()


def start_log(session: Session, org_id: UUID, server: ServerSecret) -> None:
    """Write the head of a new organisation's log. The caller commits."""
    tag = server.head_tag(str(org_id), 0, EMPTY_CHAIN)
    session.add(LogHead(org_id=org_id, size=0, chain=EMPTY_CHAIN, mac=tag))
    session.flush()


def read_verified_head(
    session: Session, org_id: UUID, server: ServerSecret, *, lock: bool = False
) -> tuple[int, bytes]:
    """Return size and chain of a log; 0 and START before it is started.

    Raises LogBrokenError when the head was not written by this server: somebody with the database
    alone can neither cut the log nor append a line that would vouch for an old key.
    """
    row = session.execute(_END_LOCKED if lock else _END, {"of": org_id}).one_or_none()
    return read_head_row(row, org_id, server)


def read_head_row(row: Any, org_id: UUID, server: ServerSecret) -> tuple[int, bytes]:
    """Return size and chain of the log in a row with HEAD_COLUMNS, as `read_verified_head` does.

    They are empty in a row of an outer join that found no head. Raises LogBrokenError.
    """
    if row is None or row.log_size is None:
        return 0, EMPTY_CHAIN
    size, chain = row.log_size, row.log_chain
    if not hmac.compare_digest(row.log_mac, server.head_tag(str(org_id), size, chain)):
        raise LogBrokenError(f"head of the log of {org_id} is not ours")
    return size, chain


class LogWriter:
    """The log, held under the write lock by the transaction that made this object."""

    def __init__(
        self, session: Session, org: Org, server: ServerSecret, read: Callable[[int, bytes], Peaks]
    ) -> None:
        """Lock the head (a row lock on PostgreSQL; SQLite holds the write lock already).

        `read` gives the complete subtrees that the lines themselves make, up to a size and chain.
        """
        self._session = session
        self._org = org
        self._server = server
        self._read_lines = read
        size, self._chain = read_verified_head(session, org.id, server, lock=True)
        self._began = size, self._chain
        self._tree = merkle.Tree(self._get, self._put, size)
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._new_leaves: list[dict[str, Any]] = []
        self._new_nodes: list[dict[str, Any]] = []
        self._is_gathering = False

    @property
    def start(self) -> tuple[int, bytes]:
        """Size and chain of the log when the lock was taken."""
        return self._began

    @property
    def size(self) -> int:
        """How many leaves there are, those of this transaction included."""
        return self._tree.size

    @property
    def is_written(self) -> bool:
        """Whether every line that was appended is in the database, as far as this transaction."""
        return not self._new_leaves

    def append(self, event: events.Event) -> int:
        """Append one event; returns its index."""
        self._session.info[UNCOMMITTED_LEAVES] = True
        line = events.encode_event(event)
        digest = merkle.leaf_hash(line)
        org_id = self._org.id
        leaf = {"org_id": org_id, "i": event.i, "hash": digest, "obj": event.obj, "line": line}
        self._new_leaves.append(leaf)
        index = self._tree.append(digest)
        self._chain = extend_chain(self._chain, digest)
        if not self._is_gathering:
            self._write()
        return index

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Write what is appended in this block when it ends: three statements, not three a line.

        Read no line and no head of the log in it. After an error in it nothing may be committed:
        `is_written` says so.
        """
        self._is_gathering = True
        yield
        self._is_gathering = False
        if self._new_leaves:
            self._write()

    def _write(self) -> None:
        """Write the new lines and subtrees, then the head that they lead to."""
        leaves, nodes, self._new_leaves, self._new_nodes = self._new_leaves, self._new_nodes, [], []
        self._session.execute(_NEW_LEAF, leaves)
        self._session.execute(_NEW_NODE, nodes)
        tag = self._server.head_tag(str(self._org.id), self._tree.size, self._chain)
        end = {"size": self._tree.size, "chain": self._chain, "mac": tag}
        self._session.execute(_NEW_END, {"of": self._org.id, **end})

    def checkpoint(self, now: datetime) -> str:
        """Sign a note over the tree as it stands and store it; returns the note.

        Raises LogBrokenError when the stored subtrees that it was made from are not those of the
        lines: what somebody wrote into the tree is never signed.
        """
        if any(self._get(*place) != found for place, found in self._read_lines(*self._began)):
            raise LogBrokenError(f"tree of {self._org.id} is not that of its lines")
        text = notes.format_checkpoint_text(self._org.origin, self.size, self._tree.root())
        note = notes.sign_note(text, self._org.origin, self._server.log_seed(str(self._org.id)))
        kept = {"note": note, "made_at": now}
        place = {"of": self._org.id, "at": self.size}
        again = self._session.execute(_SAME_SIZE, place | kept)
        if not again.rowcount:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
            first = {"org_id": self._org.id, "size": self.size, **kept}
            self._session.execute(_NEW_CHECKPOINT, first)
        return note

    def inclusion(self, index: int) -> list[bytes]:
        """Return the inclusion proof of leaf `index` in the tree as it is now."""
        return self._tree.inclusion(index, self.size)

    def _get(self, level: int, index: int) -> bytes:
        place = (level, index)
        if place not in self._nodes:
            # Appending and signing ask for the subtrees that the tree now ends in: all at once.
            self._read({place, *merkle.complete_subtrees(self._tree.size)} - self._nodes.keys())
        return self._nodes[place]

    def _read(self, places: set[tuple[int, int]]) -> None:
        found = self._session.execute(_NODES, {"of": self._org.id, "places": sorted(places)})
        self._nodes.update({(level, index): digest for level, index, digest in found})

    def _put(self, level: int, index: int, digest: bytes) -> None:
        self._nodes[level, index] = digest
        node = {"org_id": self._org.id, "level": level, "idx": index, "hash": digest}
        self._new_nodes.append(node)


def change_log_secret(
    session: Session, org: Org, secrets: tuple[ServerSecret, ServerSecret], note: str
) -> None:
    """Let a log go on under another server secret, the second of these: from its end as it is.

    `note`: the checkpoint over its last line, which then has the signature of the new key as well.
    """
    old, new = secrets
    both = notes.add_signature(note, org.origin, new.log_seed(str(org.id)))
    size, chain = read_verified_head(session, org.id, old, lock=True)
    session.execute(_SAME_SIZE.values(note=both), {"of": org.id, "at": size})
    tag = new.head_tag(str(org.id), size, chain)
    session.execute(_NEW_END.values(mac=tag), {"of": org.id})


def load_leaves(
    session: Session, org_id: UUID, start: int, count: int
) -> Sequence[tuple[int, bytes, bytes | None]]:
    """Index, hash and line of up to `count` leaves from `start` on, in order."""
    found = session.execute(_LINES, {"of": org_id, "start": start, "count": count})
    return [(i, digest, line) for i, digest, line in found]


def load_node(session: Session, org_id: UUID, level: int, index: int) -> bytes:
    """Return the stored hash of a complete subtree, which proves nothing alone. Raises KeyError."""
    found = session.execute(_NODES, {"of": org_id, "places": [(level, index)]}).one_or_none()
    if found is None:
        raise KeyError(f"subtree {level}/{index}")
    return bytes(found[2])


def load_lines_by_place(session: Session, org_id: UUID, places: Sequence[int]) -> Iterator[bytes]:
    """Yield the lines at these places that are not empty, in no order."""
    for start in range(0, len(places), PLACES_AT_ONCE):
        some = list(places[start : start + PLACES_AT_ONCE])
        found = session.scalars(_AT, {"of": org_id, "places": some})
        yield from (line for line in found if line is not None)
