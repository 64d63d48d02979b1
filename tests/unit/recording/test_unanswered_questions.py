"""A question without an answer is drawn once; what someone wrote in one is never remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.journey.journey_pages import QUESTION_PAGES
from app.domain.journey.question_model import Ask, Style
from app.recording.questions import question_nodes

PACK = "north_lincolnshire"
_NO_CONTROL = {Style.FOLD, Style.REVEAL, Style.UNKNOWN, Style.CHOICE, Style.ITEMS, Style.WORDS_IF}


def _list_asks(asks: tuple[Ask, ...]) -> Iterator[Ask]:
    for ask in asks:
        if ask.style not in _NO_CONTROL:
            yield ask
        yield from _list_asks(ask.asks)
        for one in ask.follow if ask.style is not Style.WORDS_IF else ():
            yield from _list_asks(one.asks)


ASKS = [ask for page in QUESTION_PAGES for ask in _list_asks(page.asks)]


@pytest.fixture(autouse=True)
def empty():
    question_nodes._draw_unanswered.cache_clear()
    yield
    question_nodes._draw_unanswered.cache_clear()


def draw(ask: Ask, raw=None, problems=None, note=""):
    return question_nodes.draw_question(
        ask, f"c1.{ask.name}", raw or {}, problems or {}, "Title", PACK, note
    )


def draw_anew(ask: Ask, raw=None, problems=None, note=""):
    return question_nodes._draw_question(
        ask, f"c1.{ask.name}", raw or {}, problems or {}, "Title", PACK, note
    )


def test_a_remembered_question_is_the_one_that_would_be_drawn():
    assert len(ASKS) > 50
    for ask in ASKS * 2:
        assert draw(ask) == draw_anew(ask)
    assert question_nodes._draw_unanswered.cache_info().hits >= len(ASKS)


@pytest.mark.parametrize("end", ["", "-time", "-unknown"])
def test_what_was_written_is_drawn_and_not_remembered(end):
    for ask in ASKS:
        for text in ("Wren said so", "", "not_known", "yes"):
            raw = {f"c1.{ask.name}{end}": [text]}
            assert draw(ask, raw) == draw_anew(ask, raw)
    assert question_nodes._draw_unanswered.cache_info().currsize == 0


def test_a_problem_or_a_note_is_drawn_and_not_remembered():
    for ask in ASKS:
        problems = {f"c1.{ask.name}": "Write a day"}
        assert draw(ask, problems=problems).problem == "Write a day"
        assert draw(ask, note="A leading question").note == "A leading question"
    assert question_nodes._draw_unanswered.cache_info().currsize == 0


def test_another_title_or_pack_is_another_question():
    heading = next(ask for ask in ASKS if ask.style is Style.HEADING and not ask.label)
    titles = [
        question_nodes.draw_question(heading, "x", {}, {}, title, PACK).label
        for title in ("First", "Second")
    ]
    assert titles == ["First", "Second"]
    draw(heading)
    before = question_nodes._draw_unanswered.cache_info().currsize
    question_nodes.draw_question(heading, f"c1.{heading.name}", {}, {}, "Title", "hull")
    assert question_nodes._draw_unanswered.cache_info().currsize == before + 1
