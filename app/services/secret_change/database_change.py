"""Let a database belong to a new server secret: every organisation, in one transaction.

Each log gets a line with its new key. The checkpoint over that line has the signatures of both
keys, so whoever trusts the old one can trust the new one. What can be made again is made again.
Sessions and unused invites end. A passphrase lock opens with its owner's passphrase alone: it stays
under the secret it was made with until its owner signs in (docs/decisions/0116).

No record is opened here, and no one else may use the database meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.database import WRITING
from app.domain.routing.actors import Org
from app.errors import LogBrokenError
from app.models.member import Invite, SignIn
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import (
    LOG_KEY_KIND,
    find_sqlite_file,
    is_secret_of_database,
    tag_next_log_key,
)
from app.services.audit_log.verified_log import VerifiedLog
from app.services.audit_log.writer import LogWriter, change_log_secret
from app.services.auth import session_endings
from app.services.members.key_trust import invite_log_id
from app.services.notices import notice_mails
from app.services.organisations.organisation_lookup import list_organisations
from app.services.secret_change import secret_files
from app.services.secret_change.secret_files import SecretChangeError
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.server_secret import ServerSecret
from audit import notes


@dataclass(frozen=True)
class SecretChange:
    """The change of one database: from which secret to which, at what time.

    `demand_alone` raises unless no one else can have used the database.
    """

    old: ServerSecret
    new: ServerSecret
    files: CheckpointFiles
    now: datetime
    demand_alone: Callable[[], None]


@dataclass(frozen=True)
class ChangedLog:
    """The end of one organisation's log after the change. `key`: its new verifier key."""

    host: str
    size: int
    note: str
    key: str
    sessions: int
    invites: int


def change_server_secret_in_database(
    engine: Engine, change: SecretChange
) -> tuple[ChangedLog, ...]:
    """Change every organisation at once, or none; return how each log ends.

    Raises SecretChangeError for a log that does not match: no new key vouches for one.
    """
    key_log = VerifiedLog(change.files, change.old)
    with Session(engine) as session:
        session.connection(execution_options=WRITING)
        changed = {
            org.id: _change_organisation(session, org, change, key_log)
            for org in list_organisations(session)
        }
        session.flush()
        change.demand_alone()
        session.commit()
    for org_id, log in changed.items():
        # What was signed is committed. An older file is the normal state after a crash.
        with suppress(OSError):
            change.files.keep(org_id, log.size, log.note)
    return tuple(changed.values())


def describe_broken_log(hosts: str) -> str:
    """Return why nothing was changed, for the hosts of logs that do not match."""
    return (
        f"The log of {hosts} does not match its checkpoints: run "
        "`flask --app wsgi log fsck` first. Nothing was changed."
    )


def finish_secret_change(engine: Engine, secret_file: Path, current: bytes) -> Path | None:
    """Put the next secret in place, if the database belongs to it; return where `current` stays.

    None where there is nothing to finish. Raises SecretChangeError, OSError and DBAPIError.
    """
    next_file = secret_files.find_next_secret_file(secret_file)
    found = secret_files.read_next_secret(next_file, current)
    file = find_sqlite_file(engine.url)
    if found is None or (file is not None and not file.exists()):
        return None
    new = ServerSecret(found)
    if not is_secret_of_database(engine, new):
        return None
    return secret_files.put_next_secret_in_place(secret_file, next_file, new.generation - 1)


def _change_organisation(
    session: Session, org: Org, change: SecretChange, key_log: VerifiedLog
) -> ChangedLog:
    try:
        key = _change_log_key(session, org, change, key_log)
    except LogBrokenError as error:
        raise SecretChangeError(describe_broken_log(org.host)) from error
    act = _start(session, org, change, key_log, change.new)
    sessions, invites = _end_sessions(act, org.id), _withdraw_invites(act, org.id)
    act.log(Action.SECRET_CHANGED, f"server-secret/{change.new.generation}")
    notice_mails.queue_notice_mails(session, org, change.new, act._events, act.now)
    note = act.checkpoint()
    return ChangedLog(org.host, act.log_size, note, key, sessions, invites)


def _change_log_key(session: Session, org: Org, change: SecretChange, key_log: VerifiedLog) -> str:
    """Log the new key under the old one, sign that with both, and tag the head anew."""
    name = str(org.id)
    public = notes.derive_public_key(change.new.log_seed(name))
    act = _start(session, org, change, key_log, change.old)
    act.log(
        Action.LOG_KEY,
        make_log_key_id(change.new.generation, public),
        h=tag_next_log_key(change.old, name, public),
    )
    change_log_secret(session, org, (change.old, change.new), act.checkpoint())
    return notes.format_verifier_key(org.origin, public)


def make_log_key_id(generation: int, public: bytes) -> str:
    """Return the log id of a log's key. The key is in it, so that anyone can read it."""
    return f"{LOG_KEY_KIND}/{generation}/{public.hex()}"


def _start(
    session: Session, org: Org, change: SecretChange, key_log: VerifiedLog, secret: ServerSecret
) -> LoggedTransaction:
    uow = UnitOfWork(session, org, secret, change.files, key_log, lambda: change.now)
    log = LogWriter(session, org, secret, partial(key_log.peaks, session, org))
    return LoggedTransaction(session, change.now, log, uow)


def _end_sessions(act: LoggedTransaction, org_id: UUID) -> int:
    """End every session: its box has a tag under the old secret, which opens nothing more."""
    rows = act.session.scalars(
        select(SignIn)
        .where(SignIn.org_id == org_id, SignIn.box.is_not(None))
        .order_by(SignIn.since, SignIn.id)
    ).all()
    for row in rows:
        session_endings.end_session_row(act, row)
    return len(rows)


def _withdraw_invites(act: LoggedTransaction, org_id: UUID) -> int:
    """Take back each code that no one has used: the log vouches for its tag under the old secret.

    With the old secret and the database, a code of 50 bits can be searched for in a day.
    """
    rows = act.session.scalars(
        select(Invite)
        .where(Invite.org_id == org_id, Invite.used_at.is_(None))
        .order_by(Invite.expires_at, Invite.id)
    ).all()
    for row in rows:
        act.session.delete(row)
        act.log(Action.INVITE_WITHDRAWN, invite_log_id(row.member_id))
    return len(rows)
