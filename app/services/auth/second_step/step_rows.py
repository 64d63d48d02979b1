"""Seal, open and judge the row of a second step. The log alone says whether there is one.

The row is one box under its owner's key, with the app and all passkeys. Each code or passkey that
is used makes a new box, and the line of the log about it has its hash. So an older row, another
one, or none at all opens no door: the log says that there is a second step, and nothing is right
(docs/decisions/0106, 0112).
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import delete, select

from app.domain.private_struct import PrivateStruct
from app.errors import KeyChangedError, SealedError
from app.models.member import SecondFactor
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth.second_step import passkey_locks
from app.services.members.key_trust import hash_row_bytes
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import boxes, contexts
from app.vault.principals import Secret

_KEY = "totp"


class Passkey(PrivateStruct, frozen=True):
    """A passkey of one member. `name` is its owner's word for it, `host` where it was made.

    `credential` is the device's name for it. `sign_count`: how often it was used, where it counts.
    """

    id: UUID
    name: str
    host: str
    credential: bytes
    public_key: bytes
    sign_count: int
    added_at: datetime
    used_at: datetime | None = None


class UsedChallenge(PrivateStruct, frozen=True):
    """The hash of a challenge that a passkey answered, and when: it counts no more."""

    h: bytes
    at: datetime


class StepSecrets(PrivateStruct, frozen=True):
    """The sealed values: the app's secret, the step of the last code, hashes of recovery codes.

    `secret` is empty where there is no app. Then there is a passkey.
    """

    secret: bytes
    last_step: int
    recovery: tuple[str, ...]
    passkeys: tuple[Passkey, ...] = ()
    challenges: tuple[UsedChallenge, ...] = ()


EMPTY_STEP = StepSecrets(b"", 0, ())


def second_step_log_id(user: UUID) -> str:
    """Log id of the second step of a member."""
    return f"factor/{user}"


def step_removal_log_id(user: UUID) -> str:
    """Log id under which leads, heads and chairs see that a second step was turned off."""
    return f"second_step/{user}"


def has_second_step(uow: UnitOfWork, user: UUID) -> bool:
    """Whether a member signs in with a code or passkey as well, by the log as far as read."""
    return is_step_logged(uow.key_log, uow, user)


def is_step_logged(log: VerifiedLog, uow: UnitOfWork, user: UUID) -> bool:
    """Whether the newest line of a log about a member's second step set one up."""
    return log.has_hash(uow.org, second_step_log_id(user))


def load_step(uow: UnitOfWork, user: UUID, owner: Secret) -> StepSecrets:
    """Return what the row of a member holds. Read the log first.

    Raises KeyChangedError for a row that is gone, or not the one that the log vouches for.
    """
    row = _find_row(uow, user)
    if row is None or not uow.key_log.vouches(uow.org, second_step_log_id(user), row.box):
        raise KeyChangedError(f"second step of {user}")
    try:
        plain = boxes.unbox(owner.key(_KEY), row.box, _make_context(uow, user))
        return msgspec.json.decode(plain, type=StepSecrets)
    except (SealedError, msgspec.MsgspecError):
        raise KeyChangedError(f"second step of {user} does not open") from None


def load_own_step(uow: UnitOfWork) -> StepSecrets | None:
    """Return one's own second step; None without one, and for a row that no one vouches for."""
    if not has_second_step(uow, uow.me.id):
        return None
    try:
        return load_step(uow, uow.me.id, uow.keys.own)
    except KeyChangedError:
        return None


def store_step(
    act: LoggedTransaction,
    uow: UnitOfWork,
    user: UUID,
    owner: Secret,
    step: StepSecrets,
    action: Action,
) -> None:
    """Seal a second step into its row, and log it with the hash of what is stored now.

    No passkey that is not in it opens the account alone after this.
    """
    context = _make_context(uow, user)
    box = boxes.box(owner.key(_KEY), msgspec.json.encode(step), context)
    row = _find_row(uow, user)
    if row is None:
        row = SecondFactor(org_id=uow.org.id, user_id=user, box=box, made_at=act.now)
        act.session.add(row)
    row.box = box
    if action is Action.FACTOR_SET:
        row.made_at = act.now
    act.log(action, second_step_log_id(user), h=hash_row_bytes(box))
    passkey_locks.delete_orphaned_locks(act, uow, user, (one.id for one in step.passkeys))


def delete_step(act: LoggedTransaction, uow: UnitOfWork, user: UUID) -> None:
    """Delete the row, and log that there is no second step any more. Caller logs who is told.

    No passkey opens the account alone after this.
    """
    act.session.execute(
        delete(SecondFactor).where(SecondFactor.org_id == uow.org.id, SecondFactor.user_id == user)
    )
    act.log(Action.FACTOR_REMOVED, second_step_log_id(user))
    passkey_locks.delete_orphaned_locks(act, uow, user)


def _make_context(uow: UnitOfWork, user: UUID) -> bytes:
    return contexts.ctx(_KEY, str(uow.org.id), str(user))


def _find_row(uow: UnitOfWork, user: UUID) -> SecondFactor | None:
    return uow.session.scalars(
        select(SecondFactor)
        .where(SecondFactor.org_id == uow.org.id, SecondFactor.user_id == user)
        .execution_options(populate_existing=True)
    ).one_or_none()
