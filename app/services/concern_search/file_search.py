"""Find children's files by what leads wrote in them: family, home, plans, people they work with.

Every entry is opened and proved as on the file's own page. The search is logged before the first,
and each file that was found in it afterwards, so that "Who has opened this file" says so. A result
names the question, never the answer. Nothing that was opened is kept.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from app.domain.children.child_card import ChildCard
from app.domain.children.fact_fields import list_fact_rows
from app.domain.children.file_facts import Topic
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.domain.search.answer_match import AnswerMatch, SearchedText, match_answers
from app.domain.search.search_query import SearchQuery
from app.services.children.fact_writing import list_current_facts
from app.services.children.file_cards import log_refused_file_cards, open_file_cards
from app.services.children.file_entries import (
    OpenFileEntry,
    list_refused_entry_numbers,
    open_file_entries,
)
from app.services.unit_of_work import Action, UnitOfWork

FILES_AT_ONCE = 25
"""Files whose entries one page of results opens, next to the concerns that it opens."""
PLACES = {
    Topic.FAMILY: "Family",
    Topic.HOME: "Home",
    Topic.PLAN: "Plans",
    Topic.WORKER: "People who work with the child",
}


class FoundFile(PrivateStruct, frozen=True):
    """A child's file that was found, and where in it. `card`: says whose file it is."""

    id: UUID
    card: ChildCard
    match: AnswerMatch


class FileResults(PrivateStruct, frozen=True):
    """Children's files found by what is inside them, up to `end` of `total`.

    `untrusted`: how many have a card or an entry that cannot be trusted, so was not looked in.
    """

    found: tuple[FoundFile, ...] = ()
    end: int = 0
    total: int = 0
    untrusted: int = 0

    @property
    def has_more(self) -> bool:
        """Whether there are files that were not looked in yet."""
        return self.end < self.total


def find_in_child_files(uow: UnitOfWork, query: SearchQuery, page: int) -> FileResults:
    """Look inside the children's files of one page, the first being 0; none for who is no lead.

    The caller has logged the search.
    """
    if uow.me.team is not Team.LEADS:
        return FileResults()
    cards = open_file_cards(uow)
    start = page * FILES_AT_ONCE
    looked_in = cards[start : start + FILES_AT_ONCE]
    log_refused_file_cards(uow, looked_in)
    found, untrusted = [], 0
    for one in looked_in:
        entries = open_file_entries(uow, one.id) if one.card else ()
        untrusted += one.card is None or bool(list_refused_entry_numbers(entries))
        match = match_answers(query, _list_texts(entries))
        if one.card and match:
            found.append(FoundFile(one.id, one.card, match))
    _log_found(uow, found)
    found.sort(key=lambda one: len(one.match.missing))
    end = min(start + FILES_AT_ONCE, len(cards))
    return FileResults(tuple(found), end, len(cards), untrusted)


def _list_texts(entries: Iterable[OpenFileEntry]) -> Iterator[SearchedText]:
    """Yield each answer of every fact, also of earlier ones, with the words that name it."""
    for one in list_current_facts(entries):
        for end, said in (("", one.said), *((", before", said) for _, said in one.earlier)):
            for name, label, words in list_fact_rows(said):
                if name != "child_file":  # an id and no words
                    place = f"{PLACES[one.topic]}: {label[:1].lower()}{label[1:]}{end}"
                    yield SearchedText(place, words)


def _log_found(uow: UnitOfWork, found: Iterable[FoundFile]) -> None:
    ids = [str(one.id) for one in found]
    if ids:
        with uow.act() as act:
            for file_id in ids:
                act.log(Action.SEARCHED, file_id)
