"""Prove one's own second step again from a session, before it is changed: by a code or a passkey.

A passphrase and an open screen alone must not take it off. What a passkey signs here goes into the
page sealed for one session and five minutes. It counts once.
"""

import base64
from contextlib import suppress
from datetime import datetime

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError, InvalidError, KeyChangedError, SealedError
from app.services.auth.second_step import code_use, passkey_checks, passkey_use, step_rows
from app.services.auth.second_step.passkey_use import CHALLENGE_TIME, PasskeyAnswer
from app.services.auth.second_step.step_refusals import RefusedStepError
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import boxes, contexts, session_tokens

TOO_OLD = "This page was open for more than five minutes, or was used already. Try again."
_LABEL = "passkey_challenge"


class Challenges(PrivateStruct, frozen=True):
    """The bytes that two passkeys sign on one page: one that is there, and one that is made."""

    prove: bytes
    create: bytes
    made_at: datetime


class StepProof(PrivateStruct, frozen=True):
    """One more code, or the answer of a passkey with the sealed challenges of its page."""

    typed: str = ""
    passkey: PasskeyAnswer | None = None
    sealed: str = ""


def make_challenges(uow: UnitOfWork, token: str) -> tuple[Challenges, str]:
    """Return new challenges, and the same sealed for the page of this session."""
    made = Challenges(passkey_checks.make_challenge(), passkey_checks.make_challenge(), uow.clock())
    blob = boxes.box(uow.keys.own.key(_LABEL), msgspec.json.encode(made), _context(uow, token))
    return made, base64.urlsafe_b64encode(blob).decode()


def open_challenges(uow: UnitOfWork, token: str, sealed: str) -> Challenges:
    """Return the challenges of a page. Raises ExpiredError after five minutes."""
    try:
        blob = base64.urlsafe_b64decode(sealed.encode())
        plain = boxes.unbox(uow.keys.own.key(_LABEL), blob, _context(uow, token))
        found = msgspec.json.decode(plain, type=Challenges)
    except (SealedError, ValueError, msgspec.MsgspecError):
        raise ExpiredError("passkey challenges") from None
    if not found.made_at <= uow.clock() < found.made_at + CHALLENGE_TIME:
        raise ExpiredError("passkey challenges")
    return found


def _context(uow: UnitOfWork, token: str) -> bytes:
    return contexts.ctx(_LABEL, str(uow.org.id), str(uow.me.id), session_tokens.hash_token(token))


def use_up_own_second_step(uow: UnitOfWork, token: str, proof: StepProof) -> None:
    """Use up a code or a passkey of the second step that is on.

    A row that no one vouches for can check neither, and is replaced or turned off without one.
    Raises InvalidError for the box of the code.
    """
    load_key_trust(uow)
    if not step_rows.has_second_step(uow, uow.me.id):
        return
    try:
        _use(uow, token, proof)
    except ExpiredError:
        raise InvalidError({"current": TOO_OLD}) from None
    except RefusedStepError as refused:
        if refused.is_digits:
            uow.look(Action.FACTOR_REFUSED, step_rows.second_step_log_id(uow.me.id))
        raise InvalidError({"current": refused.words}) from None


def _use(uow: UnitOfWork, token: str, proof: StepProof) -> None:
    user, owner = uow.me.id, uow.keys.own
    passkey, typed = proof.passkey, proof.typed
    challenge = open_challenges(uow, token, proof.sealed).prove if passkey else b""
    with suppress(KeyChangedError), uow.act() as act:
        load_key_trust(uow)
        if passkey is not None:
            passkey_use.use_up_passkey_challenge(act, uow, user, owner, passkey, challenge)
        else:
            code_use.use_up_step_code(act, uow, user, owner, typed)
