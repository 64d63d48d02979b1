"""Cookies: the sign-in's token, a signed one for the pages before any sign-in, set-up's token.

`__Host-` with Secure on https; a plain name with the port in it only on loopback http, where two
servers on one machine must not read each other's (a port parts no cookies: RFC 6265, 8.5).
"""

import hashlib
import secrets
from urllib.parse import urlsplit

from flask import request
from itsdangerous import BadSignature, Signer, TimestampSigner
from werkzeug import Response

from app.access.app_state import get_app_state

_BEFORE = "before-sign-in"
_SET_UP = "set-up"
_STEP_UP = "step-up"
_INVITE = "invite"
_BACK = "back"
_WAITING = "second-step"
INVITE_SECONDS = 30 * 60


def _name(kind: str) -> str:
    config = get_app_state().config
    if config.secure:
        return f"__Host-heard-{kind}"
    return f"heard-{kind}-{urlsplit(config.base_url).port or 80}"


def _set(response: Response, kind: str, value: str) -> None:
    response.set_cookie(
        _name(kind),
        value,
        secure=get_app_state().config.secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _drop(response: Response, kind: str) -> None:
    response.delete_cookie(
        _name(kind), secure=get_app_state().config.secure, httponly=True, samesite="Lax", path="/"
    )


def get_sign_in_token() -> str:
    """Return the sign-in token in this request, or an empty string."""
    return request.cookies.get(_name("sign-in"), "")


def set_sign_in_token(response: Response, value: str) -> None:
    """Give the browser its half of a sign-in."""
    _set(response, "sign-in", value)


def clear_sign_in_token(response: Response) -> None:
    """Delete the sign-in cookie."""
    _drop(response, "sign-in")


def get_step_up_mark() -> str:
    """Return the mark of the browser where a passphrase was typed last, or an empty string."""
    return request.cookies.get(_name(_STEP_UP), "")


def set_step_up_mark(response: Response, value: str) -> None:
    """Mark the browser where a passphrase was typed just now."""
    _set(response, _STEP_UP, value)


def get_pending_sign_in_token() -> str:
    """Return the token of a sign-in that waits for its second step, or an empty string."""
    return request.cookies.get(_name(_WAITING), "")


def set_pending_sign_in_token(response: Response, value: str) -> None:
    """Give the browser that typed a passphrase its half of the sign-in that waits."""
    _set(response, _WAITING, value)


def clear_pending_sign_in_token(response: Response) -> None:
    """Delete the cookie of the sign-in that waited: the session has started."""
    _drop(response, _WAITING)


def drop_pages_kept_for_back(response: Response) -> None:
    """Change a cookie that nothing reads.

    It makes chromium drop each page that it keeps whole for Back, with a script or without.
    """
    _set(response, _BACK, secrets.token_urlsafe(8))


def get_setup_token() -> str:
    """Return the token of a set-up that is not finished, or an empty string."""
    return request.cookies.get(_name(_SET_UP), "")


def set_setup_token(response: Response, value: str) -> None:
    """Give the browser that types a set-up the token its box opens with."""
    _set(response, _SET_UP, value)


def clear_setup_token(response: Response) -> None:
    """Delete the set-up cookie: without it no one can open that box."""
    _drop(response, _SET_UP)


def get_invite_code() -> str:
    """Return the invite code that this visitor typed and that was right, or an empty string.

    Signed, so a code that was never checked is not looked up: the page after it counts no tries.
    """
    try:
        signed = request.cookies.get(_name(_INVITE), "")
        return _invite_signer().unsign(signed, max_age=INVITE_SECONDS).decode()
    except (BadSignature, UnicodeDecodeError):
        return ""


def set_invite_code(response: Response, code: str) -> None:
    """Give someone who typed a right code what they need for the next page."""
    _set(response, _INVITE, _invite_signer().sign(code.encode()).decode())


def clear_invite_code(response: Response) -> None:
    """Delete the invite cookie: the code was used, or is not theirs."""
    _drop(response, _INVITE)


def _invite_signer() -> TimestampSigner:
    return TimestampSigner(
        get_app_state().server.flask_key, salt=_INVITE, digest_method=hashlib.sha256
    )


def _signer() -> Signer:
    return Signer(get_app_state().server.flask_key, salt=_BEFORE, digest_method=hashlib.sha256)


def get_visitor_id() -> str:
    """Return the id in the signed cookie of a signed-out visitor, or an empty string."""
    try:
        return _signer().unsign(request.cookies.get(_name(_BEFORE), "")).decode()
    except BadSignature:
        return ""


def make_visitor_id() -> str:
    """Return a new id for a signed-out visitor."""
    return secrets.token_urlsafe(24)


def set_visitor_id(response: Response, value: str) -> None:
    """Give a signed-out visitor their signed cookie."""
    _set(response, _BEFORE, _signer().sign(value.encode()).decode())
