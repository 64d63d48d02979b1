"""The command `python -m audit verify`: open an export, have it judged, say so in plain words.

Exit status 0 when everything holds, 1 with the first thing that does not, 2 for a command that
cannot be understood. Like `verify.py`, which does the judging, it needs no app and no database.
It reads the zip where it lies and never unpacks it: hostile names, sizes and bytes end in a
sentence, never in a file on this machine.
"""

import argparse
import re
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from audit.verify import (
    MOST_STEPS,
    Checkpoint,
    FailedError,
    HeldReceipt,
    Keys,
    Walk,
    read_log_keys,
)

SMALL, CHUNK, LARGE = 1 << 16, 1 << 18, 1 << 34  # bytes: a note or a line; one reading; all leaves
STEPS_SHOWN = 20
DIRECTORY = 1 << 24  # bytes of the zip's own list of contents: more than 100,000 checkpoints
END = struct.Struct("<4s4xHHIIH")  # the end of a zip: a mark, counts, length, start, comment
WIDE_END = struct.Struct("<4sQ4xIIQQQQ4sIQI")  # what is before it in a large one, and where
MEMBER = re.compile(r"leaves\.jsonl|keys\.txt|(checkpoints|timestamps)/([a-z0-9][a-z0-9._-]*)?")
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
FIRST_AFTER: Final = 1.0
SECONDS_BETWEEN: Final = 2.0
ABOUT = (
    "Check that an exported log is whole. Every event must be in its place and every checkpoint "
    "signed. Nothing may differ from a checkpoint or a receipt that you have."
)
KEY_NOT_CHECKED = (
    "Key not checked: the signatures fit the key inside the export, and anyone who rewrites a log "
    "can put one there. Give --log-key with the key printed on a recovery sheet or a receipt."
)


def escape_for_terminal(text: str) -> str:
    """Hostile text made harmless for a terminal: plain ASCII without control characters."""
    return "".join(c if " " <= c <= "~" else "?" for c in text[:100])


@contextmanager
def _reading(what: str) -> Iterator[None]:
    try:
        yield
    except BROKEN:
        raise FailedError(
            f"{what} cannot be read: it is damaged, or not what it should be."
        ) from None


def _text(data: bytes, label: str) -> str:
    if len(data) > SMALL:
        raise FailedError(f"{label} is too long to be what it should be.")
    with _reading(label):
        return data.decode("utf-8-sig")


def _held(path: str) -> tuple[str, str]:
    """Label and text of a file somebody kept; mail adds line ends and spaces, which are dropped."""
    label = escape_for_terminal(Path(path).name)
    with _reading(label), Path(path).open("rb") as source:
        data = source.read(SMALL + 1)
    return label, _text(data, label).replace("\r\n", "\n").rstrip() + "\n"


def _refuse_oddities(path: str) -> None:
    """Only a plain zip with a short list of contents: that list is the one thing read at once."""
    with _reading("The export"), Path(path).open("rb") as source:
        size = source.seek(0, 2)
        source.seek(max(0, size - WIDE_END.size - END.size))
        tail = source.read(WIDE_END.size + END.size)
        mark, *counts, comment = END.unpack(tail[-END.size :])
    is_wide = tail[-END.size - 20 :][:4] == b"PK\6\7"
    is_sound = not is_wide or _is_wide_end_sound(tail, counts, size)
    if mark != b"PK\5\6" or comment or counts[2] > DIRECTORY or not is_sound:
        raise FailedError("The export is not a zip of the kind that Heard writes.")


def _is_wide_end_sound(tail: bytes, counts: Sequence[int], size: int) -> bool:
    """Whether a zip64 end record is as Python writes one, and says what the plain one does.

    `counts`: what that one says. Python writes both for more than 65,535 members, and where the
    list of contents starts past 2 GiB.
    """
    if len(tail) < WIDE_END.size + END.size:
        return False
    start = size - len(tail)
    *record, own, count, length, offset, mark, disk, place, disks = WIDE_END.unpack_from(tail)
    fixed = [b"PK\6\6", 44, 0, 0, b"PK\6\7", 0, start, 1]
    short = [min(own, 0xFFFF), min(count, 0xFFFF), length, min(offset, 0xFFFFFFFF)]
    is_fixed = [*record, mark, disk, place, disks] == fixed
    return is_fixed and own == count and offset + length == start and list(counts) == short


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = info.filename
        if not MEMBER.fullmatch(name):
            raise FailedError(
                f"The export has a file that does not belong there: {escape_for_terminal(name)}"
            )
        if name in found:
            raise FailedError(f"The export has {name} twice.")
        if info.flag_bits & 1 or info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise FailedError(f"{name} is packed in a way that an export never is.")
        if info.file_size > (LARGE if name == "leaves.jsonl" else SMALL):
            raise FailedError(f"{name} is too large to be what it should be.")
        found[name] = info
    for name in ("leaves.jsonl", "keys.txt"):
        if name not in found:
            raise FailedError(f"The export lacks {name}.")
    return found


def _small(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    with _reading(info.filename), archive.open(info) as source:
        data = source.read(SMALL + 1)
    return _text(data, info.filename)


def _batches(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[list[bytes]]:
    """The raw lines of leaves.jsonl, about 256 KiB at a time."""
    with _reading("leaves.jsonl"):
        source = archive.open(info)
    rest = b""
    with source:
        while True:
            with _reading("leaves.jsonl"):
                block = source.read(CHUNK)
            if not block:
                break
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            if len(rest) > SMALL:
                raise FailedError("leaves.jsonl has a line that is too long for an event.")
            yield lines
    if rest:
        raise FailedError("leaves.jsonl ends in the middle of a line: it was cut.")


def _folder(members: dict[str, zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    return [members[path] for path in sorted(members) if path.startswith(name) and path != name]


class CheckProgress:
    """Lines about one check: none when it takes no time, then one every two seconds."""

    def __init__(self, whole: int, stream: IO[str]) -> None:
        """`whole`: how many bytes will be read. How many rows they are is not known before."""
        self._whole, self._stream = whole, stream
        self._started = time.monotonic()
        self._next = self._started + FIRST_AFTER

    def note(self, done: int, rows: int) -> None:
        """Say how many rows are checked, and how long the rest takes, if it is time for a line."""
        now = time.monotonic()
        if now < self._next or not done:
            return
        self._next = now + SECONDS_BETWEEN
        left = (now - self._started) / done * max(0, self._whole - done)
        words = f"{max(1, round(left))} s" if left < 90 else f"{round(left / 60)} min"
        self._stream.write(f"Checking: {rows:,} rows done, about {words} left\n")
        self._stream.flush()


class CheckedExport:
    """What an export was proved to hold. Making one is the check: it raises FailedError."""

    def __init__(self, args: argparse.Namespace) -> None:
        _refuse_oddities(args.export)
        with _reading("The export"):
            archive = zipfile.ZipFile(args.export)
        with archive:
            members = _members(archive)
            keys = read_log_keys(args.log_key or _small(archive, members["keys.txt"]).split())
            self.own = [
                Checkpoint(_small(archive, info), info.filename, keys)
                for info in _folder(members, "checkpoints/")
            ]
            self.stamps = len(_folder(members, "timestamps/"))
            self._hold(args, keys)
            self.walk = Walk([*self.own, *self.held], self.receipts, keys)
            leaves, done = members["leaves.jsonl"], 0
            progress = CheckProgress(leaves.file_size, sys.stderr)
            for lines in _batches(archive, leaves):
                self.walk.feed(lines)
                done += CHUNK
                progress.note(done, self.walk.size)
            self.walk.finish()

    def _hold(self, args: argparse.Namespace, keys: Keys) -> None:
        if not self.own:
            raise FailedError("The export has no checkpoint. No one has signed for this log.")
        texts = [_held(path) for path in args.checkpoint]
        self.held = [Checkpoint(text, label, keys, held=True) for label, text in texts]
        self.receipts = [HeldReceipt(text, label, keys) for label, text in map(_held, args.receipt)]
        self.held += [receipt.checkpoint for receipt in self.receipts]
        if len({checkpoint.origin for checkpoint in [*self.own, *self.held]}) > 1:
            raise FailedError("The checkpoints are of different logs.")


def _report(found: CheckedExport, *, key_given: bool) -> Iterator[str]:
    walk = found.walk
    yield "Verified. Nothing in this log was changed, removed or put in between."
    yield f"Log: {escape_for_terminal(found.own[0].origin)}"
    yield f"Events: {walk.size:,}, all of them under {len(found.own):,} signed checkpoint(s)."
    yield (
        "Key checked: every checkpoint is signed with the key you gave. Of several, each counts "
        "only until the log names the next."
        if key_given
        else KEY_NOT_CHECKED
    )
    for checkpoint in found.held:
        yield f"{checkpoint.label}: its {checkpoint.size:,} events are all here, unchanged."
    for receipt in found.receipts:
        yield f"{receipt.checkpoint.label}: its event is line {receipt.index + 1:,}, as it says."
    if walk.blanked:
        yield (
            f"{walk.blanked:,} event(s) are shown as a hash only (erased, or not for this reader), "
            f"the first on line {walk.first_blank + 1:,}. Their place is proved, not their content."
        )
    yield from _warn_of_clock(walk)
    if found.stamps:
        yield f"Not checked: the {found.stamps:,} time-stamp file(s) that are also in the export."
    yield "Not shown by any check: events after the newest checkpoint that someone outside has."


def _warn_of_clock(walk: Walk) -> Iterator[str]:
    for index, seconds in walk.steps_back[:STEPS_SHOWN]:
        yield (
            f"Warning: on line {index + 1:,} the clock is {seconds:,} seconds earlier than on the "
            "line before. The order is proved. Do not rely on the times near it."
        )
    if (more := len(walk.steps_back) - STEPS_SHOWN) > 0:
        at_least = "at least " if len(walk.steps_back) == MOST_STEPS else ""
        yield f"Warning: the clock was set back on {at_least}{more:,} more line(s)."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m audit", description="Check an audit log.")
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="check an export", description=ABOUT, epilog=EPILOG)
    verify.add_argument("export", metavar="EXPORT", help="the zip that Heard exported")
    verify.add_argument("--log-key", metavar="VKEY", action="append", help=KEY_HELP)
    verify.add_argument(
        "--checkpoint",
        metavar="OLD",
        action="append",
        default=[],
        help="file with a checkpoint that you were sent earlier; may be given again",
    )
    verify.add_argument(
        "--receipt",
        metavar="FILE",
        action="append",
        default=[],
        help="file with a record's receipt; may be given again",
    )
    return parser


KEY_HELP = (
    "the log's key, as printed on the recovery sheet and on receipts. Give every key if the log "
    "changed its key. Without a key the signatures prove little, and the output says so"
)
EPILOG = "Exit status: 0 when everything is right, 1 with the first thing that is not."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit status."""
    args = _parser().parse_args(arguments)
    try:
        found = CheckedExport(args)
    except FailedError as failure:
        sys.stdout.write(f"NOT verified. {failure}\n")
        return 1
    except KeyboardInterrupt:
        sys.stdout.write("NOT verified. Stopped. Give the same command again.\n")
        return 1
    for sentence in _report(found, key_given=bool(args.log_key)):
        sys.stdout.write(f"{sentence}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
