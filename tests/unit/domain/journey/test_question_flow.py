"""Which question pages a record asks, by how its writer knows and what was answered."""

import pytest

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.question_flow import (
    choose_page_title,
    find_next_question_page,
    find_previous_question_page,
    find_unanswered_question_page,
    list_asked_pages,
)

ALWAYS = ["danger", "where", "read", "how"]
AFTER = ["told", "child", "people", "signs", "worry", "next", "family"]


def names(pages):
    return [page.name for page in list_asked_pages(pages)]


@pytest.mark.parametrize(
    ("how", "asked"),
    [
        ([], ["words", "when", "seen"]),
        (["child_told_me"], ["words", "when", "seen"]),
        (["changes_i_noticed"], ["seen"]),
        (["online"], ["seen"]),
        (["i_saw_or_heard_it"], ["seen"]),
        (["someone_told_me"], ["others"]),
        (["child_told_me", "someone_told_me"], ["words", "when", "seen", "others"]),
    ],
)
def test_pages_follow_how_the_writer_knows(how, asked):
    assert names({"account": {"how_known": how}}) == [*ALWAYS, *asked, *AFTER]


@pytest.mark.parametrize(("danger", "asked"), [("yes", True), ("unsure", True), ("no", False)])
def test_danger_is_explained_only_where_there_may_be_some(danger, asked):
    assert ("why" in names({"now": {"danger_now": [danger]}})) is asked


def test_a_page_that_holds_an_answer_is_asked_whatever_else_is_said():
    pages = {
        "account": {"how_known": ["changes_i_noticed"], "child_words": ["hi"]},
        "now": {"danger_now": ["no"], "danger_why": ["hurt"]},
        "others": {"others-0-said": ["her mate said"], "others-0-id": ["1"]},
    }
    assert {"words", "why", "others"} <= set(names(pages))


def test_an_item_without_an_answer_asks_nothing_more():
    pages = {"account": {"how_known": ["online"]}, "others": {"others-0-id": ["1"]}}
    assert "others" not in names(pages)


def test_the_way_on_and_back_passes_over_what_is_not_asked():
    pages = {"account": {"how_known": ["someone_told_me"]}}
    following = find_next_question_page("how", pages)
    assert following is not None
    assert following.name == "others"
    before = find_previous_question_page("others", pages)
    assert before is not None
    assert before.name == "how"
    assert find_next_question_page("family", pages) is None
    assert find_previous_question_page("danger", pages) is None


def test_the_first_page_without_an_answer_is_found():
    pages = {"account": {"child_words": ["hi"], "told_on": ["1/2/2026"]}}
    following = find_unanswered_question_page("how", pages)
    assert following is not None
    assert following.name == "seen"


@pytest.mark.parametrize(
    ("account", "title"),
    [
        ({}, "What did you see?"),
        ({"how_known": ["changes_i_noticed"]}, "What have you noticed?"),
        ({"how_known": ["online"]}, "What did you see online?"),
        ({"how_known": ["online", "child_told_me"]}, "What did you see?"),
        ({"account_by": ["somebody_else"]}, "What did they see?"),
        ({"account_by": ["me"]}, "What did you see?"),
    ],
)
def test_a_heading_follows_the_answers(account, title):
    assert choose_page_title(QUESTIONS_BY_NAME["seen"], {"account": account}) == title
