"""Judge a backup before anything is written: its logs, the server secret, and held checkpoints.

Every log is replayed from its first line. A checkpoint that someone holds either fits the first
lines, or shows that the backup is older than it, or that the log was rewritten. This module
touches no database.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.services.audit_log.checkpoints import read_checkpoint_note
from app.services.backup.backup_format import Header, LogEndLine, TableLine, Trailer
from app.services.backup.backup_reading import BackupReadError
from app.services.backup.log_ends import LogJudge, is_log_end_authentic
from app.vault.server_secret import ServerSecret
from audit import notes


@dataclass(frozen=True)
class HeldCheckpoint:
    """A checkpoint from outside the backup. `place`: where it was found, in words."""

    origin: str
    size: int
    root: bytes
    note: str
    place: str


@dataclass(frozen=True)
class OrgVerdict:
    """The verdict on one organisation's log in a backup. `missing`: lines after the backup."""

    host: str
    size: int
    root: str
    problem: str = ""
    missing: int = 0
    place: str = ""


@dataclass(frozen=True)
class BackupVerdict:
    """The verdict on a whole backup.

    `logs`: the end of each log. `ahead`: where the checkpoints are that it does not reach;
    `strangers`: those of other logs.
    """

    made_at: datetime
    schema: str
    rows: int
    records: int
    sha256: str
    orgs: tuple[OrgVerdict, ...]
    logs: tuple[LogEndLine, ...]
    ahead: tuple[str, ...]
    strangers: tuple[str, ...]
    counts: Mapping[str, int] = field(repr=False)


def parse_checkpoint(note: str, place: str) -> HeldCheckpoint:
    """Read a checkpoint as someone kept it. Raises ValueError for anything else.

    Mail programs change the ends of lines and add blank lines.
    """
    text = "\n".join(line.rstrip() for line in note.strip().splitlines()) + "\n"
    size, root = read_checkpoint_note(text)
    return HeldCheckpoint(text.split("\n", 1)[0], size, root, text, place)


class BackupCheck:
    """Takes the rows of a backup, and gives the verdict at the end."""

    def __init__(
        self,
        server: ServerSecret,
        held: Iterable[HeldCheckpoint],
        note: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        """`held`: checkpoints from outside. `note`: told how far it is."""
        self._server, self._held, self._note = server, tuple(held), note
        self._orgs: dict[str, dict[str, Any]] = {}
        self._heads: dict[str, dict[str, Any]] = {}
        self._judges: dict[str, LogJudge] = {}
        self._names: list[str] = []
        self._table = ""
        self._done = self._all = 0
        self._header: Header | None = None

    def start(self, header: Header) -> None:
        """Take the first line."""
        self._header, self._all = header, sum(header.rows.values())

    def take_table(self, line: TableLine) -> None:
        """Take the start of a table."""
        self._table, self._names = line.table, [name for name, _ in line.columns]

    def take_row(self, row: list[Any]) -> None:
        """Take a row: what matters here are organisations, logs and their heads."""
        self._done += 1
        self._note(self._done, self._all)
        if self._table not in {"organisation", "leaf", "log_head"}:
            return
        values = dict(zip(self._names, row, strict=True))
        if self._table == "organisation":
            self._orgs[values["id"]] = values
        elif self._table == "leaf":
            self._judge(values["org_id"]).take(
                values["i"], _read_bytes(values["hash"]) or b"", _read_bytes(values["line"])
            )
        else:
            self._heads[values["org_id"]] = {
                "size": values["size"],
                "chain": _read_bytes(values["chain"]),
                "mac": _read_bytes(values["mac"]),
            }

    def finish(self, trailer: Trailer) -> BackupVerdict:
        """Return the verdict. Raises BackupReadError for a secret that is not this backup's."""
        if self._header is None or not self._orgs:
            raise BackupReadError("The backup has no organisation: there is nothing to restore.")
        if not any(self._is_ours(org) for org in self._orgs):
            raise BackupReadError(
                "The server secret is not the one that this backup was made with. Put that one "
                "back first, from the place where it is kept apart."
            )
        roots = {one.org: one.root for one in trailer.logs}
        made_at = datetime.strptime(self._header.made_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return BackupVerdict(
            made_at=made_at,
            schema=self._header.schema,
            rows=trailer.end,
            records=self._header.rows.get("concern", 0),
            sha256=trailer.sha256,
            orgs=tuple(self._judge_org(org, roots.get(org, "")) for org in sorted(self._orgs)),
            logs=trailer.logs,
            ahead=tuple(
                one.place
                for org in self._orgs
                for one in self._list_held(org)
                if one.size > self._judge(org).size
            ),
            strangers=self._list_strangers(),
            counts=self._header.rows,
        )

    def _list_strangers(self) -> tuple[str, ...]:
        ours = [one for org in self._orgs for one in self._list_held(org)]
        return tuple(one.place for one in self._held if one not in ours)

    def _judge_org(self, org: str, root: str) -> OrgVerdict:
        judge = self._judge(org)
        judge.judge_end(self._heads.get(org), UUID(org), self._server)
        ahead = [one for one in self._list_held(org) if one.size > judge.size]
        newest = max(ahead, key=lambda one: one.size, default=None)
        return OrgVerdict(
            host=str(self._orgs[org]["host"]),
            size=judge.size,
            root=root,
            problem=judge.problem,
            missing=newest.size - judge.size if newest else 0,
            place=newest.place if newest else "",
        )

    def _judge(self, org: str) -> LogJudge:
        if org not in self._judges:
            self._judges[org] = LogJudge({one.size: one.root for one in self._list_held(org)})
        return self._judges[org]

    def _list_held(self, org: str) -> list[HeldCheckpoint]:
        """Return the checkpoints of this log that its own key signed, or one it had before."""
        origin = str(self._orgs.get(org, {}).get("origin", ""))
        ours = [one for one in self._held if one.origin == origin]
        return [one for one in ours if _is_signed_by_log(one, org, self._server)]

    def _is_ours(self, org: str) -> bool:
        head = self._heads.get(org)
        return head is not None and is_log_end_authentic(head, UUID(org), self._server)


def find_new_organisations(
    verdict: BackupVerdict, held: Iterable[HeldCheckpoint], server: ServerSecret
) -> frozenset[str]:
    """Return where the checkpoints are of organisations of this server that no backup row names.

    `held`: those in DATA, where the name of each file is the id of an organisation.
    """
    in_backup = {log.org for log in verdict.logs}
    return frozenset(
        one.place
        for one in held
        if one.place in verdict.strangers
        and (org := Path(one.place).stem) not in in_backup
        and _is_signed_by_log(one, org, server)
    )


def _is_signed_by_log(held: HeldCheckpoint, org: str, server: ServerSecret) -> bool:
    """Whether the key of this organisation's log signed it, or one that the log had before."""
    publics = [notes.derive_public_key(secret.log_seed(org)) for secret in server.generations]
    return any(_opens(held, public) for public in publics)


def _opens(held: HeldCheckpoint, public: bytes) -> bool:
    try:
        notes.open_note(held.note, [notes.format_verifier_key(held.origin, public)])
    except ValueError:
        return False
    return True


def _read_bytes(value: Any) -> bytes | None:
    return base64.b64decode(value) if isinstance(value, str) else None
