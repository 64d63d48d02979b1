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
