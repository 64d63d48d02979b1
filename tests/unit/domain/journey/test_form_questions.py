"""Which questions a form asks by the answers so far, and the words above them."""

from app.domain.journey.form_questions import (
    find_form_heading,
    find_page_heading,
    is_answer_offered,
    list_form_questions,
    list_possible_questions,
)
from app.domain.pages import PAGES_BY_NAME

ADULT = {"account": {"how_known": ["someone_told_me"]}, "now": {"danger_now": ["no"]}}
CHILD = {"account": {"how_known": ["child_told_me"], "asked_any": ["yes"]}}
OF_A_CHILD = {"account.told_on", "account.asked_any", "account.child_words"}


def test_a_form_asks_what_its_answers_lead_to():
    adult, child = list_form_questions(ADULT), list_form_questions(CHILD)
    assert child >= OF_A_CHILD | {"account.questions_asked"}
    assert not OF_A_CHILD & adult
    assert "others.said" in adult
    assert "account.questions_asked" not in list_form_questions(
        {"account": {"how_known": ["child_told_me"], "asked_any": ["no"]}}
    )
    assert "now.danger_why" not in adult
    assert "now.danger_why" in list_form_questions({"now": {"danger_now": ["unsure"]}})


def test_a_possible_question_needs_no_answer():
    every = list_possible_questions()
    assert every >= OF_A_CHILD | {"now.danger_why", "now.where_now", "told.told_lead_name"}
    assert not OF_A_CHILD & list_possible_questions(("words", "when", "words_each"))


def test_an_answer_that_no_page_offers_is_known():
    assert not is_answer_offered("child.part", "may_have_been_harmed")
    assert is_answer_offered("child.part", "may_have_harmed_another_child")
    assert is_answer_offered("now.danger_now", "yes")
    assert is_answer_offered("account.worry", "He is afraid.")


def test_headings_are_those_of_the_form():
    assert find_form_heading("now.danger_now", {}) == "Is anyone in danger right now?"
    assert find_form_heading("now.where_now", {}) == "Where, and who are they with?"
    changes = {"account": {"how_known": ["changes_i_noticed"]}}
    assert find_form_heading("account.seen", changes) == "What have you noticed?"
    assert find_form_heading("told.whom", {}) == ""
    assert find_page_heading(PAGES_BY_NAME["now"], {}) == "Is anyone in danger right now?"
    assert find_page_heading(PAGES_BY_NAME["account"], {}) == "What happened?"
