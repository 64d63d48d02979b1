"""The first screen of the feedback on a practice: one side of paper, one screen, for both people.

On a wide screen the three moments are next to each other. On a phone each of them is folded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from app.services.practice import free_text, practice_runs
from content.scenarios import scenario_files
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import (
    ReplyChoice,
    apply_choice,
    iter_path_ends,
    start_conversation,
)
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
    write_page,
)
from tests.support.training.finished_practice import (
    start_conversation as start_practice,
)

pytestmark = pytest.mark.browser
WHO, OTHER = "tess", "sam"  # no test gives Tess a way of reading that takes more room
WIDE, HIGH = 1280, 800
PHONE, PHONE_HIGH = 320, 700
SCENARIOS = scenario_files.load_scenarios(PACK)
OWN_WORDS = ("Did he hurt you? You can tell me, I promise I won't tell anybody.", "Okay.")
"""Harmful, and such that no list finds anything in them."""
LONGEST = ("Did he hurt you? Tell me what he did then. " * 50)[: free_text.MAX_WORDS_LENGTH]
BADLY = "\n".join(
    f"They said that thing number {number} happened to a friend of theirs at the house, and then "
    "another thing, and were really upset about all of it on the way home on the bus."
    for number in range(12)
)
"""A record that is like nothing that was said, in many lines that are not short."""
MOMENTS = """() => [...document.querySelectorAll(".heard-moments .heard-quoted")].map(one =>
  Math.round(one.getBoundingClientRect().bottom + scrollY))"""
FIRST_END = """() => Math.round(document.querySelector(".heard-feedback__first")
  .getBoundingClientRect().bottom + scrollY)"""
AIR = """() => [...document.querySelectorAll(".heard-moments > section")].map(one => {
  const before = one.previousElementSibling || one.parentElement.previousElementSibling;
  const [heading, end] = [one.querySelector("h2"), before].map(it => it.getBoundingClientRect());
  return Math.round(heading.top - end.bottom);
})"""
LEAST_AIR = 12
"""Pixels above each heading of the first screen on a phone. It was 5."""
BUTTONS = ".heard-feedback__first .govuk-button"
SHOWN = ".heard-feedback__first .govuk-details__text"
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)


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


def write_badly(office: Office, scenario: Scenario, run_id: UUID) -> None:
    """A record in which nothing is as it was said; an adult's words also in the child's place."""
    if scenario.setting.speaker == "adult":
        write_page(office, run_id, "others", WHO, others=[{"said": BADLY}])
        state = practice_runs.load_run(office.at(WHO), run_id).state
        write_page(office, run_id, "account", WHO, child_words=state.lines[0])
    else:
        write_page(office, run_id, "account", WHO, child_words=BADLY)


def count_sides(tab: Page, address: str) -> int:
    tab.emulate_media(media="null")
    return len(PdfReader(io.BytesIO(printed(tab, address))).pages)


def start_with_own_words(office: Office, scenario: Scenario, words: str) -> UUID:
    """A conversation of own words in each turn, said twice: first they are like no reply."""
    run_id = start_practice(office, (), scenario, WHO)
    for turn, key in enumerate(scenario.model.choices):
        practice_runs.add_tried_words(office.at(WHO), run_id, turn, words)
        practice_runs.give_reply(office.at(WHO), run_id, turn, ReplyChoice(key, words))
    return run_id


def iter_extreme_paths(scenario: Scenario) -> Iterator[list[ReplyChoice]]:
    """Each ending with the most and the fewest replies that help, then own words alone, or one."""
    states = sorted(
        iter_path_ends(scenario), key=lambda one: sum(given.reply.helps for given in one.chosen)
    )
    for key in scenario.endings:
        to_it = [one for one in states if one.ending and one.ending.key == key]
        for state in (to_it[0], to_it[-1]):
            yield [ReplyChoice(given.reply.key) for given in state.chosen]
    for words in OWN_WORDS:
        for places in (range(len(scenario.model.choices)), (1,)):
            yield [
                ReplyChoice(key, words if place in places else "")
                for place, key in enumerate(scenario.model.choices)
            ]


def find_long_screen(tab: Page, address: str) -> str:
    """Return what makes it no first screen of a phone, or crams it; or an empty string."""
    tab.set_viewport_size({"width": PHONE, "height": PHONE_HIGH})
    tab.goto(address)
    end, buttons = tab.evaluate(FIRST_END), tab.locator(BUTTONS).count()
    opened = sum(one.is_visible() for one in tab.locator(SHOWN).all())
    air = min(tab.evaluate(AIR))
    if end <= PHONE_HIGH and buttons == 1 and not opened and air >= LEAST_AIR:
        return ""
    return f"ends at {end} pixels, {buttons} buttons, {opened} moments open, {air} above a heading"


def test_on_a_phone_it_is_one_screen_for_both_people_on_any_path(stage: Stage) -> None:
    office, site, faults = Office.today(stage.club.world), stage.club.server.url, list[str]()
    for scenario in SCENARIOS:
        for number, choices in enumerate(iter_extreme_paths(scenario)):
            run_id = start_practice(office, choices, scenario, WHO)
            addresses = {WHO: site + at(run_id)}
            if number % 2 == 0:  # each ending once, and harmful words
                sent = send_practice(office, WHO, run_id, OTHER)
                addresses[OTHER] = f"{site}/learn/practice/sent/{sent}"
            for who, address in addresses.items():
                if fault := find_long_screen(stage.tab(who), address):
                    faults.append(f"{scenario.key}, path {number}, {who}: {fault}")
            practice_runs.delete_run(office.at(WHO), run_id)
    assert not faults, "\n".join(faults)


@each
@pytest.mark.parametrize("words", [*OWN_WORDS, LONGEST], ids=("harm", "nothing_found", "longest"))
def test_it_is_one_side_with_own_words_in_each_turn(
    stage: Stage, scenario: Scenario, words: str
) -> None:
    """For both people, with a record. The longest words are cut where they are quoted."""
    office, site = Office.today(stage.club.world), stage.club.server.url
    run_id = start_with_own_words(office, scenario, words)
    assert practice_runs.load_run(office.at(WHO), run_id).ended
    write_record(office, scenario, run_id)
    assert count_sides(stage.tab(WHO), site + at(run_id)) == 1
    sent = send_practice(office, WHO, run_id, OTHER)
    assert count_sides(stage.tab(OTHER), f"{site}/learn/practice/sent/{sent}") == 1
    practice_runs.delete_run(office.at(WHO), run_id)


@each
def test_it_is_one_side_with_a_record_of_other_words(stage: Stage, scenario: Scenario) -> None:
    """After a careless way and after a careful one with long harmful words, for both people."""
    office, site, tab = Office.today(stage.club.world), stage.club.server.url, stage.tab(WHO)
    for keys in (pick_careless(scenario), scenario.model.choices):
        run_id = start_practice(office, (), scenario, WHO)
        practice_runs.add_tried_words(office.at(WHO), run_id, 0, LONGEST)
        for turn, key in enumerate(keys):
            practice_runs.give_reply(office.at(WHO), run_id, turn, ReplyChoice(key))
        write_badly(office, scenario, run_id)
        assert count_sides(tab, site + at(run_id)) == 1, keys
        sent = send_practice(office, WHO, run_id, OTHER)
        assert count_sides(stage.tab(OTHER), f"{site}/learn/practice/sent/{sent}") == 1, keys
        practice_runs.delete_run(office.at(WHO), run_id)


@each
def test_it_is_one_side_and_one_wide_screen(stage: Stage, scenario: Scenario) -> None:
    """After the way of the example record and after a careless one, for both people."""
    office, site, tab = Office.today(stage.club.world), stage.club.server.url, stage.tab(WHO)
    tab.set_viewport_size({"width": WIDE, "height": HIGH})
    for keys in (scenario.model.choices, pick_careless(scenario)):
        run_id = finish_conversation(office, keys, scenario, who=WHO)
        tab.goto(site + at(run_id))
        assert max(tab.evaluate(MOMENTS)) <= HIGH, tab.evaluate(MOMENTS)
        write_record(office, scenario, run_id)
        assert count_sides(tab, site + at(run_id)) == 1
        sent = send_practice(office, WHO, run_id, OTHER)
        assert count_sides(stage.tab(OTHER), f"{site}/learn/practice/sent/{sent}") == 1
        practice_runs.delete_run(office.at(WHO), run_id)
