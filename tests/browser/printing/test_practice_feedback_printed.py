"""Feedback on a practice, on paper: one side, what was opened after it, and no colour."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from app.services.practice import practice_runs
from tests.browser.page_inspection import Stage
from tests.browser.printing.test_concern_printed import bare, printed
from tests.browser.states.learning.states_practice_feedback import WHO, WORDS, at, record
from tests.support.club.office import Office
from tests.support.training.finished_practice import COACH, GOOD, finish_conversation
from tests.unit.referral_forms.document_text import raw_text, whole_text

pytestmark = pytest.mark.browser
MARKS = """() => [...document.querySelectorAll("ins.heard-only, del.heard-only")].map(one => {
  const style = getComputedStyle(one);
  return [one.tagName, style.borderBottomStyle, style.textDecorationLine];
})"""
LEFTS = """() => [...document.querySelectorAll("#beside .heard-beside > div")].map(one =>
  Math.round(one.getBoundingClientRect().left))"""


ONE_LONG_SIDE = "5000mm"
"""A side that ends within a sentence would put the other column's words into it."""
OPEN_ALL = """() => document.querySelectorAll("main details").forEach(one => { one.open = true })"""


def read_opened(tab: Page) -> str:
    """Return the words of the first screen and of all the rest, each on one side."""
    opened = tab.pdf(width="210mm", height=ONE_LONG_SIDE, scale=0.5)
    assert len(PdfReader(io.BytesIO(opened)).pages) == 2
    return bare(raw_text(opened))


def test_the_first_screen_is_one_side_and_what_is_open_follows(stage: Stage) -> None:
    office = Office.today(stage.club.world)
    run_id = finish_conversation(office, GOOD, who=WHO)
    record(office, run_id)
    state = practice_runs.load_run(office.at(WHO), run_id).state
    tab = stage.tab(WHO)
    first = printed(tab, stage.club.server.url + at(run_id))
    assert len(PdfReader(io.BytesIO(first)).pages) == 1
    for words in ("What helped", "Another reply to try", "what you wrote", "Lines that differ"):
        assert bare(words) in bare(whole_text(first)), words
    for words in ("What next", "More", "The real numbers", "Facts and opinions"):
        assert bare(words) not in bare(whole_text(first)), words
    tab.evaluate(OPEN_ALL)
    text = read_opened(tab)
    for part in COACH.model.parts:
        for value in part.values.values():
            if isinstance(value, str) and " " in value:
                assert bare(value) in text, value
    for words in (*state.lines, *WORDS.splitlines(), *(one.reply.why for one in state.chosen)):
        assert bare(words) in text, words
    tab.emulate_media(media="print")
    assert {tuple(one) for one in tab.evaluate(MARKS)} == {
        ("DEL", "dotted", "none"),
        ("INS", "solid", "none"),
    }
    left, right = tab.evaluate(LEFTS)
    assert left < right
    tab.emulate_media(media="screen")
    practice_runs.delete_run(office.at(WHO), run_id)


@pytest.mark.parametrize(("width", "beside"), [(320, False), (1280, True)])
def test_two_texts_stand_beside_each_other_where_there_is_room(
    stage: Stage, width: int, beside: bool
) -> None:
    office = Office.today(stage.club.world)
    run_id = finish_conversation(office, GOOD, who=WHO)
    record(office, run_id)
    tab = stage.tab(WHO)
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(stage.club.server.url + at(run_id))
    left, right = tab.evaluate(LEFTS)
    assert (left < right) == beside
    practice_runs.delete_run(office.at(WHO), run_id)
