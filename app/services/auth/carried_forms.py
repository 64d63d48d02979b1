"""Carry a form past the page that asks for a passphrase, so that no one types it twice.

What was typed goes into that page sealed under its writer's own key. It may hold a recovery sheet:
the page, its source or a copy of it tells nothing, and no one else opens it, not even on the same
device. It outlives its session, yet lasts no longer than a session can. The address is sealed with
it, so a form comes back only to where it was sent. This module never keeps one.
"""

import base64
import binascii
from datetime import datetime

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import SealedError
from app.services.audit_log.session_index import SESSION_LIMIT
from app.services.unit_of_work import UnitOfWork
from app.vault import boxes, contexts

_LABEL = "carried_form"


class CarriedForm(PrivateStruct, frozen=True):
    """A request that waits for a passphrase. `path` has its query; `fields` is empty for a GET.

    `purpose`: "" for one that no passphrase stands before. `late`: it was sent first after its
    session had ended.
    """

    method: str
    path: str
    purpose: str
    sealed_at: datetime
    fields: tuple[tuple[str, str], ...] = ()
    late: bool = False


def seal_form(uow: UnitOfWork, form: CarriedForm) -> str:
    """Seal a form for the signed-in person alone, as text for a hidden input."""
    blob = boxes.box(uow.keys.own.key(_LABEL), msgspec.json.encode(form), _context(uow))
    return base64.urlsafe_b64encode(blob).decode()


def open_form(uow: UnitOfWork, text: str) -> CarriedForm:
    """Open what `seal_form` made for the same person. Raises SealedError, as for an old one."""
    try:
        blob = base64.urlsafe_b64decode(text.encode())
        plain = boxes.unbox(uow.keys.own.key(_LABEL), blob, _context(uow))
        form = decode_form(plain)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise SealedError("carried form") from None
    demand_recent_form(uow, form)
    return form


def decode_form(plain: bytes) -> CarriedForm:
    """Read a form that was opened. Raises MsgspecError."""
    return msgspec.json.decode(plain, type=CarriedForm)


def demand_recent_form(uow: UnitOfWork, form: CarriedForm) -> None:
    """Raise SealedError for a form that was sealed longer ago than a session lasts."""
    if uow.clock() - form.sealed_at >= SESSION_LIMIT:
        raise SealedError("carried form is too old")


def _context(uow: UnitOfWork) -> bytes:
    return contexts.ctx(_LABEL, str(uow.org.id), str(uow.me.id))
