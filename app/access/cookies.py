"""Two cookies: the sign-in's token, and a signed one for the pages before any sign-in.

`__Host-` with Secure on https; a plain name with the port in it only on loopback http, where two
servers on one machine must not read each other's (vault.md, Sign in).
"""

import hashlib
import secrets
from urllib.parse import urlsplit

from flask import Response, request
from itsdangerous import BadSignature, Signer

from app.access.house import house

_BEFORE = "before-sign-in"


def _name(kind: str) -> str:
    config = house().config
    if config.secure:
        return f"__Host-heard-{kind}"
    return f"heard-{kind}-{urlsplit(config.base_url).port or 80}"


def _set(response: Response, kind: str, value: str) -> None:
    response.set_cookie(
        _name(kind), value, secure=house().config.secure, httponly=True, samesite="Lax", path="/"
    )


def token() -> str:
    """The sign-in token in this request, or an empty string."""
    return request.cookies.get(_name("sign-in"), "")


def keep_token(response: Response, value: str) -> None:
    """Give the browser its half of a sign-in."""
    _set(response, "sign-in", value)


def drop_token(response: Response) -> None:
    """Take it away again."""
    response.delete_cookie(
        _name("sign-in"), secure=house().config.secure, httponly=True, samesite="Lax", path="/"
    )


def _signer() -> Signer:
    return Signer(house().server.flask_key, salt=_BEFORE, digest_method=hashlib.sha256)


def before_id() -> str:
    """The id in the signed cookie of a signed-out visitor, or an empty string."""
    try:
        return _signer().unsign(request.cookies.get(_name(_BEFORE), "")).decode()
    except BadSignature:
        return ""


def new_before_id() -> str:
    """A fresh id for a signed-out visitor."""
    return secrets.token_urlsafe(24)


def keep_before_id(response: Response, value: str) -> None:
    """Give a signed-out visitor their signed cookie."""
    _set(response, _BEFORE, _signer().sign(value.encode()).decode())
