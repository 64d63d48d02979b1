"""Logs of version 1 and of both versions, made once and never again: each must always verify.

The private keys were thrown away, so these files cannot be made a second time. When this test
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
KEY_2 = (HERE / "log-key-2.txt").read_text().strip()
ROOT_2 = "a00de0925bb701f2f194565117e72ab195a395a4f05f7c2f552634cf9635d568"
ROOT = "fca898b5ec7dab8c4dc620c9255b3b115c7fb0443dde59de76231cc22b501444"
FROZEN = {
    "checkpoint-1.txt": "9a2a38d41719cfcc86ba796165edfcedc4a5da4fb346909d33790998fc816c93",
    "log-1.zip": "2b1bfa262e8c264c3bcfc84b5319e70793c646feeb3f4cc6f30591821e3648f7",
    "log-key-1.txt": "712bec0e3119f91266e32abb05ada3c7c7c6a24b13988cf2e9946238334a8cf6",
    "receipt-1.json": "d852f9ed7cf66680233a0d2ac8b901a6c785241a80d09b1d1faef66346d750cc",
    "checkpoint-2.txt": "dfb17a4240087665a7d3224f2b669968129e674f2ba84f59dc8e9ac978c7aefb",
    "line-2-of-500.jsonl": "20415a03d250c473ae49d4e7caaba779108d7bc414e2510beef301994ee4c48d",
    "log-2.zip": "130e7bef5232409210bcdda2211ef759706dbaaf3f2f7fe26f45e09efbdd55eb",
    "log-key-2.txt": "d00daaf9b0951920b58053cc331db6a8fc552c66fe375479e043241566df8eb4",
    "receipt-2.json": "9b391d8aab711f3dad1b503da68160d6e2cb04193ef68cc0bbb6ac78bfdc9de5",
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


def test_the_frozen_log_of_both_versions_is_verified(capsys: pytest.CaptureFixture[str]) -> None:
    held = ["--checkpoint", HERE / "checkpoint-2.txt", "--receipt", HERE / "receipt-2.json"]
    assert main(["verify", str(HERE / "log-2.zip"), "--log-key", KEY_2, *map(str, held)]) == 0
    said = capsys.readouterr().out
    assert "Events: 11, all of them under 3 signed checkpoint(s)." in said
    assert "receipt-2.json: its event is line 6, as it says." in said
    assert "1 event(s) are shown as a hash only" in said


def read_back(name: str) -> tuple[str, list[events.Event]]:
    """Read a frozen log line by line; return its root, and the events that are in clear."""
    found = []
    with zipfile.ZipFile(HERE / name) as archive:
        lines = archive.read("leaves.jsonl").splitlines()
    tree = merkle._in_memory([])
    for index, line in enumerate(lines):
        if line.startswith(b'{"leaf":"'):
            tree.append(bytes.fromhex(line[9:73].decode()))
            continue
        event = events.parse_event(line)
        assert (event.i, events.encode_event(event)) == (index, line)
        tree.append(merkle.leaf_hash(line))
        found.append(event)
    return tree.root().hex(), found


def test_every_frozen_line_reads_back_to_the_byte() -> None:
    root, found = read_back("log-1.zip")
    assert root == ROOT
    assert events.Action.RECORD_SIGNED in {event.act for event in found}
    assert {event.objs for event in found} == {()}


def test_every_frozen_line_of_both_versions_reads_back_to_the_byte() -> None:
    root, found = read_back("log-2.zip")
    assert root == ROOT_2
    (shown,) = [one for one in found if one.act is events.Action.CHILD_OPENED and one.objs]
    assert [name[:8] + name[36:] for name in shown.objs] == [
        f"c0ffee{file:02}/{number}" for file in range(3) for number in (1, 2)
    ]
    assert shown.h == events.hash_shown(bytes([n]) * 32 for n in range(6)).hex()
    assert sum(one.objs == () for one in found) == 8


def test_the_longest_frozen_line_is_the_one_that_the_log_has_as_a_hash() -> None:
    line = (HERE / "line-2-of-500.jsonl").read_bytes().removesuffix(b"\n")
    event = events.parse_event(line)
    assert (len(event.objs), events.encode_event(event)) == (500, line)
    with zipfile.ZipFile(HERE / "log-2.zip") as archive:
        hidden = archive.read("leaves.jsonl").splitlines()[9]
    assert hidden == b'{"leaf":"%s"}' % merkle.leaf_hash(line).hex().encode()


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
