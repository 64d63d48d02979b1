"""Check the code after the passphrase, and start the session once it is right.

A code is checked and used up under the write lock, in the transaction that starts the session: of
two at once, one gets in. A wrong one counts as a wrong passphrase does, and never locks anyone out.
"""

import hmac
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.errors import (
    AccountStoppedError,
    ExpiredError,
    InvalidError,
    KeyChangedError,
    ThrottledError,
)
from app.models.member import Lock
from app.services.auth import sign_ins, throttle
from app.services.auth.second_step import step_codes, step_rows
from app.services.auth.second_step.step_rows import StepSecrets
from app.services.auth.second_step.waiting_state import WaitingSignIn, open_waiting_sign_in
from app.services.auth.throttle import TryCounter, TryKind
from app.services.members.key_trust import hash_row_bytes
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret

WRONG_CODE = "That code is not right. Enter the code that your app shows now, or a recovery code."
USED_CODE = "You used that code already. Wait for your app to show the next one, then enter it."
STEP_CHANGED = (
    "Your second step was changed outside Heard, so we cannot check any code. Call your "
    "{lead_title}. They can turn it off for you. You can still call about a child."
)
TOO_MANY_CODES = (
    "Too many wrong codes were entered for this account. Enter a recovery code, or wait 15 "
    "minutes. You can still call."
)


class _RefusedCodeError(Exception):
    """A code that is not right. `is_counted`: six digits, so a try that the log counts."""

    def __init__(self, words: str, *, is_counted: bool) -> None:
        super().__init__("code")
        self.words, self.is_counted = words, is_counted


def sign_in_with_code(uow: UnitOfWork, token: str, text: str, typed: str, address: str) -> str:
    """Check the code, start the session and return the token for its cookie.

    Raises ExpiredError when the sign-in waited too long or is not this browser's, InvalidError for
    a wrong code, ThrottledError, AccountStoppedError and KeyChangedError.
    """
    waiting = open_waiting_sign_in(uow, token, text)
    tries = throttle.start_try(uow, waiting.account, address)
    opened = _find_opened_lock(uow, waiting)
    place = uow, waiting.keys.user, waiting.keys.seed, waiting.keys.pins, tries, opened
    try:
        return sign_ins.verify_and_start_session(
            *place, second_step=lambda act: _use_code(act, uow, waiting, typed)
        )
    except _RefusedCodeError as refused:
        _log_wrong_code(uow, tries, waiting.keys.user, is_counted=refused.is_counted)
        raise InvalidError({"code": refused.words}) from None
    except AccountStoppedError as error:
        (words,) = error.problems.values()
        raise AccountStoppedError({"code": words}) from None
    except KeyChangedError:
        if _is_row_believed(uow, waiting):
            raise
        throttle.count_failed_try(uow, tries)  # each try is a line of the log
        words = STEP_CHANGED.format(lead_title=uow.org.lead_title)
        raise InvalidError({"code": words}) from None


def _use_code(
    act: LoggedTransaction, uow: UnitOfWork, waiting: WaitingSignIn, typed: str
) -> datetime:
    """Use a code up, or raise. Return when the passphrase was typed.

    The log was read under the write lock, and nothing was logged yet.
    """
    user, owner = waiting.keys.user, Secret(waiting.keys.seed)
    code, held = step_codes.tidy_code(typed), step_rows.load_step(uow, user, owner)
    if step_codes.is_app_code(code):
        action, used = Action.FACTOR_USED, _use_app_code(uow, user, held, code, act.now)
    else:
        action, used = Action.FACTOR_CODE_USED, _use_recovery_code(owner, held, code)
    step_rows.store_step(act, uow, user, owner, used, action)
    return waiting.opened_at


def _use_app_code(
    uow: UnitOfWork, user: UUID, held: StepSecrets, code: str, now: datetime
) -> StepSecrets:
    try:
        throttle.demand_tries_left(uow, step_rows.factor_log_id(user), TryKind.SECOND_STEP)
    except ThrottledError:
        raise _RefusedCodeError(TOO_MANY_CODES, is_counted=False) from None
    step = step_codes.find_time_step(held.secret, code, now)
    if step is None:
        raise _RefusedCodeError(WRONG_CODE, is_counted=True)
    if step <= held.last_step:
        raise _RefusedCodeError(USED_CODE, is_counted=True)
    return msgspec.structs.replace(held, last_step=step)


def _use_recovery_code(owner: Secret, held: StepSecrets, code: str) -> StepSecrets:
    typed = step_codes.hash_recovery_code(owner, code)
    left = tuple(one for one in held.recovery if not hmac.compare_digest(one, typed))
    if len(left) == len(held.recovery):
        raise _RefusedCodeError(WRONG_CODE, is_counted=False)
    return msgspec.structs.replace(held, recovery=left)


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


def _log_wrong_code(uow: UnitOfWork, tries: TryCounter, user: UUID, *, is_counted: bool) -> None:
    """Count it as a wrong passphrase is counted. The log counts six digits from everywhere."""
    beside = (Action.FACTOR_REFUSED, step_rows.factor_log_id(user)) if is_counted else None
    throttle.log_failed_try(uow, tries, user, beside=beside)
