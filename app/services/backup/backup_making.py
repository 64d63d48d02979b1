"""Make a backup while people work: lock it, bring it to the disk, log it, give it its name.

The log says that a backup was made before the file has its name: none leaves without a line, for
each organisation. Nothing sealed is opened. This module never reads the server secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from app.errors import LogBrokenError
from app.services.backup.age_streams import demand_backup_keys, encrypt_stream
from app.services.backup.backup_file import create_backup_file, demand_room_for_backup
from app.services.backup.backup_lines import BackupLines, BackupSummary
from app.services.backup.last_backup import backup_log_id
from app.services.backup.table_rows import open_database_snapshot
from app.services.unit_of_work import Action, UnitOfWork

Note = Callable[[int, int], None]


@dataclass(frozen=True)
class MadeBackup:
    """A finished backup, and hosts whose broken log could not take the line about it."""

    summary: BackupSummary
    bytes: int
    not_logged: tuple[str, ...]


def make_backup(
    engine: Engine,
    uows: Iterable[UnitOfWork],
    path: Path,
    recipients: Sequence[str],
    now: datetime,
    note: Note,
) -> MadeBackup:
    """Write a backup for the holders of the secret halves of `recipients`.

    Raises NotABackupKeyError, BackupFileError, and what the database raises. Nothing is left then.
    """
    demand_backup_keys(recipients)
    demand_room_for_backup(path.parent, engine)
    with create_backup_file(path) as part:
        with open_database_snapshot(engine) as connection:
            lines = BackupLines(connection, now, note)
            encrypt_stream(PieceReader(lines).read, part.file.write, recipients)
        summary = _demand_summary(lines)
        size = part.file.tell()
        part.save_to_disk()
        not_logged = _log_backup(uows, bytes.fromhex(summary.sha256))
        part.publish()
    return MadeBackup(summary, size, not_logged)


def write_local_copy(engine: Engine, path: Path, now: datetime) -> BackupSummary:
    """Write a copy that age does not lock, next to the database it came from.

    For the moment before a migration. What is sealed stays sealed; names, emails and times of staff
    lie in it in clear, as they do in the database. Raises BackupFileError.
    """
    demand_room_for_backup(path.parent, engine)
    with create_backup_file(path) as part:
        with open_database_snapshot(engine) as connection:
            lines = BackupLines(connection, now)
            for line in lines:
                part.file.write(line)
        part.save_to_disk()
        part.publish()
    return _demand_summary(lines)


class PieceReader:
    """Lines, read in pieces of any size."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines, self._waiting = iter(lines), bytearray()

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes; none at the end."""
        while len(self._waiting) < size and (line := next(self._lines, None)) is not None:
            self._waiting += line
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        return piece


def _demand_summary(lines: BackupLines) -> BackupSummary:
    if lines.summary is None:
        raise RuntimeError("a backup ended before its last line")
    return lines.summary


def _log_backup(uows: Iterable[UnitOfWork], digest: bytes) -> tuple[str, ...]:
    """Say in each log that a backup was made; a log that is broken stops no backup."""
    not_logged = []
    for uow in uows:
        try:
            uow.look(Action.BACKED_UP, backup_log_id(uow.org), h=digest)
        except LogBrokenError:
            not_logged.append(uow.org.host)
    return tuple(not_logged)
