"""An export that was damaged or rewritten anywhere is found out, and the first place is named."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import merkle, notes
from audit.__main__ import main
from tests.unit.audit.small_log import KEY, ORIGIN, SmallLog, event_line, rezip, small_log, unzip

LOG = small_log()
MEMBERS = unzip(LOG.export())
Said = Callable[..., str]


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """What the verifier says of members that it must refuse."""

    def said(changes: dict[str, bytes | None], **held: str) -> str:
        path = tmp_path / "export.zip"
        members = MEMBERS | changes
        path.write_bytes(rezip((n, data) for n, data in members.items() if data is not None))
        arguments = ["verify", str(path), "--log-key", KEY]
        for option, text in held.items():
            (tmp_path / option).write_text(text)
            arguments += [f"--{option}", str(tmp_path / option)]
        assert main(arguments) == 1
        text = capsys.readouterr().out
        assert text.startswith("NOT verified. ")
        assert text.count("\n") == 1
        return text

    return said


def names(text: str, line: int) -> bool:
    """Whether the sentence names this line, or a few lines around it that hold it."""
    exact = re.search(r"[Ll]ine ([0-9]+) ", text)
    span = re.search(r"lines ([0-9]+) to ([0-9]+) ", text)
    if span is not None:
        return int(span[1]) <= line <= int(span[2])
    return exact is not None and int(exact[1]) == line


def leaves(lines: list[bytes]) -> dict[str, bytes | None]:
    return {"leaves.jsonl": b"".join(line + b"\n" for line in lines)}


def test_every_flipped_byte_of_the_leaves_is_found(said: Said) -> None:
    raw = MEMBERS["leaves.jsonl"]
    for at in range(len(raw)):
        flipped = raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :]
        line = raw.count(b"\n", 0, at) + 1
        text = said({"leaves.jsonl": flipped})
        named = names(text, line) or (raw[at] == 10 and names(text, line + 1))
        assert named or "middle of a line" in text or "ends at line 10:" in text, (at, text)


@pytest.mark.parametrize("name", ["checkpoints/000001.txt", "checkpoints/000003.txt"])
def test_every_flipped_bit_of_a_checkpoint_is_found(said: Said, name: str) -> None:
    raw = MEMBERS[name]
    for at in range(len(raw)):
        for bit in (0, 3, 5, 7):
            flipped = raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]
            assert name in said({name: flipped})


def test_leaves_cut_at_any_length_are_found(said: Said) -> None:
    raw = MEMBERS["leaves.jsonl"]
    for length in range(0, len(raw), 7):
        said({"leaves.jsonl": raw[:length]})


def test_every_swapped_pair_of_lines_is_found_at_its_first_line(said: Said) -> None:
    for a in range(11):
        for b in range(a + 1, 11):
            lines = list(LOG.lines)
            lines[a], lines[b] = lines[b], lines[a]
            assert f"Line {a + 1} of leaves.jsonl is not event number {a}" in said(leaves(lines))


@pytest.mark.parametrize("gone", range(11))
def test_a_dropped_line_is_found_where_it_was(said: Said, gone: int) -> None:
    text = said(leaves(LOG.lines[:gone] + LOG.lines[gone + 1 :]))
    assert names(text, gone + 1) or "the export ends at line 10" in text


@pytest.mark.parametrize("at", range(12))
def test_an_added_line_is_found_where_it_is(said: Said, at: int) -> None:
    extra = event_line(at, salt=bytes(range(16)))
    text = said(leaves([*LOG.lines[:at], extra, *LOG.lines[at:]]))
    assert names(text, at + 1) or names(text, at + 2)


def test_a_line_rewritten_in_place_is_found_between_checkpoints(said: Said) -> None:
    lines = list(LOG.lines)
    lines[8] = lines[8].replace(b"8f14e45f", b"99999999")
    text = said(leaves(lines))
    assert "Something in lines 7 to 11 of leaves.jsonl was changed" in text
    assert "checkpoints/000003.txt" in text


def test_a_line_replaced_by_the_hash_of_another_is_found(said: Said) -> None:
    lines = list(LOG.lines)
    lines[2] = b'{"leaf":"%s"}' % merkle.leaf_hash(b"other").hex().encode()
    assert "lines 2 to 6" in said(leaves(lines))


def test_a_log_rewritten_and_signed_again_is_found_by_an_older_checkpoint(said: Said) -> None:
    fork = SmallLog([*LOG.lines[:3], *(event_line(i, salt=bytes(16)) for i in range(3, 11))], ())
    changes = leaves(fork.lines) | {
        "checkpoints/000002.txt": None,
        "checkpoints/000003.txt": fork.checkpoint(11).encode(),
    }
    assert "fit checkpoint" in said(changes, checkpoint=LOG.checkpoint(5))
    assert "events that differ from the first 11" in said(changes, checkpoint=LOG.checkpoint(11))
    assert "Line 5 is not the event that receipt shows" in said(changes, receipt=LOG.receipt(4, 6))


def test_two_checkpoints_of_one_size_with_two_roots_are_found(said: Said) -> None:
    fork = SmallLog([event_line(i, salt=bytes(16)) for i in range(11)], ())
    text = said({"checkpoints/000004.txt": fork.checkpoint(11).encode()})
    assert "checkpoints/000004.txt was signed over events that differ" in text


def test_a_cut_log_is_found_by_a_checkpoint_held_outside(said: Said) -> None:
    changes = leaves(LOG.lines[:6]) | {"checkpoints/000003.txt": None}
    text = said(changes, checkpoint=LOG.checkpoint(11))
    assert "checkpoint covers 11 events, but the export ends at line 6" in text


def test_lines_after_the_newest_checkpoint_are_not_believed(said: Said) -> None:
    assert "Line 12 " in said(leaves([*LOG.lines, event_line(11)]))


def test_a_signature_lifted_from_another_checkpoint_is_found(said: Said) -> None:
    text, _, _ = LOG.checkpoint(6).rpartition("\n\n")
    _, _, signature = LOG.checkpoint(11).rpartition("\n\n")
    assert "changed after it was signed" in said(
        {"checkpoints/000002.txt": f"{text}\n\n{signature}".encode()}
    )


def test_a_checkpoint_of_another_log_is_found(said: Said) -> None:
    other = LOG.checkpoint(6, origin="heard/other")
    assert "not signed with the key of this log" in said({}, checkpoint=other)


def test_an_export_without_checkpoints_proves_nothing(said: Said) -> None:
    assert "no checkpoint" in said({name: None for name in MEMBERS if "checkpoints" in name})


def test_every_flipped_byte_of_a_receipt_that_it_proves_by_is_found(said: Said) -> None:
    good = LOG.receipt(4, 6)
    start, end = good.index('"leaf"'), good.index('"log_key"')
    for at in range(start + 8, end - 4, 3):
        said({}, receipt=good[:at] + chr(ord(good[at]) ^ 1) + good[at + 1 :])


def test_a_receipt_with_a_proof_too_long_or_too_short_is_found(said: Said) -> None:
    good = LOG.receipt(4, 6)
    for old, new in (('"proof": [', '"proof": ["%s",' % ("00" * 32)), ('"index": 4', '"index": 5')):
        assert old in good
        assert "receipt does not prove its event" in said({}, receipt=good.replace(old, new))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "7", "[" * 50_000, "9" * 5000, "\x00", "x" * 70_000]
)
def test_a_file_that_is_no_receipt_or_checkpoint_is_said_to_be_none(said: Said, text: str) -> None:
    assert "receipt" in said({}, receipt=text)
    assert "checkpoint" in said({}, checkpoint=text)


def test_a_witness_may_add_its_line_without_breaking_a_checkpoint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines of unknown keys must be ignored: C2SP signed-note."""
    other = notes.sign_note(
        notes.format_checkpoint_text(ORIGIN, 6, LOG.tree.root(6)), "witness", bytes(32)
    )
    both = LOG.checkpoint(6) + other.rpartition("\n\n")[2]
    path = tmp_path / "export.zip"
    path.write_bytes(rezip((MEMBERS | {"checkpoints/000002.txt": both.encode()}).items()))
    assert main(["verify", str(path), "--log-key", KEY]) == 0
    assert capsys.readouterr().out.startswith("Verified.")


def test_a_checkpoint_signed_with_the_right_key_for_another_log_is_found(said: Said) -> None:
    text = notes.format_checkpoint_text("heard/other", 6, LOG.tree.root(6))
    lent = notes.sign_note(text, ORIGIN, bytes(range(32)))
    assert "not signed with the key of this log" in said({}, checkpoint=lent)


def test_checkpoints_of_two_logs_are_never_taken_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "heard/other"
    second = notes.format_verifier_key(other, notes.derive_public_key(bytes(range(32))))
    changes = {"checkpoints/000002.txt": LOG.checkpoint(6, origin=other).encode()}
    path = tmp_path / "export.zip"
    path.write_bytes(rezip((MEMBERS | changes).items()))
    assert main(["verify", str(path), "--log-key", KEY, "--log-key", second]) == 1
    assert "different logs" in capsys.readouterr().out


def test_bytes_after_the_last_line_are_found(said: Said) -> None:
    raw = MEMBERS["leaves.jsonl"]
    assert "middle of a line" in said({"leaves.jsonl": raw + b"x"})
    assert "Line 12 " in said({"leaves.jsonl": raw + b"\n"})
