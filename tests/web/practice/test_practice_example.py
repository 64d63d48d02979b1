"""The example record after a practice: whose words are in it, and how it answers the form."""

import pytest

from app.domain.practice.quote_marks import curl_quote_marks
from app.services.practice import practice_runs
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.training.finished_practice import (
    CARER,
    COACH,
    GOOD,
    LED,
    finish_conversation,
    read_feedback_section,
    start_conversation,
    write_page,
)

__all__ = ["office"]


@pytest.fixture
def tess(office: Office):
    return office.world.client("tess")


def test_questions_of_the_example_are_in_the_words_of_the_form(office, tess):
    """Headings were those of the first form: "Is a child or anyone else in danger now?"."""
    run_id = finish_conversation(office)
    write_page(office, run_id, "now", danger_now="no")
    text = read_feedback_section(tess, run_id, "model")
    assert "Is anyone in danger right now? Yours No The example Yes" in text
    led = "Your answers did not lead to this question"
    assert f"What makes you think someone may be in danger? Yours {led}" in text
    assert "What worries you most? Yours Not answered" in text
    assert "involved?" not in text, "no form offers the answer of the example"
    for older in ("Is a child or anyone", "Who did you ring", "What part may they"):
        assert older not in text


@pytest.mark.parametrize(("keys", "same"), [(GOOD, True), (LED, False)])
def test_the_model_says_which_conversation_it_is_about(office, tess, keys, same):
    run_id = finish_conversation(office, keys)
    write_page(office, run_id, "account", told_at_place="By the machine")
    text = read_feedback_section(tess, run_id, "model")
    assert ("about this very conversation" in text) == same
    assert ("about another way through the conversation" in text) != same
    assert "Where you were Yours By the machine The example The back steps" in text
    for words in COACH.model.notes:
        assert curl_quote_marks(words) in text


def test_the_model_does_not_differ_where_the_child_said_the_same(office, tess):
    other = tuple("no_rush_at_all" if key == "let_cheer" else key for key in COACH.model.choices)
    text = read_feedback_section(tess, finish_conversation(office, other), "model")
    assert "You replied in another way. Rory says the same in both." in text
    assert "differs" not in text


def test_own_words_do_not_make_other_replies_of_the_same_ones(office, tess):
    """A grandmother heard only the replies of the example: "You replied in another way"."""
    run_id = start_conversation(office, [], CARER)
    practice_runs.add_tried_words(office.at("tess"), run_id, 0, "I've got time, Denise.")
    for at, key in enumerate(CARER.model.choices):
        practice_runs.give_reply(office.at("tess"), run_id, at, ReplyChoice(key))
    text = read_feedback_section(tess, run_id, "model")
    assert "It went the way of the same written replies. You used your own words too." in text
    assert "in another way" not in text


def test_the_example_has_the_answers_in_the_words_of_the_form(office, tess):
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    text = read_feedback_section(tess, run_id, "model")
    assert "Someone else told me; I saw or heard something" in text
    assert text.count("I saw or heard something") > 1, "the notes say the same"
