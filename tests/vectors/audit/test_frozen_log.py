"""Logs of version 1, of both versions, and with a changed key, made once: each always verifies.

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
KEYS_3 = (HERE / "log-keys-3.txt").read_text().split()
ROOT_2 = "a00de0925bb701f2f194565117e72ab195a395a4f05f7c2f552634cf9635d568"
ROOT_3 = "13f165aea79af43b38ec7c5f93d54e2cbbc082850adf745f7e4419cdf50d243f"
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
    "checkpoint-3.txt": "6dd5d261277771c5645579e91395c24cfa1c813fe47829ece2e2c8aabc23e571",
    "checkpoint-3-change.txt": "c5a7983d61000b8440ad76be1e65e2d9a6c51dc22ca2f7edd258c1a603000011",
    "log-3.zip": "f873392ca2b72956658e73c6560e857d9a6df39fda6543d27ff4fca4e6237a99",
    "log-keys-3.txt": "03227bb41880648e9d475269442045e01668372ed5f23bf245bae8ca811a9035",
    "receipt-3.json": "9e7b963b9d51f4ef0f1aa200614e900c690cf4b7ef97bef5919a3adadbd82695",
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


def verify_changed_log(*keys: str) -> int:
    """Verify the log whose key was changed twice, and what was saved from it."""
    held = [
        f"--checkpoint={HERE / name}" for name in ("checkpoint-3.txt", "checkpoint-3-change.txt")
    ]
    given = [f"--log-key={key}" for key in keys]
    receipt = f"--receipt={HERE / 'receipt-3.json'}"
    return main(["verify", str(HERE / "log-3.zip"), *given, *held, receipt])


def test_the_frozen_log_with_a_changed_key_is_verified(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert verify_changed_log(*KEYS_3) == 0
    said = capsys.readouterr().out
    assert "Events: 11, all of them under 4 signed checkpoint(s)." in said
    assert "Of several, each counts only until the log names the next." in said
    assert "checkpoint-3-change.txt: its 4 events are all here, unchanged." in said
    for missing in KEYS_3:
        assert verify_changed_log(*(key for key in KEYS_3 if key != missing)) == 1
    assert "NOT verified" in capsys.readouterr().out


def test_every_frozen_line_about_a_key_reads_back_to_the_byte() -> None:
    root, found = read_back("log-3.zip")
    assert root == ROOT_3
    named = [event.obj.split("/") for event in found if event.act is events.Action.LOG_KEY]
    assert [generation for _, generation, _ in named] == ["2", "3"]
    keys = [bytes.fromhex(public) for *_, public in named]
    origin = f"heard/{found[0].org}"
    assert [notes.format_verifier_key(origin, key) for key in keys] == KEYS_3[1:]


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
    assert shown.h == events.hash_digests(bytes([n]) * 32 for n in range(6)).hex()
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
