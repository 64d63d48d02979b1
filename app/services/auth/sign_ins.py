"""Check a passphrase by opening its lock, verify what it leads to, and start a session.

Opening the lock is the password check. An unknown email costs the same time and gets the same
answer. Roles and team fingerprints are verified once, here, and sealed into the session's box;
later requests trust only the box (docs/threat-model.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.domain.routing.actors import Role, Team
from app.domain.times.shown_times import format_full_time
from app.errors import (
    AccountStoppedError,
    BusyError,
    InvalidError,
    KeyChangedError,
    LockRenewedError,
    SealedError,
)
from app.models.member import Lock, Member, SignIn
from app.models.team import TeamGrant
from app.services.audit_log.session_index import session_log_id, shorten_session_id
from app.services.auth import device_names, throttle
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.second_step import step_requirement, step_rows, waiting_state
from app.services.auth.second_step.passkey_locks import is_passkey_lock
from app.services.auth.second_step.waiting_state import OpenedKeys, SecondStep
from app.services.auth.session_state import SessionState, reseal_session
from app.services.auth.throttle import TryCounter
from app.services.members.key_trust import KeyTrust, lock_log_id, team_grant_log_id
from app.services.members.member_lookup import load_key_trust
from app.services.organisations.organisation_setup import make_passphrase_lock, store_lock
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import contexts, locks, session_tokens
from app.vault.locks import Pins
from app.vault.principals import Secret

PASSPHRASE = "passphrase"  # noqa: S105 - the kind of a lock
OpenedLock = tuple[str, bytes]
"""A lock that somebody opened: its kind, and the bytes that were opened."""
UNKNOWN_USER = UUID(int=0)
"""Whose a lock is that nobody has: what an unknown account is tried and logged as."""
WRONG_SIGN_IN = "That email and passphrase do not match. Check both and try again."


def sign_in(uow: UnitOfWork, slots: KdfSlots, email: str, passphrase: str, address: str) -> str:
    """Sign somebody in; returns the token for the cookie.

    Raises ThrottledError, BusyError, InvalidError (same words whatever is wrong),
    AccountStoppedError where all was right, KeyChangedError and LogBrokenError when keys or log are
    not what they were. SecondStepNeededError where all was right and a code must follow.
    """
    slots.demand_room()
    account = email.strip().casefold()
    tries = throttle.start_try(uow, account, address)
    try:
        return _open_and_start(uow, slots, tries, account, passphrase)
    except LockRenewedError:  # by another press of the button: its lock is opened, once
        uow.session.rollback()
        return _open_and_start(uow, slots, tries, account, passphrase)


def _open_and_start(
    uow: UnitOfWork, slots: KdfSlots, tries: TryCounter, account: str, passphrase: str
) -> str:
    user, blob = find_lock(uow, account, PASSPHRASE) or (
        UNKNOWN_USER,
        locks.make_decoy_lock(uow.server.generation),
    )
    uow.session.rollback()  # no read transaction while waiting for a slot
    try:
        with slots.hold():
            seed, pins = open_passphrase_lock(uow, user, blob, passphrase)
    except SealedError:
        throttle.log_failed_try(uow, tries, user)
        raise InvalidError({"passphrase": WRONG_SIGN_IN}) from None
    refuse_stopped_account(uow, tries, user, "passphrase")
    blob = _renew_lock(uow, slots, OpenedKeys(user, seed, pins), passphrase, blob)
    return verify_and_start_session(uow, user, seed, pins, tries, (PASSPHRASE, blob))


def _renew_lock(
    uow: UnitOfWork, slots: KdfSlots, opened: OpenedKeys, passphrase: str, blob: bytes
) -> bytes:
    """Return the lock to go on with: a new one, if it was made under an older server secret.

    No one else can make it: the server knows no passphrase (docs/decisions/0116).
    """
    if locks.read_pepper_generation(blob) == uow.server.generation:
        return blob
    user, own = opened.user, Secret(opened.seed)
    state = verify_opened_lock(uow, user, opened.seed, opened.pins, (PASSPHRASE, blob))
    pins = Pins(state.leads, state.seniors)
    uow.session.rollback()  # no read transaction while waiting for a slot
    try:
        with slots.hold():
            fresh = make_passphrase_lock(uow, user, own, pins, passphrase)
    except BusyError:
        return blob  # they have waited already: the next sign-in does it
    with _refusals(uow, user), uow.act() as act:
        # Under the write lock: a new passphrase may have been chosen in between.
        demand_newest_lock(load_key_trust(uow), user, (PASSPHRASE, blob))
        store_lock(act, uow, user, PASSPHRASE, fresh, Action.LOCK_RENEWED)
        act.checkpoint()  # a log cut back to before this lock must be seen
    return fresh


def refuse_stopped_account(uow: UnitOfWork, tries: TryCounter, user: UUID, field: str) -> None:
    """Refuse someone whose account a lead stopped, once a lock of theirs was opened.

    Only a right passphrase or card leads here, so no one else learns of it. Raises
    AccountStoppedError after logging the try. `field`: where the form says it.
    """
    uow.key_log.refresh(uow.session, uow.org)
    if (words := describe_account_stop(uow, user)) is not None:
        throttle.log_failed_try(uow, tries, user)
        raise AccountStoppedError({field: words})


def describe_account_stop(uow: UnitOfWork, user: UUID) -> str | None:
    """Return when an account was stopped and who to call, by the log as read; None if it is not."""
    stop = uow.key_log.recall_sessions(uow.org).suspensions.find(user)
    if stop is None:
        return None
    did = "removed" if stop.removed else "stopped"
    return (
        f"Your {uow.org.lead_title} {did} your account at {uow.org.name} on "
        f"{format_full_time(stop.at)}. You cannot sign in. If this surprises you, call your "
        f"{uow.org.lead_title}, or the head or chair. You can still call about a child."
    )


def verify_and_start_session(
    uow: UnitOfWork,
    user: UUID,
    seed: bytes,
    pins: Pins,
    tries: TryCounter | None = None,
    opened: OpenedLock | None = None,
    *,
    second_step: SecondStep | None = None,
) -> str:
    """Verify an opened lock's key, roles, pins and grant, then make the sign-in.

    With `opened` the passphrase was typed just now: a step-up, as a recovery card is not. Raises
    SecondStepNeededError without the `second_step` of someone who has one.
    """
    state = verify_opened_lock(uow, user, seed, pins, opened)
    token = session_tokens.new_token()
    with _refusals(uow, user), uow.act() as act:
        # Again, under the write lock: a new passphrase or a lost role ends sign-ins made before it.
        state = _verify(uow, user, seed, pins, opened)
        if words := describe_account_stop(uow, user):  # stopped while the lock was opened
            raise AccountStoppedError({"passphrase": words})
        at = _pass_second_step(act, uow, OpenedKeys(user, seed, pins), opened, second_step)
        if opened is not None and opened[0] == PASSPHRASE:
            state = msgspec.structs.replace(state, stepped_up_at=at)
        row = _write_row(act, uow, user, token, state)
        if tries is not None:
            tries.record_success(act.session, act.now)
        act.log(Action.SIGNED_IN, session_log_id(user, shorten_session_id(row.id)))
    return token


def _pass_second_step(
    act: LoggedTransaction,
    uow: UnitOfWork,
    keys: OpenedKeys,
    opened: OpenedLock | None,
    second_step: SecondStep | None,
) -> datetime:
    """Use a code up, where the log says that one is needed. Return when the lock was opened.

    A passkey that opened the account alone is always used up, and so is its challenge.
    """
    is_alone = opened is not None and is_passkey_lock(opened[0])  # proves nothing until it signed
    if not is_alone and not step_rows.has_second_step(uow, keys.user):
        return act.now
    if second_step is None:
        raise waiting_state.make_step_needed_error(act, uow, keys, opened)
    return second_step(act)


def verify_opened_lock(
    uow: UnitOfWork, user: UUID, seed: bytes, pins: Pins, opened: OpenedLock | None = None
) -> SessionState:
    """Return roles and pins of a member, checked against certificates and the log.

    `opened`: the lock that was opened just now. Raises KeyChangedError, after logging it, when a
    certificate, pin, lock or grant fails.
    """
    with _refusals(uow, user):
        return _verify(uow, user, seed, pins, opened)


@contextmanager
def _refusals(uow: UnitOfWork, user: UUID) -> Iterator[None]:
    try:
        yield
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{user}")
        raise


def _verify(
    uow: UnitOfWork, user: UUID, seed: bytes, pins: Pins, opened: OpenedLock | None
) -> SessionState:
    judge = load_key_trust(uow)
    demand_newest_lock(judge, user, opened)
    own = Secret(seed).public
    key = judge.key_of(user)
    if judge.joined(key).fingerprint != own.fingerprint:
        raise KeyChangedError(f"lock of {user} opens to other keys")
    pins = judge.follow_pins(pins)
    _demand_locks(uow, judge, user)
    if key.cert is None and judge.was_certified(user):
        raise KeyChangedError(f"certificate of {user} is gone")
    if key.cert is None:
        return SessionState(seed, pins.leads, pins.seniors, (Role.PRACTITIONER,), False, 0)
    roles = judge.roles(key)
    _demand_grant(uow, judge, user, roles, own.fingerprint)
    return SessionState(seed, pins.leads, pins.seniors, roles, True, key.serial)


def demand_newest_lock(judge: KeyTrust, user: UUID, opened: OpenedLock | None) -> None:
    """Raise KeyChangedError unless the opened bytes are the newest: a row may hold older ones.

    Raises LockRenewedError where they were the newest until another sign-in renewed the lock.
    """
    if opened is None:
        return
    kind, blob = opened
    try:
        judge.demand(lock_log_id(user, kind), blob)
    except KeyChangedError:
        can_renew = kind == PASSPHRASE or is_passkey_lock(kind)
        if can_renew and judge.was_lock_renewed(user, kind, blob):
            raise LockRenewedError({"passphrase": WRONG_SIGN_IN}) from None
        raise


def _demand_locks(uow: UnitOfWork, judge: KeyTrust, user: UUID) -> None:
    rows = uow.session.scalars(select(Lock).where(Lock.org_id == uow.org.id, Lock.user_id == user))
    for row in rows:
        judge.demand(lock_log_id(user, row.kind), row.blob)


def _demand_grant(
    uow: UnitOfWork, judge: KeyTrust, user: UUID, roles: tuple[Role, ...], fingerprint: bytes
) -> None:
    for role, team in ((Role.LEAD, Team.LEADS), (Role.SENIOR, Team.SENIORS)):
        if role not in roles:
            continue
        epoch = judge.team(team).epoch
        blob = uow.session.scalar(
            select(TeamGrant.blob).where(
                TeamGrant.org_id == uow.org.id,
                TeamGrant.team == team.value,
                TeamGrant.epoch == epoch,
                TeamGrant.member_fpr == fingerprint,
            )
        )
        if blob is None:
            raise KeyChangedError(f"no grant of {team} for {user}")
        judge.demand(team_grant_log_id(team.value, epoch, fingerprint), blob)


def find_lock(uow: UnitOfWork, account: str, kind: str) -> tuple[UUID, bytes] | None:
    """Return whose lock of this kind an account has, and its bytes; None for none."""
    found = uow.session.execute(
        select(Member.id, Lock.blob)
        .join(Lock, Lock.user_id == Member.id)
        .where(
            Member.org_id == uow.org.id,
            Member.email == account,
            Lock.org_id == uow.org.id,
            Lock.kind == kind,
        )
    ).one_or_none()
    return (found[0], found[1]) if found is not None else None


def open_passphrase_lock(
    uow: UnitOfWork, user: UUID, blob: bytes, passphrase: str
) -> tuple[bytes, Pins]:
    """Return the seed and the pins in a lock. Raises SealedError. Hold a slot: it takes a core."""
    return locks.unlock_with_passphrase(
        blob,
        passphrase,
        pepper=uow.server.find_pepper(locks.read_pepper_generation(blob)),
        context=contexts.lock(str(uow.org.id), str(user), PASSPHRASE),
    )


def _write_row(
    act: LoggedTransaction, uow: UnitOfWork, user: UUID, token: str, state: SessionState
) -> SignIn:
    row = SignIn(
        id=session_tokens.hash_token(token),
        org_id=uow.org.id,
        user_id=user,
        since=act.now,
        last_seen=act.now,
        opened_drafts=[],
    )
    state = state.tagged(uow.server, row)
    reseal_session(row, token, state)
    keys = step_requirement.make_keyring(uow, user, state)
    uow.step_up_mark = keys.make_step_up_mark(uow.server)
    row.device = device_names.seal_device(Secret(state.seed), row, uow.device)
    act.session.add(row)
    return row
