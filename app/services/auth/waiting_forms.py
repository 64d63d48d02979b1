"""Find a form again after its writer's session ended on the page that asks for the passphrase.

The page brings it along, sealed, while they sign in again. It then lies in the box of the new
session, like a secret that is shown once, until it goes on. Nothing here lets one go on: that
takes a press of its writer, and a step-up (app/access/step_up_gate.py).
"""

from contextlib import suppress

from app.errors import SealedError
from app.services.auth import carried_forms, one_time_display, sessions
from app.services.auth.carried_forms import CarriedForm
from app.services.unit_of_work import UnitOfWork

MAX_CHARACTERS = 256 * 1024
"""The most characters of a sealed form: the box that it waits in is opened at each request."""
_WAITING = "waiting_form"


def keep_waiting_form(uow: UnitOfWork, token: str, text: str) -> CarriedForm | None:
    """Put a form into the box of a session that has just begun; None if it is not its owner's."""
    if not text or len(text) > MAX_CHARACTERS:
        return None
    sessions.open_session(uow, token)
    try:
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


def forget_waiting_form(uow: UnitOfWork, token: str) -> None:
    """A form goes on: none is offered again."""
    if one_time_display.list_shown_secrets(uow, _WAITING):
        one_time_display.forget_shown_secrets(uow, token, _WAITING)
