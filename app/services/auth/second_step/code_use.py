"""Use up a code of a second step: six digits of the app, or a recovery code. Each works once.

This module starts no session and ends none: its caller has the transaction.
"""

import hmac
from datetime import datetime
from enum import Enum, unique
from uuid import UUID

import msgspec

from app.errors import ThrottledError
from app.services.auth import throttle
from app.services.auth.second_step import step_codes, step_rows
from app.services.auth.second_step.step_rows import StepSecrets
from app.services.auth.throttle import TryKind
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret

WRONG_CODE = (
    "That code is not right. Enter the one that your app shows now. If it is wrong again, check "
    "that the time on your device is right, or use a recovery code."
)
USED_CODE = "That code was used already. Wait for your app to show the next one, then enter it."
NOT_A_CODE = "Enter the six digits that your app shows, or a recovery code."
NO_RECOVERY_CODE = "Use your passkey, or enter a recovery code."
WRONG_RECOVERY = (
    "That recovery code is not right, or it was used already. Check it against your paper, or "
    "enter another one."
)
CLOCK_WAS_AHEAD = (
    "The server’s clock was wrong, so we cannot check codes from your app for now. Enter a "
    "recovery code."
)
NO_APP = (
    "Your account has no authenticator app. Use your passkey, or enter a recovery code in the box "
    "for it."
)
WRONG_PASSKEY = (
    "We could not accept that passkey. It might have been removed. Try again, use another one, or "
    "enter a code."
)
TOO_MANY_CODES = (
    "Someone entered too many wrong codes. If it was not you, they know your passphrase. Enter a "
    "recovery code, then change your passphrase. You can still call about a child."
)


@unique
class CodeFault(Enum):
    """Why a code lets no one in, with the words for it."""

    WRONG_DIGITS = WRONG_CODE
    WRONG_RECOVERY = WRONG_RECOVERY
    """Or one that was used: nothing tells them apart, because a used one is forgotten."""
    USED_DIGITS = USED_CODE
    EARLY_DIGITS = CLOCK_WAS_AHEAD
    NOT_A_CODE = NOT_A_CODE
    TOO_MANY = TOO_MANY_CODES
    NO_APP = NO_APP
    NO_CODE = NO_RECOVERY_CODE
    WRONG_PASSKEY = WRONG_PASSKEY


class RefusedCodeError(Exception):
    """A code that lets no one in, and why."""

    def __init__(self, fault: CodeFault) -> None:
        super().__init__(fault.name)
        self.fault = fault

    @property
    def words(self) -> str:
        """The words for the person who typed it."""
        return self.fault.value

    @property
    def is_guess(self) -> bool:
        """Whether it counts as a wrong try. Digits that were right once, or came early, do not."""
        return self.fault in {
            CodeFault.WRONG_DIGITS,
            CodeFault.WRONG_RECOVERY,
            CodeFault.WRONG_PASSKEY,
        }

    @property
    def is_digits(self) -> bool:
        """Whether wrong digits were typed: the log counts those from everywhere."""
        return self.fault is CodeFault.WRONG_DIGITS


def use_code(
    act: LoggedTransaction,
    uow: UnitOfWork,
    user: UUID,
    owner: Secret,
    typed: str,
    *,
    is_known_here: bool = False,
) -> None:
    """Use a code up, or raise RefusedCodeError, or KeyChangedError for a row nobody vouches for.

    Call it before anything is logged, with the log read under the write lock. `is_known_here`: the
    account signed in from this address before, and has more tries than strangers leave it.
    """
    code, held = step_codes.tidy_code(typed), step_rows.load_step(uow, user, owner)
    if (not code or code.isdigit()) and not step_codes.is_app_code(code):
        raise RefusedCodeError(CodeFault.NOT_A_CODE if held.secret else CodeFault.NO_CODE)
    if step_codes.is_app_code(code) and not held.secret:
        raise RefusedCodeError(CodeFault.NO_APP)  # digits of an empty secret are known to everyone
    if step_codes.is_app_code(code):
        _demand_tries_left(uow, user, is_known_here=is_known_here)
        used, action = _use_app_code(held, code, act.now), Action.FACTOR_USED
    else:
        used, action = _use_recovery_code(owner, held, code, act.now), Action.FACTOR_CODE_USED
    step_rows.store_step(act, uow, user, owner, used, action)
    if action is Action.FACTOR_CODE_USED:
        act.checkpoint()  # a log cut back to before this would bring the code back


def _demand_tries_left(uow: UnitOfWork, user: UUID, *, is_known_here: bool) -> None:
    obj, times = step_rows.factor_log_id(user), 2 if is_known_here else 1
    try:
        throttle.demand_tries_left(uow, obj, TryKind.SECOND_STEP, times=times)
    except ThrottledError:
        raise RefusedCodeError(CodeFault.TOO_MANY) from None


def _use_app_code(held: StepSecrets, code: str, now: datetime) -> StepSecrets:
    step = step_codes.find_time_step(held.secret, code, now)
    if step is None:
        raise RefusedCodeError(CodeFault.WRONG_DIGITS)
    if held.last_step > step_codes.find_newest_step(now):
        raise RefusedCodeError(CodeFault.EARLY_DIGITS)
    if step <= held.last_step:
        raise RefusedCodeError(CodeFault.USED_DIGITS)
    return msgspec.structs.replace(held, last_step=step)


def _use_recovery_code(owner: Secret, held: StepSecrets, code: str, now: datetime) -> StepSecrets:
    typed = step_codes.hash_recovery_code(owner, code)
    left = tuple(one for one in held.recovery if not hmac.compare_digest(one, typed))
    if len(left) == len(held.recovery):
        raise RefusedCodeError(CodeFault.WRONG_RECOVERY)
    # A clock that was ahead, and was set back, must not refuse the app's codes until it is there.
    last_step = min(held.last_step, step_codes.find_newest_step(now))
    return msgspec.structs.replace(held, recovery=left, last_step=last_step)
