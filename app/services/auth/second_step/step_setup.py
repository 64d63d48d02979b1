"""Set up one's own second step, replace it and turn it off.

A new secret lies in the session's sealed box until a code of it was typed: only then does it count.
The recovery codes are shown from there too, until their owner has them on paper. This module never
asks anyone for a code at sign-in.
"""

from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import ForbiddenError, InvalidError
from app.services.auth import one_time_display, session_endings, step_up
from app.services.auth.second_step import (
    passkey_locks,
    step_codes,
    step_proofs,
    step_requirement,
    step_rows,
)
from app.services.auth.second_step.step_proofs import StepProof
from app.services.auth.second_step.step_rows import EMPTY_STEP, Passkey, StepSecrets
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import session_tokens

NEW_SECRET, NEW_CODES = "step_secret", "step_codes"
STARTED_AGAIN = "This set-up was interrupted. Scan the new code below, then enter six digits."
NOT_THE_CODE = (
    "That is not the code that your app shows now. Wait for the next one and enter it. If it’s "
    "wrong again, check that the time on your device is right."
)


class StepSetup(PrivateStruct, frozen=True):
    """The state of one's own second step. `secret`: typed text; `app_uri`: what the picture says.

    `codes`: recovery codes, while they are shown. `recovery_codes_left`: how many are not used;
    None where the row cannot be believed. Then it is not known if there is an app or a passkey.
    `alone`: ids of the passkeys that open the account without the passphrase.
    `is_required`: their role needs one.
    """

    is_on: bool
    is_required: bool = False
    recovery_codes_left: int | None = None
    has_app: bool = False
    passkeys: tuple[Passkey, ...] = ()
    alone: frozenset[UUID] = frozenset()
    secret: str = ""
    app_uri: str = ""
    codes: tuple[str, ...] = ()


def load_step_setup(uow: UnitOfWork) -> StepSetup:
    """Return where the signed-in person's second step stands."""
    load_key_trust(uow)  # reads the log up to now
    codes = one_time_display.list_shown_secrets(uow, NEW_CODES)
    secret = _find_new_secret(uow)
    is_on = step_rows.has_second_step(uow, uow.me.id)
    held = step_rows.load_own_step(uow)
    return StepSetup(
        is_on=is_on,
        is_required=step_requirement.is_step_required(uow),
        recovery_codes_left=len(held.recovery) if held else None,
        has_app=bool(held and held.secret),
        passkeys=held.passkeys if held else (),
        alone=passkey_locks.list_locked_passkeys(uow, uow.me.id),
        secret=secret,
        app_uri=_make_app_uri(uow, secret) if secret else "",
        codes=tuple(codes[0][1].split()) if codes and is_on else (),
    )


def _make_app_uri(uow: UnitOfWork, secret: str) -> str:
    issuer = f"Heard {uow.org.name}"
    return step_codes.make_app_uri(step_codes.decode_secret(secret), uow.me.email, issuer)


def _find_new_secret(uow: UnitOfWork) -> str:
    shown = one_time_display.list_shown_secrets(uow, NEW_SECRET)
    return shown[0][1] if shown else ""


def start_step_setup(uow: UnitOfWork, token: str) -> None:
    """Make a secret, which the session of `token` then shows. One that is shown already stays."""
    step_up.demand_step_up(uow)
    if not _find_new_secret(uow):
        text = step_codes.encode_secret(step_codes.make_app_secret())
        one_time_display.show_secret(uow, token, NEW_SECRET, text)


def cancel_step_setup(uow: UnitOfWork, token: str) -> None:
    """Show the new secret no more. What was set up before goes on."""
    one_time_display.forget_shown_secrets(uow, token, NEW_SECRET)


def finish_step_setup(
    uow: UnitOfWork, token: str, typed: str, current: StepProof | None = None
) -> None:
    """Set the second step up, if this is a code of the secret that is shown. Twice is harmless.

    An older app stops working, with its recovery codes, and passkeys stay. `current` proves what
    is on. All other sessions end. Raises InvalidError and StepUpNeededError.
    """
    step_up.demand_step_up(uow)
    text, code = _find_new_secret(uow), step_codes.tidy_code(typed)
    if not text:
        if one_time_display.list_shown_secrets(uow, NEW_CODES):
            return  # pressed twice: the codes are shown
        start_step_setup(uow, token)
        raise InvalidError({"code": STARTED_AGAIN})
    secret = step_codes.decode_secret(text)
    step = step_codes.find_matching_time_step(secret, code, uow.clock())
    if step is None:
        raise InvalidError({"code": NOT_THE_CODE})
    step_proofs.use_up_own_second_step(uow, token, current or StepProof())
    _store_app(uow, token, secret, step)


def _store_app(uow: UnitOfWork, token: str, secret: bytes, last_step: int) -> None:
    """Store an app with ten new recovery codes, next to the passkeys that there are."""
    with uow.act() as act:
        load_key_trust(uow)
        held = step_rows.load_own_step(uow) or EMPTY_STEP
        held = msgspec.structs.replace(held, secret=secret, last_step=last_step)
        held = renew_recovery_codes(act, uow, token, held)
        step_rows.store_step(act, uow, uow.me.id, uow.keys.own, held, Action.FACTOR_SET)
        act.checkpoint()  # a log cut back to before this must be seen


def renew_recovery_codes(
    act: LoggedTransaction, uow: UnitOfWork, token: str, held: StepSecrets
) -> StepSecrets:
    """Return one's second step with ten new recovery codes, which the session of `token` shows.

    All other sessions end.
    """
    codes = step_codes.make_recovery_codes()
    stays = session_tokens.hash_token(token)  # alone: a thief may be in already
    session_endings.end_member_sessions(act, uow, uow.me.id, stays=stays)
    shown = (NEW_CODES, " ".join(codes))
    one_time_display.replace_shown_secret(act.session, token, NEW_SECRET, shown)
    hashes = tuple(step_codes.hash_recovery_code(uow.keys.own, one) for one in codes)
    return msgspec.structs.replace(held, recovery=hashes)


def forget_shown_recovery_codes(uow: UnitOfWork, token: str) -> None:
    """Show the recovery codes no more, because their owner has them on paper."""
    one_time_display.forget_shown_secrets(uow, token, NEW_CODES)


def turn_off_own_step(uow: UnitOfWork, token: str, current: StepProof) -> None:
    """Turn one's own second step off, app and passkeys, with one more proof. Twice is harmless.

    Raises InvalidError and StepUpNeededError, and ForbiddenError where their role needs it.
    """
    step_up.demand_step_up(uow)
    if step_requirement.is_step_required(uow):
        raise ForbiddenError("a second step that is required")
    step_proofs.use_up_own_second_step(uow, token, current)
    with uow.act() as act:
        load_key_trust(uow)
        if not step_rows.has_second_step(uow, uow.me.id):
            act.log(Action.REFUSED, step_rows.second_step_log_id(uow.me.id))  # pressed twice
            return
        remove_own_step_and_notify(act, uow, token)
    one_time_display.forget_shown_secrets(uow, token, NEW_SECRET)
    forget_shown_recovery_codes(uow, token)


def remove_own_step_and_notify(act: LoggedTransaction, uow: UnitOfWork, token: str) -> None:
    """Delete one's own second step, and tell those who rely on it. The caller commits.

    If one of its passkeys opens the account alone, all sessions but this one end.
    """
    stays = session_tokens.hash_token(token)
    passkey_locks.end_sessions_before_locks(act, uow, uow.me.id, stays=stays)
    step_rows.delete_step(act, uow, uow.me.id)
    if uow.me.team is not None:  # others rely on it: leads, heads and chairs are told
        act.log(Action.FACTOR_TAKEN_OFF, step_rows.step_removal_log_id(uow.me.id))
    act.checkpoint()  # a log cut back to before this must be seen
