"""Which written replies are offered next to a trainee's own words, in every turn there is."""

from __future__ import annotations

import pytest

from content.patterns import list_folded_words
from content.scenarios import own_replies, scenario_files
from content.scenarios.own_replies import AIMS, list_nearest_replies
from content.scenarios.scenario import HELPFUL_KINDS, ReplyKind

TURNS = [
    (scenario, turn)
    for scenario in scenario_files.load_scenarios("england")
    for turn in scenario.turns.values()
    if turn.replies
]
HARM: tuple[ReplyKind, ...] = (
    "leading",
    "judging",
    "promising",
    "investigating",
    "hurrying",
    "avoiding",
)


@pytest.mark.parametrize("aim", AIMS)
def test_where_harm_was_found_no_reply_that_helps_is_offered(aim: str) -> None:
    for scenario, turn in TURNS:
        for kind in HARM:
            offered = list_nearest_replies(
                scenario, turn, "Thank you for telling me.", aim, (kind,)
            )
            assert not [one.key for one in offered if one.kind in HELPFUL_KINDS], turn.key


@pytest.mark.parametrize("aim", AIMS)
def test_nobody_who_asked_nothing_is_taken_to_have_led_the_child(aim: str) -> None:
    """Else a child says back words that nobody said: "Yeah. A stranger." after "You are lying."."""
    for scenario, turn in TURNS:
        offered = list_nearest_replies(scenario, turn, "You are lying.", aim, ("judging",))
        assert not [one.key for one in offered if one.kind == "leading"], turn.key


@pytest.mark.parametrize(
    "question",
    ["Did he hurt you?", "What were you wearing?", "Did Mick take you to his house?"],
)
def test_nobody_s_question_puts_other_words_into_the_child_s_mouth(question: str) -> None:
    """Else "Yeah. A stranger. In a car." is the answer to "Did he hurt you?"."""
    asked = set(list_folded_words(question))
    kinds: tuple[ReplyKind, ...] = ("leading", "judging")
    bending = 0
    for scenario, turn in TURNS:
        for aim in AIMS:
            for reply in list_nearest_replies(scenario, turn, question, aim, kinds):
                after = scenario.turns.get(reply.next)
                if after is None or not after.bends:
                    continue
                said = list_folded_words(" ".join((*turn.says, question)))
                put = set(list_folded_words(" ".join(after.says))) & set(
                    list_folded_words(reply.text)
                )
                assert {word for word in put if len(word) > 3} <= set(said), turn.key
                assert asked & {word for word in list_folded_words(reply.text) if len(word) > 3}
                bending += 1
    assert bending == ("hurt" in asked) * len(AIMS.keys() - {"promise"}), "blue_car led.hurt_you"


def test_whoever_said_the_word_is_offered_the_reply_that_has_it() -> None:
    for scenario, turn in TURNS:
        for reply in turn.replies:
            after = scenario.turns.get(reply.next)
            if after and after.bends:
                assert own_replies.list_unsaid_words(scenario, turn, reply), reply.key
                offered = list_nearest_replies(scenario, turn, reply.text, "specific", ("leading",))
                assert reply in offered, (turn.key, reply.key)


def test_words_in_which_nothing_is_found_are_never_taken_as_help() -> None:
    """Whatever somebody says that they meant, and however they flatter themself."""
    for scenario, turn in TURNS:
        for aim in AIMS:
            offered = list_nearest_replies(scenario, turn, "Boys will be boys, mate.", aim, ())
            assert not [one.key for one in offered if one.helps], turn.key


def test_the_child_s_own_words_given_back_reflect() -> None:
    for scenario, turn in TURNS:
        said = " ".join(turn.says)
        helpful = [one for one in turn.replies if one.helps and not one.promises]
        if len(own_replies._weigh(own_replies._fold(said))) > 1 and helpful:
            offered = list_nearest_replies(scenario, turn, said, "believe", ())
            assert any(one.helps for one in offered), turn.key


def test_only_somebody_who_promised_is_offered_a_promise() -> None:
    for scenario, turn in TURNS:
        for aim in AIMS.keys() - {"promise"}:
            offered = list_nearest_replies(scenario, turn, "I will tell nobody.", aim, ())
            assert not [one.key for one in offered if one.promises], turn.key


def test_at_most_two_are_offered_and_the_same_words_are_among_them() -> None:
    for scenario, turn in TURNS:
        for reply in turn.replies:
            if reply.promises:
                continue
            aim = next(key for key, one in AIMS.items() if reply.kind in one.kinds)
            offered = list_nearest_replies(scenario, turn, reply.text, aim, ())
            assert len(offered) <= own_replies.OFFERED
            assert aim == "promise" or reply in offered, (turn.key, reply.key)
