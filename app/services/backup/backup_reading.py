"""Read a backup line by line, locked or not, and refuse one that was changed or cut.

The hash over all lines stands in the last: what was read before it is believed only once that was
reached. So a backup is read twice, and nothing is written after the first time unless it fitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Final, Protocol

from app.services.backup.age_streams import NotABackupKeyError, NotOpenedError, decrypt_stream
from app.services.backup.backup_format import (
    VERSION,
    Digest,
    FormatError,
    Header,
    TableLine,
    Trailer,
    parse_header,
    parse_line,
)

AGE_START: Final = b"age-encryption.org/"
PLAIN_START: Final = b'{"format":'
PIECE: Final = 1 << 16


class BackupReadError(Exception):
    """The backup cannot be used. The message is a sentence that says what to do."""


class RowTaker(Protocol):
    """The receiver of what a backup holds, in its order."""

    def start(self, header: Header) -> None: ...  # noqa: D102 - the class says it
    def take_table(self, line: TableLine) -> None: ...  # noqa: D102 - the class says it
    def take_row(self, row: list[Any]) -> None: ...  # noqa: D102 - the class says it


def read_backup(path: Path, secrets: Sequence[str], taker: RowTaker) -> Trailer:
    """Give every row to `taker`, and return the last line. Raises BackupReadError, OSError.

    `secrets`: secret age keys; none are needed for a copy that is not locked.
    """
    parser = _LineParser(taker)
    try:
        with path.open("rb") as file:
            _pump(file, secrets, parser, path)
        return parser.finish()
    except NotABackupKeyError:
        raise BackupReadError(
            "The identity file has no secret age key: give the file that age-keygen wrote."
        ) from None
    except NotOpenedError:
        raise BackupReadError(
            f"{path} cannot be opened: this key is not one it was made for, or the file was "
            "changed or cut. Try the other keys, then another copy of the backup."
        ) from None
    except FormatError as error:
        raise BackupReadError(
            f"{path} is not a whole backup ({error}): it was changed or cut. "
            "Use another copy of it, or an older backup."
        ) from None


def read_backup_lines(lines: Iterable[bytes], taker: RowTaker) -> Trailer:
    """Give every row of a backup that is just being made to `taker`, and return the last line.

    Raises BackupReadError.
    """
    parser = _LineParser(taker)
    try:
        for line in lines:
            parser.write(line)
        return parser.finish()
    except FormatError as error:
        raise BackupReadError(f"The rows that were read are not whole ({error}).") from None


def _pump(file: IO[bytes], secrets: Sequence[str], parser: _LineParser, path: Path) -> None:
    start = file.read(len(AGE_START))
    file.seek(0)
    if start == AGE_START:
        if not secrets:
            raise BackupReadError(f"{path} is locked: give the secret key with --identity.")
        decrypt_stream(file.read, parser.write, secrets)
        return
    if not start.startswith(PLAIN_START):
        raise FormatError("it does not start like one")
    while piece := file.read(PIECE):
        parser.write(piece)


class _LineParser:
    """Puts pieces together to lines, and checks their order, number and hash."""

    def __init__(self, taker: RowTaker) -> None:
        self._taker, self._digest = taker, Digest()
        self._waiting = bytearray()
        self._header: Header | None = None
        self._trailer: Trailer | None = None
        self._left: dict[str, int] = {}
        self._table = ""
        self._width = self._rows = 0

    def write(self, piece: bytes) -> int:
        """Take the next piece of any size."""
        start, end = 0, piece.find(b"\n")
        while end >= 0:
            self._waiting += piece[start : end + 1]
            self._line(bytes(self._waiting))
            self._waiting.clear()
            start, end = end + 1, piece.find(b"\n", end + 1)
        self._waiting += piece[start:]
        return len(piece)

    def finish(self) -> Trailer:
        """Return the last line. Raises FormatError when something is missing."""
        if self._trailer is None or self._waiting:
            raise FormatError("its end is missing")
        return self._trailer

    def _line(self, line: bytes) -> None:
        if self._trailer is not None:
            raise FormatError("something comes after its end")
        if self._header is None:
            self._start(parse_header(line))
        else:
            self._next(parse_line(line))
        self._digest.add(line)

    def _start(self, header: Header) -> None:
        if header.version > VERSION:
            raise BackupReadError(
                "The backup was made by a newer Heard: restore it with that one, or a later one."
            )
        self._header, self._left = header, dict(header.rows)
        self._taker.start(header)

    def _next(self, line: list[Any] | TableLine | Trailer) -> None:
        if isinstance(line, list):
            self._row(line)
        elif isinstance(line, TableLine):
            self._demand_all_rows()
            if line.table not in self._left:
                raise FormatError("it has a table that it did not announce")
            self._table, self._width = line.table, len(line.columns)
            self._taker.take_table(line)
        else:
            self._end(line)

    def _row(self, row: list[Any]) -> None:
        if len(row) != self._width or not self._table:
            raise FormatError("a row does not fit its table")
        self._left[self._table] -= 1
        self._rows += 1
        try:
            self._taker.take_row(row)
        except (ValueError, TypeError, LookupError, AttributeError):
            raise FormatError("a row cannot be read") from None

    def _end(self, trailer: Trailer) -> None:
        self._demand_all_rows()
        if self._left or trailer.end != self._rows or trailer.sha256 != self._digest.hex():
            raise FormatError("its content does not match its end")
        self._trailer = trailer

    def _demand_all_rows(self) -> None:
        if self._table and self._left.pop(self._table) != 0:
            raise FormatError("rows are missing")
        self._table = ""
