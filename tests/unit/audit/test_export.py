"""An export holds the stored lines as they are, and is the same zip each time."""

import io
import zipfile
from pathlib import Path

import pytest

from audit import export, merkle
from audit.__main__ import main
from tests.unit.audit.small_log import KEY, small_log, unzip

LOG = small_log()


def test_an_export_holds_lines_checkpoints_and_keys() -> None:
    members = unzip(LOG.export())
    assert list(members) == [
        "leaves.jsonl",
        "checkpoints/000001.txt",
        "checkpoints/000002.txt",
        "checkpoints/000003.txt",
        "keys.txt",
    ]
    assert members["leaves.jsonl"] == b"".join(line + b"\n" for line in LOG.lines)
    assert members["checkpoints/000002.txt"] == LOG.checkpoint(6).encode()
    assert members["keys.txt"] == f"{KEY}\n".encode()


def test_a_withheld_line_is_exported_as_its_hash_only() -> None:
    lines = unzip(LOG.export(blank=[3]))["leaves.jsonl"].split(b"\n")
    assert lines[3] == b'{"leaf":"%s"}' % merkle.leaf_hash(LOG.lines[3]).hex().encode()
    assert lines[2] == LOG.lines[2]


def test_the_same_log_gives_the_same_zip() -> None:
    assert LOG.export() == LOG.export()


def test_what_is_stored_is_written_also_when_it_is_wrong() -> None:
    """An export is evidence: the verifier judges, not the exporter."""
    leaves = [(bytes(32), b'{"act":"entry.read","odd":1}')]
    assert unzip(LOG.export(leaves=leaves))["leaves.jsonl"] == leaves[0][1] + b"\n"


def test_leaves_are_streamed_and_counted() -> None:
    taken = 0

    def endless_care():  # type: ignore[no-untyped-def]  # a generator made for this test
        nonlocal taken
        for line in LOG.lines:
            taken += 1
            yield merkle.leaf_hash(line), line

    out = io.BytesIO()
    assert (
        export.write_export(out, leaves=endless_care(), checkpoints=iter(()), keys=iter([KEY]))
        == 11
    )
    assert taken == 11


def test_an_export_can_go_out_over_a_stream_that_cannot_go_back() -> None:
    class OneWay(io.RawIOBase):
        """A response to a browser: bytes go out once."""

        def __init__(self) -> None:
            self.sent = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:  # type: ignore[no-untyped-def]  # any buffer
            self.sent += data
            return len(data)

    out = OneWay()
    leaves = ((merkle.leaf_hash(line), line) for line in LOG.lines)
    export.write_export(out, leaves=leaves, checkpoints=[], keys=[KEY])  # type: ignore[arg-type]  # raw
    with zipfile.ZipFile(io.BytesIO(bytes(out.sent))) as archive:
        assert archive.testzip() is None


def test_time_stamps_go_into_a_folder_of_their_own() -> None:
    members = unzip(LOG.export(timestamps=[("000003.tsr", b"\x30\x82")]))
    assert members["timestamps/000003.tsr"] == b"\x30\x82"


@pytest.mark.parametrize(
    "more",
    [
        {"leaves": [(bytes(32), b"two\nlines")]},
        {"leaves": [(bytes(32), b'{"act":"a"\n}')]},
        {"leaves": [(bytes(32), b'{"leaf":"' + b"0" * 64 + b'"}')]},
        {"leaves": [(bytes(32), b'{"act":"' + b"a" * 70_000)]},
        {"leaves": [(bytes(31), None)]},
        {"timestamps": [("../up", b"")]},
        {"timestamps": [("a/b", b"")]},
        {"timestamps": [("", b"")]},
    ],
    ids=repr,
)
def test_what_the_format_cannot_hold_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(export.ExportError):
        LOG.export(**more)


@pytest.mark.parametrize("limit", ["ZIP_FILECOUNT_LIMIT", "ZIP64_LIMIT"])
def test_an_export_with_a_wide_end_record_is_verified(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python writes one for many members, and where the list of contents begins past 2 GiB."""
    path = tmp_path / "export.zip"
    with monkeypatch.context() as patch:
        patch.setattr(zipfile, limit, 3)
        path.write_bytes(LOG.export())
    assert path.read_bytes()[-42:-38] == b"PK\6\7"
    assert main(["verify", str(path), "--log-key", KEY]) == 0
    assert "under 3 signed checkpoint(s)" in capsys.readouterr().out


def test_an_export_of_very_many_checkpoints_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(LOG.export(checkpoints=["no note"] * 65_600))
    assert main(["verify", str(path), "--log-key", KEY]) == 1
    assert "checkpoints/000001.txt" in capsys.readouterr().out
