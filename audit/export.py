"""Write a log as one zip that an outsider can check with `python -m audit verify`.

leaves.jsonl   one line a leaf, in order: the canonical event line, or {"leaf":"<64 hex>"} where
               only the hash is given (an erased line, or one the reader may not see)
checkpoints/   every signed checkpoint as one text file, 000001.txt on, in the order given
keys.txt       verifier keys, one a line: what the log says about itself, not what to trust
timestamps/    tokens over checkpoints, when there are any

An event line begins with {"act": and can never be taken for the other form. What is stored is
written as it is stored, also when it is wrong: an export is evidence, and the verifier judges.
Nothing is held in memory but one line, and nothing here is ever signed or hashed.
"""

import re
import zipfile
from collections.abc import Iterable
from typing import IO

MAX_LINE = 65_536
_EVENT = b'{"act":"'
_STAMP = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_BLOCK = 1 << 18


class ExportError(ValueError):
    """Something that the format cannot hold. The message names the place, never the content."""


def write_export(
    target: IO[bytes] | str,
    *,
    leaves: Iterable[tuple[bytes, bytes | None]],
    checkpoints: Iterable[str],
    keys: Iterable[str],
    timestamps: Iterable[tuple[str, bytes]] = (),
) -> int:
    """Write the zip to a path or a binary stream (seekable or not). Gives the number of leaves.

    `leaves`: (leaf hash, line) in order; a line of None is exported as its hash only.
    `checkpoints`: signed notes, the newest of them over all leaves, or the verifier will refuse
    the uncovered rest. `timestamps`: (file name, bytes). Raises ExportError.
    """
    with zipfile.ZipFile(target, "w") as archive:
        count = _write_leaves(archive, leaves)
        for number, note in enumerate(checkpoints, 1):
            _put(archive, f"checkpoints/{number:06d}.txt", note.encode())
        _put(archive, "keys.txt", "".join(f"{key}\n" for key in keys).encode())
        for name, token in timestamps:
            if not _STAMP.fullmatch(name):
                raise ExportError("a time-stamp's file name is not a plain name")
            _put(archive, f"timestamps/{name}", token)
    return count


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a member with a fixed date, so that the same log always gives the same zip.

    Stored, not packed: hashes and salts pack badly, and unpacking would double the time to verify.
    """
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_entry(name), data)


def _write_leaves(archive: zipfile.ZipFile, leaves: Iterable[tuple[bytes, bytes | None]]) -> int:
    count = 0
    with archive.open(_entry("leaves.jsonl"), "w", force_zip64=True) as out:
        block = bytearray()
        for count, (digest, line) in enumerate(leaves, 1):
            block += _line(count - 1, digest, line)
            if len(block) >= _BLOCK:
                out.write(block)
                block.clear()
        out.write(block)
    return count


def _line(index: int, digest: bytes, line: bytes | None) -> bytes:
    if line is None:
        if len(digest) != 32:
            raise ExportError(f"leaf {index} has no hash of 32 bytes")
        return b'{"leaf":"%s"}\n' % digest.hex().encode()
    if not line.startswith(_EVENT) or b"\n" in line or len(line) > MAX_LINE:
        raise ExportError(f"leaf {index} is not an event line")
    return line + b"\n"
