"""A proof that was touched in any way proves nothing, and never raises."""

import pytest

from audit import merkle

LEAVES = [b"%d" % n for n in range(13)]
ROOT = merkle.root(LEAVES)


def hostile(proof: list[bytes]) -> list[list[bytes]]:
    """Every way to spoil a proof that we could think of."""
    spoilt = [[], [*proof, bytes(32)], [bytes(32), *proof], proof[:-1], proof[1:]]
    spoilt += [[*proof, ROOT], [ROOT, *proof], proof[::-1], [*proof, *proof]]
    for at, step in enumerate(proof):
        flipped = bytes([step[0] ^ 16]) + step[1:]
        for bad in (flipped, step[:-1], step + b"\0", b"", bytes(32)):
            spoilt.append([*proof[:at], bad, *proof[at + 1 :]])
    return [each for each in spoilt if each != proof]


@pytest.mark.parametrize("index", range(13))
def test_a_spoilt_inclusion_proof_is_false(index: int) -> None:
    leaf, proof = merkle.leaf_hash(LEAVES[index]), merkle.inclusion_proof(LEAVES, index)
    assert merkle.verify_inclusion(leaf, index, 13, proof, ROOT)
    for bad in hostile(proof):
        assert not merkle.verify_inclusion(leaf, index, 13, bad, ROOT)


@pytest.mark.parametrize("index", range(13))
def test_an_inclusion_proof_fails_for_another_leaf_place_size_or_root(index: int) -> None:
    leaf, proof = merkle.leaf_hash(LEAVES[index]), merkle.inclusion_proof(LEAVES, index)
    verify = merkle.verify_inclusion
    assert not verify(merkle.leaf_hash(b"forged"), index, 13, proof, ROOT)
    assert not verify(leaf, index, 13, proof, bytes(32))
    assert not verify(leaf, index, 13, proof, ROOT[:-1])
    assert not verify(LEAVES[index], index, 13, proof, ROOT)
    assert not any(verify(leaf, at, 13, proof, ROOT) for at in range(-2, 20) if at != index)
    assert not any(verify(leaf, index, size, proof, ROOT) for size in (-1, 0, index, 7, 26))


def test_a_leaf_of_another_length_than_a_hash_is_never_included() -> None:
    """A node's two halves joined must not pass for the leaf of a log of one."""
    assert not merkle.verify_inclusion(bytes(31), 0, 1, [], bytes(31))
    assert not merkle.verify_inclusion(b"", 0, 1, [], b"")
    inner = merkle.leaf_hash(LEAVES[0]) + merkle.leaf_hash(LEAVES[1])
    assert not merkle.verify_inclusion(inner, 0, 1, [], merkle.root(LEAVES[:2]))


@pytest.mark.parametrize("old", range(1, 13))
def test_a_spoilt_consistency_proof_is_false(old: int) -> None:
    before, proof = merkle.root(LEAVES[:old]), merkle.consistency_proof(LEAVES, old)
    assert merkle.verify_consistency(old, 13, before, ROOT, proof)
    for bad in hostile(proof):
        assert not merkle.verify_consistency(old, 13, before, ROOT, bad)


@pytest.mark.parametrize("old", range(1, 13))
def test_a_consistency_proof_fails_for_other_sizes_and_roots(old: int) -> None:
    before, proof = merkle.root(LEAVES[:old]), merkle.consistency_proof(LEAVES, old)
    verify = merkle.verify_consistency
    assert not verify(old, 13, ROOT, before, proof)
    assert not verify(old, 13, bytes(32), ROOT, proof)
    assert not verify(old, 13, before, bytes(32), proof)
    assert not verify(13, old, before, ROOT, proof)
    assert not verify(old, old, before, ROOT, [])
    assert not any(verify(at, 13, before, ROOT, proof) for at in range(-1, 16) if at != old)


def test_growth_from_nothing_proves_nothing() -> None:
    assert not merkle.verify_consistency(0, 13, merkle.root([]), ROOT, [])
    assert not merkle.verify_consistency(0, 0, merkle.root([]), merkle.root([]), [])


def test_equal_sizes_need_equal_roots_and_no_proof() -> None:
    assert merkle.verify_consistency(13, 13, ROOT, ROOT, [])
    assert not merkle.verify_consistency(13, 13, ROOT, ROOT, [ROOT])
    assert not merkle.verify_consistency(13, 13, bytes(32), ROOT, [])
