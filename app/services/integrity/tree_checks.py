"""Compare the stored tree of the log with the lines: each subtree is what its lines hash to.

Receipts and checkpoints are made from stored subtrees. One that was changed makes none of them
false, because each is proved before it leaves, but none can be made. Here somebody learns of it
before a receipt is asked for. Nothing is mended.
"""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import func, select

from app.errors import LogBrokenError
from app.models.audit_log import LogHead, Node
from app.services.audit_log.writer import load_leaves
from app.services.unit_of_work import UnitOfWork
from audit import merkle

BATCH = 2_000
Place = tuple[int, int]
"""Level and index of a subtree."""
Subtrees = dict[Place, bytes]


def read_claimed_log_size(uow: UnitOfWork) -> int:
    """Return how many events the database says that the log has."""
    query = select(LogHead.size).where(LogHead.org_id == uow.org.id)
    return uow.session.scalar(query) or 0


def find_tree_differences(uow: UnitOfWork, size: int) -> Iterator[str]:
    """Yield one sentence, with how many stored subtrees are not those of the first `size` lines."""
    known: Subtrees = {}
    tree = merkle.Tree(lambda level, index: known[level, index], partial(_put, known), 0)
    expected = wrong = 0
    while tree.size < size:
        before = set(known)
        leaves = load_leaves(uow.session, uow.org.id, tree.size, min(BATCH, size - tree.size))
        if not leaves:
            raise LogBrokenError(f"leaf {tree.size} is missing")
        for _, digest, _line in leaves:
            tree.append(digest)
        made = {place: digest for place, digest in known.items() if place not in before}
        expected += len(made)
        stored = _load(uow, made)
        wrong += sum(stored.get(place) != digest for place, digest in made.items())
        _forget(known, tree.size)
    count = _count_stored(uow, size)
    if wrong or count != expected:
        parts = max(wrong, abs(count - expected))
        yield (
            f"{parts:,} of {expected:,} parts of the log’s stored tree are not what its lines make."
        )


def _count_stored(uow: UnitOfWork, size: int) -> int:
    """Return how many subtrees of the first `size` lines are stored, and one for each level with
    a subtree that no line makes.

    Others add lines meanwhile, and those make more subtrees.
    """
    ours = Node.org_id == uow.org.id
    tops = uow.session.execute(
        select(Node.level, func.max(Node.idx)).where(ours).group_by(Node.level)
    ).all()
    # Read after the subtrees: every one of them has its lines by then
    now = read_claimed_log_size(uow)
    found = 0
    for level, top in tops:
        inside = Node.level == level, Node.idx < _count_complete(size, level)
        found += uow.session.scalar(select(func.count()).where(ours, *inside)) or 0
        found += top >= _count_complete(now, level)
    return found


def _count_complete(size: int, level: int) -> int:
    return size >> level if level >= 0 else 0


def _put(known: Subtrees, level: int, index: int, digest: bytes) -> None:
    known[level, index] = digest


def _forget(known: Subtrees, size: int) -> None:
    """Keep only what the next lines need: a log of a million lines has two million subtrees."""
    needed = set(merkle.complete_subtrees(size))
    for place in known.keys() - needed:
        del known[place]


def _load(uow: UnitOfWork, made: Subtrees) -> Subtrees:
    """Return the stored subtrees in the ranges of these, level by level."""
    found: Subtrees = {}
    for level in {place[0] for place in made}:
        here = [index for at, index in made if at == level]
        rows = uow.session.execute(
            select(Node.idx, Node.hash).where(
                Node.org_id == uow.org.id,
                Node.level == level,
                Node.idx.between(min(here), max(here)),
            )
        )
        found |= {(level, index): digest for index, digest in rows}
    return found
