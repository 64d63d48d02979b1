"""Open the session of each request: find its row, open the box, end what is over.

Nothing but the box is trusted, and only while the log tells of no end (docs/decisions/0047). An
ended sign-in keeps its row, without the box, for 24 hours so that a page that arrives late can be
rescued (docs/decisions/0015).
"""

from contextlib import suppress
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import Table, Uuid, bindparam, select

from app.database import read_rows
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Actor
from app.domain.times.unreadable_times import has_happened, is_readable
from app.errors import DatabaseAwayError, DiskFullError, LogBrokenError, SealedError
from app.models.member import Member, SignIn
from app.services.audit_log.session_index import (
    EndedSession,
    SessionIndex,
    Suspension,
    session_log_id,
    shorten_session_id,
)
from app.services.audit_log.writer import HEAD_COLUMNS, HEAD_TABLE
from app.services.auth import session_endings, session_state, sign_ins
from app.services.auth.second_step.step_requirement import make_keyring
from app.services.auth.session_state import SessionState
from app.services.contact_trust.vouched_contacts import read_vouched_phone
from app.services.members.shown_names import NameColumns, keep_own_name
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import session_tokens
from app.vault.locks import Pins

# Every request of a signed-in person asks this: it is built once, and gives a plain row, which
# holds what was read when a transaction in between ends.
_ROW, _MEMBER = cast(Table, SignIn.__table__), cast(Table, Member.__table__)
_OWN_NAME = ("called", "called_salt", "confirmed_as")
_SIGNED_IN = (
    select(
        *(column for column in _ROW.c if column.name not in {"opened_drafts", "device"}),
        *(_MEMBER.c[name] for name in ("name", "email", "job_title", "confirmed_at")),
        *(_MEMBER.c[name] for name in ("phone", "contact_salt", *_OWN_NAME)),
        *HEAD_COLUMNS,
    )
    .join_from(_ROW, _MEMBER, _MEMBER.c.id == _ROW.c.user_id)
    .outerjoin(HEAD_TABLE, HEAD_TABLE.c.org_id == _ROW.c.org_id)
    .where(_ROW.c.id == bindparam("row"), _ROW.c.org_id == bindparam("org", type_=Uuid()))
)


class UserSession(PrivateStruct, frozen=True):
    """What a cookie led to. `actor` is None when the sign-in is over; `late` when it can rescue.

    `timed_out`: it ended because nothing was pressed for too long, or at its absolute end.
    `ended_by_lead`: when a lead ended it, as the log tells. `ended_elsewhere`: when it was ended in
    another session of this person. `stopped_at`: when a lead stopped the account, or removed it
    (`removed`), while it is.
    """

    row_id: bytes
    user_id: UUID
    token: str
    name: str
    actor: Actor | None
    ends_at: datetime | None
    late: bool
    locked: bool
    timed_out: bool = False
    ended_by_lead: datetime | None = None
    ended_elsewhere: datetime | None = None
    stopped_at: datetime | None = None
    removed: bool = False


def open_session(uow: UnitOfWork, token: str) -> UserSession | None:
    """Open the sign-in behind a token and sit the signed-in member; None for a strange token."""
    try:
        row_id = session_tokens.hash_token(token)
    except SealedError:
        return None
    given = {"row": row_id, "org": uow.org.id}
    row = read_rows(uow.session, _SIGNED_IN, given).one_or_none()
    if row is None:
        return None
    now = uow.clock()
    known, is_log_read = _read_sessions(uow, row)
    end, stop = known.find_end(row.id), known.suspensions.find(row.user_id)
    if session_state.has_session_ended(row, now) or (stop is not None and end is None):
        if row.box is not None or (end is None and is_log_read):
            _log_end(uow, row)
        return _over(row, token, now, end, stop)
    if end is not None:
        _refuse_restored(uow, row, end)
        return _over(row, token, now, end, stop)
    try:
        return _open(uow, row, token, now)
    except SealedError:
        uow.refuse(Action.KEY_REFUSED, f"sign_in/{row.user_id}")
        return None  # not a sign-in of ours: nobody is signed in


def _read_sessions(uow: UnitOfWork, row: Any) -> tuple[SessionIndex, bool]:
    """Return how sessions ended and accounts were stopped, and whether the log could be read.

    `row`: has the head of the log, which came with the session in one query.

    While it cannot, nobody can read or sign a record; but whoever is writing one goes on, unless
    this process knew of an end before.
    """
    try:
        end = uow.key_log.verify_head(uow.session, uow.org, row)
        return uow.key_log.read_sessions(uow.session, uow.org, end), True
    except LogBrokenError:
        return uow.key_log.recall_sessions(uow.org), False


def _log_end(uow: UnitOfWork, row: Any) -> None:
    """Empty a row that is over. One whose box someone took out is logged too: it could return."""
    at = row.ended_at if row.box is None and has_happened(row.ended_at) else None
    with uow.act() as act:
        stored = act.session.get(SignIn, row.id)
        if stored is None:
            act.log(Action.SIGN_IN_EXPIRED, session_endings.NO_SESSION)
        else:
            expired = Action.SIGN_IN_EXPIRED
            session_endings.end_session_row(act, stored, expired, at=at, locked=row.locked)


def _refuse_restored(uow: UnitOfWork, row: Any, end: EndedSession) -> None:
    """Empty a row that someone put back after its session had ended, and log that."""
    uow.session.rollback()
    with uow.act() as act:
        if (stored := act.session.get(SignIn, row.id)) is not None:
            stored.box, stored.device, stored.ended_at = None, None, end.at
        act.log(Action.KEY_REFUSED, session_log_id(row.user_id, shorten_session_id(row.id)))


def restart_idle_clock(uow: UnitOfWork, visit: UserSession) -> datetime:
    """Start the idle time again, for someone who only reads. Return when it ends now."""
    now = uow.clock()
    with uow.keep() as session:
        row = session.get_one(SignIn, visit.row_id)
        row.last_seen = now
        return session_state.compute_session_end(row, now)


def hold_session_for_call(uow: UnitOfWork, visit: UserSession) -> datetime | None:
    """Let a session idle for an hour from now, for someone on a call. Return when it ends.

    One hour, whatever else is asked for meanwhile. A page that is loaded again, by its reader or by
    itself, starts no other one: that takes `release_held_session`, or the usual time after it was
    over. Where it cannot be noted the session ends as it would have: the page is shown all the
    same.
    """
    now = uow.clock()
    with suppress(DiskFullError, DatabaseAwayError), uow.keep() as session:
        row = session.get_one(SignIn, visit.row_id)
        if not _was_held(row.held_until, now):
            row.held_until = now + session_state.CALL_HOLD_TIME
        return session_state.compute_session_end(row, now)
    return visit.ends_at


def release_held_session(uow: UnitOfWork, visit: UserSession) -> None:
    """End the hour of a call that is over. The next script may start another."""
    with suppress(DiskFullError, DatabaseAwayError), uow.keep() as session:
        session.get_one(SignIn, visit.row_id).held_until = None


def _was_held(until: datetime | None, now: datetime) -> bool:
    """Whether an hour runs, or was over a moment ago."""
    if until is None or not is_readable(until) or until > now + session_state.CALL_HOLD_TIME:
        return False
    return now < until + session_state.IDLE_LIMIT


def _over(
    row: Any, token: str, now: datetime, end: EndedSession | None, stop: Suspension | None
) -> UserSession:
    ended_at = row.ended_at or (end.at if end is not None else None)
    since = ended_at or row.last_seen
    # When it ended cannot be read: nobody can say that it is too late to keep what was typed.
    recent = not is_readable(since) or now - since < session_state.LATE_PAGE_LIMIT
    late = recent and stop is None
    timed_out = late and session_state.is_session_timed_out(row, ended_at or now)
    known_end = end if stop is None else None
    is_own = late and not timed_out and not row.locked and not (known_end and known_end.by_lead)
    return UserSession(
        row_id=row.id,
        user_id=row.user_id,
        token=token,
        name=row.name,
        actor=None,
        ends_at=None,
        late=late,
        locked=row.locked,
        timed_out=timed_out,
        ended_by_lead=known_end.at if known_end and known_end.by_lead else None,
        ended_elsewhere=known_end.at if known_end and is_own else None,
        stopped_at=stop.at if stop is not None else None,
        removed=stop is not None and stop.removed,
    )


def _make_actor(uow: UnitOfWork, row: Any, state: SessionState) -> Actor:
    phone = read_vouched_phone(uow.key_log, uow.org, row.user_id, row)
    return Actor(
        id=row.user_id,
        name=row.name,
        email=row.email,
        phone=phone.number,
        phone_note=phone.why,
        phone_unsaved=phone.unsaved,
        job_title=row.job_title,
        roles=state.roles,
        confirmed=state.confirmed,
    )


def _open(uow: UnitOfWork, row: Any, token: str, now: datetime) -> UserSession:
    state = session_state.read_verified_session_state(uow.server, row, token)
    if row.confirmed_at is not None and not state.confirmed:
        state = _refreshed(uow, row, token, state)
    actor = _make_actor(uow, row, state)
    last_seen = row.last_seen
    # Ahead of now, as no clock of ours leaves it: no sign-in idles longer for that.
    if abs(now - last_seen) >= session_state.LAST_SEEN_STEP and _seen(uow, row.id, now):
        last_seen = now
    visit = UserSession(
        row_id=row.id,
        user_id=actor.id,
        token=token,
        name=actor.name,
        actor=actor,
        ends_at=session_state.compute_session_end(row, now, last_seen),
        late=False,
        locked=False,
    )
    uow.sit(actor, make_keyring(uow, actor.id, state))
    own_name = (row.called, row.called_salt, row.confirmed_as)
    keep_own_name(uow, NameColumns(row.user_id, row.name, *own_name))
    return visit


def _refreshed(uow: UnitOfWork, row: Any, token: str, state: SessionState) -> SessionState:
    """Verify again someone who was confirmed while signed in, and seal the new roles."""
    row_id, pins = row.id, Pins(state.leads, state.seniors)
    fresh = sign_ins.verify_opened_lock(uow, row.user_id, state.seed, pins)
    fresh = msgspec.structs.replace(fresh, showing=state.showing, stepped_up_at=state.stepped_up_at)
    with uow.keep() as session:
        stored = session.get(SignIn, row_id, with_for_update=True)  # no end is undone by this
        if stored is not None and stored.box is not None:
            fresh = fresh.tagged(uow.server, stored)
            session_state.reseal_session(stored, token, fresh)
    return fresh


def _seen(uow: UnitOfWork, row_id: bytes, now: datetime) -> bool:
    """Start the idle time again. Return whether that could be noted."""
    # Noting the minute must not stop somebody from reading: with a full disk, or while another
    # program holds the file, the idle clock runs on from where it was.
    with suppress(DiskFullError, DatabaseAwayError):
        with uow.keep() as session:
            row = session.get(SignIn, row_id)
            if row is not None:
                row.last_seen = now
        return True
    return False
