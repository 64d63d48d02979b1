"""The only place that commits: four shapes of transaction, each with its own promise.

act     takes the write lock first, then reads, seals, writes and appends at least one event:
        the event and what it tells of are committed together or not at all.
look    appends and commits in a separate short transaction, *before* anything is opened. A look
        with several lines, such as one for each entry of a concern, is logged by `act` in the same
        way: it ends before anything is opened.
refuse  rolls back first, then appends the refusal in a transaction of its own.
keep    saves what is not evidence (drafts, counters, the outbox), without an event.

A process that cannot write its log cannot act, look or even refuse: no audit, no act.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from app.database import WRITING
from app.database_guard.sqlite_errors import is_damage
from app.domain.routing.actors import Actor, Org
from app.errors import (
    DatabaseAwayError,
    DatabaseDamagedError,
    DiskFullError,
    ExpiredError,
    LogBrokenError,
)
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.replay import LogEnd
from app.services.audit_log.verified_log import VerifiedLog
from app.services.audit_log.writer import UNCOMMITTED_LEAVES, LogWriter
from app.services.auth.keyring import KeyRing
from app.services.notices import notice_mails
from app.vault.server_secret import ServerSecret
from audit import events
from content.london_time import get_london_day

Action = events.Action
SERVER = "server"
DISK_FULL_CODES = {
    "53100",  # PostgreSQL: disk_full
    "SQLITE_FULL",
    # SQLite calls every failed write but ENOSPC an input-output error, a quota among them.
    *(f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "SHMSIZE")),
}
DATABASE_AWAY_CODES = (
    # PostgreSQL: no connection, none left, no memory, shut down, lost a race, cannot write now
    *("08", "53", "57", "58", "40", "55P03", "25006"),
    # SQLite: held by another program, or its file is not to be had
    *(f"SQLITE_{what}" for what in ("BUSY", "LOCKED", "PROTOCOL", "CANTOPEN", "IOERR")),
    *(f"SQLITE_{what}" for what in ("READONLY", "INTERRUPT", "NOMEM")),
)


class AlreadyDoneError(Exception):
    """Raised inside `act` to leave it with nothing changed: what it would sign is signed already.

    Who starts the act suppresses it. It is no error for a person: a button was pressed twice.
    """


@dataclass
class LoggedTransaction:
    """One transaction under the write lock. `now` is the same for all that happens in it."""

    session: Session
    now: datetime
    _log: LogWriter
    _uow: "UnitOfWork"
    _events: list[events.Event] = field(default_factory=list)
    _note: tuple[int, str] | None = None

    def log(
        self,
        action: Action,
        obj: str,
        *,
        h: bytes | None = None,
        state: str | None = None,
        due: tuple[datetime, ...] | None = None,
        objs: tuple[str, ...] = (),
    ) -> int:
        """Append one event and return its index. `h`: the SHA-256 digest of what it concerns.

        `state` and `due` are what holds afterwards; both or neither. `objs`: see `log_shown`.
        """
        event = events.Event(
            act=action,
            role=self._uow.acts_as,
            h=h.hex() if h else None,
            i=self._log.size,
            obj=obj,
            org=str(self._uow.org.id),
            t=self.now,
            who=self._uow.who,
            state=state,
            due=due,
            objs=objs,
        )
        self._events.append(event)
        return self._log.append(event)

    def log_shown(
        self,
        action: Action,
        obj: str,
        objs: Iterable[str],
        digests: Mapping[str, bytes] | None = None,
    ) -> None:
        """Append one line that names `obj` and all that it shows, or more where that is too many.

        With nothing in it the line names `obj` alone. `digests`: of the sealed bytes of each, which
        the line then vouches for by one hash (`audit.events.hash_digests`).
        """
        named = sorted(objs)
        for start in range(0, len(named) or 1, events.MAX_OBJS):
            part = tuple(named[start : start + events.MAX_OBJS])
            h = events.hash_digests(digests[one] for one in part) if digests and part else None
            self.log(action, obj, h=h, objs=part)

    def gather_lines(self) -> AbstractContextManager[None]:
        """Return a block whose lines are written together when it ends: see `LogWriter.gather`."""
        return self._log.gather()

    @property
    def log_size(self) -> int:
        """How many leaves the log has now: the index the next event will take."""
        return self._log.size

    def checkpoint(self) -> str:
        """Sign the tree as it stands; the file outside is replaced after the commit."""
        note = self._log.checkpoint(self.now)
        self._note = (self._log.size, note)
        return note

    def inclusion(self, index: int) -> list[bytes]:
        """Return the inclusion proof of a leaf in the tree as it is now."""
        return self._log.inclusion(index)


@dataclass
class UnitOfWork:
    """Who is at work, for which organisation, with which keys, at what time."""

    session: Session
    org: Org
    server: ServerSecret
    files: CheckpointFiles
    key_log: VerifiedLog
    clock: Callable[[], datetime]
    actor: Actor | None = None
    device: str = ""
    """The device of the person who signs in, in words of `device_names.py`."""
    second_step_required: bool = True
    """Whether leads, heads, chairs and administrators must have a second step on this server."""
    step_due: bool | None = None
    """Whether their second step is due (`step_requirement.py`); None until that was asked."""
    step_up_mark: str = field(default="", repr=False)
    """The mark of the browser in which the passphrase was typed last, or "" (`step_up.py`)."""
    _keys: KeyRing | None = field(default=None, repr=False)

    @property
    def keys(self) -> KeyRing:
        """The signed-in person's keys."""
        if self._keys is None:
            raise RuntimeError("no one is signed in")
        return self._keys

    @property
    def me(self) -> Actor:
        """The signed-in person."""
        if self.actor is None:
            raise RuntimeError("no one is signed in")
        return self.actor

    @property
    def today(self) -> date:
        """The day in London."""
        return get_london_day(self.clock())

    @property
    def who(self) -> str:
        """The acting member's id for the log, or `server`."""
        return str(self.actor.id) if self.actor else SERVER

    @property
    def acts_as(self) -> str:
        """The role the log shows: the strongest certified one."""
        if self.actor is None:
            return SERVER
        return str(self.actor.roles[0]) if self.actor.roles else "unconfirmed"

    def sit(self, actor: Actor, keys: KeyRing) -> None:
        """Sign a person in here with their keys, for the rest of the request."""
        self.actor, self._keys, self.step_due = actor, keys, None

    @contextmanager
    def act(self) -> Iterator[LoggedTransaction]:
        """Do something and log it, together, and queue the email to whoever is told about it.

        Raises RuntimeError when nothing was logged or a line was not written, and ExpiredError for
        a stopped account.
        """
        with self._writing():
            log = self._log()
            self._demand_account(log.start)
            act = LoggedTransaction(self.session, self.clock(), log, self)
            yield act
            if not act._events:
                raise RuntimeError("an act without an event")
            if not log.is_written:
                raise RuntimeError("an act with a line that was not written")
            notice_mails.queue_notice_mails(
                self.session, self.org, self.server, act._events, act.now
            )
            self.session.flush()
            self.session.commit()
        if act._note is not None:
            self._keep_outside(*act._note)

    def _demand_account(self, end: LogEnd | None = None) -> None:
        """Raise ExpiredError when a lead stopped the account since this request began.

        Under the write lock, so that nothing is written or opened after the stop was committed.
        `end`: the head of the log, where the caller has locked it.
        """
        if self.actor is None:
            return
        try:
            sessions = self.key_log.read_sessions(self.session, self.org, end)
        except LogBrokenError:  # who is writing a record goes on, as in `sessions.py`
            sessions = self.key_log.recall_sessions(self.org)
        if sessions.suspensions.find(self.actor.id) is not None:
            raise ExpiredError(f"the account of {self.actor.id} was stopped")

    def _log(self) -> LogWriter:
        read = partial(self.key_log.peaks, self.session, self.org)
        return LogWriter(self.session, self.org, self.server, read)

    def look(self, action: Action, obj: str, *, h: bytes | None = None) -> None:
        """Log that something is about to be opened, and commit that first."""
        with self.act() as act:
            act.log(action, obj, h=h)

    def refuse(self, action: Action, obj: str) -> None:
        """Undo whatever was under way, then log the refusal."""
        self.session.rollback()
        with self.act() as act:
            act.log(action, obj)

    @contextmanager
    def keep(self) -> Iterator[Session]:
        """Save what is not evidence: drafts, sign-in bookkeeping, counters, the outbox.

        Raises ExpiredError for a stopped account.
        """
        with self._writing():
            self._demand_account()
            yield self.session
            self.session.flush()
            self.session.commit()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        # A reader that turns into a writer can be refused: end the read, take the lock first.
        self.session.rollback()
        try:
            self.session.connection(execution_options=WRITING)
            yield
        except DBAPIError as error:
            self.session.rollback()
            raise translate_database_error(error) from error
        except BaseException:
            self.session.rollback()
            raise
        finally:
            self.session.info.pop(UNCOMMITTED_LEAVES, None)

    def _keep_outside(self, size: int, note: str) -> None:
        try:
            self.files.keep(self.org.id, size, note)
        except OSError:
            # What was signed is committed. An older file is the normal state after a crash.
            return


def translate_database_error(error: DBAPIError) -> Exception:
    """Return the error of our tree behind a driver's: disk full, away, damaged, or itself.

    Judged by codes, never by words, which come in the server's own language.
    """
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    if is_damage(error):
        return DatabaseDamagedError("database damaged")
    if code in DISK_FULL_CODES:
        return DiskFullError("disk full")
    unreached = code is None and isinstance(error, OperationalError)  # no server said anything
    if unreached or error.connection_invalidated or (code or "").startswith(DATABASE_AWAY_CODES):
        return DatabaseAwayError("database away")
    return error
