"""Make one search: keep what was typed in the session, log that it is made, then look.

What was typed is in no address, no log line and no row in clear: only in the session's sealed box,
until another search, "Clear", or the end of the session.
"""

from collections.abc import Mapping

from app.domain.private_struct import PrivateStruct
from app.domain.search.search_query import SearchQuery, parse_query
from app.services.auth import one_time_display
from app.services.concern_search.name_search import NameResults, find_by_name
from app.services.concern_search.record_search import RecordResults, find_inside
from app.services.unit_of_work import Action, UnitOfWork

_KEPT = "concern_search"


class SearchResults(PrivateStruct, frozen=True):
    """Results of a search. `by_name` is None on the later pages, which only look inside."""

    by_name: NameResults | None
    inside: RecordResults

    @property
    def untrusted(self) -> int:
        """How many concerns could not be looked in, because a part of them cannot be trusted."""
        cards = self.by_name.untrusted if self.by_name else frozenset()
        return len(cards | self.inside.untrusted)


def keep_query(uow: UnitOfWork, token: str, text: str) -> None:
    """Keep what was typed in this session in place of an earlier search; "" forgets it."""
    query = parse_query(text)
    if query:
        one_time_display.show_secret(uow, token, _KEPT, query.text)
    elif find_query(uow):
        one_time_display.forget_shown_secrets(uow, token, _KEPT)


def find_query(uow: UnitOfWork) -> SearchQuery:
    """Return the search of this session; one that is false where there is none."""
    return parse_query(dict(one_time_display.list_shown_secrets(uow, _KEPT)).get(_KEPT, ""))


def search_concerns(
    uow: UnitOfWork, query: SearchQuery, names: Mapping[str, str], start: int = 0
) -> SearchResults:
    """Search by name, and inside the concerns from `start` on. Logs the search first.

    `names`: words for the ids of the pack.
    """
    uow.look(Action.SEARCHED, f"search/{start}")
    by_name = find_by_name(uow, query) if start == 0 else None
    known = by_name.ids if by_name else frozenset()
    return SearchResults(by_name, find_inside(uow, query, names, start, known))
