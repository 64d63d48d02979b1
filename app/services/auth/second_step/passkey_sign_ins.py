"""Sign someone in with a passkey alone: it opens its lock, and it signs.

The page asks for any passkey of this site, with one salt for everyone, so it tells a stranger
nothing. Each wrong answer gets the same words, whether there is such an account, such a passkey or
such a lock. It is the passphrase and the second step in one, and never a step-up
(docs/decisions/0128, 0159).
"""

from datetime import datetime
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.errors import (
    AccountStoppedError,
    ExpiredError,
    InvalidError,
    KeyChangedError,
    LockRenewedError,
    SealedError,
)
from app.services.auth import sign_ins, throttle
from app.services.auth.second_step import passkey_checks, passkey_locks, passkey_use
from app.services.auth.second_step.browser_seals import open_from_browser, seal_for_browser
from app.services.auth.second_step.passkey_checks import PasskeySite, RefusedPasskeyError
from app.services.auth.second_step.passkey_use import CHALLENGE_TIME, PasskeyAnswer
from app.services.auth.second_step.step_refusals import RefusedStepError
from app.services.auth.second_step.step_rows import Passkey
from app.services.auth.second_step.waiting_sign_ins import STEP_CHANGED
from app.services.auth.second_step.waiting_state import OpenedKeys
from app.services.auth.sign_ins import UNKNOWN_USER, OpenedLock
from app.services.auth.throttle import TryCounter, TryKind
from app.services.members.member_lookup import load_key_trust
from app.services.organisations.organisation_setup import store_lock
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import session_tokens
from app.vault.principals import Secret

NOT_ALONE = (
    "We could not sign you in with that passkey alone. It might be a second step only. Use your "
    "passphrase first."
)
OTHER_ACCOUNT = (
    "That passkey is for another account. If you hid this page, use your own passkey or your "
    "passphrase. If someone else did, choose “Someone else? Sign in”."
)
NO_HANDLE = UUID(int=0)
"""Whose an answer is that names no one."""
_LABEL = "passkey_sign_in"


class _StepChangedError(Exception):
    """The row of the second step is not what the log vouches for."""


class DoorQuestion(PrivateStruct, frozen=True):
    """The question of the sign-in page: JSON for the browser, and its challenge, sealed.

    `token`: for a cookie of the browser that was asked, and no other.
    """

    options: str
    sealed: str
    token: str


class SealedChallenge(PrivateStruct, frozen=True):
    """The random bytes that a passkey signs at sign-in, and when they were made."""

    challenge: bytes
    made_at: datetime


def ask_any_passkey(uow: UnitOfWork, token: str, site: PasskeySite) -> DoorQuestion:
    """Return what a browser asks its device: the same for everyone who comes.

    `token`: what the browser has already from an earlier page; "" for none.
    """
    token = token or session_tokens.new_token()
    made = SealedChallenge(passkey_checks.make_challenge(), uow.clock())
    salt = passkey_locks.make_salt(uow.org.id)
    options = passkey_checks.make_request_options(site, made.challenge, (), salt=salt)
    return DoorQuestion(options, seal_for_browser(uow, _LABEL, token, made), token)


def _open_challenge(uow: UnitOfWork, token: str, sealed: str) -> bytes:
    """Return what the page asked to sign. Raises ExpiredError after five minutes."""
    made = open_from_browser(uow, _LABEL, token, sealed, SealedChallenge)
    if not made.made_at <= uow.clock() < made.made_at + CHALLENGE_TIME:
        raise ExpiredError("passkey challenge")
    return made.challenge


def sign_in_with_passkey(
    uow: UnitOfWork,
    token: str,
    sealed: str,
    given: PasskeyAnswer,
    address: str,
    *,
    only: UUID | None = None,
) -> str:
    """Sign someone in; returns the token for the cookie. `token`: of the browser that was asked.

    `only`: the member who can, where one has locked the page; None for anyone. Raises ExpiredError
    for a page that is too old, another browser's or used, InvalidError (same words whatever is
    wrong, but for someone else's passkey that opened where `only` is given), ThrottledError,
    AccountStoppedError, and KeyChangedError where keys or log are not what they were.
    """
    challenge = _open_challenge(uow, token, sealed)
    sent = _read_user(given), given, challenge, address, only
    try:
        return _open_and_start(uow, *sent)
    except LockRenewedError:  # by another press of the button: its lock is opened, once
        uow.session.rollback()
        return _open_and_start(uow, *sent)


def _read_user(given: PasskeyAnswer) -> UUID:
    try:
        return passkey_checks.read_user_handle(given.answer) or NO_HANDLE
    except RefusedPasskeyError:
        return NO_HANDLE


def _open_and_start(
    uow: UnitOfWork,
    user: UUID,
    given: PasskeyAnswer,
    challenge: bytes,
    address: str,
    only: UUID | None,
) -> str:
    held = passkey_locks.find_account_locks(uow, user)
    tries = _count_tries(uow, held.email or str(user), address)
    try:
        credential = passkey_checks.read_credential_id(given.answer)
        output = passkey_checks.read_prf_output(given.output)
        keys, opened = passkey_locks.open_any_lock(uow, user, held, credential, output)
    except (RefusedPasskeyError, SealedError):
        raise _refuse(uow, tries, user if held.email else UNKNOWN_USER) from None
    sign_ins.refuse_stopped_account(uow, tries, user, "")
    if only not in {None, user}:  # known only now: before the lock opened, the answer named anyone
        raise InvalidError({"": OTHER_ACCOUNT})
    try:
        return _start_session(uow, keys, opened, tries, given, challenge)
    except RefusedStepError:
        raise _refuse(uow, tries, user) from None
    except AccountStoppedError as error:
        (words,) = error.problems.values()
        raise AccountStoppedError({"": words}) from None
    except _StepChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{user}")
        throttle.count_failed_try(uow, tries)
        raise InvalidError({"": STEP_CHANGED.format(lead_title=uow.org.lead_title)}) from None


def _count_tries(uow: UnitOfWork, account: str, address: str) -> TryCounter:
    """Return what counts these tries. Raises ThrottledError: no one waits for a turn here.

    No one guesses 32 random bytes.
    """
    tries = TryCounter(uow.server, str(uow.org.id), account, address, TryKind.PASSKEY)
    throttle.raise_if_throttled(uow, tries)
    return tries


def _refuse(uow: UnitOfWork, tries: TryCounter, user: UUID) -> InvalidError:
    throttle.log_failed_try(uow, tries, user)
    return InvalidError({"": NOT_ALONE})


def _start_session(
    uow: UnitOfWork,
    keys: OpenedKeys,
    opened: OpenedLock,
    tries: TryCounter,
    given: PasskeyAnswer,
    challenge: bytes,
) -> str:
    return sign_ins.verify_and_start_session(
        uow,
        user=keys.user,
        seed=keys.seed,
        pins=keys.pins,
        tries=tries,
        opened=opened,
        second_step=lambda act: _use_passkey(act, uow, keys, opened, given, challenge),
    )


def _use_passkey(
    act: LoggedTransaction,
    uow: UnitOfWork,
    keys: OpenedKeys,
    opened: OpenedLock,
    given: PasskeyAnswer,
    challenge: bytes,
) -> datetime:
    """Use the passkey up that this lock belongs to, or raise. An old lock is replaced.

    It was verified under the write lock, as the newest that the log vouches for.
    """
    kind, blob = opened
    pins = load_key_trust(uow).follow_pins(keys.pins)
    passkey = _use_challenge(act, uow, keys, given, challenge, passkey_locks.read_lock_kind(kind))
    if passkey_locks.is_lock_outdated(uow, blob):
        newest = OpenedKeys(keys.user, keys.seed, pins)
        output = passkey_checks.read_prf_output(given.output)
        fresh = passkey_locks.make_lock(uow, newest, passkey.id, passkey.credential, output)
        store_lock(act, uow, keys.user, kind, fresh, Action.LOCK_RENEWED)
        act.checkpoint()  # a log cut back to before this lock must be seen
    return act.now


def _use_challenge(
    act: LoggedTransaction,
    uow: UnitOfWork,
    keys: OpenedKeys,
    given: PasskeyAnswer,
    challenge: bytes,
    passkey_id: UUID,
) -> Passkey:
    """Use the challenge up, and return the passkey. Raises _StepChangedError for a changed row."""
    owner, action = Secret(keys.seed), Action.FACTOR_PASSKEY_ALONE
    try:
        return passkey_use.use_up_passkey_challenge(
            act, uow, keys.user, owner, given, challenge, only=passkey_id, action=action
        )
    except KeyChangedError:
        raise _StepChangedError from None
