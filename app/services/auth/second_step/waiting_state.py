"""Hold a sign-in between the passphrase and the second step, sealed for the page that asks.

There is no session yet: no row, and no cookie that opens a page. It takes the server's secret and a
token that only this browser's cookie holds to open it. This module never starts a session.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError, SecondStepNeededError
from app.models.member import Member
from app.services.auth.second_step import passkey_checks
from app.services.auth.second_step.browser_seals import open_from_browser, seal_for_browser
from app.services.members.key_trust import hash_row_bytes
from app.services.unit_of_work import LoggedTransaction, UnitOfWork
from app.vault import session_tokens
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
    return SecondStepNeededError(token, seal_for_browser(uow, _LABEL, token, waiting))


def open_waiting_sign_in(uow: UnitOfWork, token: str, sealed: str) -> WaitingSignIn:
    """Open what waits. Raises ExpiredError after five minutes, and for another browser's."""
    waiting = open_from_browser(uow, _LABEL, token, sealed, WaitingSignIn)
    if not waiting.opened_at <= uow.clock() < waiting.opened_at + WAITING_TIME:
        raise ExpiredError("waiting sign-in")
    return waiting
