"""Restore a backup into an empty place, and let the restored log say so.

Read whole and judged first; then every row in one transaction; then the newest schema, a line in
each log, and the checkpoints outside the database. A restore that was killed on its way is finished
by the same command. No mail that waited in the backup is sent: most of it was sent since.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, func, inspect, select, update
from sqlalchemy.orm import Session

from app.durable_files import sync_folder
from app.errors import LogBrokenError
from app.models.audit_log import Leaf
from app.models.columns import is_unset
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import find_sqlite_file
from app.services.audit_log.verified_log import VerifiedLog
from app.services.backup.backup_check import (
    BackupCheck,
    BackupVerdict,
    HeldCheckpoint,
    parse_checkpoint,
)
from app.services.backup.backup_format import LogEndLine
from app.services.backup.backup_reading import BackupReadError, read_backup
from app.services.backup.last_backup import backup_log_id, list_recently_restored_hashes
from app.services.backup.log_ends import RootFollower
from app.services.backup.restore_mark import (
    RESTORE_MARK,
    RestoreMark,
    find_database_location,
    is_restore_unfinished,
    read_restore_mark,
    write_restore_mark,
)
from app.services.backup.row_inserts import demand_no_rows, open_row_inserter, refuse_other_schema
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.server_secret import ServerSecret

Note = Callable[[int, int], None]


@dataclass(frozen=True)
class RestorePlace:
    """A place to restore to. `upgrade` brings an empty database, or this one, to a schema."""

    engine: Engine
    data: Path
    server: ServerSecret
    upgrade: Callable[[str], None]
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class Restored:
    """A finished restore. `not_logged`: hosts whose log is broken, and could not take the line."""

    not_logged: tuple[str, ...]
    mails_not_sent: int


def list_held_checkpoints(data: Path, given: Sequence[Path]) -> list[HeldCheckpoint]:
    """Return the checkpoints in DATA and in these files. Raises BackupReadError for others."""
    held = []
    for org, note in CheckpointFiles(data).list_notes().items():
        place = f"{data}/checkpoints/{org}.note"
        try:
            held.append(parse_checkpoint(note, place))
        except ValueError:
            raise BackupReadError(
                f"The checkpoint in {place} is damaged. Move it away and keep it, then give the "
                "same command again."
            ) from None
    for path in given:
        try:
            held.append(parse_checkpoint(path.read_text(encoding="utf-8"), str(path)))
        except ValueError:
            raise BackupReadError(
                f"{path} is not a checkpoint: save its lines from the email, and nothing else."
            ) from None
    return held


def demand_empty_restore_place(engine: Engine, data: Path) -> None:
    """Raise BackupReadError for a database with a row in it, before the backup is read.

    Where a restore into it did not end, or its log names one, only the backup says whether the
    rows came from it.
    """
    if not is_restore_unfinished(data, engine.url) and not find_logged_restores(engine):
        _demand_no_rows_there(engine)


def _demand_no_rows_there(engine: Engine) -> None:
    file = find_sqlite_file(engine.url)
    if file is None or file.exists():
        demand_no_rows(engine)


def find_logged_restores(engine: Engine) -> dict[UUID, frozenset[str]]:
    """Return the hashes of the backups that the newest lines of each log say were restored.

    Organisations without one are left out. Columns are named: the schema can be an older one.
    """
    if not _has_log_tables(engine):
        return {}
    with Session(engine) as session:
        ids = session.scalars(select(Organisation.id)).all()
        found = {org_id: list_recently_restored_hashes(session, org_id) for org_id in ids}
    return {org_id: hashes for org_id, hashes in found.items() if hashes}


def _has_log_tables(engine: Engine) -> bool:
    file = find_sqlite_file(engine.url)
    if file is not None and not file.exists():
        return False
    return {"organisation", "leaf"} <= set(inspect(engine).get_table_names())


def is_restore_finished(place: RestorePlace, verdict: BackupVerdict) -> bool:
    """Whether a restore of this same backup ended here, with everything that it writes."""
    mark = read_restore_mark(place.data)
    if mark is not None and mark.location in {"", find_database_location(place.engine.url)}:
        return False
    return any(verdict.sha256 in hashes for hashes in find_logged_restores(place.engine).values())


def exclude_own_checkpoints(
    place: RestorePlace, held: Sequence[HeldCheckpoint]
) -> list[HeldCheckpoint]:
    """Return the held checkpoints without those that a restore to this place wrote itself.

    One is its own if it stands in DATA and is of the very log in the database, line for line, and
    that log names a restore. One of a log that went on elsewhere stays: its lines are others.
    """
    logged = find_logged_restores(place.engine)
    if not logged:
        return list(held)
    with Session(place.engine) as session:
        return [one for one in held if not _is_own(session, place.data, logged, one)]


def _is_own(session: Session, data: Path, logged: Collection[UUID], held: HeldCheckpoint) -> bool:
    path = Path(held.place)
    if path.parent != data / "checkpoints" or UUID(path.stem) not in logged:
        return False
    lines, root = _find_log_start(session, UUID(path.stem), held.size)
    return lines == held.size and root == b64encode(held.root).decode()


def _find_log_start(session: Session, org_id: UUID, size: int) -> tuple[int, str]:
    """Return how many of the first `size` lines a log has, and the root over them in base64."""
    name, follower, lines = str(org_id), RootFollower(), 0
    ours = select(Leaf.hash).where(Leaf.org_id == org_id, Leaf.i < size).order_by(Leaf.i)
    for digest in session.scalars(ours):
        follower.take(name, digest)
        lines += 1
    return lines, follower.find_root(name)


def check_backup(
    path: Path,
    secrets: Sequence[str],
    server: ServerSecret,
    held: Sequence[HeldCheckpoint],
    note: Note,
) -> BackupVerdict:
    """Read a backup whole and judge it. Raises BackupReadError."""
    check = BackupCheck(server, held, note)
    return check.finish(read_backup(path, secrets, check))


def restore_rows(
    path: Path, secrets: Sequence[str], verdict: BackupVerdict, place: RestorePlace, note: Note
) -> None:
    """Put every row of a judged backup into the empty database.

    Raises BackupReadError when it is not empty, or the file is not the one that was judged. Rows
    that a killed restore of the same backup brought are left as they are.
    """
    mark = RestoreMark(verdict.sha256, find_database_location(place.engine.url))
    if read_restore_mark(place.data) == mark and _is_half_restored(verdict, place.engine):
        return
    _demand_no_rows_there(place.engine)  # before the mark: it must never name rows of another
    refuse_other_schema(place.engine, verdict.schema)
    place.upgrade(verdict.schema)
    write_restore_mark(place.data, mark)
    with open_row_inserter(place.engine, note) as inserter:
        if read_backup(path, secrets, inserter).sha256 != verdict.sha256:
            raise BackupReadError(f"{path} changed while it was read: nothing was restored.")


def upgrade_and_log_restore(
    verdict: BackupVerdict, place: RestorePlace, aside: Sequence[HeldCheckpoint]
) -> Restored:
    """Bring the restored rows to the newest schema, log the restore, and keep new checkpoints.

    `aside`: checkpoints in DATA that the backup does not reach. They stay under another name, as
    evidence of how long the log was.
    """
    place.upgrade("head")
    put_checkpoints_aside(place.data, aside, place.clock())
    mails, not_logged = 0, []
    logged = find_logged_restores(place.engine)
    with Session(place.engine, expire_on_commit=False) as session:
        files = CheckpointFiles(place.data)
        for org in organisation_lookup.list_organisations(session):
            uow = UnitOfWork(
                session, org, place.server, files, VerifiedLog(files, place.server), place.clock
            )
            if verdict.sha256 in logged.get(org.id, ()):
                continue  # before this restore was stopped; the email about it may wait by now
            mails += _stop_waiting_mails(uow)
            try:
                _log_restore(uow, bytes.fromhex(verdict.sha256))
            except LogBrokenError:
                not_logged.append(org.host)
    (place.data / RESTORE_MARK).unlink(missing_ok=True)
    return Restored(tuple(not_logged), mails)


def _log_restore(uow: UnitOfWork, digest: bytes) -> None:
    uow.key_log.refresh(uow.session, uow.org)
    with uow.act() as act:
        act.log(Action.RESTORED, backup_log_id(uow.org), h=digest)
        act.checkpoint()


def _stop_waiting_mails(uow: UnitOfWork) -> int:
    """Give up every mail that waits: the backup brought it. Their pages say that none was sent.

    Their times do not tell: a backup names the second in which it was started, and no more.
    """
    waiting = (
        update(Outbox)
        .where(Outbox.org_id == uow.org.id)
        .where(is_unset(Outbox.sent_at), is_unset(Outbox.failed_at))
        .values(failed_at=uow.clock())
    )
    with uow.keep() as session:
        return int(session.execute(waiting).rowcount)  # type: ignore[attr-defined]  # as above


def put_checkpoints_aside(
    data: Path, aside: Sequence[HeldCheckpoint], now: datetime
) -> tuple[Path, ...]:
    """Rename the files of these checkpoints in DATA; return their new names."""
    moved = []
    for one in aside:
        path = Path(one.place)
        if path.parent == data / "checkpoints" and path.exists():
            name = f"{path.stem}.before-restore-{now:%Y%m%dT%H%M%SZ}"
            moved.append(path.rename(path.with_name(name)))
    if moved:
        sync_folder(data / "checkpoints")
    return tuple(moved)


def _is_half_restored(verdict: BackupVerdict, engine: Engine) -> bool:
    """Whether a restore of this same backup was ended after its rows were committed.

    Its rows are all there or none is, so the logs tell: each is that of the backup, line for line,
    with nothing after it but the line that a restore adds.
    """
    if not _has_log_tables(engine):
        return False
    with Session(engine) as session:
        orgs = {str(org_id) for org_id in session.scalars(select(Organisation.id))}
        return (
            bool(orgs)
            and orgs == {log.org for log in verdict.logs}
            and all(_is_restored_log(session, log, verdict.sha256) for log in verdict.logs)
        )


def _is_restored_log(session: Session, log: LogEndLine, sha256: str) -> bool:
    org_id = UUID(log.org)
    if _find_log_start(session, org_id, log.size) != (log.size, log.root):
        return False
    after = select(func.count()).where(Leaf.org_id == org_id, Leaf.i >= log.size)
    added = session.scalar(after)
    is_logged = sha256 in list_recently_restored_hashes(session, org_id)
    return added == 0 or (added == 1 and is_logged)
