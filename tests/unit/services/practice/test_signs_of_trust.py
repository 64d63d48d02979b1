"""A child is said to trust someone, and a place is named, only on paths where that is true."""

from __future__ import annotations

import pytest

from content.scenarios import path_claims, scenario_files
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import iter_path_ends

TRUST = {"trusted_adult", "help_that_works"}
"""Signs that a child trusts someone. Where a child speaks, that is the trainee."""
SCENARIOS = [
    one
    for one in scenario_files.load_scenarios("england")
    if one.setting.speaker == "child" and TRUST & one.noticed.keys()
]


def test_these_signs_are_in_scenarios_where_a_child_speaks() -> None:
    assert {"game_and_pictures", "moved_between_towns"} <= {one.key for one in SCENARIOS}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)
def test_trust_is_claimed_only_where_the_last_reply_helped(scenario: Scenario) -> None:
    """It was shown on every path: after mocking a boy, and letting him walk home alone."""
    shown: dict[bool, int] = {True: 0, False: 0}
    for state in iter_path_ends(scenario):
        facts = path_claims.find_path_facts(state)
        last = state.chosen[-1]
        for key in TRUST & scenario.noticed.keys():
            if path_claims.select_true_passages(scenario.noticed[key].how, facts):
                shown[last.reply.helps] += 1
    assert not shown[False]
    assert shown[True]


def test_the_corner_is_named_only_after_the_car_at_it() -> None:
    """Denise said "that corner" on paths where no one had named one."""
    scenario = scenario_files.find_scenario("england", "carer_reports_changes")
    named = 0
    for state in iter_path_ends(scenario):
        ending = path_claims.describe_ending(state)
        assert ending
        if "corner" in " ".join((*state.lines, *ending.body, *ending.then)):
            assert "car" in {one.fact for one in state.said}
            named += 1
    assert named


def test_a_sign_is_what_was_seen_or_said_and_no_more() -> None:
    """Yawning was a health problem, one friend lost was few friends, and money was a threat."""
    for key, sign, fact in (
        ("carer_reports_changes", "quiet_about_friends", "jay"),
        ("game_and_pictures", "threats_or_control", "threat"),
    ):
        scenario = scenario_files.find_scenario("england", key)
        shown = set()
        for state in iter_path_ends(scenario):
            facts = path_claims.find_path_facts(state)
            if path_claims.select_true_passages(scenario.noticed[sign].how, facts):
                shown.add(fact in {one.fact for one in state.said if not one.bent})
        assert shown == {True}, key
    weeks = scenario_files.find_scenario("england", "changes_over_weeks")
    assert not {"health_problems", "few_friends"} & weeks.noticed.keys()


def test_each_ending_sees_to_a_boy_who_came_for_an_inhaler() -> None:
    """He wheezed, and no line of an ending was about his breathing."""
    for state in iter_path_ends(scenario_files.find_scenario("england", "moved_between_towns")):
        ending = path_claims.describe_ending(state)
        assert ending
        lines = [one for one in ending.then if "inhaler" in one]
        assert len(lines) == 1
        assert ("whistled" in lines[0]) == ("opening" in {one.key for one in state.heard})
        assert "ambulance" in lines[0] or "medical help" in lines[0]
