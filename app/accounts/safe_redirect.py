"""Choose a safe page to go to after signing in: one of our own that a GET can open, or Home.

Nothing from outside is ever a destination: no scheme, no host, no backslash, no control character.
"""

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.services.auth.carried_forms import CarriedForm

HOME_PATH = "/"
MAX_PATH_CHARACTERS = 300


def get_local_path(path: str | None) -> str:
    """Return the path if it is one of our pages, or else that of Home."""
    if (
        not path
        or not path.startswith("/")
        or path.startswith("//")
        or len(path) > MAX_PATH_CHARACTERS
    ):
        return HOME_PATH
    if "\\" in path or not path.isprintable() or any(mark in path for mark in "?#"):
        return HOME_PATH
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return HOME_PATH
    try:
        adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return HOME_PATH
    return path


def get_page_of_form(carried: CarriedForm) -> str:
    """Return the page, with its query, that was only opened when the passphrase was asked for."""
    path, mark, query = carried.path.partition("?")
    return get_local_path(path) + mark + query
