"""Every POST carries a token that only this sign-in, or this visitor, could have been given.

Checked for every POST at once, before any view, so no form can forget it. The token is an HMAC
under the sign-in's own key; a signed cookie serves the pages before sign-in (docs/decisions/0008).
"""

import hashlib
import hmac
from typing import cast

from flask import Flask, Response, g, request
from markupsafe import Markup

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.declarations import is_accepted_without_csrf_token
from app.access.policy import Policy, get_declared_policy
from app.errors import HeardError
from app.vault import session_tokens

CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"


class ForgedError(HeardError):
    """A POST without its token: another site's form, or a page from before a sign-in."""

    status = 400
    public = "This page was open too long, or was sent from somewhere else."


class StaleTokenError(ForgedError):
    """A POST whose token is not of this session: most often its page is from an earlier one."""


def get_csrf_token() -> str:
    """Return the token for forms on this page."""
    if g.get("visit") is not None:
        return _of_sign_in(g.visit.token)
    if not g.get("before_id"):
        g.before_id = cookies.get_visitor_id() or cookies.make_visitor_id()
        g.new_before = True
    return _before(g.before_id)


def render_hidden_input() -> Markup:
    """Return the hidden input that every form holds."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, get_csrf_token())


def check_csrf_token() -> None:
    """Refuse a POST whose token is absent or wrong. Raises ForgedError."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint is None:
        return
    if is_accepted_without_csrf_token():
        return
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    if not any(_same(given, good) for good in _good()):
        raise StaleTokenError("csrf")


def _of_sign_in(value: str) -> str:
    # A page has several forms: one computation for all of them, and for this sign-in alone.
    if g.get("csrf_for") != value:
        g.csrf_for, g.csrf_of = value, _hmac(session_tokens.derive_csrf_key(value))
    return cast(str, g.csrf_of)


def _good() -> list[str]:
    good = []
    if g.get("visit") is not None:
        good.append(get_csrf_token())
    # Somebody who has signed in is asked for that sign-in's own token, except at the door itself.
    at_the_door = get_declared_policy(request.endpoint or "") is Policy.ANYONE
    if (g.get("visit") is None or at_the_door) and (before := cookies.get_visitor_id()):
        good.append(_before(before))
    return good


def _same(given: str, good: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), good.encode())


def _hmac(key: bytes) -> str:
    return hmac.new(key, b"csrf", hashlib.sha256).hexdigest()


def _before(value: str) -> str:
    return _hmac(hashlib.sha256(f"{get_app_state().server.flask_key}{value}".encode()).digest())


def _keep(response: Response) -> Response:
    if g.get("new_before"):
        cookies.set_visitor_id(response, g.before_id)
    return response


def init_app(app: Flask) -> None:
    """Check before every request, and hand a signed-out visitor their cookie."""
    app.before_request(check_csrf_token)
    app.after_request(_keep)
    app.jinja_env.globals["csrf_input"] = render_hidden_input
    app.jinja_env.globals["csrf_token"] = get_csrf_token
