"""Check the code or passkey after the passphrase, and start the session once it is right.

A code is checked and used up under the write lock, in the transaction that starts the session: of
two at once, one gets in. A wrong one counts as a wrong passphrase does.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.errors import (
    AccountStoppedError,
    ExpiredError,
    InvalidError,
    KeyChangedError,
    LockRenewedError,
)
from app.models.member import Lock
from app.services.auth import sign_ins, throttle
from app.services.auth.second_step import code_use, passkey_checks, passkey_use, step_rows
from app.services.auth.second_step.passkey_checks import PasskeySite
from app.services.auth.second_step.passkey_use import PasskeyAnswer
from app.services.auth.second_step.step_refusals import RefusedStepError
from app.services.auth.second_step.waiting_state import WaitingSignIn, open_waiting_sign_in
from app.services.auth.throttle import TryCounter
from app.services.members.key_trust import hash_row_bytes
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret

STEP_CHANGED = (
    "Your second step was changed outside Heard, so we cannot check any code. Call a {lead_title}. "
    "If you are one, call another. They can turn it off. If there is no other, or you are a head "
    "or chair, it takes the recovery sheet and the person who runs this server. You can still call "
    "about a child."
)


class WaitingStep(PrivateStruct, frozen=True):
    """The ways in that the page offers. `options`: JSON for the browser, "" for no passkey.

    `is_elsewhere`: there are passkeys, but all were made at another address of the server.
    """

    has_app: bool = True
    options: str = ""
    is_elsewhere: bool = False


def load_waiting_step(uow: UnitOfWork, token: str, sealed: str, site: PasskeySite) -> WaitingStep:
    """Return what the page offers. Of a sign-in or row that cannot be opened, the box for a code.

    Only a right passphrase leads here. Nothing is opened but what the person has to prove.
    """
    try:
        waiting = open_waiting_sign_in(uow, token, sealed)
        uow.key_log.refresh(uow.session, uow.org)
        held = step_rows.load_step(uow, waiting.keys.user, Secret(waiting.keys.seed))
    except (ExpiredError, KeyChangedError):
        return WaitingStep()
    here = [one.credential for one in held.passkeys if one.host == site.host]
    options = passkey_checks.make_request_options(site, waiting.challenge, here) if here else ""
    return WaitingStep(bool(held.secret), options, bool(held.passkeys and not here))


def verify_step_and_start_session(
    uow: UnitOfWork, token: str, sealed: str, given: str | PasskeyAnswer, address: str
) -> str:
    """Check the second step, start the session and return the token for its cookie.

    `given`: a code, or what the device answered. Raises ExpiredError when the sign-in waited too
    long, is another browser's or was used by a passkey, InvalidError for a wrong one,
    ThrottledError, AccountStoppedError, KeyChangedError.
    """
    waiting = open_waiting_sign_in(uow, token, sealed)
    # No turn to wait for: the passphrase used the one that this address had.
    tries = TryCounter(uow.server, str(uow.org.id), waiting.account, address)
    throttle.raise_if_throttled(uow, tries)
    try:
        return _start_session(uow, waiting, tries, given)
    except RefusedStepError as refused:
        _count_wrong_try(uow, tries, waiting.keys.user, refused)
        raise InvalidError({"code": refused.words}) from None
    except AccountStoppedError as error:
        (words,) = error.problems.values()
        raise AccountStoppedError({"code": words}) from None
    except LockRenewedError:
        raise ExpiredError("another lock since") from None
    except KeyChangedError:
        if _is_row_believed(uow, waiting):
            raise
        throttle.count_failed_try(uow, tries)  # each try is a line of the log
        words = STEP_CHANGED.format(lead_title=uow.org.lead_title)
        raise InvalidError({"code": words}) from None


def _start_session(
    uow: UnitOfWork, waiting: WaitingSignIn, tries: TryCounter, given: str | PasskeyAnswer
) -> str:
    keys = waiting.keys
    return sign_ins.verify_and_start_session(
        uow,
        user=keys.user,
        seed=keys.seed,
        pins=keys.pins,
        tries=tries,
        opened=_find_opened_lock(uow, waiting),
        second_step=lambda act: _use_step(act, uow, waiting, tries, given),
    )


def _use_step(
    act: LoggedTransaction,
    uow: UnitOfWork,
    waiting: WaitingSignIn,
    tries: TryCounter,
    given: str | PasskeyAnswer,
) -> datetime:
    """Use a code or passkey, or raise. Return when the passphrase was typed."""
    user, owner = waiting.keys.user, Secret(waiting.keys.seed)
    if isinstance(given, PasskeyAnswer):
        passkey_use.use_up_passkey_challenge(act, uow, user, owner, given, waiting.challenge)
        return waiting.opened_at
    is_known = tries.is_known(act.session, act.now)
    code_use.use_up_step_code(act, uow, user, owner, given, is_known_here=is_known)
    return waiting.opened_at


def _find_opened_lock(uow: UnitOfWork, waiting: WaitingSignIn) -> sign_ins.OpenedLock | None:
    """Return the lock that was opened. Raises ExpiredError if there is another passphrase now."""
    if waiting.lock is None:
        return None
    kind, h = waiting.lock
    blob = uow.session.scalar(
        select(Lock.blob).where(
            Lock.org_id == uow.org.id, Lock.user_id == waiting.keys.user, Lock.kind == kind
        )
    )
    if blob is None or hash_row_bytes(blob) != h:
        raise ExpiredError("another lock since")
    return kind, blob


def _is_row_believed(uow: UnitOfWork, waiting: WaitingSignIn) -> bool:
    uow.key_log.refresh(uow.session, uow.org)
    try:
        step_rows.load_step(uow, waiting.keys.user, Secret(waiting.keys.seed))
    except KeyChangedError:
        return False
    return True


def _count_wrong_try(
    uow: UnitOfWork, tries: TryCounter, user: UUID, refused: RefusedStepError
) -> None:
    """Count and log a wrong code or passkey as a wrong passphrase. Used or early digits: no."""
    if refused.is_guess:
        line = (Action.FACTOR_REFUSED, step_rows.second_step_log_id(user))
        throttle.log_failed_try(uow, tries, user, also_log=line if refused.is_digits else None)
