"""Use a passkey of a member as their second step: it counts for one challenge, once.

This module starts no session and ends none: its caller has the transaction.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError
from app.services.auth.second_step import passkey_checks, step_rows
from app.services.auth.second_step.passkey_checks import PasskeySite, RefusedPasskeyError
from app.services.auth.second_step.step_refusals import RefusedStepError, StepFault
from app.services.auth.second_step.step_rows import Passkey, StepSecrets, UsedChallenge
from app.services.members.key_trust import hash_row_bytes
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret

CHALLENGE_TIME = timedelta(minutes=5)


class PasskeyAnswer(PrivateStruct, frozen=True):
    """The answer of a browser to what a page asked it, and the address of that page.

    `output`: the secret that the device made as well, as text; "" where none was asked for. It is
    what opens the account: never stored, logged or shown.
    """

    answer: str
    site: PasskeySite
    output: str = ""


def use_up_passkey_challenge(
    act: LoggedTransaction,
    uow: UnitOfWork,
    user: UUID,
    owner: Secret,
    given: PasskeyAnswer,
    challenge: bytes,
    *,
    only: UUID | None = None,
    action: Action = Action.FACTOR_PASSKEY_USED,
) -> Passkey:
    """Use a challenge up and return the passkey that signed it. `only`: no other one will do.

    Raises RefusedStepError, ExpiredError for a challenge that was used, and KeyChangedError for a
    row that no one vouches for. Call it before anything is logged, with the log read under the
    write lock.
    """
    held = step_rows.load_step(uow, user, owner)
    used = mark_challenge_used(held, challenge, act.now)
    passkey = _check(used.passkeys, given, challenge, act.now)
    if only not in {None, passkey.id}:
        raise RefusedStepError(StepFault.WRONG_PASSKEY)
    passkeys = tuple(passkey if one.id == passkey.id else one for one in used.passkeys)
    used = msgspec.structs.replace(used, passkeys=passkeys)
    step_rows.store_step(act, uow, user, owner, used, action)
    return passkey


def mark_challenge_used(held: StepSecrets, challenge: bytes, now: datetime) -> StepSecrets:
    """Return a second step with one more challenge that counts no more.

    Raises ExpiredError for one that was used. Older than five minutes none is asked for again. A
    time ahead of the clock stays.
    """
    h = hash_row_bytes(challenge)
    fresh = tuple(one for one in held.challenges if now < one.at + CHALLENGE_TIME)
    if any(one.h == h for one in fresh):
        raise ExpiredError("passkey challenge")
    return msgspec.structs.replace(held, challenges=(*fresh, UsedChallenge(h, now)))


def _check(
    passkeys: tuple[Passkey, ...], given: PasskeyAnswer, challenge: bytes, now: datetime
) -> Passkey:
    """Return the passkey that was used, as it is from now on. Raises RefusedStepError."""
    try:
        credential = passkey_checks.read_credential_id(given.answer)
        found = next((one for one in passkeys if one.credential == credential), None)
        if found is None or found.host != given.site.host:
            raise RefusedStepError(StepFault.WRONG_PASSKEY)
        count = passkey_checks.verify_passkey(
            given.site,
            challenge,
            given.answer,
            public_key=found.public_key,
            sign_count=found.sign_count,
        )
    except RefusedPasskeyError:
        raise RefusedStepError(StepFault.WRONG_PASSKEY) from None
    return msgspec.structs.replace(found, sign_count=count, used_at=now)
