"""What feedback says of a thing or a look without a condition is shown on every path."""

import pytest

from content.scenarios import scenario_files
from content.scenarios.path_claims import list_passages
from content.scenarios.scenario import PathClaim, Scenario

SCENARIOS = {one.key: one for one in scenario_files.load_scenarios("north_lincolnshire")}
THINGS = {
    "his bag": "bag", "the bag": "bag", "both phones": "phone in each hand",
    "taller": "taller than you", "tall boy": "taller than you", "the car": "car",
    "his wrist": "wrist",
}  # fmt: skip
"""A thing as feedback names it, and as the start shows it: every path has the start."""


def list_unshown_things(scenario: Scenario, said: str) -> list[str]:
    """Return what is named in these words and not shown at the start."""
    start = scenario.turns[scenario.start]
    shown = " ".join((*scenario.setting.body, start.does, *start.says, start.then))
    return [named for named, seen in THINGS.items() if named in said and seen not in shown]


@pytest.mark.parametrize("key", SCENARIOS)
def test_a_thing_named_without_a_condition_is_there_from_the_start(key: str) -> None:
    scenario = SCENARIOS[key]
    for place, passage in list_passages(scenario):
        if not isinstance(passage, PathClaim):
            assert not list_unshown_things(scenario, passage), (place, passage)
    for decision in scenario.decisions.values():
        assert not list_unshown_things(scenario, decision.question), decision.question


def test_what_was_claimed_of_jamie_is_shown_at_the_start() -> None:
    jamie = SCENARIOS["moved_between_towns"]
    replies = [one for turn in jamie.turns.values() for one in turn.replies]
    taller = [one.why for one in replies if "taller" in one.why]
    assert taller
    assert not list_unshown_things(jamie, " ".join(taller))
    assert list_unshown_things(jamie, "No one goes out to the car.") == ["the car"]
