"""Twelve kinds of harm that no list found, in many words each, and good words that are near them.

The words are in half "a" of the labelled replies: `kind` there is a key of KINDS.
"""

from __future__ import annotations

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from tools.count_labelled_replies import HALVES, MOMENTS, find_kinds

KINDS = {
    "asks to see the body": "investigating",
    "keeps a picture": "investigating",
    "sets a trap": "investigating",
    "breaks the card": "judging",
    "runs out of time": "hurrying",
    "claims to know": "leading",
    "shows the door": "avoiding",
    "threatens": "judging",
    "promises no more harm": "promising",
    "calls names": "judging",
    "makes them guilty": "judging",
    "tells them to obey": "avoiding",
}
FEWEST = 7


def list_words(kind: str) -> list[str]:
    return [one["text"] for one in HALVES["a"] if one.get("kind") == kind]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_found_in_all_its_words(kind: str) -> None:
    harmful = list_words(kind)
    assert len(harmful) >= FEWEST
    missed = [
        one for one in harmful if KINDS[kind] not in {way.kind for way in find_reply_kinds(one)}
    ]
    assert not missed


@pytest.mark.parametrize("kind", KINDS)
def test_good_words_near_to_each_kind_are_left_alone(kind: str) -> None:
    near = list_words(f"near to: {kind}")
    assert len(near) >= FEWEST
    assert not [one for one in near if find_reply_kinds(one)]


@pytest.mark.parametrize(
    "words",
    ["Is your mum furious?", "Nobody should hurt you", "shut the door if that feels safer"],
)
def test_a_word_of_harm_alone_is_not_harm(words: str) -> None:
    assert not find_reply_kinds(words)


def test_asking_about_a_card_does_not_break_it() -> None:
    """It starts as a question with an answer in it does, and is told as that alone."""
    assert {one.kind for one in find_reply_kinds("Did they show you a card?")} == {"leading"}


def test_what_the_child_has_said_can_be_given_back_as_known() -> None:
    """The boy says "hit" before: then a worker who knows of it puts nothing into his mouth."""
    words = "It's obvious he's been hitting you"
    said = MOMENTS["blue_car/start"]._replace(said=("He hit me.",))
    assert {one.kind for one in find_reply_kinds(words)} == {"leading"}
    assert not find_reply_kinds(words, moment=said)


def test_the_words_of_these_kinds_are_labelled_once() -> None:
    texts = [one["text"].casefold() for one in HALVES["a"]]
    new = [one for kind in KINDS for one in (*list_words(kind), *list_words(f"near to: {kind}"))]
    assert all(texts.count(one.casefold()) == 1 for one in new)
    labelled = [one for one in HALVES["a"] if one.get("kind") in KINDS]
    assert not [one["text"] for one in labelled if not find_kinds(one)]
