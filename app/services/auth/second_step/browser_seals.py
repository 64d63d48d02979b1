"""Seal a value for one browser that no one has signed in with yet, and open it from there.

It takes the server's secret and a token that only this browser's cookie holds. A label says what
the value is, so that no other one opens in its place. This module never judges how old it is.
"""

import base64
from typing import TypeVar

import msgspec

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError, SealedError
from app.services.unit_of_work import UnitOfWork
from app.vault import boxes, contexts

_Value = TypeVar("_Value", bound=PrivateStruct)


def seal_for_browser(uow: UnitOfWork, label: str, token: str, value: PrivateStruct) -> str:
    """Return the value sealed for whoever has the token, as text for a page."""
    key, plain = _derive_key(uow, label, token), msgspec.json.encode(value)
    return base64.urlsafe_b64encode(boxes.box(key, plain, _make_context(uow, label))).decode()


def open_from_browser(
    uow: UnitOfWork, label: str, token: str, sealed: str, kind: type[_Value]
) -> _Value:
    """Return what was sealed. Raises ExpiredError for another browser's, and for what is none."""
    try:
        blob = base64.urlsafe_b64decode(sealed.encode())
        plain = boxes.unbox(_derive_key(uow, label, token), blob, _make_context(uow, label))
        return msgspec.json.decode(plain, type=kind)
    except (SealedError, ValueError, msgspec.MsgspecError):
        raise ExpiredError(label) from None


def _derive_key(uow: UnitOfWork, label: str, token: str) -> bytes:
    """Return the key for one browser. No member has an id like a label, so no other tag is it."""
    return uow.server.sign_in_tag(str(uow.org.id), label, token.encode())


def _make_context(uow: UnitOfWork, label: str) -> bytes:
    return contexts.ctx(label, str(uow.org.id))
