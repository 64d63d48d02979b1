"""The tree: one root hash stands for every line of a log, in order.

RFC 6962 section 2.1 and RFC 9162 section 2.1. A proof answers True or False and never raises for
what a stranger sent; a request that cannot be met (an index outside the log) raises ValueError.
Hashes are 32 bytes. This module stores nothing itself and never reads what a leaf says.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence

HASH = 32


def leaf_hash(data: bytes) -> bytes:
    """Hash of one line. The 0x00 in front keeps a line from posing as an inner node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two neighbouring subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Return the size of the left subtree: the largest power of two below `size` (2 or more)."""
    return 1 << ((size - 1).bit_length() - 1)


def complete_subtrees(size: int) -> list[tuple[int, int]]:
    """Return level and index of the complete subtrees that a tree of `size` leaves is made of."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length()) if size >> level & 1]


class Tree:
    """An append-only tree over a store of complete subtrees; each call costs O(log n).

    `get(level, index)` gives back what `put(level, index, hash)` stored: the hash over the leaves
    index * 2**level up to (index + 1) * 2**level. `size` is the number of leaves stored so far.
    What `get` and `put` raise passes through untouched. Not safe for two writers: the caller locks.
    """

    def __init__(
        self,
        get: Callable[[int, int], bytes],
        put: Callable[[int, int, bytes], None],
        size: int,
    ) -> None:
        self._get = get
        self._put = put
        self.size = size

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash and every subtree that it completes. Gives its index.

        Raises ValueError when `leaf` is not 32 bytes.
        """
        if len(leaf) != HASH:
            raise ValueError("a leaf hash has 32 bytes")
        index, level, digest = self.size, 0, leaf
        self._put(level, index, digest)
        while index & 1:
            digest = node_hash(self._get(level, index - 1), digest)
            index >>= 1
            level += 1
            self._put(level, index, digest)
        self.size += 1
        return self.size - 1

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves (all, when not given).

        Raises ValueError beyond.
        """
        return self._subtree(0, self._within(size))

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the audit path of leaf `index` among `size` leaves (RFC 9162 section 2.1.3.1)."""
        upto = self._within(size)
        if not 0 <= index < upto:
            raise ValueError(f"no leaf {index} in a log of {upto}")
        return self._path(index, 0, upto)

    def consistency(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the first `old_size` leaves stayed (RFC 9162 section 2.1.4.1).

        Empty when the two sizes are equal. Raises ValueError when `old_size` is 0 (the empty log
        proves nothing) or larger than `size`.
        """
        upto = self._within(size)
        if not 0 < old_size <= upto:
            raise ValueError(f"no proof from {old_size} to {upto} leaves")
        return self._grown(old_size, 0, upto, whole=True)

    def _within(self, size: int | None) -> int:
        upto = self.size if size is None else size
        if not 0 <= upto <= self.size:
            raise ValueError(f"the log has {self.size} leaves, not {upto}")
        return upto

    def _subtree(self, low: int, high: int) -> bytes:
        size = high - low
        if size == 0:
            return hashlib.sha256(b"").digest()
        if size & (size - 1) == 0 and low % size == 0:
            return self._get(size.bit_length() - 1, low // size)
        middle = low + _split(size)
        return node_hash(self._subtree(low, middle), self._subtree(middle, high))

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*self._path(index, low, middle), self._subtree(middle, high)]
        return [*self._path(index, middle, high), self._subtree(low, middle)]

    def _grown(self, old: int, low: int, high: int, *, whole: bool) -> list[bytes]:
        if old == high:
            return [] if whole else [self._subtree(low, high)]
        middle = low + _split(high - low)
        if old <= middle:
            return [*self._grown(old, low, middle, whole=whole), self._subtree(middle, high)]
        return [*self._grown(old, middle, high, whole=False), self._subtree(low, middle)]


def _in_memory(leaves: Sequence[bytes]) -> Tree:
    nodes: dict[tuple[int, int], bytes] = {}
    tree = Tree(
        lambda level, index: nodes[level, index],
        lambda level, index, digest: nodes.__setitem__((level, index), digest),
        0,
    )
    for data in leaves:
        tree.append(leaf_hash(data))
    return tree


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over lines as bytes before hashing; SHA-256 of nothing for no lines."""
    return _in_memory(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of line `index`. Raises ValueError when there is no such line."""
    return _in_memory(leaves).inclusion(index)


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof from the first `old_size` lines to all.

    Raises ValueError outside 1 to len(leaves).
    """
    return _in_memory(leaves).consistency(old_size)


def _well_formed(*hashes: bytes) -> bool:
    return all(len(digest) == HASH for digest in hashes)


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the leaf hash `leaf` stands at `index` under `root` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or not _well_formed(leaf, root, *proof):
        return False
    here, last, digest = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            digest = node_hash(beside, digest)
            here, last = _climb(here, last)
        else:
            digest = node_hash(digest, beside)
        here >>= 1
        last >>= 1
    return last == 0 and hmac.compare_digest(digest, root)


def _climb(here: int, last: int) -> tuple[int, int]:
    """Skip the levels at which a right-hand edge has no neighbour."""
    while here and not here & 1:
        here >>= 1
        last >>= 1
    return here, last


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the larger log only added to the smaller (RFC 9162 section 2.1.4.2).

    False from size 0: every log grows out of an empty one, so that shows nothing.
    """
    if not 1 <= old_size <= new_size or not _well_formed(old_root, new_root, *proof):
        return False
    if old_size == new_size:
        return not proof and hmac.compare_digest(old_root, new_root)
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path or not proof:
        return False
    olds, news, last = _replay(old_size, new_size, path)
    same_old = hmac.compare_digest(olds, old_root)
    return last == 0 and same_old and hmac.compare_digest(news, new_root)


def _replay(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes, int]:
    """Return both roots that `path` leads to, and the levels left over: -1 for too long a path."""
    here, last = old_size - 1, new_size - 1
    while here & 1:
        here >>= 1
        last >>= 1
    olds = news = path[0]
    for beside in path[1:]:
        if last == 0:
            return olds, news, -1
        if here & 1 or here == last:
            olds, news = node_hash(beside, olds), node_hash(beside, news)
            here, last = _climb(here, last)
        else:
            news = node_hash(news, beside)
        here >>= 1
        last >>= 1
    return olds, news, last
