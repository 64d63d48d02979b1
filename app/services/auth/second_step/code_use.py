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
from app.services.auth.second_step.step_refusals import RefusedStepError, StepFault
from app.services.auth.second_step.step_rows import StepSecrets
from app.services.auth.throttle import TryKind
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret


def use_up_step_code(
    act: LoggedTransaction,
    uow: UnitOfWork,
    user: UUID,
    owner: Secret,
    typed: str,
    *,
    is_known_here: bool = False,
) -> None:
    """Use a code up. Raises RefusedStepError, and KeyChangedError for a row no one vouches for.

    Call it before anything is logged, with the log read under the write lock. `is_known_here`: the
    account signed in from this address before, and has more tries than strangers leave it.
    """
    code, held = step_codes.tidy_code(typed), step_rows.load_step(uow, user, owner)
    if (not code or code.isdigit()) and not step_codes.is_app_code(code):
        raise RefusedStepError(StepFault.NOT_A_CODE if held.secret else StepFault.NO_CODE)
    if step_codes.is_app_code(code) and not held.secret:
        raise RefusedStepError(StepFault.NO_APP)  # digits of an empty secret are known to everyone
    if step_codes.is_app_code(code):
        _demand_tries_left(uow, user, is_known_here=is_known_here)
        used, action = _use_app_code(held, code, act.now), Action.FACTOR_USED
    else:
        used, action = _use_recovery_code(owner, held, code, act.now), Action.FACTOR_CODE_USED
    step_rows.store_step(act, uow, user, owner, used, action)
    if action is Action.FACTOR_CODE_USED:
        act.checkpoint()  # a log cut back to before this would bring the code back


def _demand_tries_left(uow: UnitOfWork, user: UUID, *, is_known_here: bool) -> None:
    obj, times = step_rows.second_step_log_id(user), 2 if is_known_here else 1
    try:
        throttle.demand_tries_left_by_log(uow, obj, TryKind.SECOND_STEP, times=times)
    except ThrottledError:
        raise RefusedStepError(StepFault.TOO_MANY) from None


def _use_app_code(held: StepSecrets, code: str, now: datetime) -> StepSecrets:
    step = step_codes.find_matching_time_step(held.secret, code, now)
    if step is None:
        raise RefusedStepError(StepFault.WRONG_DIGITS)
    if held.last_step > step_codes.find_newest_time_step(now):
        raise RefusedStepError(StepFault.EARLY_DIGITS)
    if step <= held.last_step:
        raise RefusedStepError(StepFault.USED_DIGITS)
    return msgspec.structs.replace(held, last_step=step)


def _use_recovery_code(owner: Secret, held: StepSecrets, code: str, now: datetime) -> StepSecrets:
    typed = step_codes.hash_recovery_code(owner, code)
    left = tuple(one for one in held.recovery if not hmac.compare_digest(one, typed))
    if len(left) == len(held.recovery):
        raise RefusedStepError(StepFault.WRONG_RECOVERY)
    # A clock that was ahead, and was set back, must not refuse the app's codes until it is there.
    last_step = min(held.last_step, step_codes.find_newest_time_step(now))
    return msgspec.structs.replace(held, recovery=left, last_step=last_step)
