"""Find concerns by what a list shows of them: the child, who recorded it, the reference.

The newest cards that the reader holds are opened, and none of anybody else's. The search is logged
before the first: that one was made, never what was typed. Nothing that was opened is kept.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Card as CardWords
from app.domain.search.name_match import NameMatch, match_name
from app.domain.search.search_query import SearchQuery, split_words
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
from app.services.unit_of_work import UnitOfWork

MOST_FOUND = 50
"""Concerns that one page of results shows."""
MOST_LOOKED_IN = 10_000
"""Cards that one search opens, the newest: about half a second. Older ones are looked inside."""
REFERENCE, AUTHOR = "The reference", "Recorded by this person"
_ORDER = (REFERENCE, *(why.value for why in NameMatch), AUTHOR)


class FoundConcern(PrivateStruct, frozen=True):
    """A concern that was found. `why`: the reason, in words; `places`: where inside it.

    `missing`: words that were looked for and are nowhere in it.
    """

    item: InboxItem
    why: str = ""
    places: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class NameResults(PrivateStruct, frozen=True):
    """Concerns found by name. `looked_in`: how many concerns; `total`: how many were found.

    `untrusted`: concerns whose card did not open, so that was not looked in.
    """

    found: tuple[FoundConcern, ...]
    total: int
    looked_in: int
    untrusted: frozenset[UUID] = frozenset()

    @property
    def ids(self) -> frozenset[UUID]:
        """The concerns that are shown as found."""
        return frozenset(one.item.id for one in self.found)


def list_held_concerns(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return every concern that this reader has a card of, the newest first. Opens nothing."""
    held = list_held_fingerprints(uow)
    rows = uow.session.execute(
        select(Concern.id)
        .join(Card, Card.concern_id == Concern.id)
        .where(Concern.org_id == uow.org.id, Card.recipient_fpr.in_(held))
        .order_by(Concern.signed_at.desc(), Concern.id)
    )
    return tuple(dict.fromkeys(row[0] for row in rows))


def find_by_name(uow: UnitOfWork, query: SearchQuery) -> NameResults:
    """Return the concerns whose child, author or reference is looked for, the closest first.

    The caller has logged the search.
    """
    reasons: dict[UUID, str] = {}
    looked_in: set[UUID] = set()
    refused: set[UUID] = set()
    by_author: dict[str, bool] = {}
    for concern_id, reference, author, card in _open_newest_cards(uow):
        (looked_in if card else refused).add(concern_id)
        if author not in by_author:
            by_author[author] = match_name(query, author) in {NameMatch.SAME, NameMatch.STARTS}
        if why := _find_reason(query, reference, card) or (AUTHOR if by_author[author] else ""):
            reasons[concern_id] = min(why, reasons.get(concern_id, why), key=_ORDER.index)
    log_refused_cards(uow, [(concern_id, None) for concern_id in refused])
    best = sorted(reasons, key=lambda concern_id: _ORDER.index(reasons[concern_id]))
    shown = open_listed_concerns(uow, tuple(best[:MOST_FOUND]), find_waiting_by_log(uow))
    found = tuple(FoundConcern(item, why=reasons[item.id]) for item in shown)
    return NameResults(found, len(reasons), len(looked_in), frozenset(refused - looked_in))


def _open_newest_cards(uow: UnitOfWork) -> Iterator[tuple[UUID, str, str, CardWords | None]]:
    """Reference, author and card of each concern, the newest first."""
    held = load_held_keys(uow)
    rows = uow.session.execute(
        select(Concern.id, Concern.reference, Concern.author_id, Card)
        .join(Card, Card.concern_id == Concern.id)
        .where(Concern.org_id == uow.org.id, Card.recipient_fpr.in_(list(held)))
        .order_by(Concern.signed_at.desc(), Concern.id)
        .limit(MOST_LOOKED_IN)
    ).all()
    names = load_name_texts(uow, {row.author_id for row in rows})
    for concern_id, reference, author_id, card in rows:
        opened = open_listed_card(uow, concern_id, card, held[card.recipient_fpr])
        yield concern_id, reference, names[author_id], opened


def _find_reason(query: SearchQuery, reference: str, card: CardWords | None) -> str:
    """Return why a concern was found by its reference or a child's name; "" where it was not."""
    if "".join(query.words) == "".join(split_words(reference)):
        return REFERENCE
    names = card.children if card else ()
    matches = [match for name in names if (match := match_name(query, name))]
    return min(matches, key=list(NameMatch).index).value if matches else ""
