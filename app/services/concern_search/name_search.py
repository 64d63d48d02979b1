"""Find concerns by what a list shows of them, and by the values in their fields.

A list shows the child, who recorded it, and the reference. Values are people, plates, phone
numbers, user names and places, which the sealed index holds: no entry is opened. Of a concern
whose record is not in the index, the card is opened, and its values are not looked in: how many
were looked in whole is said. All of it is of concerns that this reader holds a card of. The search
is logged before the first: that one was made, never what was typed. Nothing opened is kept.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from sqlalchemy import select

from app.database import split_into_chunks
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Card as CardWords
from app.domain.search.answer_match import AnswerMatch, SearchedText, WordMatcher
from app.domain.search.name_match import NameMatch, match_name
from app.domain.search.search_query import SearchQuery
from app.domain.values.entry_values import Slip
from app.domain.values.slip_finder import SlipFinder
from app.domain.values.value_search_match import ValueMatch, ValueMatcher
from app.models.concern import Card
from app.services.concern_lists.inbox import (
    InboxItem,
    log_refused_cards,
    open_inbox_items,
    open_listed_card,
)
from app.services.concern_lists.unread_by_log import find_concerns_waiting_by_log
from app.services.concern_search.searched_concerns import (
    find_concern_id_by_reference,
    find_concern_ids_by_author,
    find_held_concern_ids,
    list_member_ids,
    sort_concern_ids_by_newest,
)
from app.services.concerns.concern_access import load_held_keys
from app.services.members.shown_names import load_name_texts
from app.services.sealed_index.open_index import open_index
from app.services.unit_of_work import UnitOfWork

MOST_FOUND = 50
"""Concerns that one page of results shows."""
MOST_CARDS = 10_000
"""Cards of concerns without an index that one search opens, the newest: about half a second."""
CHILD_NAME = "Child’s name"
REFERENCE, AUTHOR = "The reference", "Recorded by this person"
_ORDER = (
    REFERENCE,
    *(why.value for why in NameMatch),
    *(why.value for why in ValueMatch),
    AUTHOR,
)
Reason = tuple[str, str]
"""Why, and the question in whose answer; "" for the child's name and what stands in no answer."""


class FoundConcern(PrivateStruct, frozen=True):
    """A concern that was found. `why`: the reason, in words; `places`: where inside it.

    `words`: those found in each place; `missing`: those that are nowhere in it.
    """

    item: InboxItem
    why: str = ""
    places: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()


class NameResults(PrivateStruct, frozen=True):
    """Concerns found. `looked_in`: how many were looked in; `total`: how many were found.

    `held`: how many this reader can open; `indexed`: those of which each entry was looked in.
    `by_value`: concerns found by what is inside them. `untrusted`: concerns whose card did not
    open, so that was not looked in. `is_partial`: nothing has all of the words, these have some.
    """

    found: tuple[FoundConcern, ...]
    total: int
    looked_in: int
    held: int
    indexed: int
    by_value: frozenset[UUID] = frozenset()
    untrusted: frozenset[UUID] = frozenset()
    is_partial: bool = False


def find_concerns_by_name(uow: UnitOfWork, query: SearchQuery) -> NameResults:
    """Return the concerns whose child, author, reference or values are looked for.

    The closest first. If no concern has all of the words in one place, those that have some of
    them, most first. The caller has logged the search.
    """
    held, finder = find_held_concern_ids(uow), SlipFinder(query)
    index = open_index(uow, held, finder.find)
    cards, refused = _open_cards(uow, held - index.with_record)
    reasons = dict(_find_all(uow, query, index.slips, cards))
    some: dict[UUID, AnswerMatch] = {}
    if not reasons and len(query.words) > 1:
        index = open_index(uow, held, finder.find_some)
        some = dict(_find_some(query, index.slips, cards))
    log_refused_cards(uow, [(concern_id, None) for concern_id in refused])
    best = _choose_best(uow, reasons, some)
    shown = open_inbox_items(uow, best, find_concerns_waiting_by_log(uow))
    return NameResults(
        found=tuple(_describe(item, reasons.get(item.id), some.get(item.id)) for item in shown),
        total=len(reasons) + len(some),
        looked_in=len(index.with_record) + len(cards),
        held=len(held),
        indexed=index.whole,
        by_value=frozenset(one for one in best if one in some or reasons[one][1]),
        untrusted=frozenset(refused),
        is_partial=bool(some),
    )


def _choose_best(
    uow: UnitOfWork, reasons: Mapping[UUID, Reason], some: Mapping[UUID, AnswerMatch]
) -> tuple[UUID, ...]:
    """Return the closest of the concerns that were found: those with fewest words missing."""

    def rank(concern_id: UUID) -> int:
        if (match := some.get(concern_id)) is not None:
            return len(match.missing)
        return _ORDER.index(reasons[concern_id][0])

    found = frozenset(one.bytes for one in reasons.keys() | some.keys())
    newest_first = sort_concern_ids_by_newest(uow, found) if found else ()
    return tuple(sorted(newest_first, key=rank)[:MOST_FOUND])  # a stable sort: else the newest


def _describe(item: InboxItem, reason: Reason | None, some: AnswerMatch | None) -> FoundConcern:
    if some is not None:
        return FoundConcern(item, places=some.places, missing=some.missing, words=some.words)
    why, place = reason or ("", "")
    return FoundConcern(item, why=why, places=(place,) if place else ())


def _find_some(
    query: SearchQuery,
    slips: Mapping[UUID, tuple[Slip, ...]],
    cards: Mapping[UUID, CardWords],
) -> Iterator[tuple[UUID, AnswerMatch]]:
    """Yield each concern with some of several words, and where."""
    matcher = WordMatcher(query)
    for concern_id in slips.keys() | cards.keys():
        texts = _list_texts(matcher, slips.get(concern_id, ()), cards.get(concern_id))
        if match := matcher.match(texts):
            yield concern_id, match


def _list_texts(
    matcher: WordMatcher, slips: Collection[Slip], card: CardWords | None
) -> Iterator[SearchedText]:
    """Yield values of a concern that may hold a word, and the names on a card that was opened."""
    for slip in slips:
        for value in slip.values:
            if matcher.may_hold(value.text):
                yield SearchedText(value.label, value.text)
    for name in card.children if card else ():
        yield SearchedText(CHILD_NAME, name)


def _find_all(
    uow: UnitOfWork,
    query: SearchQuery,
    slips: Mapping[UUID, tuple[Slip, ...]],
    cards: Mapping[UUID, CardWords],
) -> Iterator[tuple[UUID, Reason]]:
    """Yield each concern that is found, with the closest reason."""
    by_reference = _make_ids(find_concern_id_by_reference(uow, "".join(query.words)))
    by_author = _make_ids(find_concern_ids_by_author(uow, _find_authors(uow, query)))
    matcher = ValueMatcher(query)
    for concern_id in slips.keys() | cards.keys() | by_reference | by_author:
        found = list(_match_slips(matcher, slips.get(concern_id, ())))
        if (card := cards.get(concern_id)) is not None:
            matches = (match_name(query, name) for name in card.children)
            found += [(match.value, "") for match in matches if match]
        if concern_id in by_reference:
            found.append((REFERENCE, ""))
        if concern_id in by_author:
            found.append((AUTHOR, ""))
        if found:
            yield concern_id, min(found, key=lambda reason: _ORDER.index(reason[0]))


def _find_authors(uow: UnitOfWork, query: SearchQuery) -> tuple[UUID, ...]:
    """Return the members whose name is looked for."""
    names = load_name_texts(uow, list_member_ids(uow))
    wanted = {NameMatch.SAME, NameMatch.STARTS}
    return tuple(one for one, name in names.items() if one and match_name(query, name) in wanted)


def _make_ids(ids: Iterable[bytes]) -> frozenset[UUID]:
    return frozenset(UUID(bytes=one) for one in ids)


def _match_slips(matcher: ValueMatcher, slips: Collection[Slip]) -> Iterator[Reason]:
    """Yield why these slips are found."""
    for slip in slips:
        for value in slip.values:
            if (found := matcher.match(value)) is not None:
                is_child = (value.page, value.field) == ("child", "name")
                yield found.value, "" if is_child else value.label


def _open_cards(
    uow: UnitOfWork, ids: Collection[bytes]
) -> tuple[dict[UUID, CardWords], frozenset[UUID]]:
    """Open the cards of the newest of these concerns; return them, and those that did not open."""
    held = load_held_keys(uow)
    opened: dict[UUID, CardWords] = {}
    refused: set[UUID] = set()
    newest = sort_concern_ids_by_newest(uow, ids)[:MOST_CARDS] if ids else ()
    for some in split_into_chunks(newest):
        rows = uow.session.scalars(
            select(Card).where(
                Card.org_id == uow.org.id,
                Card.concern_id.in_(some),
                Card.recipient_fpr.in_(list(held)),
            )
        )
        for row in rows:
            card = open_listed_card(uow, row.concern_id, row, held[row.recipient_fpr])
            if card is None:
                refused.add(row.concern_id)
            else:
                opened[row.concern_id] = card
    return opened, frozenset(refused - opened.keys())
