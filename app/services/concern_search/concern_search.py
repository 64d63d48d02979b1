"""Make one search: keep what was typed in the session, log that it is made, then look.

A search looks in what lists show and in the sealed index. To look inside records too is asked for,
page by page: each entry of them is opened.

What was typed is in no address, no log line and no row in clear: only in the session's sealed box,
until another search, "Clear", or the end of the session.
"""

from collections.abc import Mapping

from app.domain.private_struct import PrivateStruct
from app.domain.search.search_query import SearchQuery, parse_query
from app.services.auth import one_time_display
from app.services.concern_search import record_search
from app.services.concern_search.file_search import FileResults, find_in_child_files
from app.services.concern_search.name_search import NameResults, find_concerns_by_name
from app.services.concern_search.record_search import RecordResults, find_in_concern_entries
from app.services.unit_of_work import Action, UnitOfWork

CONCERN_SEARCH, CHILD_SEARCH = "concern_search", "child_search"
"""The two kinds of search: a concern, or a child's file by name. Each is kept by itself."""


class SearchResults(PrivateStruct, frozen=True):
    """Results of a search: of the index, or of the pages that look inside records.

    `files`: of the same pages, what they found inside children's files.
    """

    by_name: NameResults | None = None
    inside: RecordResults | None = None
    files: FileResults = FileResults()

    @property
    def untrusted(self) -> int:
        """How many concerns could not be looked in, because a part of them cannot be trusted."""
        cards = self.by_name.untrusted if self.by_name else frozenset()
        entries = self.inside.untrusted if self.inside else frozenset()
        return len(cards | entries)

    @property
    def has_more(self) -> bool:
        """Whether another page looks inside more concerns or children's files."""
        return self.files.has_more or (self.inside is not None and self.inside.has_more)


def save_session_query(
    uow: UnitOfWork, token: str, text: str, search: str = CONCERN_SEARCH
) -> None:
    """Keep what was typed in this session instead of the last search of its kind; "" forgets it."""
    query = parse_query(text)
    if query:
        one_time_display.show_secret(uow, token, search, query.text)
    elif load_session_query(uow, search):
        one_time_display.forget_shown_secrets(uow, token, search)


def load_session_query(uow: UnitOfWork, search: str = CONCERN_SEARCH) -> SearchQuery:
    """Return the search of this session; one that is false where there is none."""
    return parse_query(dict(one_time_display.list_shown_secrets(uow, search)).get(search, ""))


def search_concerns(uow: UnitOfWork, query: SearchQuery) -> SearchResults:
    """Search in what lists show and in the sealed index. Logs the search first.

    A concern that was found by what is inside it has that in its access history.
    """
    uow.look(Action.SEARCHED, "search/index")
    found = find_concerns_by_name(uow, query)
    if found.by_value:
        with uow.act() as act:
            for concern_id in sorted(found.by_value, key=str):
                act.log(Action.SEARCHED, str(concern_id))
    return SearchResults(by_name=found)


def search_inside_records(
    uow: UnitOfWork, query: SearchQuery, names: Mapping[str, str], start: int
) -> SearchResults:
    """Search inside the records of the concerns from `start` on. Logs the search first.

    A page looks inside children's files too, for a lead. `names`: words for the ids of the pack.
    """
    uow.look(Action.SEARCHED, f"search/{start}")
    files = find_in_child_files(uow, query, start // record_search.CONCERNS_AT_ONCE)
    return SearchResults(inside=find_in_concern_entries(uow, query, names, start), files=files)
