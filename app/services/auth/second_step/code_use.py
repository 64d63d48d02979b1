"""Use up a code of a second step: six digits of the app, or a recovery code. Each works once.

This module starts no session and ends none: its caller has the transaction.
"""

import hmac
from datetime import datetime
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
    "that the clock of your device is right, or use a recovery code."
)
USED_CODE = "That code was used already. Wait for your app to show the next one, then enter it."
NOT_A_CODE = "Enter the six digits that your app shows, or a recovery code."
WRONG_RECOVERY = "That recovery code is not right, or it was used already. Each one works once."
CLOCK_WAS_AHEAD = (
    "The clock of the server was wrong, so we cannot check codes of your app for a while. Enter a "
    "recovery code."
)
TOO_MANY_CODES = (
    "Someone entered too many wrong codes. If it was not you, they know your passphrase. Enter a "
    "recovery code, then change your passphrase. You can still call about a child."
)


class RefusedCodeError(Exception):
    """A code that lets no one in, and why. Wrong digits and a wrong recovery code are guesses."""

    def __init__(self, words: str) -> None:
        super().__init__("code")
        self.words = words

    @property
    def is_guess(self) -> bool:
        """Whether it counts as a wrong try: a code that was right once, or came early, is none."""
        return self.words in {WRONG_CODE, WRONG_RECOVERY}

    @property
    def is_digits(self) -> bool:
        """Whether wrong digits were typed: the log counts those from everywhere."""
        return self.words == WRONG_CODE


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
        raise RefusedCodeError(NOT_A_CODE)
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
        raise RefusedCodeError(TOO_MANY_CODES) from None


def _use_app_code(held: StepSecrets, code: str, now: datetime) -> StepSecrets:
    step = step_codes.find_time_step(held.secret, code, now)
    if step is None:
        raise RefusedCodeError(WRONG_CODE)
    if held.last_step > step_codes.find_newest_step(now):
        raise RefusedCodeError(CLOCK_WAS_AHEAD)
    if step <= held.last_step:
        raise RefusedCodeError(USED_CODE)
    return msgspec.structs.replace(held, last_step=step)


def _use_recovery_code(owner: Secret, held: StepSecrets, code: str, now: datetime) -> StepSecrets:
    typed = step_codes.hash_recovery_code(owner, code)
    left = tuple(one for one in held.recovery if not hmac.compare_digest(one, typed))
    if len(left) == len(held.recovery):
        raise RefusedCodeError(WRONG_RECOVERY)
    # A clock that was ahead, and was set back, must not refuse the app's codes until it is there.
    last_step = min(held.last_step, step_codes.find_newest_step(now))
    return msgspec.structs.replace(held, recovery=left, last_step=last_step)
