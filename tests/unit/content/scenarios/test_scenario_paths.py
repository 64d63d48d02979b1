"""Each scenario as it is practised: every path is walked to its end, and says what was chosen."""

from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace

from content import pack_loader
from content.scenarios import scenario_files, scenario_graph
from content.scenarios.path_rules import FEWEST_TURNS, MOST_TURNS
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import (
    ConversationState,
    NoSuchReplyError,
    ReplyChoice,
    apply_choice,
    find_path_faults,
    iter_path_ends,
    replay_choices,
    start_conversation,
)
from content.workbook.workbook_loader import load_workbook as book_of

SCENARIOS = scenario_files.load_scenarios("north_lincolnshire")
BOOK = book_of("north_lincolnshire")
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda one: one.key)
def played(request: pytest.FixtureRequest) -> tuple[Scenario, list[ConversationState]]:
    """A scenario and the last state of each of its paths."""
    return request.param, list(iter_path_ends(request.param))


def test_every_path_is_walked_and_each_ends_in_about_ten_minutes(played) -> None:
    scenario, states = played
    found = scenario_graph.build_graph(scenario)
    assert len(states) == scenario_graph.count_paths(scenario, found)
    assert len({tuple(one.reply.key for one in state.chosen) for state in states}) == len(states)
    for state in states:
        assert state.turn is None
        assert state.ending in scenario.endings.values()
        assert FEWEST_TURNS <= len(state.heard) == len(state.chosen) <= MOST_TURNS
        assert not state.promises


def test_every_feedback_belongs_to_what_was_chosen(played) -> None:
    scenario, states = played
    for state in states:
        for chosen, shown in zip(state.chosen, state.heard, strict=True):
            assert chosen.turn is shown
            assert chosen.reply in shown.replies
            assert chosen.words == chosen.reply.text
    for turn in scenario.turns.values():
        for one in turn.replies:
            assert one.why
            assert one.tip
            assert one.see
            assert all(BOOK.places[address] for address in one.see)


@each
def test_every_question_mark_counts_as_asked(scenario: Scenario) -> None:
    """The feedback says "You asked nothing" where nothing counts as asked."""
    for turn in scenario.turns.values():
        for one in turn.replies:
            assert one.asks or not one.spoken or "?" not in one.text, (turn.key, one.key)


def test_facts_are_told_once_to_the_letter_and_what_is_lost_stays_lost(played) -> None:
    scenario, states = played
    for state in states:
        said = [one.fact for one in state.said]
        assert len(said) == len(set(said))
        free = {one.fact for one in state.said if not one.bent}
        assert free.isdisjoint(state.lost)
        for one in state.said:
            assert one.words in "\n".join(scenario.turns[one.turn].says)


def test_every_promise_comes_back_and_no_other(played) -> None:
    scenario, states = played
    assert scenario.promises
    for state in states:
        made = {one.reply.promises for one in state.chosen} - {""}
        assert made == set(state.came_back)
    assert any(state.came_back for state in states)


def test_whoever_asks_openly_hears_more_than_whoever_leads(played) -> None:
    _, states = played
    best = max(states, key=lambda one: len([f for f in one.said if not f.bent]))
    helping = [s for s in states if all(one.reply.helps for one in s.chosen)]
    leading = [s for s in states if sum(one.reply.kind == "leading" for one in s.chosen) >= 2]
    free = [len([f for f in one.said if not f.bent]) for one in leading]
    assert helping
    assert max(len(one.said) for one in helping) == len(best.said)
    assert not free or max(free) < len(best.said)


def choices(state: ConversationState) -> Iterator[ReplyChoice]:
    return (ReplyChoice(one.reply.key) for one in state.chosen)


@each
def test_the_walk_is_the_same_for_the_same_choices(scenario: Scenario) -> None:
    state = next(iter_path_ends(scenario))
    assert replay_choices(scenario, choices(state)) == state
    assert replay_choices(scenario, []) == start_conversation(scenario)
    assert start_conversation(scenario).heard == (scenario.turns[scenario.start],)
    assert not find_path_faults(scenario)


@each
def test_a_choice_that_is_not_offered_is_refused(scenario: Scenario) -> None:
    with pytest.raises(NoSuchReplyError, match=scenario.key):
        replay_choices(scenario, [ReplyChoice("no_such_reply")])
    ended = next(iter_path_ends(scenario))
    with pytest.raises(NoSuchReplyError):
        apply_choice(scenario, ended, ReplyChoice(ended.chosen[0].reply.key))


@each
def test_own_words_take_the_way_of_the_reply_called_closest(
    scenario: Scenario,
) -> None:
    own = "Thank you for telling me. I'd like to hear whatever you want to say."
    first = scenario.turns[scenario.start]
    for reply in first.replies:
        state = apply_choice(scenario, start_conversation(scenario), ReplyChoice(reply.key, own))
        assert state.chosen[0].words == own
        assert state.asked == ("I'd like to hear whatever you want to say.",)
        assert state.lost == reply.loses


@each
def test_the_mark_moves_with_the_words_and_not_with_the_dates(scenario: Scenario) -> None:
    assert replace(scenario, review_by=date(2030, 1, 1)).mark == scenario.mark
    first = scenario.turns[scenario.start]
    other = replace(first.replies[0], tip="Something else.")
    turns = {**scenario.turns, first.key: replace(first, replies=(other, *first.replies[1:]))}
    assert replace(scenario, turns=turns).mark != scenario.mark


@each
def test_the_day_that_is_told_is_the_day_whose_numbers_are_rung(scenario: Scenario) -> None:
    said = f"{scenario.setting.at:%A} {scenario.setting.at.day} {scenario.setting.at:%B %Y}"
    assert said in scenario.setting.body[0]
    told = scenario.model.value("account", "told_on")
    assert told == scenario.setting.at.date()


def test_eight_can_be_practised_and_no_two_are_alike() -> None:
    assert len(SCENARIOS) == 8
    assert len({one.title for one in SCENARIOS}) == len(SCENARIOS)
    assert len({one.setting.child for one in SCENARIOS}) == len(SCENARIOS)
    for one in SCENARIOS:
        assert scenario_files.find_scenario("north_lincolnshire", one.key) == one
    assert scenario_files.find_scenario("north_lincolnshire", "nobody") is None
    for name, _ in pack_loader.list_pack_choices():
        assert [one.key for one in scenario_files.load_scenarios(name)] == [
            one.key for one in SCENARIOS
        ]
