"""Carry a form past the page that asks for a passphrase, so that no one types it twice.

What was typed goes into that page sealed under the session's token. It may hold a recovery sheet:
the page, its source or a copy of it tells nothing. The address is sealed with it, so
a form comes back only to where it was sent. This module never keeps one.
"""

import base64
import binascii

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import SealedError
from app.vault import boxes, contexts, session_tokens

_LABEL = "carried_form"


class CarriedForm(PrivateStruct, frozen=True):
    """A request that waits for a passphrase. `path` has its query; `fields` is empty for a GET."""

    method: str
    path: str
    purpose: str
    fields: tuple[tuple[str, str], ...] = ()


def seal_form(token: str, form: CarriedForm) -> str:
    """Seal a form under a session's token, as text for a hidden input."""
    blob = boxes.box(_key(token), msgspec.json.encode(form), contexts.ctx(_LABEL))
    return base64.urlsafe_b64encode(blob).decode()


def open_form(token: str, text: str) -> CarriedForm:
    """Open what `seal_form` made in the same session. Raises SealedError."""
    try:
        blob = base64.urlsafe_b64decode(text.encode())
        plain = boxes.unbox(_key(token), blob, contexts.ctx(_LABEL))
        return msgspec.json.decode(plain, type=CarriedForm)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise SealedError("carried form") from None


def _key(token: str) -> bytes:
    return boxes.expand(session_tokens.derive_csrf_key(token), _LABEL)
