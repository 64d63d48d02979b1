"""No question says "you" of what another person saw and asked, where their account is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.other_account import (
    ANSWERS,
    FOLDS,
    HINTS,
    LABELS,
    reword_for_other_account,
)
from app.domain.journey.question_flow import choose_page_link_text, choose_page_title
from app.domain.journey.question_model import Ask, Style
from app.recording.questions.question_nodes import find_stored_field
from app.recording.questions.shared_texts import list_shared_texts
from tests.support.asked_answers import list_asks

PAGES = {"account": {"account_by": ["somebody_else"]}}
THEIRS = ("words", "when", "seen", "others", "words_each")
YOU = re.compile(r"\b(?:you|your|us)\b", re.IGNORECASE)


def list_words(asks: tuple[Ask, ...]) -> Iterator[str]:
    """Yield labels and choices. A hint may speak to the worker, who writes it all down."""
    for ask in asks:
        if not ask.old and ask.style is not Style.HEADING:
            yield ask.label or (find_stored_field(ask).label if ask.name else "")
            yield from (words for _, words in ask.answers)
        yield from list_words(ask.asks)
        for follow in ask.follow:
            yield from list_words(follow.asks)


@pytest.mark.parametrize("name", THEIRS)
def test_their_account_is_asked_of_them(name: str):
    asks = reword_for_other_account(QUESTIONS_BY_NAME[name].asks)
    assert [words for words in list_words(asks) if YOU.search(words)] == []


def test_headings_and_links_speak_of_them():
    theirs = [QUESTIONS_BY_NAME[name] for name in THEIRS]
    worded = [
        choose(page, PAGES)
        for page in theirs
        for choose in (choose_page_title, choose_page_link_text)
    ]
    assert [words for words in worded if YOU.search(words)] == []


def test_texts_of_several_children_speak_of_them():
    asks = reword_for_other_account(QUESTIONS_BY_NAME["child"].asks)
    labels = [ask.label for ask in asks if ask.name.startswith("whose_")]
    child = {f"children-{number}-id": [f"c{number + 1}"] for number in range(2)}
    child |= {f"children-{number}-name": ["Kim"] for number in range(2)}
    texts = dict.fromkeys(("child_words", "seen", "told_by_others"), ["x"])
    shared = list_shared_texts({"account": PAGES["account"] | texts, "child": child})
    assert len(labels) == len(shared) == 3
    words = [*labels, *(one.label for one in shared)]
    assert [one for one in words if YOU.search(one)] == []


def test_only_the_words_differ():
    for page in QUESTIONS_BY_NAME.values():
        reworded = reword_for_other_account(page.asks)
        assert [ask.fields for ask in reworded] == [ask.fields for ask in page.asks]


def test_each_rewording_is_of_a_question_that_is_asked():
    asked = [ask for page in QUESTIONS_BY_NAME.values() for ask in list_asks(page.asks)]
    assert {(ask.page, ask.name) for ask in asked} >= LABELS.keys() | HINTS.keys()
    assert {ask.label for ask in asked} >= FOLDS.keys()
    assert {words for ask in asked for _, words in ask.answers} >= ANSWERS.keys()
