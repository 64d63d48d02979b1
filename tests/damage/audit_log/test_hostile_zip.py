"""A zip made to hurt the reader gets one clear sentence and exit status 1, and writes nothing."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.__main__ import main
from tests.unit.audit.small_log import KEY, rezip, small_log, unzip

LOG = small_log(3, (3,))
GOOD = LOG.export()
MEMBERS = unzip(GOOD)
Judge = Callable[[bytes], tuple[int, str]]


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    def judge(raw: bytes) -> tuple[int, str]:
        path = tmp_path / "export.zip"
        path.write_bytes(raw)
        code = main(["verify", str(path), "--log-key", KEY])
        assert list(tmp_path.iterdir()) == [path]
        captured = capsys.readouterr()
        assert captured.err == ""
        return code, captured.out

    return judge


def refused(judge: Judge, raw: bytes) -> str:
    code, said = judge(raw)
    assert code == 1
    assert said.startswith("NOT verified. ")
    assert said.count("\n") == 1
    return said


def members(**changes: bytes) -> list[tuple[str, bytes]]:
    return list((MEMBERS | changes).items())


def test_every_flipped_byte_of_the_zip_is_refused_or_changes_nothing(judge: Judge) -> None:
    _, whole = judge(GOOD)
    for at in range(len(GOOD)):
        code, said = judge(GOOD[:at] + bytes([GOOD[at] ^ 1 << at % 8]) + GOOD[at + 1 :])
        assert code == 1 or said == whole, at


def test_a_zip_cut_at_any_length_is_refused(judge: Judge) -> None:
    for length in range(len(GOOD)):
        refused(judge, GOOD[:length])


@pytest.mark.parametrize("raw", [b"", b"PK", b"no zip at all" * 100, bytes(1000), b"PK\5\6" * 50])
def test_other_files_are_refused(judge: Judge, raw: bytes) -> None:
    refused(judge, raw)


def test_a_missing_file_or_a_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path / "absent.zip", tmp_path, "a\0b"):
        assert main(["verify", str(path)]) == 1
    good = tmp_path / "good.zip"
    good.write_bytes(GOOD)
    assert main(["verify", str(good), "--receipt", str(tmp_path)]) == 1
    assert "cannot be read" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name",
    [
        "../leaves.jsonl",
        "/etc/passwd",
        "checkpoints/../keys.txt",
        "checkpoints\\000009.txt",
        "C:/keys.txt",
        "checkpoints/a/b.txt",
        "checkpoints/.hidden",
        "LEAVES.JSONL",
        "notes.txt",
        "timestamps/\x1b[31mred",
        "checkpoints/\u0661.txt",
    ],
)
def test_a_file_that_does_not_belong_is_refused_by_name(judge: Judge, name: str) -> None:
    said = refused(judge, rezip([*members(), (name, b"x")]))
    assert "does not belong" in said
    assert said.isascii()
    assert "\x1b" not in said


def test_folders_that_a_zip_tool_adds_are_harmless(judge: Judge) -> None:
    assert judge(rezip([("checkpoints/", b""), ("timestamps/", b""), *members()]))[0] == 0


def test_two_files_of_one_name_are_refused(judge: Judge) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of what the test wants
        raw = rezip([*members(), ("leaves.jsonl", b"")])
    assert "leaves.jsonl twice" in refused(judge, raw)


@pytest.mark.parametrize("name", ["leaves.jsonl", "keys.txt"])
def test_a_missing_part_is_named(judge: Judge, name: str) -> None:
    raw = rezip((each, data) for each, data in MEMBERS.items() if each != name)
    assert f"lacks {name}" in refused(judge, raw)


@pytest.mark.parametrize("name", ["keys.txt", "checkpoints/000001.txt"])
def test_bad_utf8_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(rezip((MEMBERS | {name: b"\xff\xfe" + MEMBERS[name]}).items()))
    assert main(["verify", str(path)]) == 1
    assert f"{name} cannot be read" in capsys.readouterr().out


def test_bad_utf8_in_a_file_name_is_refused(judge: Judge) -> None:
    raw = rezip([*members(), ("zz\u00e9", b"")])
    refused(judge, raw.replace("zz\u00e9".encode(), b"zz\xff\xff"))


def test_a_file_too_large_for_its_kind_is_refused(judge: Judge) -> None:
    raw = rezip(members(**{"checkpoints/000001.txt": b"\n" * 70_000}))
    assert "too large" in refused(judge, raw)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(judge: Judge) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leaves.jsonl", b"a" * 50_000_000)
        for name in ("checkpoints/000001.txt", "keys.txt"):
            archive.writestr(name, MEMBERS[name])
    assert len(out.getvalue()) < 100_000
    assert "too long" in refused(judge, out.getvalue())


def test_a_bomb_of_empty_lines_stops_at_its_first_line(judge: Judge) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leaves.jsonl", b"\n" * 50_000_000)
        for name in ("checkpoints/000001.txt", "keys.txt"):
            archive.writestr(name, MEMBERS[name])
    assert "Line 1 " in refused(judge, out.getvalue())


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(judge: Judge, kind: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in MEMBERS.items():
            archive.writestr(name, data)
    assert "packed in a way" in refused(judge, out.getvalue())


def test_an_encrypted_member_is_refused(judge: Judge) -> None:
    raw = bytearray(GOOD)
    at = raw.index(b"PK\1\2")
    raw[at + 8] |= 1
    assert "packed in a way" in refused(judge, bytes(raw))


def test_a_list_of_contents_that_claims_to_be_huge_is_refused_unread(judge: Judge) -> None:
    raw = bytearray(GOOD)
    raw[-10:-6] = struct.pack("<I", 1 << 30)
    assert "not a zip of the kind" in refused(judge, bytes(raw))


def test_a_comment_or_a_second_end_record_is_refused(judge: Judge) -> None:
    comment = GOOD[:-2] + struct.pack("<H", 5) + b"hello"
    assert "not a zip of the kind" in refused(judge, comment)
    wide = GOOD[:-22] + b"PK\6\7" + bytes(16) + GOOD[-22:]
    assert "not a zip of the kind" in refused(judge, wide)


def test_leaves_that_claim_more_than_any_log_holds_are_refused(judge: Judge) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in MEMBERS.items():
            archive.writestr(name, data)
        archive.filelist[0].file_size = 1 << 35
    assert "leaves.jsonl is too large" in refused(judge, out.getvalue())


@pytest.mark.parametrize(
    ("at", "form", "value"),
    [
        (0, "<L", 0),
        (4, "<Q", 43),
        (4, "<Q", 1 << 40),
        (16, "<L", 1),
        (20, "<L", 1),
        (24, "<Q", 1),
        (32, "<Q", 1 << 40),
        (40, "<Q", 1 << 30),
        (40, "<Q", 0),
        (48, "<Q", 0),
        (48, "<Q", 1 << 60),
        (60, "<L", 1),
        (64, "<Q", 0),
        (72, "<L", 2),
        (76 + 8, "<H", 1),
        (76 + 12, "<L", 1 << 20),
        (76 + 16, "<L", 0),
    ],
)
def test_a_wide_end_record_that_lies_is_refused(
    judge: Judge, monkeypatch: pytest.MonkeyPatch, at: int, form: str, value: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
        raw = bytearray(LOG.export())
    assert judge(bytes(raw))[0] == 0
    struct.pack_into(form, raw, len(raw) - 98 + at, value)
    assert "not a zip of the kind" in refused(judge, bytes(raw))
