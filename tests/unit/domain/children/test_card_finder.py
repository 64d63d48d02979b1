"""No card of a child's file that a search or a comparison would find is left out beforehand."""

from __future__ import annotations

import random

import pytest

from app.domain.children.card_finder import find_cards_by_facts, find_cards_by_name
from app.domain.children.child_card import ChildCard, ChildFacts, LinkedChild
from app.domain.children.child_match import match_child
from app.domain.search.name_match import match_name
from app.domain.search.search_query import parse_query

FIRST = (
    "Maya", "Mia", "Theo", "Theodore", "Siôn", "Jo", "Joanna", "Ali", "Alistair", "Alf", "Li",
    "Alexandra", "Aleksandra", "Lexi", "Christopher", "Kit", "M", "T. J.", "Anne-Marie", "Beth",
    "Elizabeth", "李", "A", "The", "Is", "",
)  # fmt: skip
LAST = (
    "Ellis", "Elliott", "Hart", "Łuk", "O’Neil", "Poole", "Pool", "Beckett", "Becket", "Na", "E",
    "Nowak-Featherstone", "Nowak Fetherstone", "of Hart", "Bell the Younger", "明", "?", "A", "",
)  # fmt: skip
LONG = "Maya of the Hill and the Field and the River and the Wood and the Sea and the Town Ellis"
ODD = (
    "?",
    "-",
    "me",
    "M E",
    "tj",
    "T J Hooker",
    "who",
    "the",
    LONG,
    f"{LONG} with Hart Becket",
    f"Li {LONG}",
)
BORN = ("", "2012-03-04", "2012-03-05", "2011-03-04", "4 March 2012", "20120304")
GROUPS = ("", "9R", "Class 9 R", "10B")
TYPED = ("9r", "Maya Elils", "KXB", "maya", "ellis hart", "fetherstone", "b", "aleksandra pool")


def make_facts(luck: random.Random) -> ChildFacts:
    """Return what a record says of a child, as people write it, mistakes too."""
    name = f"{luck.choice(FIRST)} {luck.choice(LAST)}".strip()
    if luck.random() < 0.1:
        name = luck.choice(ODD)
    return ChildFacts(_misspell(name, luck), "14", luck.choice(BORN), luck.choice(GROUPS), "")


def _misspell(name: str, luck: random.Random) -> str:
    if len(name) < 2 or luck.random() < 0.6:
        return name
    at = luck.randrange(len(name) - 1)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return luck.choice((name[:at] + name[at + 1 :], swapped, name.upper(), name[: at + 1]))


@pytest.fixture(scope="module")
def cards() -> list[ChildCard]:
    """Return the cards of 400 children, with one to three names each."""
    luck = random.Random(11)  # noqa: S311 - spreads names
    return [
        ChildCard(
            tuple(
                LinkedChild(f"{number}", "c1", link, "", make_facts(luck))
                for link in range(luck.randint(1, 3))
            )
        )
        for number in range(400)
    ]


def test_a_search_by_name_looks_at_each_card_that_it_would_find(cards: list[ChildCard]):
    luck = random.Random(12)  # noqa: S311 - spreads names
    typed = [*FIRST, *LAST, *ODD, *TYPED, *(make_facts(luck).name for _ in range(150))]
    looked_at = 0
    for query in filter(None, map(parse_query, typed)):
        found = {
            at
            for at, one in enumerate(cards)
            if any(match_name(query, link.facts.name) for link in one.links)
        }
        fitting = find_cards_by_name(query, cards)
        assert found - set(fitting) == set(), query.text
        looked_at += len(fitting) - len(found)
    assert looked_at < len(typed), "a search looks at too many cards"


def test_a_comparison_looks_at_each_card_that_it_would_find(cards: list[ChildCard]):
    luck = random.Random(13)  # noqa: S311 - spreads names
    everyone = [make_facts(luck) for _ in range(300)]
    everyone += [ChildFacts(name, "", BORN[1], "9R", "") for name in ODD]
    looked_at = 0
    for facts in everyone:
        found = {at for at, one in enumerate(cards) if match_child(facts, one)}
        fitting = find_cards_by_facts(facts, cards)
        assert found - set(fitting) == set(), facts
        looked_at += len(fitting)
    assert looked_at < len(everyone) * len(cards) / 2, "a comparison looks at too many cards"
