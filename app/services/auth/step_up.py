"""Ask a signed-in person for their passphrase again before they do what could last.

Someone who finds an open screen, or steals a cookie, has a session and no passphrase. When its
owner last typed theirs is in the sealed box of the session and nowhere else: no row can claim it.
It counts only in the browser where it was typed, which was given a mark then: a thief who copied
the session's cookie earlier gains nothing when its owner types it.
Tries are counted for the session, whatever address they come from, and by the log, so that no row
brings them back: guessing here never slows a sign-in down.
This module never knows which pages ask (docs/decisions/0046).
"""

import hmac
from datetime import datetime, timedelta

import msgspec
from msgspec import UnsetType
from sqlalchemy import select

from app.errors import ExpiredError, InvalidError, KeyChangedError, SealedError, StepUpNeededError
from app.models.member import Lock, SignIn
from app.services.audit_log.session_index import session_log_id, shorten_session_id
from app.services.auth import session_state, sign_ins, throttle
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.second_step.step_requirement import make_keyring
from app.services.auth.sign_ins import PASSPHRASE
from app.services.auth.throttle import TryCounter, TryKind
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import session_tokens

STEP_UP_TIME = timedelta(minutes=5)
NOT_YOURS = "That is not your passphrase. Check it and try again."


def has_stepped_up(uow: UnitOfWork) -> bool:
    """Whether the signed-in person typed their passphrase in the last five minutes, here.

    A time that lies ahead of the clock counts for nothing.
    """
    at: datetime | UnsetType = uow.keys.state.stepped_up_at
    if not isinstance(at, datetime) or not at <= uow.clock() < at + STEP_UP_TIME:
        return False
    mark = uow.keys.make_step_up_mark(uow.server)
    return hmac.compare_digest(uow.step_up_mark.encode("utf-8", "replace"), mark.encode())


def demand_step_up(uow: UnitOfWork) -> None:
    """Raise StepUpNeededError unless the passphrase was typed in the last five minutes."""
    if not has_stepped_up(uow):
        raise StepUpNeededError("step-up")


def step_up(uow: UnitOfWork, slots: KdfSlots, passphrase: str, token: str) -> None:
    """Check the signed-in person's passphrase, and note in the box of `token` when that was.

    Raises InvalidError for a wrong one, ThrottledError, BusyError, ExpiredError when the session
    has ended, and KeyChangedError when the lock is not the one the log vouches for.
    """
    slots.demand_room()
    row_id = session_tokens.hash_token(token)
    log_id = session_log_id(uow.me.id, shorten_session_id(row_id))
    tries = throttle.start_try(uow, row_id.hex(), "", TryKind.STEP_UP)
    throttle.demand_tries_left_by_log(uow, log_id, TryKind.STEP_UP)
    blob = _open_own_lock(uow, slots, tries, passphrase, shorten_session_id(row_id))
    try:
        _note(uow, token, tries, blob)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{uow.me.id}")
        raise


def _open_own_lock(
    uow: UnitOfWork, slots: KdfSlots, tries: TryCounter, passphrase: str, session_id: str
) -> bytes:
    blob = uow.session.scalars(
        select(Lock.blob).where(
            Lock.org_id == uow.org.id, Lock.user_id == uow.me.id, Lock.kind == PASSPHRASE
        )
    ).one()
    uow.session.rollback()  # no read transaction while waiting for a slot
    try:
        with slots.hold():
            seed, _ = sign_ins.open_passphrase_lock(uow, uow.me.id, blob, passphrase)
    except SealedError:
        throttle.log_failed_try(uow, tries, uow.me.id, Action.STEP_UP_FAILED, session_id)
        raise InvalidError({"passphrase": NOT_YOURS}) from None
    if not hmac.compare_digest(seed, uow.keys.own.seed):
        uow.refuse(Action.KEY_REFUSED, f"member/{uow.me.id}")
        raise KeyChangedError(f"lock of {uow.me.id} opens to another seed")
    return blob


def _note(uow: UnitOfWork, token: str, tries: TryCounter, blob: bytes) -> None:
    with uow.act() as act:
        # The newest lock, under the write lock: an older one that a row holds again is refused.
        sign_ins.demand_newest_lock(load_key_trust(uow), uow.me.id, (PASSPHRASE, blob))
        row = act.session.get(SignIn, session_tokens.hash_token(token), populate_existing=True)
        if row is None or row.box is None:
            raise ExpiredError("sign-in")
        state = session_state.read_verified_session_state(uow.server, row, token)
        state = msgspec.structs.replace(state, stepped_up_at=act.now).tagged(uow.server, row)
        session_state.reseal_session(row, token, state)
        tries.forget(act.session)
        act.log(Action.STEPPED_UP, session_log_id(uow.me.id, shorten_session_id(row.id)))
    uow.sit(uow.me, make_keyring(uow, uow.me.id, state))
    uow.step_up_mark = uow.keys.make_step_up_mark(uow.server)
