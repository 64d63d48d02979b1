"""Find a form again after its writer's session ended, on the page that follows.

Either it waited on the page that asks for the passphrase, sealed under its writer's own key; or it
was sent first when the session was over already, and is sealed to their public key, because the
server has no other then. The page brings it along while they sign in again. It then lies in the box
of the new session, like a secret that is shown once, until it goes on. Nothing here lets one go on:
that takes a press of its writer and, where something could last, a step-up
(app/access/step_up_gate.py). A form that was sealed to a public key proves no author: its writer is
shown what is in it first.
"""

import base64
import binascii
from contextlib import suppress
from uuid import UUID

import msgspec

from app.errors import SealedError
from app.services.auth import carried_forms, one_time_display, sessions
from app.services.auth.carried_forms import CarriedForm
from app.services.members import member_lookup
from app.services.unit_of_work import UnitOfWork
from app.vault import contexts
from app.vault.sealed_content import pad, unpad

MAX_CHARACTERS = 256 * 1024
"""The most characters of a sealed form: the box that it waits in is opened at each request."""
_WAITING = "waiting_form"
_LATE, _LATE_LABEL = "late.", "late_form"


def seal_late_form(uow: UnitOfWork, user_id: UUID, form: CarriedForm) -> str:
    """Seal a form, whose session is over, to the member who sent it, as text for a hidden input.

    "" for one that is too large. Raises KeyChangedError when the member's key is not the one that
    the log vouches for.
    """
    judge = member_lookup.load_key_trust(uow)
    public = judge.joined(judge.key_of(user_id))
    plain = pad(msgspec.json.encode(form))
    sealed = base64.urlsafe_b64encode(public.seal(plain, _late_context(uow, user_id)))
    text = _LATE + sealed.decode()
    return text if len(text) <= MAX_CHARACTERS else ""


def _open_late_form(uow: UnitOfWork, text: str) -> CarriedForm:
    """Open what `seal_late_form` made for the person who is signed in. Raises SealedError."""
    try:
        blob = base64.urlsafe_b64decode(text.removeprefix(_LATE).encode())
        plain = unpad(uow.keys.own.open(blob, _late_context(uow, uow.me.id)))
        form = carried_forms.decode_form(plain)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise SealedError("late form") from None
    carried_forms.demand_recent_form(uow, form)
    return form


def _late_context(uow: UnitOfWork, user_id: UUID) -> bytes:
    return contexts.ctx(_LATE_LABEL, str(uow.org.id), str(user_id))


def keep_waiting_form(uow: UnitOfWork, token: str, text: str) -> CarriedForm | None:
    """Put a form into the box of a session; None if it is not its owner's, or too large."""
    if not text or len(text) > MAX_CHARACTERS:
        return None
    sessions.open_session(uow, token)
    try:
        if text.startswith(_LATE):
            carried = _open_late_form(uow, text)
            text = carried_forms.seal_form(uow, carried)
        else:
            carried = carried_forms.open_form(uow, text)
    except SealedError:
        return None
    if carried.method == "POST":
        one_time_display.show_secret(uow, token, _WAITING, text)
    return carried


def load_waiting_form(uow: UnitOfWork) -> tuple[str, CarriedForm] | None:
    """Return the form that waits in this session, sealed and open; None for none."""
    for _, text in one_time_display.list_shown_secrets(uow, _WAITING):
        with suppress(SealedError):
            return text, carried_forms.open_form(uow, text)
    return None


def forget_waiting_form(uow: UnitOfWork, token: str, carried: CarriedForm) -> None:
    """Offer a form no more, because it goes on. Another one that waits stays."""
    waiting = load_waiting_form(uow)
    if waiting is not None and waiting[1] == carried:
        one_time_display.forget_shown_secrets(uow, token, _WAITING)
