"""The first screen says what a careful trainee did in own words, and claims no effect of it."""

import pytest

from app.services.practice.own_words_credit import (
    ASKED_NOTHING,
    DID,
    has_refused_secret,
    list_what_own_words_did,
    list_what_words_did,
    repeats_refusal,
)
from content.scenarios import scenario_files
from content.scenarios.careful.careful_words import refuses_secret
from content.scenarios.reply_moments import NOTHING_BEFORE
from content.scenarios.scenario_paths import (
    ConversationState,
    GivenChoice,
    ReplyChoice,
    TriedWords,
    replay_choices,
)

PACK = "north_lincolnshire"
SCENARIOS = scenario_files.load_scenarios(PACK)


def say_first(words: str) -> ConversationState:
    scenario = next(one for one in SCENARIOS if one.key == "swimming_coach")
    state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
    first = state.chosen[0]
    return state._replace(chosen=(GivenChoice(first.turn, first.reply, words), *state.chosen[1:]))


@pytest.mark.parametrize(
    ("words", "did"),
    [
        ("I believe you. It's not your fault.", ("believe", "no_blame")),
        ("Take your time.", ("time",)),
        ("I had chips for lunch.", ()),
    ],
)
def test_what_the_words_show_is_said(words: str, did: tuple[str, ...]) -> None:
    shown = (*(DID[one] for one in did), ASKED_NOTHING)
    assert list_what_own_words_did(say_first(words), PACK) == shown


@pytest.mark.parametrize(
    "words",
    [
        *("I'm so sorry that happened to you.", "That sounds really hard.", "That must be scary"),
        *("Oh I'm sorry you're going through this. Take your time.", "sorry this is happening"),
    ],
)
def test_a_whole_sentence_of_sympathy_is_credited(words: str) -> None:
    assert DID["sympathy"] in list_what_words_did(words, PACK)


@pytest.mark.parametrize(
    "words",
    [
        *("That must be hard, having to make all this up.", "that must be a lot of fun"),
        *("that sounds like a lot of nonsense", "that sounds a lot worse than it is"),
        *("that must be hard to live with what you did", "sorry you feel scared of a picture"),
        *("That sounds hard for your mum.", "i'm sorry you're feeling sorry for yourself"),
    ],
)
def test_sympathy_that_turns_on_the_child_is_not_credited(words: str) -> None:
    assert DID["sympathy"] not in list_what_words_did(words, PACK)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("no_secret", "I'll only tell people who need to know, and that's nobody"),
        ("no_secret", "I can't promise that, so choose your words carefully"),
        ("thanks", "Red card. We'll stop. Thank you, Toby. When you tell me about the game."),
        ("time", "There's no hurry. I've moved my half past. So let's crack on"),
    ],
)
def test_what_the_same_words_undo_is_not_credited(key: str, words: str) -> None:
    assert DID[key] not in list_what_words_did(words, PACK)


def test_a_question_is_not_called_nothing_asked() -> None:
    did = list_what_own_words_did(say_first("Tell me what happened."), PACK)
    assert did == (DID["open"],)
    tried = say_first("Take your time.")._replace(tried=(TriedWords(1, "Tell me what happened."),))
    assert list_what_own_words_did(tried, PACK) == (DID["open"], DID["time"])


def test_words_that_no_written_reply_is_close_to_are_credited() -> None:
    scenario = next(one for one in SCENARIOS if one.key == "swimming_coach")
    written = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
    believed = written._replace(tried=(TriedWords(1, "I believe you, Rory. It's not your fault."),))
    assert list_what_own_words_did(believed, PACK) == (DID["believe"], DID["no_blame"])


def test_the_words_of_one_turn_are_credited_and_no_others() -> None:
    words = "I believe you, Maisie. You haven't done anything wrong."
    assert list_what_words_did(words, PACK) == (DID["believe"], DID["no_blame"])
    assert list_what_words_did("I had chips for lunch.", PACK) == ()
    assert list_what_words_did("I believe you, but he is my friend.", PACK) == ()


@pytest.mark.parametrize(
    "words", ["Whatever you tell me, I won't be cross.", "You can tell me if you want, I'm here."]
)
def test_a_promise_is_not_called_an_open_question(words: str) -> None:
    did = list_what_own_words_did(say_first(words), PACK)
    assert DID["open"] not in did


@pytest.mark.parametrize(
    ("key", "words", "near"),
    [
        ("time", "I'll put down what you say tonight, in your own words.", "In your own time."),
        ("time", "Take your time, we've got five minutes.", "Take your time."),
        ("thanks", "Thank you for being honest for once.", "Thank you for being honest."),
        ("thanks", "You did the right thing sitting up.", "You did the right thing telling me."),
        ("thanks", "That took guts.", "It took guts to tell me."),
        ("no_blame", "It's not your fault, you just need to be careful.", "It's not your fault."),
        ("no_blame", "It's not your fault, you should know.", "You have done nothing wrong."),
        ("listening", "I'm sorry this happened to you.", "I'm listening."),
        ("listening", "I'm not listening.", "I'm here and I'm listening."),
    ],
)
def test_only_what_the_words_show_is_credited(key: str, words: str, near: str) -> None:
    assert DID[key] not in list_what_words_did(words, PACK)
    assert DID[key] in list_what_words_did(near, PACK)


def test_thanks_for_trust_is_no_offer_to_listen() -> None:
    did = list_what_words_did("Thank you for trusting me with it.", PACK)
    assert did == (DID["thanks"],)


@pytest.mark.parametrize(
    "words",
    [
        "you've gotta tell me what hes done or i cant help you",
        "can you explain to me why you didnt say no",
        "describe what you two do in bed",
        "tell me what ryan did to you",
    ],
)
def test_a_demand_is_not_called_an_open_question(words: str) -> None:
    assert DID["open"] not in list_what_words_did(words, PACK)


def test_no_question_is_open_to_a_child_who_asked_to_stop() -> None:
    assert list_what_words_did("Tell me more.", PACK) == (DID["open"],)
    assert list_what_words_did("Tell me more.", PACK, NOTHING_BEFORE._replace(stops=True)) == ()


def test_nothing_is_said_of_own_words_after_harm_or_where_there_are_none() -> None:
    state = say_first("I believe you.")
    harmed = state._replace(tried=(TriedWords(1, "You are lying."),))
    assert list_what_own_words_did(harmed, PACK) == ()
    scenario = SCENARIOS[0]
    written = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
    assert list_what_own_words_did(written, PACK) == ()


@pytest.mark.parametrize(
    ("key", "turn", "words"),
    [
        ("game_and_pictures", "secret", "I can't promise that, Kieran."),
        ("moved_between_towns", "promise", "I can't promise you that, Jamie."),
        ("carer_reports_changes", "promise", "I can't promise that, Denise. I'm worried too."),
    ],
)
def test_a_refused_secret_is_credited_wherever_one_was_asked_for(
    key: str, turn: str, words: str
) -> None:
    scenario = next(one for one in SCENARIOS if one.key == key)
    state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
    at = [one.key for one in state.heard].index(turn)
    refused = state._replace(tried=(TriedWords(at, words),))
    assert DID["no_secret"] in list_what_own_words_did(refused, PACK)
    assert has_refused_secret(refused, at)
    written = scenario.turns[turn].replies
    late = [one.tip for one in written if repeats_refusal(refused, at, one)]
    assert late == [one.tip for one in written if refuses_secret(one.text, scenario.setting)]
    assert len(late) < len(written), "what harms keeps its tip"
    kept = state._replace(tried=(TriedWords(at, "That's something I can keep."),))
    assert not has_refused_secret(kept, at)
    assert not any(repeats_refusal(kept, at, one) for one in written)
