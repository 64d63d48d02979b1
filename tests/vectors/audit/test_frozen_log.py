"""A log of format 1, made once and never again: every later version must verify it.

The private key was thrown away, so these files cannot be made a second time. When this test
fails, the program is wrong, not the files.
"""

import hashlib
import zipfile
from pathlib import Path

import pytest

from audit import events, merkle, notes, receipts
from audit.__main__ import main

HERE = Path(__file__).parent
KEY = (HERE / "log-key-1.txt").read_text().strip()
ROOT = "fca898b5ec7dab8c4dc620c9255b3b115c7fb0443dde59de76231cc22b501444"
FROZEN = {
    "checkpoint-1.txt": "9a2a38d41719cfcc86ba796165edfcedc4a5da4fb346909d33790998fc816c93",
    "log-1.zip": "2b1bfa262e8c264c3bcfc84b5319e70793c646feeb3f4cc6f30591821e3648f7",
    "log-key-1.txt": "712bec0e3119f91266e32abb05ada3c7c7c6a24b13988cf2e9946238334a8cf6",
    "receipt-1.json": "d852f9ed7cf66680233a0d2ac8b901a6c785241a80d09b1d1faef66346d750cc",
}


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_the_files_are_the_ones_that_were_frozen(name: str) -> None:
    assert hashlib.sha256((HERE / name).read_bytes()).hexdigest() == FROZEN[name]


def test_the_frozen_log_is_verified_with_its_checkpoint_and_receipt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    held = ["--checkpoint", HERE / "checkpoint-1.txt", "--receipt", HERE / "receipt-1.json"]
    assert main(["verify", str(HERE / "log-1.zip"), "--log-key", KEY, *map(str, held)]) == 0
    said = capsys.readouterr().out
    assert "Events: 17, all of them under 3 signed checkpoint(s)." in said
    assert "checkpoint-1.txt: its 11 events are all here, unchanged." in said
    assert "receipt-1.json: its event is line 8, as it says." in said
    assert "1 event(s) are shown as a hash only" in said


def test_every_frozen_line_reads_back_to_the_byte() -> None:
    acts = []
    with zipfile.ZipFile(HERE / "log-1.zip") as archive:
        lines = archive.read("leaves.jsonl").splitlines()
    tree = merkle._in_memory([])
    for index, line in enumerate(lines):
        if line.startswith(b'{"leaf":"'):
            tree.append(bytes.fromhex(line[9:73].decode()))
            continue
        event = events.parse_event(line)
        assert (event.i, events.encode_event(event)) == (index, line)
        tree.append(merkle.leaf_hash(line))
        acts.append(event.act)
    assert tree.root().hex() == ROOT
    assert events.Action.RECORD_SIGNED in acts


def test_the_frozen_receipt_proves_its_record() -> None:
    proved = receipts.verify_receipt((HERE / "receipt-1.json").read_text(), KEY)
    assert proved.event.act is events.Action.RECORD_SIGNED
    assert (proved.index, proved.size, proved.event.state) == (7, 8, "unread")


def test_the_frozen_checkpoint_opens() -> None:
    text, names = notes.open_note((HERE / "checkpoint-1.txt").read_text(), [KEY])
    origin, size, _ = notes.read_checkpoint(text)
    assert (names, size) == ([origin], 11)


def test_no_action_that_was_ever_written_is_renamed() -> None:
    """Old logs must stay readable: a value may be added, never changed or taken away."""
    frozen = (HERE / "actions-1.txt").read_text().split()
    assert set(frozen) <= set(map(str, events.Action))
