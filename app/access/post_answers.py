"""Answer a form that cannot be used yet by an address, so that Back never asks to send it again.

A browser that goes back to the answer of a POST shows a page of its own, about sending a form
again, and what was typed is behind it. So the page with the form, and what was wrong, is kept in
the session's sealed box (`services/auth/redisplayed_pages.py`), and the browser is sent to its
address. A view only declares that its pages are never kept, because they show a secret or what a
concern holds. Those are answered directly. Someone without a session gets the page itself, as does
whatever asks and is no browser that shows pages.
"""

import re
from contextlib import suppress
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

from app.access import step_up_gate, template_context
from app.access.declarations import is_never_kept_for_back
from app.errors import HeardError
from app.services.auth import redisplayed_pages

FORBIDDEN = 403
KEPT_STATUSES = frozenset({FORBIDDEN, 409, 422})
"""Refusals that are kept. Of 403 only the page that asks for the passphrase: others may pass."""
PARAMETER = "returned"
_SECONDS, _AT = re.compile(r'data-seconds="\d+"'), re.compile(r"<span data-at>[^<]*</span>")


def register_redisplay_before_request(app: Flask) -> None:
    """Show what is kept, before every request and before a passphrase is asked for."""
    app.before_request(show_redisplayed_page)


def register_redirect_after_request(app: Flask) -> None:
    """Keep what is answered, before the headers are put on."""
    app.after_request(keep_and_redirect_to_failed_page)


def show_redisplayed_page() -> ResponseReturnValue | None:
    """Return the page that is kept for this address; the page itself once its form went through."""
    if request.method != "GET" or PARAMETER not in request.args or g.get("actor") is None:
        return None
    if (kept := redisplayed_pages.load_redisplayed_page(g.uow, request.path)) is not None:
        status, page = kept
        return _renew_clock(page), status
    if isinstance(request.routing_exception, MethodNotAllowed):
        return redirect(step_up_gate.find_parent_page_without_step_up(request.path), 302)
    return None


def keep_and_redirect_to_failed_page(response: Response) -> Response:
    """Keep the page that answers a form, and send the browser to its address."""
    if request.method != "POST" or g.get("actor") is None or not _shows_pages():
        return response
    with suppress(HeardError):
        if response.status_code < 400:  # a file too: the form went through
            redisplayed_pages.forget_redisplayed_page(g.uow, g.visit.token, request.path)
        elif _may_be_kept(response):
            text = response.get_data(as_text=True)
            place = g.visit.token, request.path
            if redisplayed_pages.keep_redisplayed_page(g.uow, *place, response.status_code, text):
                address = f"{request.path}?{urlencode({PARAMETER: 1})}"
                return redirect(address, 303)  # type: ignore[return-value]  # Flask's own class
    return response


def _may_be_kept(response: Response) -> bool:
    """Whether an answer holds no secret, and is not a refusal that may have passed meanwhile.

    The page that asks for the passphrase shows none of what waits, except of a late form.
    """
    if response.status_code not in KEPT_STATUSES or response.mimetype != "text/html":
        return False
    waiting = g.get("form_on_step_up_page")
    if waiting is None:
        return response.status_code != FORBIDDEN and not is_never_kept_for_back()
    return not (waiting.late and is_never_kept_for_back())


def _shows_pages() -> bool:
    """Whether a browser asks for a page to show. Those that do not say so get the page itself."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate"


def _renew_clock(page: str) -> str:
    """Return the page with the time that is left now, and not when it was made."""
    clock = template_context.read_session_end()
    if clock is None:
        return page
    page = _SECONDS.sub(f'data-seconds="{clock["seconds"]}"', page, count=1)
    return _AT.sub(f"<span data-at>{clock['at']}</span>", page, count=1)
