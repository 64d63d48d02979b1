"""A receipt proves its record under the log's key, and nothing once it was touched."""

import json

import pytest

from audit import notes, receipts
from tests.unit.audit.small_log import KEY, ORIGIN, SEED, event_line, small_log

LOG = small_log()
GOOD = LOG.receipt(4, 6)


def changed(**values: object) -> str:
    return json.dumps(json.loads(GOOD) | values)


def test_a_receipt_proves_its_event_under_a_signed_checkpoint() -> None:
    proved = receipts.verify_receipt(GOOD, KEY)
    assert (proved.index, proved.size, proved.origin) == (4, 6, ORIGIN)
    assert proved.root == LOG.tree.root(6)
    assert proved.event.i == 4


@pytest.mark.parametrize("size", range(1, 12))
def test_every_event_has_a_receipt_at_every_size(size: int) -> None:
    for index in range(size):
        assert receipts.verify_receipt(LOG.receipt(index, size), KEY).index == index


def test_a_receipt_says_nothing_under_another_key() -> None:
    stranger = notes.format_verifier_key(ORIGIN, notes.derive_public_key(bytes(32)))
    with pytest.raises(receipts.ReceiptError, match="this log's key"):
        receipts.verify_receipt(GOOD, stranger)


def test_the_key_inside_a_receipt_is_not_what_it_is_proved_by() -> None:
    stranger = notes.format_verifier_key(ORIGIN, notes.derive_public_key(bytes(32)))
    text = changed(checkpoint=LOG.checkpoint(6, seed=bytes(32)), log_key=stranger)
    with pytest.raises(receipts.ReceiptError):
        receipts.verify_receipt(text, KEY)


def test_a_checkpoint_signed_for_another_log_is_refused() -> None:
    text = notes.format_checkpoint_text("heard/other", 6, LOG.tree.root(6))
    with pytest.raises(receipts.ReceiptError, match="another log"):
        receipts.verify_receipt(changed(checkpoint=notes.sign_note(text, ORIGIN, SEED)), KEY)


@pytest.mark.parametrize(
    "values",
    [
        {"index": 5},
        {"index": -1},
        {"index": True},
        {"index": "4"},
        {"index": 1 << 70},
        {"leaf": LOG.lines[5].decode()},
        {"leaf": 7},
        {"leaf": "z\u00f6e"},
        {"proof": []},
        {"proof": json.loads(GOOD)["proof"][::-1]},
        {"proof": ["00" * 32] * 65},
        {"proof": ["zz" * 32]},
        {"proof": [7]},
        {"proof": "00"},
        {"checkpoint": ""},
        {"checkpoint": LOG.checkpoint(11)},
        {"heard_receipt": 2},
        {"extra": 1},
    ],
    ids=repr,
)
def test_a_changed_receipt_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(receipts.ReceiptError):
        receipts.verify_receipt(changed(**values), KEY)


def test_a_leaf_that_is_no_event_is_refused_even_when_it_is_in_the_log() -> None:
    odd = small_log()
    odd.lines[2] = b'{"act":"entry.read","i":2}'
    odd = type(odd)(odd.lines, odd.sizes)
    with pytest.raises(receipts.ReceiptError, match="not an event"):
        odd.receipt(2, 6)


def test_a_leaf_naming_another_place_is_refused_even_if_logged() -> None:
    odd = small_log()
    odd.lines[2] = event_line(3)
    odd = type(odd)(odd.lines, odd.sizes)
    with pytest.raises(receipts.ReceiptError, match="another place"):
        odd.receipt(2, 6)


def test_a_receipt_is_never_made_that_would_not_prove_its_record() -> None:
    proof = LOG.tree.inclusion(4, 6)
    for line, index, note in (
        (LOG.lines[4], 5, LOG.checkpoint(6)),
        (LOG.lines[3], 4, LOG.checkpoint(6)),
        (LOG.lines[4], 4, LOG.checkpoint(11)),
        (b"\xff", 4, LOG.checkpoint(6)),
    ):
        with pytest.raises(receipts.ReceiptError):
            receipts.make_receipt(line, index, proof, note, KEY)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}", "[" * 50_000, "9" * 5000, "x" * 70_000])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(receipts.ReceiptError):
        receipts.verify_receipt(text, KEY)


def test_a_field_given_twice_is_refused() -> None:
    with pytest.raises(receipts.ReceiptError, match="twice"):
        receipts.verify_receipt(GOOD.replace('"index"', '"index": 4, "index"'), KEY)
