"""Keep the names that a list of people is searched for out of every address.

An address stays in a browser's history and in the logs of those in between. So what was typed lies
sealed in the session, one search for each kind of list, and an address only says that there is one.
"""

from collections.abc import Mapping
from typing import Any

from flask import g, request

from app.services.auth import one_time_display
from app.services.training.offered_people import LONGEST_SEARCH

PREFIX = "people/"
SEARCHED, BY_WORDS, BY_NOTHING = "search", "1", "nothing"
"""In an address: that the list was searched, by words or with the box left empty."""
TOO_LONG = f"Enter {LONGEST_SEARCH} characters or fewer to search for"


def keep_searched_words(place: str, typed: str) -> dict[str, Any]:
    """Keep what a list is searched for instead of its last search; return what an address says.

    Words with nothing in them are no search: the list is whole again.
    """
    words = typed.strip()[:LONGEST_SEARCH]
    if not words:
        return {}
    if words != _find_words(place):
        one_time_display.show_secret(g.uow, g.visit.token, PREFIX + place, words)
    return {SEARCHED: BY_WORDS}


def read_searched_words(place: str, said: Mapping[str, str] | None = None) -> str:
    """Return what this session last searched the list for, where the address says that it did.

    `said`: the fields of a form that say it instead.
    """
    found = (request.args if said is None else said).get(SEARCHED)
    return _find_words(place) if found == BY_WORDS else ""


def is_search_empty() -> bool:
    """Return whether the address says that nothing was typed to search for."""
    return request.args.get(SEARCHED) == BY_NOTHING


def find_search_problem(typed: str) -> str:
    """Return what to change about the words of a search; "" where it can be made."""
    return TOO_LONG if len(typed.strip()) > LONGEST_SEARCH else ""


def _find_words(place: str) -> str:
    shown = dict(one_time_display.list_shown_secrets(g.uow, PREFIX + place))
    return shown.get(PREFIX + place, "")
