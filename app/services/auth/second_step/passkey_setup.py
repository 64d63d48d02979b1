"""Add a passkey to one's own second step, list them, and remove one.

The first passkey may be the second step itself: then ten recovery codes are made and shown, as with
an app. Removing the last of all turns the second step off, which someone whose role needs one
cannot do. This module never asks at sign-in.
"""

from collections.abc import Iterable
from uuid import UUID, uuid4

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError, InvalidError, NotFoundError
from app.services.auth import step_up
from app.services.auth.second_step import (
    passkey_checks,
    passkey_locks,
    passkey_use,
    step_proofs,
    step_requirement,
    step_rows,
)
from app.services.auth.second_step.passkey_checks import (
    NewPasskey,
    PasskeySite,
    RefusedPasskeyError,
)
from app.services.auth.second_step.step_proofs import TOO_OLD, Challenges, StepProof
from app.services.auth.second_step.step_rows import EMPTY_STEP, Passkey, StepSecrets
from app.services.auth.second_step.step_setup import (
    remove_own_step_and_notify,
    renew_recovery_codes,
)
from app.services.members.contact_details import find_one_line_problem
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import session_tokens

MOST_PASSKEYS = 10
LONGEST_NAME = 60
TOO_MANY_PASSKEYS = "You have 10 passkeys. Remove one first."
NOTHING_MADE = (
    "Your browser made no passkey. It needs JavaScript for that. If it is off, set up an "
    "authenticator app instead."
)
LAST_STAYS = (
    "This is your whole second step, and your role needs one. Add another passkey or set up an "
    "app first."
)
NOT_MADE = (
    "Your device did not make a passkey that Heard can use. Try again, or use another device."
)


def find_passkey_name_problem(name: str) -> str:
    """Return what is wrong with a passkey's name; empty when it will do."""
    if not name:
        return "Give this passkey a name."
    if len(name) > LONGEST_NAME:
        return f"Enter the name in {LONGEST_NAME} characters or fewer."
    return find_one_line_problem(name)


class PasskeyPage(PrivateStruct, frozen=True):
    """The questions of a page to a browser about passkeys. All but `sealed` is "" for none.

    `request`: JSON to use one that is there. `creation`: JSON to make one. `sealed`: for the form.
    """

    sealed: str
    request: str
    creation: str = ""


def load_passkey(uow: UnitOfWork, passkey_id: UUID) -> Passkey:
    """Return one of one's own passkeys. Raises NotFoundError, or if no one vouches for the row."""
    load_key_trust(uow)
    for one in load_own_or_empty_step(uow).passkeys:
        if one.id == passkey_id:
            return one
    raise NotFoundError(f"passkey {passkey_id}")


def load_own_or_empty_step(uow: UnitOfWork) -> StepSecrets:
    """Return one's own second step, an empty one where there is none or it is not believed."""
    return step_rows.load_own_step(uow) or EMPTY_STEP


def prepare_passkey_page(
    uow: UnitOfWork, token: str, site: PasskeySite, *, creates: bool = False
) -> PasskeyPage:
    """Return what a page needs to prove the second step by a passkey, and to make a new one."""
    load_key_trust(uow)
    challenges, sealed = step_proofs.make_challenges(uow, token)
    known = [
        one.credential for one in load_own_or_empty_step(uow).passkeys if one.host == site.host
    ]
    request = passkey_checks.make_request_options(site, challenges.prove, known) if known else ""
    creation = _make_creation_options(uow, site, challenges, known) if creates else ""
    return PasskeyPage(sealed, request, creation)


def _make_creation_options(
    uow: UnitOfWork, site: PasskeySite, challenges: Challenges, known: Iterable[bytes]
) -> str:
    return passkey_checks.make_creation_options(
        site,
        challenges.create,
        user=uow.me.id,
        account=uow.me.email,
        issuer=f"Heard {uow.org.name}",
        known=known,
    )


def add_passkey(
    uow: UnitOfWork, token: str, site: PasskeySite, name: str, answer: str, proof: StepProof
) -> None:
    """Add a passkey that a device has made for this page. `name`: its owner's, in order.

    Where it is the first second step, recovery codes are made too, and all other sessions end.
    Twice is harmless. Raises InvalidError and StepUpNeededError.
    """
    step_up.demand_step_up(uow)
    made, challenge = _verify_answer(uow, token, site, answer, proof.sealed)
    load_key_trust(uow)
    if _is_known(load_own_or_empty_step(uow), made):
        return  # pressed twice
    step_proofs.use_up_own_second_step(uow, token, proof)
    with uow.act() as act:
        load_key_trust(uow)
        held = load_own_or_empty_step(uow)
        if _is_known(held, made):
            act.log(Action.REFUSED, step_rows.second_step_log_id(uow.me.id))
            return
        passkey = Passkey(
            id=uuid4(),
            name=name,
            host=site.host,
            credential=made.credential,
            public_key=made.public_key,
            sign_count=made.sign_count,
            added_at=act.now,
        )
        _store(act, uow, token, held, passkey, challenge)


def _verify_answer(
    uow: UnitOfWork, token: str, site: PasskeySite, answer: str, sealed: str
) -> tuple[NewPasskey, bytes]:
    """Return what a device has made, and the challenge that it signed. Raises InvalidError."""
    if not answer:
        raise InvalidError({"name": NOTHING_MADE})
    try:
        challenge = step_proofs.open_challenges(uow, token, sealed).create
        return passkey_checks.verify_new_passkey(site, challenge, answer), challenge
    except ExpiredError:
        raise InvalidError({"name": TOO_OLD}) from None
    except RefusedPasskeyError:
        raise InvalidError({"name": NOT_MADE}) from None


def _is_known(held: StepSecrets, made: NewPasskey) -> bool:
    """Whether this passkey is there already. Raises InvalidError where there are too many."""
    if any(one.credential == made.credential for one in held.passkeys):
        return True
    if len(held.passkeys) >= MOST_PASSKEYS:
        raise InvalidError({"name": TOO_MANY_PASSKEYS})
    return False


def _store(
    act: LoggedTransaction,
    uow: UnitOfWork,
    token: str,
    held: StepSecrets,
    passkey: Passkey,
    challenge: bytes,
) -> None:
    """Store a second step with one more passkey. The first of all brings recovery codes."""
    is_first = not held.secret and not held.passkeys
    try:
        held = passkey_use.mark_challenge_used(held, challenge, act.now)
    except ExpiredError:
        raise InvalidError({"name": TOO_OLD}) from None
    made = msgspec.structs.replace(held, passkeys=(*held.passkeys, passkey))
    if is_first:
        made = renew_recovery_codes(act, uow, token, made)
    step_rows.store_step(act, uow, uow.me.id, uow.keys.own, made, Action.FACTOR_PASSKEY_ADDED)
    act.checkpoint()  # a log cut back to before this must be seen


def remove_passkey(uow: UnitOfWork, token: str, passkey_id: UUID, proof: StepProof) -> None:
    """Remove one's own passkey, with one more code or passkey. The last of all ends the step.

    Raises NotFoundError, InvalidError and StepUpNeededError.
    """
    step_up.demand_step_up(uow)
    _drop_passkey(uow, passkey_id)  # before a code is used up for nothing
    step_proofs.use_up_own_second_step(uow, token, proof)
    with uow.act() as act:
        held = _drop_passkey(uow, passkey_id)
        if held is None:
            remove_own_step_and_notify(act, uow, token)
            return
        left, stays = (one.id for one in held.passkeys), session_tokens.hash_token(token)
        passkey_locks.end_sessions_before_locks(act, uow, uow.me.id, but_for=left, stays=stays)
        owner = uow.keys.own
        step_rows.store_step(act, uow, uow.me.id, owner, held, Action.FACTOR_PASSKEY_REMOVED)
        act.checkpoint()  # a log cut back to before this would bring it back


def _drop_passkey(uow: UnitOfWork, passkey_id: UUID) -> StepSecrets | None:
    """Return one's second step without a passkey; None where nothing of it is left.

    Raises NotFoundError, and InvalidError where nothing is left and their role needs one.
    """
    load_passkey(uow, passkey_id)
    held = load_own_or_empty_step(uow)
    left = tuple(one for one in held.passkeys if one.id != passkey_id)
    if left or held.secret:
        return msgspec.structs.replace(held, passkeys=left)
    if step_requirement.is_step_required(uow):
        raise InvalidError({"current": LAST_STAYS})
    return None
