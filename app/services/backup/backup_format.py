"""The lines of a backup: JSON, one a line, described for strangers in docs/backup-format.md.

A header, then for each table its name and columns and after it its rows, then an end with the
counts, the end of each log and a hash over every byte before it. This module opens no file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import msgspec

FORMAT: Final = "heard-backup"
VERSION: Final = 1
LEFT_OUT: Final = ("alembic_version", "lease", "set_up_draft", "sign_in", "throttle")
"""Tables that no backup has: who is signed in, who is at work, tries, and a set-up under way."""


class LogEndLine(msgspec.Struct, frozen=True):
    """The end of one organisation's log, as the lines in the backup make it."""

    org: str
    origin: str
    size: int
    root: str


class Header(msgspec.Struct, frozen=True):
    """The first line. `rows`: how many each table has. `made_at`: when the rows were read."""

    format: str
    version: int
    schema: str
    made_at: str
    rows: dict[str, int]
    left_out: tuple[str, ...] = LEFT_OUT


class TableLine(msgspec.Struct, frozen=True):
    """The line before a table's rows: names and kinds of its columns, in the order of each row."""

    table: str
    columns: tuple[tuple[str, str], ...]


class Trailer(msgspec.Struct, frozen=True):
    """The last line. `sha256`: over every byte before this line."""

    end: int
    logs: tuple[LogEndLine, ...]
    sha256: str


class Digest:
    """The hash over the lines so far."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, line: bytes) -> bytes:
        """Take in one line, its end included, and return it."""
        self._hash.update(line)
        return line

    def hex(self) -> str:
        """Return the hash of what was added."""
        return self._hash.hexdigest()


def encode_backup_line(value: msgspec.Struct | Sequence[Any]) -> bytes:
    """Return one line with its end."""
    return msgspec.json.encode(value) + b"\n"


class FormatError(Exception):
    """The bytes are no backup, or were changed or cut."""


def parse_header(line: bytes) -> Header:
    """Read the first line. Raises FormatError; a newer version is for the caller to judge."""
    try:
        header = msgspec.json.decode(line, type=Header)
    except (msgspec.MsgspecError, UnicodeError):
        raise FormatError("no header") from None
    if header.format != FORMAT:
        raise FormatError("not a backup")
    return header


def parse_line(line: bytes) -> list[Any] | TableLine | Trailer:
    """Read any line but the first: a row is a list. Raises FormatError."""
    try:
        if line.startswith(b"["):
            return msgspec.json.decode(line, type=list[Any])
        if line.startswith(b'{"table"'):
            return msgspec.json.decode(line, type=TableLine)
        return msgspec.json.decode(line, type=Trailer)
    except (msgspec.MsgspecError, UnicodeError):
        raise FormatError("a line is none of a backup") from None
