"""Make, open, list and end the locks of passkeys that open an account alone.

The log says which passkeys do: a row that is put back, swapped or made up opens nothing. The
secret of a lock comes from the device, out of a salt that is the same for everyone in one
organisation, so that the sign-in page says nothing about anyone (docs/decisions/0159). This module
checks no signature and starts no session.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select

from app.domain.private_struct import PrivateStruct
from app.errors import SealedError
from app.models.member import Lock, Member
from app.services.auth.second_step.waiting_state import OpenedKeys
from app.services.auth.session_endings import end_member_sessions
from app.services.members.key_trust import lock_log_id
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import contexts, locks

_PREFIX, _LABEL = "passkey/", "passkey_lock"
_SALT_LABEL = "heard.v1 passkey that opens alone"
MOST_LOCKS = 10
"""How many are tried for one member: as many passkeys as someone can have."""


class AccountLocks(PrivateStruct, frozen=True):
    """The email of a member, and their passkeys' locks: each kind with its bytes."""

    email: str
    found: tuple[tuple[str, bytes], ...]


def name_lock_kind(passkey_id: UUID) -> str:
    """Return the kind of the lock of one passkey."""
    return f"{_PREFIX}{passkey_id}"


def is_passkey_lock(kind: str) -> bool:
    """Whether a lock of this kind is a passkey's."""
    return kind.startswith(_PREFIX)


def read_lock_kind(kind: str) -> UUID:
    """Return which passkey a lock of this kind belongs to."""
    return UUID(kind.removeprefix(_PREFIX))


def is_lock_outdated(uow: UnitOfWork, blob: bytes) -> bool:
    """Whether a lock was made under an older server secret."""
    return locks.read_pepper_generation(blob) != uow.server.generation


def make_salt(org_id: UUID) -> bytes:
    """Return what devices make their secrets from, for everyone in one organisation."""
    return hashlib.sha256(f"{_SALT_LABEL} {org_id}".encode()).digest()


def make_lock(
    uow: UnitOfWork, keys: OpenedKeys, passkey_id: UUID, credential: bytes, output: bytes
) -> bytes:
    """Return a lock of one passkey, not stored yet. Raises SealedError for an output cut short."""
    return locks.lock_with_secret(
        keys.seed,
        keys.pins,
        output,
        pepper=uow.server.pepper,
        generation=uow.server.generation,
        context=_make_context(uow, keys.user, name_lock_kind(passkey_id), credential),
    )


def open_lock(
    uow: UnitOfWork, user: UUID, kind: str, blob: bytes, credential: bytes, output: bytes
) -> OpenedKeys:
    """Open a lock by what a device made of the salt. Raises SealedError."""
    pepper = uow.server.find_pepper(locks.read_pepper_generation(blob))
    context = _make_context(uow, user, kind, credential)
    seed, pins = locks.unlock_with_secret(blob, output, pepper=pepper, context=context)
    return OpenedKeys(user, seed, pins)


def open_any_lock(
    uow: UnitOfWork, user: UUID, held: AccountLocks, credential: bytes, output: bytes
) -> tuple[OpenedKeys, tuple[str, bytes]]:
    """Open the one lock of a member that this secret opens: their keys, its kind and its bytes.

    Which one it is lies in their sealed row, so each is tried. Raises SealedError where none opens.
    """
    for kind, blob in held.found:
        try:
            return open_lock(uow, user, kind, blob, credential, output), (kind, blob)
        except SealedError:
            continue
    raise SealedError("passkey")


def _make_context(uow: UnitOfWork, user: UUID, kind: str, credential: bytes) -> bytes:
    salt = make_salt(uow.org.id)
    return contexts.ctx(_LABEL, str(uow.org.id), str(user), kind, salt, credential)


def find_account_locks(uow: UnitOfWork, user: UUID) -> AccountLocks:
    """Return what a member has; neither email nor locks for someone who is not a member."""
    email = uow.session.scalar(
        select(Member.email).where(Member.org_id == uow.org.id, Member.id == user)
    )
    rows = uow.session.execute(
        select(Lock.kind, Lock.blob)
        .where(Lock.org_id == uow.org.id, Lock.user_id == user, Lock.kind.startswith(_PREFIX))
        .order_by(Lock.kind)
        .limit(MOST_LOCKS)
    )
    return AccountLocks(email or "", tuple((kind, blob) for kind, blob in rows))


def list_locked_passkeys(uow: UnitOfWork, user: UUID) -> frozenset[UUID]:
    """Return which passkeys open a member's account alone, by the log as far as read."""
    start = lock_log_id(user, _PREFIX)
    held = uow.key_log.held(uow.org, {"lock"})
    return frozenset(UUID(obj.removeprefix(start)) for obj in held if obj.startswith(start))


def delete_passkey_lock(
    act: LoggedTransaction, uow: UnitOfWork, user: UUID, passkey_id: UUID
) -> None:
    """Delete the lock of one passkey, and log that: a row that is put back opens nothing."""
    kind = name_lock_kind(passkey_id)
    act.session.execute(
        delete(Lock).where(Lock.org_id == uow.org.id, Lock.user_id == user, Lock.kind == kind)
    )
    act.log(Action.PASSKEY_LOCK_REMOVED, lock_log_id(user, kind))


def delete_orphaned_locks(
    act: LoggedTransaction, uow: UnitOfWork, user: UUID, left: Iterable[UUID] = ()
) -> None:
    """Delete the locks of all passkeys but those that are left.

    Read the log before: it says which there are, even if their rows are gone.
    """
    for passkey_id in sorted(list_locked_passkeys(uow, user) - frozenset(left)):
        delete_passkey_lock(act, uow, user, passkey_id)


def end_sessions_before_locks(
    act: LoggedTransaction,
    uow: UnitOfWork,
    user: UUID,
    *,
    but_for: Iterable[UUID] = (),
    stays: bytes = b"",
) -> None:
    """End a member's sessions if a passkey that opens the account alone is about to end.

    Whoever has its device may be signed in. `but_for`: the passkeys that are left; `stays`: the row
    of the session that goes on. Call it with the log read, before anything is logged.
    """
    if list_locked_passkeys(uow, user) - frozenset(but_for):
        end_member_sessions(act, uow, user, stays=stays)
