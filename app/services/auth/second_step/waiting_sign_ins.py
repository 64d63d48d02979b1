"""Check the code after the passphrase, and start the session once it is right.

A code is checked and used up under the write lock, in the transaction that starts the session: of
two at once, one gets in. A wrong one counts as a wrong passphrase does.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.errors import AccountStoppedError, ExpiredError, InvalidError, KeyChangedError
from app.models.member import Lock
from app.services.auth import sign_ins, throttle
from app.services.auth.second_step import code_use, step_rows
from app.services.auth.second_step.code_use import RefusedCodeError
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


def sign_in_with_code(uow: UnitOfWork, token: str, sealed: str, typed: str, address: str) -> str:
    """Check the code, start the session and return the token for its cookie.

    Raises ExpiredError when the sign-in waited too long or is not this browser's, InvalidError for
    a wrong code, ThrottledError, AccountStoppedError and KeyChangedError.
    """
    waiting = open_waiting_sign_in(uow, token, sealed)
    # No turn to wait for: the passphrase used the one that this address had.
    tries = TryCounter(uow.server, str(uow.org.id), waiting.account, address)
    throttle.raise_if_throttled(uow, tries)
    try:
        return _start_session(uow, waiting, tries, typed)
    except RefusedCodeError as refused:
        _count_wrong_code(uow, tries, waiting.keys.user, refused)
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


def _start_session(uow: UnitOfWork, waiting: WaitingSignIn, tries: TryCounter, typed: str) -> str:
    keys = waiting.keys
    return sign_ins.verify_and_start_session(
        uow,
        user=keys.user,
        seed=keys.seed,
        pins=keys.pins,
        tries=tries,
        opened=_find_opened_lock(uow, waiting),
        second_step=lambda act: _use_code(act, uow, waiting, tries, typed),
    )


def _use_code(
    act: LoggedTransaction, uow: UnitOfWork, waiting: WaitingSignIn, tries: TryCounter, typed: str
) -> datetime:
    """Use a code up, or raise. Return when the passphrase was typed."""
    user, owner = waiting.keys.user, Secret(waiting.keys.seed)
    is_known = tries.is_known(act.session, act.now)
    code_use.use_code(act, uow, user, owner, typed, is_known_here=is_known)
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


def _count_wrong_code(
    uow: UnitOfWork, tries: TryCounter, user: UUID, refused: RefusedCodeError
) -> None:
    """Count and log a wrong code as a wrong passphrase. Used or early digits are none."""
    if refused.is_guess:
        line = (Action.FACTOR_REFUSED, step_rows.factor_log_id(user))
        throttle.log_failed_try(uow, tries, user, also_log=line if refused.is_digits else None)
