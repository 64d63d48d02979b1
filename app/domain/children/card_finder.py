"""Find the cards of children's files that have to be looked at, among many. Pure.

All that may fit, and few of the others: whether one fits, and why, `child_match.py` and
`name_match.py` say.
"""

from collections.abc import Iterable, Sequence

from app.domain.children.child_card import ChildCard, ChildFacts
from app.domain.search.name_finder import find_fitting_names, find_like_names, split_names
from app.domain.search.search_query import SearchQuery


def find_cards_by_name(query: SearchQuery, cards: Sequence[ChildCard]) -> list[int]:
    """Return the places of the cards with a name that `match_name` may find."""
    fitting = find_fitting_names(query, split_names(_list_names(cards)))
    if not fitting:
        return []
    return [
        at for at, card in enumerate(cards) if any(one.facts.name in fitting for one in card.links)
    ]


def find_cards_by_facts(facts: ChildFacts, cards: Sequence[ChildCard]) -> list[int]:
    """Return the places of the cards that `match_child` may find."""
    fitting = find_like_names(facts.name, split_names(_list_names(cards)))
    births = _list_births(facts, cards)
    if not fitting and not births:
        return []
    return [
        at
        for at, card in enumerate(cards)
        if any(one.facts.name in fitting or one.facts.born_on in births for one in card.links)
    ]


def _list_names(cards: Iterable[ChildCard]) -> list[str]:
    return [one.facts.name for card in cards for one in card.links]


def _list_births(facts: ChildFacts, cards: Iterable[ChildCard]) -> frozenset[str]:
    """Return the ways in which the day of birth of a child is written on cards."""
    if (birthday := facts.birthday) is None:
        return frozenset()
    written = {one.facts.born_on: one.facts for card in cards for one in card.links}
    return frozenset(text for text, other in written.items() if other.birthday == birthday)
