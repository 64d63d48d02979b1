"""What the child has said before decides if the same words promise, lead or press."""

import re

import pytest

from content.scenarios import scenario_files
from content.scenarios.reply_kinds import find_promises, find_reply_kinds
from content.scenarios.reply_moments import NOTHING_BEFORE, ReplyMoment, stem_word
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import start_conversation

SCENARIOS = {one.key: one for one in scenario_files.load_scenarios("england")}
WANTS_TO_STOP = re.compile(r"don't want to talk|\bstop\b|just leave it", re.IGNORECASE)


def find_turn_moment(place: str) -> tuple[Scenario, ReplyMoment]:
    key, turn = place.split("/")
    scenario = SCENARIOS[key]
    state = start_conversation(scenario)
    return scenario, state._replace(heard=(scenario.turns[turn],)).find_moment(0)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("boyfriend_in_year_11/secret", "Yeah of course it will"),
        ("boyfriend_in_year_11/secret", "Yes. You can tell me anything."),
        ("game_and_pictures/secret", "Yeah, deal"),
        ("game_and_pictures/secret", "Okay, Kieran."),
        ("carer_reports_changes/promise", "No, of course not"),
        ("blue_car/hush_b", "I won't, Toby"),
        ("takes_it_back/bin", "Yes, I will"),
        ("swimming_coach/late", "No"),
    ],
)
def test_a_bare_answer_to_a_child_who_asks_for_a_promise_makes_it(place: str, words: str) -> None:
    """ "Will it stay in here?" "Yeah of course it will." passed without a remark."""
    scenario, moment = find_turn_moment(place)
    assert [one.kind for one in find_reply_kinds(words, "england", moment)] == ["promising"]
    assert find_promises(scenario, words, "england", moment) == scenario.promises.keys()
    assert not find_reply_kinds(words), "elsewhere it is no promise"
    assert not find_promises(scenario, words)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("boyfriend_in_year_11/secret", "No, it won't. I'd tell one person, and you'd know first."),
        ("boyfriend_in_year_11/secret", "It won't"),
        ("swimming_coach/pat", "Okay."),
        ("boyfriend_in_year_11/secret", "Yes. But if you're not safe I need to tell someone."),
        ("boyfriend_in_year_11/secret", "Okay. I can't promise that."),
        ("boyfriend_in_year_11/secret", "Okay. Take your time."),
        ("game_and_pictures/secret", "Sure, I hear you. I have to pass it on."),
        ("carer_reports_changes/promise", "Yes, I have to ring them"),
        ("takes_it_back/bin", "No"),
        ("takes_it_back/bin", "No, I won't do that"),
        ("swimming_coach/car", "Yes, of course"),
        ("boyfriend_in_year_11/next", "Yes. I am."),
    ],
)
def test_an_answer_that_makes_no_promise_is_none(place: str, words: str) -> None:
    scenario, moment = find_turn_moment(place)
    assert not find_reply_kinds(words, "england", moment)
    assert not find_promises(scenario, words, "england", moment)


def test_an_act_that_the_child_has_named_is_not_put_into_their_mouth() -> None:
    said = ReplyMoment(said=("He hurts me.", "They made me carry stuff."))
    for words in ("He hurts you.", "He hurt you", "They made you carry stuff. Thank you."):
        assert not find_reply_kinds(words, "england", said), words
        assert [one.kind for one in find_reply_kinds(words)] == ["leading"], words
    for words in ("He touches you.", "They had sex with you then."):
        assert [one.kind for one in find_reply_kinds(words, "england", said)] == ["leading"], words


def test_people_are_found_by_the_names_of_the_scenario() -> None:
    _, moment = find_turn_moment("blue_car/mick_b")
    for words in ("The man in the car, he hurts Toby", "Was Mick hurting Toby", "Mick did it, nod"):
        found = {one.kind for one in find_reply_kinds(words, "england", moment)}
        assert found == {"leading"} or words.endswith("nod"), words
    _, adult = find_turn_moment("carer_reports_changes/coat_b")
    found = {one.kind for one in find_reply_kinds("He gets her to do stuff", "england", adult)}
    assert found == {"leading"}
    assert not find_reply_kinds("Mr Farrow helps Toby. I'll tell Mr Farrow.", "england", moment)


def test_words_that_a_worker_put_there_are_not_what_the_child_has_said() -> None:
    scenario = SCENARIOS["blue_car"]
    state = start_conversation(scenario)
    bent = state._replace(heard=(scenario.turns["led_hurt"],)).find_moment(0)
    assert bent.said == ()
    assert [one.kind for one in find_reply_kinds("He hurts you.", "england", bent)] == ["leading"]


def test_each_turn_in_which_a_child_asks_to_stop_is_named() -> None:
    for scenario in SCENARIOS.values():
        asking = {
            turn.key
            for turn in scenario.turns.values()
            if WANTS_TO_STOP.search(" ".join(turn.says)) or "means stop" in turn.does
        }
        assert asking <= set(scenario.stops), scenario.key


def test_each_turn_in_which_a_written_reply_promises_asks_for_it() -> None:
    """Toby's finger on his lips asks nothing that a bare yes would answer."""
    for scenario in SCENARIOS.values():
        promised = {
            turn.key
            for turn in scenario.turns.values()
            if any(one.promises for one in turn.replies)
        }
        asked = {turn for one in scenario.promises.values() for turn in one.asked}
        assert promised - asked <= {"hush"}, scenario.key


def test_a_child_wants_to_stop_until_they_tell_something() -> None:
    scenario = SCENARIOS["blue_car"]
    turns = [scenario.turns[key] for key in ("stop", "car_b", "car")]
    state = start_conversation(scenario)._replace(heard=tuple(turns))
    assert [state.find_moment(at).stops for at in range(3)] == [True, True, False]
    assert not NOTHING_BEFORE.stops


def test_forms_of_a_word_are_one() -> None:
    for forms in (
        ("touch", "touches", "touched", "touching"),
        ("hit", "hits", "hitting"),
        ("kiss", "kisses", "kissed", "kissing"),
        ("sell", "sells", "selling", "sold"),
        ("carry", "carries", "carried", "carrying"),
    ):
        assert len({stem_word(one) for one in forms}) == 1, forms
