"""What a child has just said decides what the page says of a trainee's own words."""

import pytest

from app.services.practice import free_text
from content.scenarios import scenario_files
from content.scenarios.scenario_paths import ReplyChoice, replay_choices
from tests.support.club.office import Office
from tests.support.training.finished_practice import (
    GOOD,
    read_feedback_section,
    start_conversation,
)
from tests.support.web.practice_client import begin, mean, reply, write

SCENARIOS = {one.key: one for one in scenario_files.load_scenarios("north_lincolnshire")}
PRESSING = ("Words that let", "Tell me what happened", "Tell me what's been happening")


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(office: Office):
    return office.world.client("tess")


def go_to_turn(tess, key: str, wanted: str) -> tuple[str, int]:
    """Play the example conversation up to the turn `wanted`; return the run and the place."""
    scenario = SCENARIOS[key]
    choices = [ReplyChoice(one) for one in scenario.model.choices]
    place = [one.key for one in replay_choices(scenario, choices).heard].index(wanted)
    run = begin(tess, f"/learn/practice/{key}")
    for at, choice in enumerate(choices[:place]):
        reply(tess, run, at, choice.reply)
    return run, place


def test_a_bare_yes_to_a_child_who_asks_for_a_secret_is_a_promise(tess):
    run, at = go_to_turn(tess, "boyfriend_in_year_11", "secret")
    where = write(tess, run, at, "Yeah of course it will")
    assert "You cannot keep this promise, and the child will remember it." in tess.page(where).text
    promising = next(
        one.key for one in SCENARIOS["boyfriend_in_year_11"].turns["secret"].replies if one.promises
    )
    assert promising in mean(tess, where, "reassure").controls["nearest"].options
    run, at = go_to_turn(tess, "boyfriend_in_year_11", "loves")
    assert "You cannot keep" not in tess.page(write(tess, run, at, "Yeah of course it will")).text


def test_a_reply_that_says_something_else_is_not_called_closest(tess):
    """ "I believe you." was called closest to "Leave those. I'm in no rush."."""
    run = begin(tess, "/learn/practice/game_and_pictures")
    for words, near in (("I believe you.", False), ("No rush, leave those.", True)):
        where = write(tess, run, 0, words)
        page = tess.page(f"{where}?meant=believe").text
        assert "Leave those. I'm in no rush." in page
        assert ("Which reply is closest to what you wrote?" in page) == near, words
        assert ("We’re not sure that any written reply says the same" in page) != near, words
        offered = mean(tess, where, "believe").controls["nearest"].options
        assert ("locking_up" in offered) != near, "only replies that help are offered"


def test_a_question_after_kind_words_is_close_to_no_kind_reply(tess):
    """ "Did you?" after "I'm glad you told me that" was offered one kind reply alone."""
    run, at = go_to_turn(tess, "boyfriend_in_year_11", "mates")
    for words, close in (
        ("I'm glad you told me that. It's not your fault.", True),
        ("I'm glad you told me that. It's not your fault. Did you?", False),
    ):
        page = tess.page(f"{write(tess, run, at, words)}?meant=believe").text
        assert ("Which written reply comes next?" in page) != close, words


def test_nothing_that_asks_is_suggested_to_a_child_who_wants_to_stop(tess):
    run, at = go_to_turn(tess, "boyfriend_in_year_11", "stop")
    where = write(tess, run, at, "Did he hurt you?")
    for page in (tess.page(where).text, tess.page(f"{where}?meant=open").text):
        assert "Maisie has said or shown that they want to stop. Do not ask for more. If" in page
        assert not [one for one in PRESSING if one in page]
    where = write(tess, run, at, "Is school any better since the move?")
    page = tess.page(f"{where}?meant=specific").text
    assert "They want to stop, so do not ask for more." in page
    run, at = go_to_turn(tess, "boyfriend_in_year_11", "loves")
    page = tess.page(write(tess, run, at, "Did he hurt you?")).text
    assert "Words that let Maisie tell it" in page


def test_words_like_no_reply_are_said_without_a_choice_of_one(tess):
    """The page named replies to choose from where it had none, and the one choice was not made."""
    run = begin(tess, "/learn/practice/moved_between_towns")
    where = write(tess, run, 0, "You are lying.")
    form = mean(tess, where, "promise")
    text = tess.page(f"{where}?meant=promise").text
    radios = 'type="radio" name="nearest"'
    assert radios not in tess.get(f"{where}?meant=promise").get_data(as_text=True)
    assert form.sent()["nearest"] == ["none"]
    assert "Jamie reacts to what you wrote. Then you can try again." in text
    assert "the one you choose" not in text


def test_words_before_what_a_child_told_are_with_what_was_found_in_them(office, tess):
    """Careful and careless words had the same sentence, and the same list below it."""
    found = "We found something in these words that can give the answer."
    unsure = "We can’t rule out that these words changed the answer."
    later = "Your own words may have shaped what Rory said later. Rory said: “"
    for words, said, other in (
        ("He hurts you, I know it.", found, unsure),
        ("Is school any better since the move?", unsure, found),
    ):
        choices = [ReplyChoice(GOOD[0], words), *map(ReplyChoice, GOOD[1:])]
        run = start_conversation(office, choices)
        text = read_feedback_section(tess, run, "said")
        assert f"You had said: “{words}” {said}" in text
        assert other not in text
        assert f"{said} Rory answered: “" in text
        assert text.index(said) < text.index(later)
        asked = read_feedback_section(tess, run, "asked")
        assert ("Words that can lead" in asked) is (said == found)


def test_words_with_harm_are_not_said_to_be_like_no_written_reply(tess):
    """Harm was named, and then the page said that no written reply is close enough."""
    where = write(tess, begin(tess), 0, "You are lying.")
    assert mean(tess, where).sent()["nearest"] == ["none"]
    for aim in free_text.AIMS:
        page = tess.page(f"{where}?meant={aim}").text
        for said in ("written reply is close", "no written", "None of these"):
            assert said not in page, aim
        assert "Say it, or change your words Kieran reacts to what you wrote." in page, aim
