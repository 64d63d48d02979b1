"""The first screen of the feedback is true for its path, and shows no more than has room."""

import pytest

from app.domain.practice.debrief_schema import DebriefSummary, QuotedMoment
from app.services.practice.debrief_summary import (
    HELPED,
    MOST_IN_ALL,
    MOST_LINES,
    WordsBeside,
    add_word_differences,
    summarise_practice,
)
from app.services.practice.speaker_words import SpeakerWords
from content.scenarios import scenario_files, scenario_graph
from content.scenarios.scenario import Scenario, ScenarioReply
from content.scenarios.scenario_paths import (
    ConversationState,
    ReplyChoice,
    iter_path_ends,
    replay_choices,
)

PACK = "north_lincolnshire"
NO_WORDS = SpeakerWords("", None)
SCENARIOS = scenario_files.load_scenarios(PACK)
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)


def find_fault(state: ConversationState, first: DebriefSummary) -> str:
    """Return what is false on the first screen for this path, or an empty string."""
    helped = [one.reply.helps for one in state.chosen]
    if len(first.helped) != min(HELPED, sum(helped)):
        return "shows too few or too many that helped"
    for moment in first.helped:
        if not find_reply(state, moment).helps:
            return f"{moment.reply} did not help"
    if first.to_try is None:
        return "" if all(helped) else "has nothing to try"
    if find_reply(state, first.to_try).helps:
        return "has a reply that helped as one to try another way"
    return ""


def find_other_reply_fault(state: ConversationState, first: DebriefSummary) -> str:
    """Return what is false about the other reply on the first screen, or an empty string."""
    moment = first.another
    if not isinstance(moment, QuotedMoment):
        return ""
    given = next(one for one in state.chosen if one.words == moment.reply)
    others = {f"“{one.text}”" for one in given.turn.replies if one.helps and one is not given.reply}
    if not (given.reply.helps and moment.instead in others):
        return "has another reply that does not help there"
    if any((one.does, one.reply) == (moment.does, moment.reply) for one in first.helped):
        return "shows a moment that helped for a second time"
    return "says what came next" if moment.then else ""


def find_reply(state: ConversationState, moment: QuotedMoment) -> ScenarioReply:
    """The reply of a moment, where it was given after these words, and followed by those."""
    after = (*state.heard[1:], None)
    for one, turn in zip(state.chosen, after, strict=True):
        if (one.turn.says, one.turn.does, one.words) == (moment.says, moment.does, moment.reply):
            assert moment.then == (turn.says if turn else ())
            assert (moment.why, moment.instead) == (one.reply.why, one.reply.tip)
            return one.reply
    raise AssertionError(f"{moment.reply!r} was not said there")


@each
def test_the_moments_are_those_of_the_path(scenario: Scenario) -> None:
    """Every path of every scenario: 128,622 of them in all."""
    walked, bare = 0, 0
    for state in iter_path_ends(scenario):
        first = summarise_practice(scenario, state, PACK, NO_WORDS, recorded=False)
        fault = find_fault(state, first) or find_other_reply_fault(state, first)
        assert not fault, (fault, [one.reply.key for one in state.chosen])
        walked += 1
        bare += not first.helped
    assert walked == scenario_graph.count_paths(scenario, scenario_graph.build_graph(scenario))
    assert bare, "a path on which nothing helped is among them"


@each
def test_if_nothing_helped_there_is_still_one_to_try(scenario: Scenario) -> None:
    state = next(
        one
        for one in iter_path_ends(scenario)
        if not any(given.reply.helps for given in one.chosen)
    )
    first = summarise_practice(scenario, state, PACK, NO_WORDS, recorded=False)
    assert first.helped == ()
    assert first.to_try
    assert first.to_try.instead


@each
def test_letting_a_child_go_to_danger_is_named_before_a_promise(scenario: Scenario) -> None:
    """Rory was let go to Neil's car, and the first screen spoke of the promise alone."""
    for state in iter_path_ends(scenario):
        sent = {one.reply.text for one in state.chosen if one.reply.grave}
        if sent:
            first = summarise_practice(scenario, state, PACK, NO_WORDS, recorded=False)
            assert first.to_try
            assert first.to_try.reply in sent


def test_replies_that_let_a_child_go_to_danger_are_marked() -> None:
    grave = {
        scenario.key: {
            f"{turn.key}.{one.key}"
            for turn in scenario.turns.values()
            for one in turn.replies
            if one.grave
        }
        for scenario in SCENARIOS
    }
    assert grave["swimming_coach"] >= {"squad_place_b.if_you_are_sure", "rest_b.meet_at_front"}
    assert grave["moved_between_towns"] >= {"five_b.seat_belt", "rest_b.take_care"}
    assert grave["takes_it_back"] >= {"coat.grown_up", "rest_b.in_the_book"}
    assert grave["blue_car"] == {"car.bus_as_usual"}
    assert grave["carer_reports_changes"] == {"follow.not_alone"}


def test_own_words_never_count_as_help_and_harm_in_them_is_the_one_to_try() -> None:
    scenario = next(one for one in SCENARIOS if one.key == "swimming_coach")
    keys = scenario.model.choices
    choices = [ReplyChoice(keys[0], "Did Neil touch you?"), *map(ReplyChoice, keys[1:])]
    first = summarise_practice(scenario, replay_choices(scenario, choices), PACK, NO_WORDS, False)
    assert first.own
    assert not any(moment.own for moment in first.helped)
    assert first.to_try
    assert first.to_try.reply == "Did Neil touch you?"
    assert first.to_try.instead
    every = [ReplyChoice(key, "Okay.") for key in keys]
    bare = summarise_practice(scenario, replay_choices(scenario, every), PACK, NO_WORDS, False)
    assert (bare.helped, bare.to_try, bare.own) == ((), None, True)
    assert not bare.another


def test_a_careful_conversation_has_another_reply_that_helps() -> None:
    """A reply that helped was under “One to try another way”, with what was said next."""
    found = 0
    for scenario in SCENARIOS:
        state = replay_choices(scenario, map(ReplyChoice, scenario.model.choices))
        first = summarise_practice(scenario, state, PACK, NO_WORDS, False)
        assert first.to_try is None, scenario.key
        found += bool(first.another)
    assert found > len(SCENARIOS) / 2


def compare(said: str, written: str) -> WordsBeside:
    words = add_word_differences(DebriefSummary((), None, False, said, written, True)).words
    assert words
    return words


def test_only_lines_that_differ_are_beside_each_other() -> None:
    words = compare("I went home.\nIt was late.\nHe shouted.", "I went home.\nHe was angry.")
    assert ["".join(p.text for p in line) for line in words.said] == ["It was late.", "He shouted."]
    assert ["".join(p.text for p in line) for line in words.written] == ["He was angry."]
    assert not words.more
    same = compare("I went home.\nIt was late.", "i went home\nIt was late")
    assert (same.said, same.written, same.more) == ((), (), False)
    assert add_word_differences(DebriefSummary((), None, False, "Yes.", " ", True)).words is None


def test_a_long_text_leaves_room_for_the_rest() -> None:
    many = compare("Yes.", "\n".join(f"Line {n} of other words. " * 9 for n in range(40)))
    shown = "".join(piece.text for line in many.written for piece in line)
    assert len(shown) <= MOST_IN_ALL + len(many.written)
    words = compare("\n".join(f"Line {n}." for n in range(40)), "word " * 900)
    assert len(words.said) == MOST_LINES
    assert len("".join(piece.text for piece in words.written[0])) < 250
    assert words.more
