"""The first screen of the feedback on a practice: one side of paper for both people, on any path.

On a wide screen the three moments are next to each other. On a phone two lines of each text show.
"""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from app.services.practice import practice_runs
from content.scenarios import scenario_files
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import ReplyChoice, apply_choice, start_conversation
from tests.browser.page_inspection import Stage
from tests.browser.printing.test_concern_printed import printed
from tests.browser.states.learning.states_practice_feedback import at
from tests.support.club.office import Office
from tests.support.training.debrief_steps import send_practice
from tests.support.training.finished_practice import (
    PACK,
    finish_conversation,
    make_model_pages,
    save_page,
)

pytestmark = pytest.mark.browser
WHO, OTHER = "tess", "sam"  # no test gives Tess a way of reading that takes more room
WIDE, HIGH = 1280, 800
MOMENTS = """() => [...document.querySelectorAll(".heard-moment")].map(one =>
  Math.round(one.getBoundingClientRect().bottom + scrollY))"""
each = pytest.mark.parametrize(
    "scenario", scenario_files.load_scenarios(PACK), ids=lambda one: one.key
)


def pick_careless(scenario: Scenario) -> list[str]:
    """The keys of a way through the conversation on which each reply that can do harm does."""
    state, keys = start_conversation(scenario), list[str]()
    while state.turn is not None and state.turn.replies:
        reply = next((one for one in state.turn.replies if not one.helps), state.turn.replies[0])
        keys.append(reply.key)
        state = apply_choice(scenario, state, ReplyChoice(reply.key))
    return keys


def write_record(office: Office, scenario: Scenario, run_id: UUID) -> None:
    """The example record, whose words are those of another way through the conversation."""
    for page, raw in make_model_pages(scenario).items():
        save_page(office, run_id, page, raw, WHO)


def count_sides(tab: Page, address: str) -> int:
    tab.emulate_media(media="null")
    return len(PdfReader(io.BytesIO(printed(tab, address))).pages)


@each
def test_it_is_one_side_and_one_wide_screen(stage: Stage, scenario: Scenario) -> None:
    office, site, tab = Office.today(stage.club.world), stage.club.server.url, stage.tab(WHO)
    tab.set_viewport_size({"width": WIDE, "height": HIGH})
    for keys in (scenario.model.choices, pick_careless(scenario)):
        run_id = finish_conversation(office, keys, scenario, who=WHO)
        tab.goto(site + at(run_id))
        assert max(tab.evaluate(MOMENTS)) <= HIGH, tab.evaluate(MOMENTS)
        write_record(office, scenario, run_id)
        assert count_sides(tab, site + at(run_id)) == 1
        if keys != scenario.model.choices:
            sent = send_practice(office, WHO, run_id, OTHER)
            assert count_sides(stage.tab(OTHER), f"{site}/learn/practice/sent/{sent}") == 1
        practice_runs.delete_run(office.at(WHO), run_id)
