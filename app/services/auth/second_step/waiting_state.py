"""Hold a sign-in between the passphrase and the second step, sealed for the page that asks.

There is no session yet: no row, and no cookie that opens a page. It takes the server's secret and a
token that only this browser's cookie holds to open it. This module never starts a session.
"""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError, SealedError, SecondStepNeededError
from app.models.member import Member
from app.services.auth.second_step import passkey_checks
from app.services.members.key_trust import hash_row_bytes
from app.services.unit_of_work import LoggedTransaction, UnitOfWork
from app.vault import boxes, contexts, session_tokens
from app.vault.locks import Pins

WAITING_TIME = timedelta(minutes=5)
_LABEL = "waiting_sign_in"


class OpenedKeys(PrivateStruct, frozen=True):
    """The keys of a member, as a passphrase or a card opened them."""

    user: UUID
    seed: bytes
    pins: Pins


class WaitingSignIn(PrivateStruct, frozen=True):
    """A sign-in whose passphrase or card was right. `lock`: its kind and hash; None for a card.

    `challenge`: what a passkey signs here. It is in no cookie, and counts once.
    """

    keys: OpenedKeys
    account: str
    lock: tuple[str, bytes] | None
    opened_at: datetime
    challenge: bytes


SecondStep = Callable[[LoggedTransaction], datetime]
"""Uses a code or passkey up in the transaction that starts a session, or raises.

Returns when the passphrase before it was typed.
"""


def assume_step_passed(act: LoggedTransaction) -> datetime:
    """Ask nothing: this session passed the second step, or has just set it up."""
    return act.now


def make_step_needed_error(
    act: LoggedTransaction, uow: UnitOfWork, opened: OpenedKeys, lock: tuple[str, bytes] | None
) -> SecondStepNeededError:
    """Return the error that leads to the page which asks for it. `lock`: kind and bytes."""
    vouched = (lock[0], hash_row_bytes(lock[1])) if lock is not None else None
    account = act.session.get_one(Member, opened.user).email
    challenge = passkey_checks.make_challenge()
    waiting = WaitingSignIn(opened, account, vouched, act.now, challenge)
    token = session_tokens.new_token()
    box = boxes.box(_derive_key(uow, token), msgspec.json.encode(waiting), _make_context(uow))
    return SecondStepNeededError(token, base64.urlsafe_b64encode(box).decode())


def open_waiting_sign_in(uow: UnitOfWork, token: str, sealed: str) -> WaitingSignIn:
    """Open what waits. Raises ExpiredError after five minutes, and for another browser's."""
    try:
        blob = base64.urlsafe_b64decode(sealed.encode())
        plain = boxes.unbox(_derive_key(uow, token), blob, _make_context(uow))
        waiting = msgspec.json.decode(plain, type=WaitingSignIn)
    except (SealedError, ValueError, msgspec.MsgspecError):
        raise ExpiredError("waiting sign-in") from None
    if not waiting.opened_at <= uow.clock() < waiting.opened_at + WAITING_TIME:
        raise ExpiredError("waiting sign-in")
    return waiting


def _derive_key(uow: UnitOfWork, token: str) -> bytes:
    """Return the key for one browser. No member has an id like this: no tag of a box is a key."""
    return uow.server.sign_in_tag(str(uow.org.id), _LABEL, token.encode())


def _make_context(uow: UnitOfWork) -> bytes:
    return contexts.ctx(_LABEL, str(uow.org.id))
