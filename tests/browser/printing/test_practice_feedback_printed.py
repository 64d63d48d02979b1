"""Looking back on a practice, on paper: folded pages too, texts side by side, and no colour."""

from __future__ import annotations

import pytest

from app.services.practice import practice_runs
from tests.browser.page_inspection import Stage
from tests.browser.printing.test_concern_printed import bare, printed
from tests.browser.states.learning.states_practice_feedback import WHO, WORDS, at, record
from tests.support.club.office import Office
from tests.support.training.finished_practice import COACH, GOOD, finish_conversation
from tests.unit.referral_forms.document_text import whole_text

pytestmark = pytest.mark.browser
MARKS = """() => [...document.querySelectorAll("ins.heard-only, del.heard-only")].map(one => {
  const style = getComputedStyle(one);
  return [one.tagName, style.borderBottomStyle, style.textDecorationLine];
})"""
LEFTS = """() => [...document.querySelectorAll("#words .heard-beside > div")].map(one =>
  Math.round(one.getBoundingClientRect().left))"""


def test_every_word_of_it_is_printed_and_marks_need_no_colour(stage: Stage) -> None:
    office = Office.today(stage.club.world)
    run_id = finish_conversation(office, GOOD, who=WHO)
    record(office, run_id)
    state = practice_runs.load_run(office.at(WHO), run_id).state
    tab = stage.tab(WHO)
    text = bare(whole_text(printed(tab, stage.club.server.url + at(run_id))))
    for part in COACH.model.parts:  # pages that are folded on the screen
        for value in part.values.values():
            if isinstance(value, str) and " " in value:
                assert all(bare(line) in text for line in value.splitlines()), value
    for words in (*state.lines, *WORDS.splitlines(), *(one.reply.why for one in state.chosen)):
        assert bare(words) in text, words
    for words in ("What next", "On this page", "print button", "The real numbers"):
        assert bare(words) not in text, words
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
