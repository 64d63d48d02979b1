"""Which written replies are offered next to a trainee's own words, in every turn there is."""

from __future__ import annotations

import pytest

from content.patterns import list_folded_words
from content.scenarios import own_replies, scenario_files
from content.scenarios.own_replies import AIMS, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds, find_promises, find_reply_kinds
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


KIND_PROMISES = (
    "I promise I'll stay right here with you until Ruth comes.",
    "I promise to listen.",
    "I promise I'll stay.",
    "I promise you I'll be here tomorrow, just you and your nan and me.",
    "You've got my word that I'll tell you first.",
    "I promise I won't shout.",
    "I promise you won't have to say it all again to me.",
    "I can't promise I won't tell anyone.",
    "I can't keep this between us, I promise you that.",
    "I won't tell anyone who doesn't need to know. I promise.",
    "I won't tell anyone without telling you first, I swear.",
    "I'm not going to promise to keep this to myself.",
    "I promise I won't call the police without telling you.",
    "I promise I won't tell your class.",
    "I promise it's not your fault.",
    "I promise I'll write it down just as you said it.",
    "You're safe in here with me. I promise.",
    "I promise nobody's cross with you.",
    "I swear I'm listening.",
    "I promise",
)
PROMISED = {
    "I won't tell anyone.": 7,
    "I promise I wont tell anybody, ok?": 7,
    "Cross my heart, I'll tell nobody.": 7,
    "This stays between you and me.": 7,
    "I'll keep it to myself, mate.": 7,
    "I swear I won't say a word.": 7,
    "No police, I promise.": 1,
    "I'm not going to ring anyone.": 1,
    "I won't tell Miss Birkett.": 1,
    "I'll bin it.": 1,
    "I'll get rid of it, I promise.": 1,
}
"""Words that make a promise which a child comes back to, and in how many scenarios."""


def list_offered_promises(words: str, aim: str) -> list[str]:
    kinds = {one.kind for one in find_reply_kinds(words)} | find_helpful_kinds(words)
    return [
        f"{scenario.key}.{turn.key}"
        for scenario, turn in TURNS
        for reply in list_nearest_replies(
            scenario, turn, words, aim, kinds, find_promises(scenario, words)
        )
        if reply.promises
    ]


@pytest.mark.parametrize("words", KIND_PROMISES)
def test_a_kind_promise_is_never_taken_for_one_of_secrecy(words: str) -> None:
    """Else the child says "You said no police." to someone who promised to stay."""
    for scenario in scenario_files.load_scenarios("england"):
        assert not find_promises(scenario, words), scenario.key
    for aim in AIMS:
        assert not list_offered_promises(words, aim)


@pytest.mark.parametrize("words", PROMISED)
def test_whoever_made_the_promise_is_offered_the_reply_that_makes_it(words: str) -> None:
    every = scenario_files.load_scenarios("england")
    made = {one.key for one in every if find_promises(one, words)}
    offered = list_offered_promises(words, "promise")
    assert len(made) == PROMISED[words]
    assert {one.split(".")[0] for one in offered} == made
    assert len(offered) == 2 * len(made), "two turns of each scenario"


def test_each_written_promise_is_offered_to_whoever_writes_it() -> None:
    promising = 0
    for scenario, turn in TURNS:
        for reply in turn.replies:
            if reply.promises:
                made = find_promises(scenario, reply.text)
                kinds = {one.kind for one in find_reply_kinds(reply.text)}
                offered = list_nearest_replies(scenario, turn, reply.text, "promise", kinds, made)
                assert reply in offered, reply.text
                promising += 1
    assert promising == 16


def test_a_kind_promise_may_go_the_way_of_a_reply_that_supports() -> None:
    words = "I promise I'll stay right here with you until Ruth comes."
    kinds = find_helpful_kinds(words)
    assert not find_reply_kinds(words)
    supporting = 0
    for scenario, turn in TURNS:
        offered = list_nearest_replies(scenario, turn, words, "promise", kinds)
        if any(one.kind in ("supporting", "accepting") for one in turn.replies):
            assert any(one.helps for one in offered), turn.key
            supporting += 1
    assert supporting > 40


def test_at_most_two_are_offered_and_the_same_words_are_among_them() -> None:
    for scenario, turn in TURNS:
        for reply in turn.replies:
            if reply.promises:
                continue
            aim = next(key for key, one in AIMS.items() if reply.kind in one.kinds)
            offered = list_nearest_replies(scenario, turn, reply.text, aim, ())
            assert len(offered) <= own_replies.OFFERED
            assert aim == "promise" or reply in offered, (turn.key, reply.key)
