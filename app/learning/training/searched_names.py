"""Keep the names that a list of people is searched for out of every address.

An address stays in a browser's history and in the logs of those in between. So what was typed lies
sealed in the session, one search for each kind of list, and an address only says that there is one.
"""

from typing import Any

from flask import g, request

from app.services.auth import one_time_display
from app.services.training.offered_people import LONGEST_SEARCH

PREFIX = "people/"
SEARCHED = "search"


def keep_searched_words(place: str, typed: str) -> dict[str, Any]:
    """Keep what a list is searched for instead of its last search; return what an address says.

    Words with nothing in them are no search: the list is whole again.
    """
    words = typed[:LONGEST_SEARCH].strip()
    if not words:
        return {}
    if words != _find_words(place):
        one_time_display.show_secret(g.uow, g.visit.token, PREFIX + place, words)
    return {SEARCHED: "1"}


def read_searched_words(place: str) -> str:
    """Return what this session last searched the list for, where the address says that it did."""
    return _find_words(place) if SEARCHED in request.args else ""


def _find_words(place: str) -> str:
    shown = dict(one_time_display.list_shown_secrets(g.uow, PREFIX + place))
    return shown.get(PREFIX + place, "")
