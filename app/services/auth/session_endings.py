"""End sessions: one's own, one's others, a colleague's.

Every end takes what is sealed out of the row and is logged with the session's id, in the same
transaction. The log then refuses a row that someone puts back (docs/decisions/0047). Which
sessions there are is told by the log, so that one whose row is hidden at that moment is ended too.
Nothing is opened here: a lead who ends a colleague's sessions learns nothing, not even whether
there were any.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.errors import LogBrokenError, NotFoundError, SealedError
from app.models.member import SignIn
from app.services.audit_log.session_index import session_log_id, shorten_session_id
from app.services.members import member_lookup
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import session_tokens

NO_SESSION = "sign_in/none"
"""Log id of a sign-out that found nothing to end."""


def end_session_row(
    act: LoggedTransaction,
    row: SignIn,
    action: Action = Action.SIGNED_OUT,
    *,
    at: datetime | None = None,
    locked: bool = False,
) -> None:
    """End the session of one row and log which it was. `at`: when it ended, if not now.

    What is sealed goes. The rest of the row rescues what arrives late.
    """
    row.box, row.device, row.ended_at, row.locked = None, None, at or act.now, locked
    act.log(action, session_log_id(row.user_id, shorten_session_id(row.id)))


def end_session(uow: UnitOfWork, row_id: bytes, *, locked: bool = False) -> None:
    """Sign out, or hide and lock: the box goes, the row stays for a day."""
    with uow.act() as act:
        row = act.session.get(SignIn, row_id, populate_existing=True)
        if row is None or row.box is None:
            act.log(Action.SIGNED_OUT, NO_SESSION)
            return
        end_session_row(act, row, locked=locked)


def end_session_of_token(uow: UnitOfWork, token: str) -> None:
    """Sign out someone whose row opens nothing: the log must know it, or the row could return.

    Does nothing for a token whose start the log does not know, or whose end it does.
    """
    with suppress(SealedError, LogBrokenError):
        row_id = session_tokens.hash_token(token)
        opened = uow.key_log.read_sessions(uow.session, uow.org).find_open(row_id)
        if opened is not None:
            uow.look(
                Action.SIGNED_OUT, session_log_id(UUID(opened.user), shorten_session_id(row_id))
            )


def end_member_sessions(
    act: LoggedTransaction, uow: UnitOfWork, user: UUID, *, stays: bytes = b""
) -> int:
    """End every session of a member but the one whose row `stays`; returns how many ended.

    Call it before anything is logged in this transaction. Raises LogBrokenError.
    """
    waiting = set(uow.key_log.read_sessions(act.session, uow.org).list_open(user))
    spared = shorten_session_id(stays)
    rows = act.session.scalars(
        select(SignIn)
        .where(SignIn.org_id == uow.org.id, SignIn.user_id == user, SignIn.id != stays)
        .order_by(SignIn.since, SignIn.id)
        .execution_options(populate_existing=True)
    ).all()
    there = {shorten_session_id(row.id): row for row in rows}
    boxed = {name for name, row in there.items() if row.box is not None}
    for name in sorted((waiting | boxed) - {spared}):
        if (row := there.get(name)) is not None:
            end_session_row(act, row)
        else:
            act.log(Action.SIGNED_OUT, session_log_id(user, name))
    return len((waiting | boxed) - {spared})


def end_own_session(uow: UnitOfWork, session_id: str) -> None:
    """End one of one's own sessions, by the part of its id that the page names.

    One that is over already stays as it is: someone pressed the button twice.
    """
    with uow.act() as act:
        rows = act.session.scalars(
            select(SignIn)
            .where(
                SignIn.org_id == uow.org.id, SignIn.user_id == uow.me.id, SignIn.box.is_not(None)
            )
            .execution_options(populate_existing=True)
        )
        chosen = next((row for row in rows if shorten_session_id(row.id) == session_id), None)
        if chosen is None:
            act.log(Action.SIGNED_OUT, NO_SESSION)
        else:
            end_session_row(act, chosen)
        act.checkpoint()  # a log cut back to before this must be seen


def end_other_sessions(uow: UnitOfWork, stays: bytes) -> None:
    """End every session of one's own but this one."""
    with uow.act() as act:
        if not end_member_sessions(act, uow, uow.me.id, stays=stays):
            act.log(Action.SIGNED_OUT, NO_SESSION)
        act.checkpoint()  # a log cut back to before this must be seen


def end_colleague_sessions(uow: UnitOfWork, member_id: UUID) -> None:
    """End every session of another member, as a lead. Raises NotFoundError for anyone else."""
    load_colleague(uow, member_id)
    with uow.act() as act:
        end_member_sessions(act, uow, member_id)
        act.log(Action.MEMBER_SIGNED_OUT, f"sessions/{member_id}")
        act.checkpoint()  # a log cut back to before this must be seen


def load_colleague(uow: UnitOfWork, member_id: UUID) -> member_lookup.MemberView:
    """Return another member who has joined. Raises NotFoundError for oneself or anyone else."""
    colleague = member_lookup.load_shown_member(uow, member_id)
    if colleague.id == uow.me.id or not colleague.joined:
        raise NotFoundError(f"member {member_id}")
    return colleague
