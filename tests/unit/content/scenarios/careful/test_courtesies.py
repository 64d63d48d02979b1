"""A courtesy at the end makes words no less close to a written reply, and makes harm no help."""

from __future__ import annotations

from itertools import cycle

import pytest

from content.scenarios import scenario_files
from content.scenarios.careful.trainee_words import read_trainee_words
from content.scenarios.own_replies import AIMS, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds, find_reply_kinds
from content.scenarios.scenario import Scenario, ScenarioTurn

SCENARIOS = {one.key: one for one in scenario_files.load_scenarios("england")}
SATURDAYS = "changes_over_weeks", "saturday", "tell_saturdays"
TAILS = (
    ", if you'd like to",
    ", if you’d like to",
    " if you like",
    ", if you want to",
    ", if you feel like it",
    ", if you feel able to",
    ", if that's okay with you",
    ", when you're ready",
    " whenever you are ready",
    ", in your own time",
)


def list_offered(scenario: Scenario, turn: ScenarioTurn, words: str) -> set[str]:
    """The replies that help which are offered for these words, whatever was meant."""
    own = read_trainee_words(words, "england", scenario.setting)
    kinds = find_helpful_kinds(words) | {one.kind for one in find_reply_kinds(words)}
    return {
        reply.key
        for aim in AIMS
        for reply in list_nearest_replies(scenario, turn, own, aim, kinds)
        if reply.helps
    }


@pytest.mark.parametrize("tail", ["", *TAILS])
@pytest.mark.parametrize("start", ["", "That's a big change. "])
def test_a_courtesy_leaves_words_as_close_as_they_were(start: str, tail: str) -> None:
    """ "Tell me about your Saturdays, if you feel like it" was close to no written reply."""
    scenario = SCENARIOS[SATURDAYS[0]]
    turn = scenario.turns[SATURDAYS[1]]
    words = f"{start}Tell me about your Saturdays{tail}."
    assert list_offered(scenario, turn, words) == {SATURDAYS[2]}


def test_what_a_worker_noticed_is_what_they_saw() -> None:
    scenario = SCENARIOS["changes_over_weeks"]
    words = (
        "I can't promise that, Nadia. I'm worried about how tired you are, so I'm going to tell "
        "Mr Okafor what I've noticed."
    )
    assert list_offered(scenario, scenario.turns["secret"], words) == {"cannot_promise"}


def test_no_courtesy_makes_a_harmful_reply_one_that_helps() -> None:
    replies = [
        (scenario, turn, reply)
        for scenario in SCENARIOS.values()
        for turn in scenario.turns.values()
        for reply in turn.replies
        if reply.spoken and not reply.helps
    ]
    for (scenario, turn, reply), tail in zip(replies, cycle(TAILS), strict=False):
        words = reply.text.rstrip(".?!") + tail + reply.text[-1]
        assert list_offered(scenario, turn, words) <= list_offered(scenario, turn, reply.text)
    assert len(replies) > len(TAILS)


@pytest.mark.parametrize(
    "words",
    [
        "Tell me about your Saturdays, if you want to be believed.",
        "Tell me about your Saturdays, if you like him so much.",
        "If you'd like to.",
    ],
)
def test_what_only_starts_like_a_courtesy_is_left_as_it_is(words: str) -> None:
    scenario = SCENARIOS[SATURDAYS[0]]
    assert not list_offered(scenario, scenario.turns[SATURDAYS[1]], words)
