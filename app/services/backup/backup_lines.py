"""Write every row of a database as the lines of a backup, from one moment, row by row.

Nothing is opened: what is sealed leaves sealed. The server secret is in no table, and so in no
backup. This module writes no file.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from app.services.backup.backup_format import (
    FORMAT,
    VERSION,
    Digest,
    Header,
    LogEndLine,
    Trailer,
    encode_backup_line,
)
from app.services.backup.log_ends import RootFollower
from app.services.backup.table_rows import StoredTable, list_backed_up_tables, read_schema_revision


class BackupSummary(msgspec.Struct, frozen=True):
    """Say of a finished backup what it holds."""

    rows: int
    organisations: int
    records: int
    logs: tuple[LogEndLine, ...]
    sha256: str


class BackupLines:
    """The lines of one backup. Iterate once; `summary` is there afterwards."""

    def __init__(
        self,
        connection: Connection,
        made_at: datetime,
        note: Callable[[int, int], None] = lambda _done, _all: None,
        schema: str = "",
    ) -> None:
        """`connection`: a snapshot. `note`: told how many rows are done, and how many there are.

        `schema`: of the rows, where the database does not say it.
        """
        self._schema = schema
        self._connection, self._made_at, self._note = connection, made_at, note
        self._digest, self._roots = Digest(), RootFollower()
        self._origins: dict[str, str] = {}
        self._done = self._all = 0
        self.summary: BackupSummary | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield each line with its end."""
        tables = list_backed_up_tables(self._connection)
        counts = {one.name: one.count(self._connection) for one in tables}
        self._all = sum(counts.values())
        made_at = self._made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        schema = self._schema or read_schema_revision(self._connection)
        yield self._line(Header(FORMAT, VERSION, schema, made_at, counts))
        for one in tables:
            yield from self._table(one)
        logs = self._roots.list_ends(self._origins)
        digest = self._digest.hex()
        yield encode_backup_line(Trailer(self._done, logs, digest))
        records = counts.get("concern", 0)
        self.summary = BackupSummary(self._done, len(self._origins), records, logs, digest)

    def _table(self, one: StoredTable) -> Iterator[bytes]:
        yield self._line(one.line)
        names = [name for name, _ in one.columns]
        for row in one.read(self._connection):
            if one.name == "leaf":
                values = dict(zip(names, row, strict=True))
                self._roots.take(values["org_id"], _read_hash(values["hash"]))
            elif one.name == "organisation":
                values = dict(zip(names, row, strict=True))
                self._origins[values["id"]] = values["origin"]
            yield self._line(row)
            self._done += 1
            self._note(self._done, self._all)

    def _line(self, value: msgspec.Struct | list[object]) -> bytes:
        return self._digest.add(encode_backup_line(value))


def _read_hash(value: object) -> bytes:
    """Return the hash of a line; one that was damaged makes a root that fits nothing."""
    return base64.b64decode(value) if isinstance(value, str) else bytes(32)
