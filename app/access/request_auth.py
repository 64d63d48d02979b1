"""Find out at the start of each request which organisation it is for, and who is signed in.

Views find `g.org`, `g.uow`, `g.actor`, `g.visit` and `g.sign_in_id`.
"""

import msgspec
from flask import Flask, g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import SecurityError

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.declarations import OrgNeed, get_org_need
from app.domain.routing.actors import Org
from app.domain.trusted_hosts import is_exact_trusted_host
from app.errors import DatabaseAwayError, HeardError
from app.extensions import db
from app.services.auth import sessions
from app.services.contacts import phone_numbers
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import translate_database_error

MAX_STRANGER_BYTES = 64 * 1024


class NoSuchHostError(HeardError):
    """No organisation answers on this host."""

    status = 404
    public = "There is nothing at this address."


class NotSetUpError(HeardError):
    """Nobody has set this installation up yet."""

    status = 404
    public = "Heard has not been set up here yet."


def init_app(app: Flask) -> None:
    """Run before every request, before policies and CSRF."""
    app.before_request(load_request_context)


def load_request_context() -> None:
    """Fill `g`. Raises NoSuchHostError or NotSetUpError where a page needs an organisation."""
    # Reading a form costs time before anybody is known: a stranger may send only a small one.
    request.max_content_length = MAX_STRANGER_BYTES
    try:
        _find_org_and_member()
    except (DBAPIError, PoolTimeoutError, DatabaseAwayError) as error:
        _serve_without_database(error)
    if g.visit is not None:
        request.max_content_length = None  # the app's own limit


def _serve_without_database(error: Exception) -> None:
    """Serve public pages from the pack and the cache; raise the error for any other page."""
    found = translate_database_error(error) if isinstance(error, DBAPIError) else error
    get_app_state().gate.doubt()
    is_away = isinstance(found, DatabaseAwayError | PoolTimeoutError)
    if get_org_need() is not OrgNeed.CACHED or not is_away:
        raise error
    db.session.rollback()
    g.org = get_app_state().org_cache.recall(get_host(), phone_numbers.FALLBACK_PACK)
    g.uow = g.actor = g.visit = g.sign_in_id = None


def _find_org_and_member() -> None:
    g.org = g.uow = g.actor = g.visit = g.sign_in_id = None
    name = get_host()
    if get_org_need() is OrgNeed.NEVER:
        return
    get_app_state().gate.demand_open()
    org = organisation_lookup.find_organisation_by_host(db.session(), name)
    if org is None or not _is_its_host(org, name):
        _serve_without_org()
        return
    g.org, g.uow = org, get_app_state().uow(org)
    g.uow.step_up_mark = cookies.get_step_up_mark()
    if token := cookies.get_sign_in_token():
        _open_session(token)


def _is_its_host(org: Org, name: str) -> bool:
    """Whether an organisation is shown at a name: its own, or one that the settings name.

    The only organisation answers at each of those. In a domain that the settings trust there are
    names without end, and each would be remembered.
    """
    return name.casefold() == org.host or is_exact_trusted_host(
        name.casefold(), get_app_state().config.trusted_hosts
    )


def get_host() -> str:
    """Return the host name that was asked for, without its port. Raises NoSuchHostError."""
    # An untrusted Host header raises here, before anything is looked up for it.
    try:
        return (request.host or "").rsplit(":", 1)[0].strip("[]")
    except SecurityError:
        raise NoSuchHostError("host") from None


def _serve_without_org() -> None:
    """Let through what can be seen before set-up: no phone number hides behind it."""
    if get_org_need() is OrgNeed.OPTIONAL:
        return
    if organisation_lookup.has_any_organisation(db.session()):
        raise NoSuchHostError("host")
    if get_org_need() is not OrgNeed.CACHED:
        raise NotSetUpError("set up first")
    nameless = get_app_state().org_cache.recall("", phone_numbers.FALLBACK_PACK)
    g.org = msgspec.structs.replace(nameless, demo=get_app_state().config.demo)


def _open_session(token: str) -> None:
    visit = sessions.open_session(g.uow, token)
    if visit is None:
        return
    g.visit, g.actor, g.sign_in_id = visit, visit.actor, visit.row_id
    if visit.actor is None:
        g.late = visit
