"""The list of conversations and of one's own practices, and what is unfolded after a reply."""

import re

import pytest

from app.services.practice import practice_runs, scenario_content
from content.scenarios import scenario_files
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.web.practice_client import LEADING, OPEN, begin, reply, run_id

KEYS = [one.key for one in scenario_files.load_scenarios("north_lincolnshire")]
UNSURE_WORDS = "Come on. Tell me about that."


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(office: Office):
    return office.world.client("tess")


def test_conversations_come_first_and_own_practices_fold_beyond_three(office, tess):
    assert "#yours" not in tess.page("/learn/practice").links
    runs = [begin(tess) for _ in range(5)]
    for one in runs[3:]:
        practice_runs.finish_practice_record(office.at("tess"), run_id(one))
    page = tess.page("/learn/practice")
    order = page.links
    main = order.index("#yours")
    assert order[main + 1] == f"/learn/practice/{KEYS[0]}", "one step after the way to my own"
    places = [order.index(f"{one}/throw-away") for one in runs]
    assert min(places) > max(order.index(f"/learn/practice/{key}") for key in KEYS)
    assert max(places[:3]) < min(places[3:]), "those that are not finished come first"
    body = tess.get("/learn/practice").text
    before, _, folded = body.partition("2 more of your practices")
    assert all(f"{one}/throw-away" in before for one in runs[:3])
    assert all(f"{one}/throw-away" in folded for one in runs[3:])


def is_about_open(body: str) -> bool:
    found = re.search(r"<details([^>]*)>\s*<summary[^>]*><span[^>]*>About what you", body)
    assert found
    return " open" in found[1]


def test_what_was_said_is_explained_unfolded_where_it_can_be_said_better(office, tess):
    scenario = scenario_content.load_org_scenario(office.org, "game_and_pictures")
    for one in scenario.turns[scenario.start].replies:
        run = begin(tess)
        reply(tess, run, 0, one.key)
        assert is_about_open(tess.get(f"{run}/turn/1").text) is not one.helps, one.key
    for words, opened in ((LEADING, True), (OPEN, False), (UNSURE_WORDS, True)):
        run = begin(tess)
        state = practice_runs.load_run(office.at("tess"), run_id(run)).state
        key = state.turn.replies[0].key
        practice_runs.give_reply(office.at("tess"), run_id(run), 0, ReplyChoice(key, words))
        assert is_about_open(tess.get(f"{run}/turn/1").text) is opened, words
