"""Which written replies are offered next to a trainee's own words, in every turn there is."""

from __future__ import annotations

import re
from functools import cache

import pytest

from content.patterns import list_folded_words
from content.scenarios import own_replies, scenario_files
from content.scenarios.careful.telling_words import list_telling_scenario_words
from content.scenarios.careful.trainee_words import read_trainee_words
from content.scenarios.own_replies import AIMS, HELP_AFTER_STOP, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds, find_promises, find_reply_kinds
from content.scenarios.scenario import HELPFUL_KINDS, ReplyKind, Scenario, ScenarioTurn

read_words = cache(read_trainee_words)
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
                scenario, turn, read_words("Thank you for telling me."), aim, (kind,)
            )
            assert not [one.key for one in offered if one.kind in HELPFUL_KINDS], turn.key


@pytest.mark.parametrize("aim", AIMS)
def test_nobody_who_asked_nothing_is_taken_to_have_led_the_child(aim: str) -> None:
    """Else a child says back words that nobody said: "Yeah. A stranger." after "You are lying."."""
    for scenario, turn in TURNS:
        offered = list_nearest_replies(
            scenario, turn, read_words("You are lying."), aim, ("judging",)
        )
        assert not [one.key for one in offered if one.kind == "leading"], turn.key


@pytest.mark.parametrize("aim", AIMS)
def test_a_reply_that_does_other_harm_in_other_words_is_not_close(aim: str) -> None:
    """ "Just give me five minutes" was called closest to "So was it him again?"."""
    words = "So was it him again?"
    found = {one.kind for one in find_reply_kinds(words)}
    assert found == {"leading"}
    (place,) = (one for one in TURNS if one[0].key == "takes_it_back" and one[1].key == "start")
    assert not list_nearest_replies(*place, read_words(words), aim, found)
    named = list_nearest_replies(*place, read_words("Is it Marcus again?"), aim, found)
    assert [one.key for one in named] == ["is_it_marcus"] * (aim != "promise")


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
            for reply in list_nearest_replies(scenario, turn, read_words(question), aim, kinds):
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
                assert own_replies.list_words_brought_in(scenario, turn, reply), reply.key
                offered = list_nearest_replies(
                    scenario, turn, read_words(reply.text), "specific", ("leading",)
                )
                assert reply in offered, (turn.key, reply.key)


def test_words_in_which_nothing_is_found_are_never_taken_as_help() -> None:
    """Whatever somebody says that they meant, and however they flatter themself."""
    for scenario, turn in TURNS:
        for aim in AIMS:
            offered = list_nearest_replies(
                scenario, turn, read_words("Boys will be boys, mate."), aim, ()
            )
            assert not [one.key for one in offered if one.helps], turn.key


CAREFUL_WORDS = (
    "I can't promise that. If you're not safe I'd have to tell somebody.",
    "That's a heck of a thing to have hanging over you.",
    "I said it to make you feel better and it wasn't true.",
    "Thank you for telling me. It's not your fault.",
    "I believe you.",
    "Tell me about that, in your own time.",
    "You don't have to talk about it. We can stop there.",
)


@pytest.mark.parametrize("words", CAREFUL_WORDS)
def test_without_harm_replies_that_do_not_help_are_not_offered(words: str) -> None:
    """“I believe you.” was closest to “I'm sure there's a simple explanation.”, after another."""
    assert not find_reply_kinds(words)
    for scenario, turn in TURNS:
        for aim in AIMS:
            offered = list_nearest_replies(
                scenario, turn, read_words(words), aim, find_helpful_kinds(words)
            )
            assert all(one.helps for one in offered), (turn.key, aim)


def list_first_offered(words: str, aim: str, scenario: Scenario, turn: ScenarioTurn) -> str:
    found, made = find_helpful_kinds(words), find_promises(scenario, words)
    offered = list_nearest_replies(scenario, turn, read_words(words), aim, found, made)
    return offered[0].key if offered else ""


def test_a_written_reply_comes_first_whatever_was_meant() -> None:
    """“Who would you like with you?” was not offered to someone who meant to promise it."""
    left = [
        (turn.key, aim, reply.text)
        for scenario, turn in TURNS
        for reply in turn.replies
        if not find_reply_kinds(reply.text)
        for aim in AIMS
        if list_first_offered(reply.text, aim, scenario, turn) != reply.key
    ]
    assert not left


def test_most_of_a_reply_that_helps_with_a_few_words_more_comes_first() -> None:
    """Else words like a written reply that says who is told were close to none."""
    scenario, turn = next(one for one in TURNS if one[1].reply("told_amit"))
    words = "I'm worried about you going with him. I'm going to ring Amit and the police, Robyn."
    assert {list_first_offered(words, aim, scenario, turn) for aim in AIMS} == {"told_amit"}
    for more in ("But you asked for it.", "If you don't, I won't tell them."):
        assert not any(list_first_offered(f"{words} {more}", aim, scenario, turn) for aim in AIMS)


DENIAL = re.compile(r"\bcan't\b|\bwon't\b|n't\b|\b(?:not|never|no)\b ?|\bnothing\b", re.IGNORECASE)
KEPT = {"can't": "can", "won't": "will", "nothing": "something"}
SAID_AGAIN = (
    " You've done nothing wrong. I've noticed, that's all.",
    "till three.",
    "French. Do you want to sit in here with Mrs Lowe, or come along to Miss Birkett's with me?",
)
"""These turn nothing round: "No." alone went, or the child's words are given back."""


def list_turned_round(text: str) -> set[str]:
    """Return a reply without its denials, without each of them."""
    found = list(DENIAL.finditer(text))
    every = DENIAL.sub(lambda one: KEPT.get(one[0].lower(), ""), text)
    one_less = (
        text[: one.start()] + KEPT.get(one[0].lower(), "") + text[one.end() :] for one in found
    )
    return {every, *one_less} - {text}


def test_words_that_turn_a_helpful_reply_round_are_offered_no_help() -> None:
    """“Thank you. You're in trouble.” was offered “Thank you. You're not in trouble.” first."""
    turned, offered = 0, []
    for scenario, turn in TURNS:
        for reply in turn.replies:
            if not (reply.helps and reply.spoken):
                continue
            for words in list_turned_round(reply.text):
                turned += 1
                found, made = find_helpful_kinds(words), find_promises(scenario, words)
                for aim in AIMS:
                    near = list_nearest_replies(scenario, turn, read_words(words), aim, found, made)
                    offered += [words for one in near if one.helps]
    assert turned > 150
    assert {one.lstrip(".") for one in offered} == set(SAID_AGAIN)


def test_a_reply_that_helps_is_not_offered_to_words_that_deny_it() -> None:
    """Its other sentence has a "not", so none had come in: “I'm not glad. It's not your fault.”"""
    scenario, turn = next(one for one in TURNS if one[1].reply("glad_not_fault"))
    words = "I'm not glad you told me. That's not your fault."
    found = find_helpful_kinds(words)
    for aim in AIMS:
        near = list_nearest_replies(scenario, turn, read_words(words), aim, found)
        assert "glad_not_fault" not in [one.key for one in near]


def test_words_of_a_reply_that_harms_stand_next_to_no_help() -> None:
    """A list may find help in words that are a harmful reply, or it shares words with one."""
    for scenario, turn in TURNS:
        for reply in turn.replies:
            if reply.helps or find_reply_kinds(reply.text):
                continue
            for aim in AIMS:
                offered = list_nearest_replies(
                    scenario, turn, read_words(reply.text), aim, ("accepting",)
                )
                assert not any(one.helps for one in offered), (turn.key, reply.text)


def test_a_near_copy_of_a_written_reply_is_never_left_without_it() -> None:
    """Else “Um.” before words that judge a mother made them close to no written reply."""
    left = []
    for scenario, turn in TURNS:
        for reply in turn.replies:
            words = f"Um. {reply.text}"
            if not reply.spoken or find_reply_kinds(words):
                continue
            found, made = find_helpful_kinds(words), find_promises(scenario, words)
            aim = next(key for key, one in AIMS.items() if reply.kind in one.kinds)
            if reply not in list_nearest_replies(
                scenario, turn, read_words(words), aim, found, made
            ):
                left.append((turn.key, reply.text))
    assert not left


def test_the_child_s_own_words_given_back_reflect() -> None:
    for scenario, turn in TURNS:
        said = " ".join(turn.says)
        helpful = [one for one in turn.replies if one.helps and not one.promises]
        if len(list_telling_scenario_words(said)) > 1 and helpful:
            offered = list_nearest_replies(scenario, turn, read_words(said), "believe", ())
            assert any(one.helps for one in offered), turn.key


KIND_PROMISES = (
    "I can't keep this between us, I would have to tell Miss Birkett so you are safe.",
    "I won't keep this between you and me.",
    "I can't give you my word that nobody will know.",
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


@cache
def find_all_promises(words: str) -> dict[str, frozenset[str]]:
    every = scenario_files.load_scenarios("england")
    return {scenario.key: find_promises(scenario, words) for scenario in every}


def list_offered_promises(words: str, aim: str) -> list[str]:
    kinds = {one.kind for one in find_reply_kinds(words)} | find_helpful_kinds(words)
    made = find_all_promises(words)
    return [
        f"{scenario.key}.{turn.key}"
        for scenario, turn in TURNS
        for reply in list_nearest_replies(
            scenario, turn, read_words(words), aim, kinds, made[scenario.key]
        )
        if reply.promises
    ]


@pytest.mark.parametrize("words", KIND_PROMISES)
def test_a_kind_promise_is_never_taken_for_one_of_secrecy(words: str) -> None:
    """Else the child says "You said no police." to someone who promised to stay."""
    assert not any(find_all_promises(words).values()), find_all_promises(words)
    for aim in AIMS:
        assert not list_offered_promises(words, aim)


@pytest.mark.parametrize("words", PROMISED)
def test_whoever_made_the_promise_is_offered_the_reply_that_makes_it(words: str) -> None:
    made = {key for key, promises in find_all_promises(words).items() if promises}
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
                offered = list_nearest_replies(
                    scenario, turn, read_words(reply.text), "promise", kinds, made
                )
                assert reply in offered, reply.text
                promising += 1
    assert promising == 16


def test_a_kind_promise_may_go_the_way_of_a_reply_that_supports() -> None:
    words = "I promise I'll stay right here with you until Ruth comes."
    kinds = find_helpful_kinds(words)
    assert not find_reply_kinds(words)
    supporting = 0
    for scenario, turn in TURNS:
        offered = list_nearest_replies(scenario, turn, read_words(words), "promise", kinds)
        if any(one.kind in ("supporting", "accepting") for one in turn.replies):
            supporting += any(one.helps for one in offered)
    assert supporting > 40


@pytest.mark.parametrize(
    ("place", "words", "start"),
    [
        ("takes_it_back/start", "Not for this, come in Robyn.", "Not for this. Come in."),
        (
            "game_and_pictures/nan",
            "I don't know what your nan will have to be told. I'll ask.",
            "There's no reason for your nan to see it.",
        ),
    ],
)
def test_careful_words_that_say_less_than_a_reply_get_its_answer(
    place: str, words: str, start: str
) -> None:
    """Each clause was careful, and the page said that it had no answer to these words."""
    scenario, turn = next(one for one in TURNS if f"{one[0].key}/{one[1].key}" == place)
    own = read_trainee_words(words, setting=scenario.setting)
    offered = list_nearest_replies(scenario, turn, own, "next", find_helpful_kinds(words))
    assert [one.text for one in offered if one.text.startswith(start)]
    harm = read_trainee_words(f"{words} You made him do it.", setting=scenario.setting)
    assert not list_nearest_replies(scenario, turn, harm, "next", find_helpful_kinds(words))


def test_at_most_two_are_offered_and_the_same_words_are_among_them() -> None:
    for scenario, turn in TURNS:
        for reply in turn.replies:
            if reply.promises:
                continue
            aim = next(key for key, one in AIMS.items() if reply.kind in one.kinds)
            offered = list_nearest_replies(scenario, turn, read_words(reply.text), aim, ())
            assert len(offered) <= own_replies.MOST_OFFERED
            assert aim == "promise" or reply in offered, (turn.key, reply.key)


def test_what_often_helps_holds_in_any_scene() -> None:
    """It told of a child who had told nothing, of no trouble, and to wait with a car outside."""
    for text in (AIMS["nothing"].help, HELP_AFTER_STOP):
        assert "If someone is in danger now, get them safe first. If not," in text
    for aim in AIMS.values():
        assert "not in trouble" not in aim.help
        assert "glad they told you" not in aim.help
