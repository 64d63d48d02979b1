"""Let one's own passkey open the account alone, or end that.

It takes the passphrase typed just now, and an answer of that very passkey. This module signs no one
in.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError, InvalidError
from app.services.auth import step_up
from app.services.auth.second_step import (
    passkey_checks,
    passkey_locks,
    passkey_setup,
    passkey_use,
    step_proofs,
    step_rows,
)
from app.services.auth.second_step.passkey_checks import PasskeySite, RefusedPasskeyError
from app.services.auth.second_step.passkey_use import PasskeyAnswer
from app.services.auth.second_step.step_proofs import TOO_OLD
from app.services.auth.second_step.step_refusals import WRONG_PASSKEY, RefusedStepError
from app.services.auth.second_step.step_rows import Passkey
from app.services.auth.second_step.waiting_state import OpenedKeys
from app.services.members.member_lookup import load_key_trust
from app.services.organisations.organisation_setup import store_lock
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import session_tokens

CANNOT_ALONE = (
    "This passkey cannot sign in alone. Its device or browser does not offer that. It still works "
    "after your passphrase. If you added it some time ago, remove it, add it again and try once "
    "more."
)
NOTHING_GIVEN = (
    "Your device has to answer on this page, and that needs JavaScript. Nothing has changed. Try "
    "again."
)


class AlonePage(PrivateStruct, frozen=True):
    """A passkey, whether it opens the account alone, and the question for its device.

    `request`: JSON for the browser, "" where the passkey is of another host. `sealed`: the form's.
    """

    passkey: Passkey
    is_alone: bool
    request: str
    sealed: str


def load_alone_page(uow: UnitOfWork, token: str, site: PasskeySite, passkey_id: UUID) -> AlonePage:
    """Return what the page of one passkey shows and asks. Raises NotFoundError."""
    passkey = passkey_setup.load_passkey(uow, passkey_id)
    challenges, sealed = step_proofs.make_challenges(uow, token)
    is_alone = passkey_id in passkey_locks.list_locked_passkeys(uow, uow.me.id)
    request = ""
    if passkey.host == site.host:
        salt = passkey_locks.make_salt(uow.org.id)
        known = (passkey.credential,)
        request = passkey_checks.make_request_options(site, challenges.prove, known, salt=salt)
    return AlonePage(passkey, is_alone, request, sealed)


def list_own_alone_passkeys(uow: UnitOfWork) -> tuple[Passkey, ...]:
    """Return one's own passkeys that open the account alone."""
    load_key_trust(uow)
    alone = passkey_locks.list_locked_passkeys(uow, uow.me.id)
    return tuple(
        one for one in passkey_setup.load_own_or_empty_step(uow).passkeys if one.id in alone
    )


def let_passkey_open_alone(
    uow: UnitOfWork, token: str, passkey_id: UUID, given: PasskeyAnswer | None, sealed: str
) -> None:
    """Lock the account's keys under a passkey as well. Twice is harmless.

    Raises NotFoundError, StepUpNeededError, and InvalidError where its device gives no secret, or
    where the answer proves nothing.
    """
    step_up.demand_step_up(uow)
    passkey_setup.load_passkey(uow, passkey_id)
    if given is None or not given.output:  # the secret waits in no form
        raise InvalidError({"": NOTHING_GIVEN})
    output = _read_output(uow, given)
    try:
        challenge = step_proofs.open_challenges(uow, token, sealed).prove
        _store(uow, passkey_id, given, challenge, output)
    except ExpiredError:
        raise InvalidError({"": TOO_OLD}) from None
    except RefusedStepError:
        raise InvalidError({"": WRONG_PASSKEY}) from None


def _read_output(uow: UnitOfWork, given: PasskeyAnswer) -> bytes:
    """Return the device's secret. Raises InvalidError where it cannot sign in alone.

    A device that does not say whose the passkey is could not be asked for it at sign-in.
    """
    try:
        output = passkey_checks.read_prf_output(given.output)
        if passkey_checks.read_user_handle(given.answer) == uow.me.id:
            return output
    except RefusedPasskeyError:
        pass
    raise InvalidError({"": CANNOT_ALONE})


def _store(
    uow: UnitOfWork, passkey_id: UUID, given: PasskeyAnswer, challenge: bytes, output: bytes
) -> None:
    me, own = uow.me.id, uow.keys.own
    keys = OpenedKeys(me, own.seed, uow.keys.newest_pins(uow.session))
    with uow.act() as act:
        load_key_trust(uow)
        passkey = passkey_use.use_up_passkey_challenge(
            act, uow, me, own, given, challenge, only=passkey_id
        )
        blob = passkey_locks.make_lock(uow, keys, passkey.id, passkey.credential, output)
        kind = passkey_locks.name_lock_kind(passkey.id)
        store_lock(act, uow, me, kind, blob, Action.PASSKEY_LOCK_SET)
        act.checkpoint()  # a log cut back to before this lock must be seen


def end_passkey_alone(uow: UnitOfWork, token: str, passkey_id: UUID) -> None:
    """Let a passkey open the account no longer. It stays a second step. Twice is harmless.

    All sessions but this one end: whoever has its device may be signed in. Raises NotFoundError and
    StepUpNeededError.
    """
    step_up.demand_step_up(uow)
    passkey_setup.load_passkey(uow, passkey_id)
    with uow.act() as act:
        load_key_trust(uow)
        alone = passkey_locks.list_locked_passkeys(uow, uow.me.id)
        if passkey_id not in alone:
            act.log(Action.REFUSED, step_rows.second_step_log_id(uow.me.id))  # pressed twice
            return
        left, stays = alone - {passkey_id}, session_tokens.hash_token(token)
        passkey_locks.end_sessions_before_locks(act, uow, uow.me.id, but_for=left, stays=stays)
        passkey_locks.delete_passkey_lock(act, uow, uow.me.id, passkey_id)
        act.checkpoint()  # a log cut back to before this would bring it back


def end_unlisted_passkeys(uow: UnitOfWork, token: str) -> None:
    """Let no passkey open the account alone that its owner cannot see in their own list.

    The log knows it and the sealed row does not: an older row was put there, which hides it.
    """
    load_key_trust(uow)
    listed = frozenset(one.id for one in passkey_setup.load_own_or_empty_step(uow).passkeys)
    if passkey_locks.list_locked_passkeys(uow, uow.me.id) <= listed:
        return
    with uow.act() as act:
        load_key_trust(uow)
        stays = session_tokens.hash_token(token)
        passkey_locks.end_sessions_before_locks(act, uow, uow.me.id, but_for=listed, stays=stays)
        passkey_locks.delete_orphaned_locks(act, uow, uow.me.id, listed)
        act.checkpoint()  # a log cut back to before this would bring it back
