"""Browser Back after a form of a completion had something to mend: no error page, nothing lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, select

from app.models.training import TrainingNote
from tests.browser.page_inspection import Stage, search_team
from tests.browser.recording.test_browser_back import back, back_to, press
from tests.browser.states.learning.states_completion import FORM, recorded
from tests.support.club.office import Office
from tests.support.training.confirmations import answer_all, let_confirm

pytestmark = pytest.mark.browser
BOARD = "/learn/trained/board"
WRONG = "some time last year"


def opened(stage: Stage, who: str, path: str) -> Page:
    page = stage.tab(who)
    page.goto(f"{stage.club.server.url}/learn/completion")
    page.goto(stage.club.server.url + path)
    return page


def notes(stage: Stage) -> int:
    with stage.club.world.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(TrainingNote))


def test_a_completion_on_paper_and_back(stage: Stage) -> None:
    before, page = notes(stage), opened(stage, "jo", FORM)
    search_team(page, stage.club.world.people["sam"].name)
    page.select_option("[name=learner]", str(stage.club.world.people["sam"].id))
    page.check("[name=how][value=paper_workbook]")
    page.fill("[name=edition]", "2015")
    page.fill("[name=on]", WRONG)
    page.fill("[name=confirmer]", "Mel Fox")
    page.fill("[name=job_title]", "Head of care")
    page.check("[name=role][value=outside_trainer]")
    page.fill("[name=talked]", "today")
    page.check("[name=understands]")
    press(page, "Sign and record")
    assert page.title().startswith("Error: ")
    assert "Mel" not in page.url
    mended = page.url
    page.reload()
    page.fill("[name=on]", "today")
    page.check("[name=seen]")
    press(page, "Sign and record")
    assert page.title().startswith("Completion record")
    assert back(page) == 200
    assert page.url == mended
    assert not page.title().startswith("Error: "), "it is recorded: nothing is left to mend"
    back_to(page, FORM)
    assert notes(stage) == before + 1


@pytest.mark.parametrize("name", ["sent", "received"])
def test_a_day_for_the_board_and_back(stage: Stage, name: str) -> None:
    before = notes(stage) + 1
    board = f"{recorded(stage).removeprefix(stage.club.server.url)}/board"
    page = opened(stage, "sam", board)
    words = {"sent": "Save the day it was sent", "received": "Save the day it came"}[name]
    page.fill(f"[name={name}]", WRONG)
    press(page, words)
    assert page.title().startswith("Error: ")
    assert page.input_value(f"[name={name}]") == WRONG
    assert page.evaluate("document.activeElement.matches('.heard-problem')")
    page.fill(f"[name={name}]", "today")
    press(page, words)
    assert back(page) == 200
    assert not page.title().startswith("Error: ")
    back_to(page, "/board")
    assert notes(stage) == before + 1


def test_a_table_for_the_board_and_back(stage: Stage) -> None:
    recorded(stage)
    before, page = notes(stage), opened(stage, "jo", BOARD)
    page.fill("[name=on]", WRONG)
    press(page, "Record as sent")
    assert page.title().startswith("Error: ")
    assert page.input_value("[name=on]") == WRONG
    page.fill("[name=on]", "today")
    page.check("[name=sure]")
    press(page, "Record as sent")
    assert "noted=1" in page.url
    assert back(page) == 200
    assert not page.title().startswith("Error: ")
    back_to(page, BOARD)
    assert notes(stage) > before


def test_answers_that_changed_meanwhile_and_back(stage: Stage) -> None:
    there = Office.today(stage.club.world)
    let_confirm(there, "pat")
    answer_all(there, "tess")
    page = opened(stage, "tess", "/learn/send")
    page.select_option("[name=confirmer]", str(there.id("pat")))
    page.check("[name=relation][value=lead]")
    press(page, "Sign and send")
    assert "does not know this person as" in page.inner_text(".heard-problem")
    page.check("[name=relation][value=manager]")
    answer_all(there, "tess", "Changed in another tab.")
    press(page, "Sign and send")
    assert "changed in another place" in page.inner_text(".heard-problem")
    assert page.is_checked("[name=relation][value=manager]")
    press(page, "Sign and send")
    assert "Before you send" in page.inner_text("main"), "chapters are not opened: it asks once"
    press(page, "Sign and send")
    assert "/learn/answers/" in page.url
    for _ in range(4):
        assert back(page) == 200
        assert not page.title().startswith("Error: "), "it is sent: nothing is left to mend"
