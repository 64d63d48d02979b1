"""Find concerns by what a list shows of them, and by the values in their fields.

A list shows the child, who recorded it, and the reference. Values are people, plates, phone
numbers, user names and places, which the sealed index holds: no entry is opened. Of a concern
whose record is not in the index, the card is opened, and its values are not looked in: how many
were looked in whole is said. All of it is of concerns that this reader holds a card of. The search
is logged before the first: that one was made, never what was typed. Nothing opened is kept.
"""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from sqlalchemy import select

from app.database import split_into_chunks
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Card as CardWords
from app.domain.search.answer_match import AnswerMatch, SearchedText, WordMatcher
from app.domain.search.name_match import NameMatch, match_name
from app.domain.search.search_query import SearchQuery, split_words
from app.domain.values.entry_values import Slip
from app.domain.values.value_match import ValueMatch, ValueMatcher
from app.models.concern import Card, Concern
from app.services.concern_lists.inbox import (
    InboxItem,
    log_refused_cards,
    open_listed_card,
    open_listed_concerns,
)
from app.services.concern_lists.unread_by_log import find_waiting_by_log
from app.services.concerns.concern_access import list_held_fingerprints, load_held_keys
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
_ListedRow = tuple[UUID, str, UUID]
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


def list_held_concerns(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return every concern that this reader has a card of, the newest first. Opens nothing."""
    return tuple(row[0] for row in _list_held_rows(uow))


def _list_held_rows(uow: UnitOfWork) -> tuple[_ListedRow, ...]:
    held = list_held_fingerprints(uow)
    rows = uow.session.execute(
        select(Concern.id, Concern.reference, Concern.author_id)
        .join(Card, Card.concern_id == Concern.id)
        .where(Concern.org_id == uow.org.id, Card.recipient_fpr.in_(held))
        .order_by(Concern.signed_at.desc(), Concern.id)
    )
    return tuple({row[0]: (row[0], row[1], row[2]) for row in rows}.values())


def find_by_name(uow: UnitOfWork, query: SearchQuery) -> NameResults:
    """Return the concerns whose child, author, reference or values are looked for.

    The closest first. If no concern has all of the words in one place, those that have some of
    them, most first. The caller has logged the search.
    """
    rows = _list_held_rows(uow)
    index = open_index(uow, [row[0] for row in rows])
    with_record = {one for one, slips in index.slips.items() if slips[0].number == 1}
    cards, refused = _open_cards(uow, [row[0] for row in rows if row[0] not in with_record])
    reasons = dict(_find_all(uow, query, rows, index.slips, cards))
    some = {} if reasons else dict(_find_some(query, rows, index.slips, cards))
    log_refused_cards(uow, [(concern_id, None) for concern_id in refused])
    best = sorted(reasons, key=lambda one: _ORDER.index(reasons[one][0]))
    best += sorted(some, key=lambda one: len(some[one].missing))  # stable: else the newest first
    best = best[:MOST_FOUND]
    shown = open_listed_concerns(uow, tuple(best), find_waiting_by_log(uow))
    return NameResults(
        found=tuple(_describe(item, reasons.get(item.id), some.get(item.id)) for item in shown),
        total=len(reasons) + len(some),
        looked_in=len(with_record | cards.keys()),
        held=len(rows),
        indexed=len(index.whole),
        by_value=frozenset(one for one in best if one in some or reasons[one][1]),
        untrusted=frozenset(refused),
        is_partial=bool(some),
    )


def _describe(item: InboxItem, reason: Reason | None, some: AnswerMatch | None) -> FoundConcern:
    if some is not None:
        return FoundConcern(item, places=some.places, missing=some.missing, words=some.words)
    why, place = reason or ("", "")
    return FoundConcern(item, why=why, places=(place,) if place else ())


def _find_some(
    query: SearchQuery,
    rows: Collection[_ListedRow],
    slips: Mapping[UUID, tuple[Slip, ...]],
    cards: Mapping[UUID, CardWords],
) -> Iterator[tuple[UUID, AnswerMatch]]:
    """Yield each concern with some of several words, and where; nothing for a single word."""
    if len(query.words) < 2:
        return
    matcher = WordMatcher(query)
    for concern_id, _, _ in rows:
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
    rows: Collection[_ListedRow],
    slips: Mapping[UUID, tuple[Slip, ...]],
    cards: Mapping[UUID, CardWords],
) -> Iterator[tuple[UUID, Reason]]:
    """Yield each concern that is found, with the closest reason."""
    typed = "".join(query.words)
    names = load_name_texts(uow, {author for _, _, author in rows})
    wanted = {NameMatch.SAME, NameMatch.STARTS}
    authors = {one for one, name in names.items() if match_name(query, name) in wanted}
    matcher = ValueMatcher(query)
    for concern_id, reference, author in rows:
        found = list(_match_slips(matcher, slips.get(concern_id, ())))
        if (card := cards.get(concern_id)) is not None:
            matches = (match_name(query, name) for name in card.children)
            found += [(match.value, "") for match in matches if match]
        if typed == "".join(split_words(reference)):
            found.append((REFERENCE, ""))
        if author in authors:
            found.append((AUTHOR, ""))
        if found:
            yield concern_id, min(found, key=lambda reason: _ORDER.index(reason[0]))


def _match_slips(matcher: ValueMatcher, slips: Collection[Slip]) -> Iterator[Reason]:
    """Yield why these slips are found."""
    for slip in slips:
        for value in slip.values:
            if (found := matcher.match(value)) is not None:
                is_child = (value.page, value.field) == ("child", "name")
                yield found.value, "" if is_child else value.label


def _open_cards(
    uow: UnitOfWork, ids: Collection[UUID]
) -> tuple[dict[UUID, CardWords], frozenset[UUID]]:
    """Open the cards of the newest of these concerns; return them, and those that did not open."""
    held = load_held_keys(uow)
    opened: dict[UUID, CardWords] = {}
    refused: set[UUID] = set()
    for some in split_into_chunks(tuple(ids)[:MOST_CARDS]):
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
