"""Someone who stole the log's older key rewrites what came after the change, and is found out.

The reader has every key of the log: the older one from the recovery sheet, the newer one handed
over by the people who run Heard. A thief who signs with the older key needs no more than that.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit import notes
from audit.__main__ import main
from audit.events import Action, Event, encode_event
from tests.unit.audit.small_log import KEY, ORG, ORIGIN, SEED, START, SmallLog, event_line

NEW, THIRD, STOLEN = bytes([7] * 32), bytes([8] * 32), bytes([9] * 32)
Verify = Callable[..., str]


def key_of(seed: bytes) -> str:
    return notes.format_verifier_key(ORIGIN, notes.derive_public_key(seed))


def change_line(index: int, seed: bytes, generation: int = 2) -> bytes:
    public = notes.derive_public_key(seed).hex()
    return encode_event(
        Event(
            act=Action.LOG_KEY, who="server", role="server", org=ORG, i=index, t=START,
            obj=f"log-key/{generation}/{public}", h="cd" * 32, salt=index.to_bytes(16, "big"),
        )
    )  # fmt: skip


def log_of(*changes: tuple[int, bytes], count: int = 9) -> SmallLog:
    """A log of which these lines name a next key."""
    named = dict(changes)
    return SmallLog(
        [change_line(i, named[i]) if i in named else event_line(i) for i in range(count)], ()
    )


def sign(log: SmallLog, size: int, *seeds: bytes) -> str:
    note = log.checkpoint(size, seed=seeds[0])
    for seed in seeds[1:]:
        note = notes.add_signature(note, ORIGIN, seed)
    return note


CHANGED = log_of((4, NEW))
BEFORE, OVER_IT = sign(CHANGED, 3, SEED), sign(CHANGED, 5, SEED, NEW)
HONEST = [BEFORE, OVER_IT, sign(CHANGED, 9, NEW)]


@pytest.fixture
def verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Return what the verifier says about a log with these checkpoints, given these keys."""

    def verify(log: SmallLog, checkpoints: list[str], *seeds: bytes, **held: str) -> str:
        export = tmp_path / "export.zip"
        export.write_bytes(log.export(checkpoints=checkpoints))
        arguments = ["verify", str(export)]
        for seed in seeds or (NEW, SEED):
            arguments += ["--log-key", key_of(seed)]
        for option, text in held.items():
            (tmp_path / option).write_text(text)
            arguments += [f"--{option}", str(tmp_path / option)]
        status = main(arguments)
        said = capsys.readouterr().out
        assert said.startswith("Verified." if status == 0 else "NOT verified."), said
        return said

    return verify


def test_a_log_that_changed_its_key_is_verified_with_every_key(verify: Verify):
    assert verify(CHANGED, HONEST, checkpoint=BEFORE).startswith("Verified.")
    twice = log_of((2, NEW), (5, THIRD))
    signed = [sign(twice, 3, SEED, NEW), sign(twice, 6, NEW, THIRD), sign(twice, 9, THIRD)]
    assert verify(twice, signed, THIRD, SEED, NEW).startswith("Verified.")
    assert key_of(SEED) == KEY


@pytest.mark.parametrize("seeds", [(NEW,), (SEED,)])
def test_one_of_two_keys_is_not_enough(verify: Verify, seeds: tuple[bytes, ...]):
    assert "is not signed with the key of this log" in verify(CHANGED, HONEST, *seeds)


def test_what_came_after_the_change_is_not_signed_with_the_older_key(verify: Verify):
    rewritten = [BEFORE, OVER_IT, sign(CHANGED, 9, SEED)]
    assert "with an older key only" in verify(CHANGED, rewritten, checkpoint=BEFORE)


def test_neither_is_a_checkpoint_or_a_receipt_that_someone_shows(verify: Verify):
    forged = sign(CHANGED, 7, SEED)
    assert "with an older key only" in verify(CHANGED, HONEST, checkpoint=forged)
    receipt = CHANGED.receipt(6, 8)  # signed with the older key
    assert "with an older key only" in verify(CHANGED, HONEST, receipt=receipt)


def test_a_log_from_which_the_change_was_taken_out(verify: Verify):
    without = log_of()
    rewritten = [sign(without, 3, SEED), sign(without, 9, SEED)]
    assert "No event of this export names" in verify(without, rewritten, checkpoint=BEFORE)


def test_a_change_to_a_key_of_the_thief_does_not_hide_the_true_one(verify: Verify):
    forged = log_of((4, STOLEN))
    signed = [BEFORE, sign(forged, 5, SEED, STOLEN), sign(forged, 9, STOLEN)]
    assert "is not signed with the key of this log" in verify(forged, signed, checkpoint=BEFORE)
    signed[-1] = sign(forged, 9, SEED)
    assert "No event of this export names" in verify(forged, signed, checkpoint=BEFORE)


def test_a_line_that_goes_back_to_the_older_key_is_not_believed(verify: Verify):
    back = log_of((4, NEW), (5, SEED))
    signed = [BEFORE, OVER_IT, sign(back, 6, SEED), sign(back, 9, SEED)]
    assert "names a new key" in verify(back, signed, checkpoint=BEFORE)


def test_the_order_of_three_keys_cannot_be_turned_round(verify: Verify):
    """The thief has the first two. The third never signed where it would have to."""
    turned = log_of((4, THIRD), (5, NEW))
    signed = [sign(turned, 3, SEED), sign(turned, 6, SEED, NEW), sign(turned, 9, NEW)]
    assert "names a new key" in verify(turned, signed, SEED, NEW, THIRD)


def test_the_change_itself_has_to_be_signed_by_both(verify: Verify):
    for over_it in ([], [sign(CHANGED, 5, NEW)], [sign(CHANGED, 5, SEED)]):
        said = verify(CHANGED, [BEFORE, *over_it, sign(CHANGED, 9, NEW)])
        assert "names a new key" in said, over_it
