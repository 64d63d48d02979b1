"""The tree gives the published roots, and its proofs convince only when they are true."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle

# The eight reference leaves of certificate transparency, and the roots of sizes 1 to 8.
REFERENCE = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, written down as the recursion that it is."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\0" + leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\1" + naive_root(leaves[:k]) + naive_root(leaves[k:]))


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_grown(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962 section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*naive_grown(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_grown(m - k, leaves[k:], False), naive_root(leaves[:k])]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_come_out(size: int) -> None:
    assert merkle.root(REFERENCE[:size]).hex() == ROOTS[size - 1]


def test_the_empty_log_has_the_root_of_nothing() -> None:
    assert merkle.root([]) == sha(b"")


@pytest.mark.parametrize("size", range(1, 9))
def test_every_proof_of_the_reference_leaves_holds(size: int) -> None:
    leaves, root = REFERENCE[:size], bytes.fromhex(ROOTS[size - 1])
    for index, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(leaves, index)
        assert proof == naive_path(index, leaves)
        assert merkle.verify_inclusion(merkle.leaf_hash(leaf), index, size, proof, root)
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(leaves, old)
        assert proof == naive_grown(old, leaves)
        assert merkle.verify_consistency(old, size, bytes.fromhex(ROOTS[old - 1]), root, proof)


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_stored_tree_agrees_with_the_plain_recursion(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == naive_root(leaves)


@given(st.integers(1, 300), st.data())
def test_proofs_at_any_size_hold_at_their_place_and_no_other(
    size: int, data: st.DataObject
) -> None:
    leaves = [bytes([n % 256, n // 256]) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(leaves, index), naive_root(leaves)
    leaf = merkle.leaf_hash(leaves[index])
    assert proof == naive_path(index, leaves)
    assert merkle.verify_inclusion(leaf, index, size, proof, root)
    assert merkle.verify_inclusion(leaf, other, size, proof, root) == (index == other)


@given(st.integers(1, 300), st.data())
def test_growth_is_proved_and_a_rewritten_start_is_not(size: int, data: st.DataObject) -> None:
    leaves = [bytes([n % 256, n // 256]) for n in range(size)]
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(leaves, old)
    before, after = naive_root(leaves[:old]), naive_root(leaves)
    assert proof == naive_grown(old, leaves)
    assert merkle.verify_consistency(old, size, before, after, proof)
    forged = naive_root([*leaves[: old - 1], b"forged"])
    assert not merkle.verify_consistency(old, size, forged, after, proof)


def test_a_tree_reads_only_a_few_stored_nodes() -> None:
    nodes: dict[tuple[int, int], bytes] = {}
    reads: list[tuple[int, int]] = []

    def get(level: int, index: int) -> bytes:
        reads.append((level, index))
        return nodes[level, index]

    tree = merkle.Tree(get, lambda lv, at, digest: nodes.__setitem__((lv, at), digest), 0)
    for n in range(1000):
        assert tree.append(merkle.leaf_hash(b"%d" % n)) == n
    reads.clear()
    tree.root()
    tree.inclusion(321)
    tree.consistency(77)
    assert len(reads) < 60


def test_a_tree_proves_any_earlier_size() -> None:
    lines = [b"%d" % n for n in range(20)]
    tree = merkle._in_memory(lines)
    for size in range(1, 21):
        root = naive_root(lines[:size])
        assert tree.root(size) == root
        path = tree.inclusion(size - 1, size)
        assert merkle.verify_inclusion(
            merkle.leaf_hash(lines[size - 1]), size - 1, size, path, root
        )
        grown = tree.consistency(size)
        assert merkle.verify_consistency(size, 20, root, tree.root(), grown)


@pytest.mark.parametrize(
    "ask",
    [
        lambda tree: tree.root(6),
        lambda tree: tree.root(-1),
        lambda tree: tree.inclusion(5),
        lambda tree: tree.inclusion(-1),
        lambda tree: tree.inclusion(3, 3),
        lambda tree: tree.consistency(0),
        lambda tree: tree.consistency(6),
        lambda tree: tree.consistency(4, 3),
        lambda tree: tree.append(b"short"),
    ],
)
def test_what_lies_outside_the_log_is_refused(ask) -> None:  # type: ignore[no-untyped-def]  # a row
    with pytest.raises(ValueError, match="leaf|leaves"):
        ask(merkle._in_memory([b"%d" % n for n in range(5)]))


def test_a_tree_ends_in_the_subtrees_that_appending_and_its_root_need() -> None:
    asked: set[tuple[int, int]] = set()
    nodes: dict[tuple[int, int], bytes] = {}

    def get(level: int, index: int) -> bytes:
        asked.add((level, index))
        return nodes[level, index]

    tree = merkle.Tree(get, lambda level, index, digest: nodes.update({(level, index): digest}), 0)
    for size in range(130):
        known = set(merkle.complete_subtrees(size))
        asked.clear()
        tree.root()
        assert asked == known
        tree.append(bytes(31) + bytes([size]))
        assert asked <= known
