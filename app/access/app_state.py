"""Hold what one process shares between requests: server keys, the log's replay, slots, the clock.

Built once by the factory. Nothing here belongs to a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from flask import Flask, current_app
from sqlalchemy import ExceptionContext, event, make_url
from sqlalchemy.orm import Session

from app.access.database_gate import DatabaseGate
from app.database_guard.damaged_file import mark_damaged
from app.database_guard.sqlite_errors import is_damage
from app.database_guard.version_lock import SharedLock
from app.domain.routing.actors import Org
from app.extensions import db
from app.schema_revisions import load_schema_revisions
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import check_database, find_sqlite_file
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth.kdf_slots import KdfSlots
from app.services.content.workbook_pdf_cache import WorkbookPdfCache
from app.services.organisations.offline_org_cache import OfflineOrgCache
from app.services.server_checks.monitor_words import (
    TroubleLook,
    list_disk_trouble_words,
    list_trouble_words,
)
from app.services.unit_of_work import UnitOfWork
from app.vault.server_secret import ServerSecret
from config import Config
from content.london_time import get_london_day


@dataclass(frozen=True)
class AppState:
    """Shared, thread-safe things. `clock` returns aware UTC datetimes."""

    config: Config
    server: ServerSecret
    files: CheckpointFiles
    key_log: VerifiedLog
    version_lock: SharedLock
    """Held while the gate is open."""
    gate: DatabaseGate
    """Whether the database can be used, and is the one that the secret belongs to."""
    troubles: TroubleLook
    """Words for a monitor about what does not work on this server."""
    slots: KdfSlots
    clock: Callable[[], datetime]
    org_cache: OfflineOrgCache
    """Organisations by host as last read, for public pages while the database is away."""
    workbook: WorkbookPdfCache
    """The workbook to print, as made today."""

    def uow(self, org: Org, session: Session | None = None) -> UnitOfWork:
        """Return a new unit of work for an organisation, with no one signed in."""
        return UnitOfWork(
            session=session or cast(Session, db.session()),
            org=org,
            server=self.server,
            files=self.files,
            key_log=self.key_log,
            clock=self.clock,
            second_step_required=self.config.second_step_required,
        )


def release_version_lock_on_dispose(app: Flask) -> None:
    """Give the version lock back when the connections to the database are closed."""
    with app.app_context():
        lock = get_app_state().version_lock
        event.listen(db.engine, "engine_disposed", lambda _engine: lock.release())


def mark_damage_when_met(app: Flask) -> None:
    """Mark the SQLite file as damaged as soon as a statement of this process meets damage."""
    with app.app_context():
        if (path := find_sqlite_file(db.engine.url)) is None:
            return

        def note(context: ExceptionContext) -> None:
            if is_damage(context.original_exception):
                mark_damaged(path)

        event.listen(db.engine, "handle_error", note)


def get_utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


def get_today() -> date:
    """Return the day it is in London, by the clock of this process."""
    return get_london_day(get_app_state().clock())


def init_app(app: Flask, config: Config) -> None:
    """Build the state of this process, and attach it to the app."""
    server = ServerSecret(config.secret)
    files = CheckpointFiles(config.data)
    revisions = load_schema_revisions()
    lock = SharedLock(config.database_url, revisions.newest)
    app.extensions["heard"] = AppState(
        config=config,
        server=server,
        files=files,
        key_log=VerifiedLog(files, server),
        version_lock=lock,
        gate=DatabaseGate(
            # The engine is asked for late: before the first request there is none.
            check=lambda: check_database(db.engine, server, files, revisions),
            file=find_sqlite_file(make_url(config.database_url)),
            reconnect=lambda: db.engine.dispose(),
            version_lock=lock,
        ),
        troubles=TroubleLook(_read_troubles),
        slots=KdfSlots(config.data),
        clock=get_utc_now,
        org_cache=OfflineOrgCache(config.data),
        workbook=WorkbookPdfCache(),
    )


def _read_troubles() -> tuple[str, ...]:
    here = get_app_state()
    disk = list_disk_trouble_words(here.config.data, db.engine)
    return (*list_trouble_words(cast(Session, db.session()), here.clock()), *disk)


def get_app_state() -> AppState:
    """Return the state of the running process."""
    return cast(AppState, current_app.extensions["heard"])
