"""What is read or typed on a narrow screen: no number breaks in two, no answer hides in its box."""

from __future__ import annotations

import re

import pytest

from app.domain.pages import PAGES_BY_NAME, list_fields
from app.domain.pages.page_model import AnswerKind
from tests.support.web.checking_client import CheckingClient
from tests.support.web.record_client import begin, fill, look

WRAPS = [
    (page, field) for page in PAGES_BY_NAME.values() for field in list_fields(page) if field.wraps
]


def marked(client: CheckingClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_only_a_line_of_text_is_drawn_over_two_lines():
    assert {field.kind for _, field in WRAPS} == {AnswerKind.LINE}
    assert {field.name for _, field in WRAPS} >= {"where_now", "happened_where", "places"}


@pytest.mark.parametrize(
    ("page", "name"), [("now", "where_now"), ("people", "people-0-places"), ("told", "calls-0-who")]
)
def test_an_answer_that_is_longer_than_the_screen_is_wide_is_seen_whole(
    sam: CheckingClient, page: str, name: str
):
    path = f"{begin(sam)}/{page}"
    long = "Lay-by behind the retail park, and the flat above the vape shop"
    form = look(sam, path)
    form.set(name, [long])
    sam.post(form.action, data=form.sent(form.button("Save")))
    (box,) = re.findall(rf'<textarea[^>]* name="{name}" rows="2"[^>]*>([^<]*)<', marked(sam, path))
    assert box == long


def test_the_question_why_says_when_it_is_asked(sam: CheckingClient):
    assert "What makes you think someone may be in danger?" in sam.page(f"{begin(sam)}/now").text


@pytest.mark.parametrize(("danger", "asked"), [("no", False), ("unsure", True)])
def test_a_question_that_does_not_arise_is_not_named_as_not_known(
    sam: CheckingClient, danger: str, asked: bool
):
    draft = begin(sam)
    fill(sam, f"{draft}/now", {"danger_now": [danger]})
    fill(sam, f"{draft}/told", {"told_lead": ["not_yet" if danger == "no" else "yes"]})
    page = sam.page(f"{draft}/sign").text
    assert ("Why you think so" in page, "Not answered: Who · What time" in page) == (asked, asked)
    assert "Where the child is" in page


def test_a_number_inside_a_sentence_stays_on_one_line(sam: CheckingClient):
    draft = begin(sam)
    fill(sam, f"{draft}/now", {"about_our_team": ["yes"]})
    lado = re.findall(r'<a class="([^"]*)" href="tel:01724298293">', marked(sam, f"{draft}/sign"))
    assert lado == ["govuk-link heard-number"]
    script = marked(sam, f"{draft}/phone-script")
    mine = re.findall(r'My number is <span class="([^"]*)">([^<]+)<', script)
    assert mine == [("heard-nowrap", "07700 900456")]


def test_a_second_text_kept_aside_does_not_say_everything_again(sam: CheckingClient):
    path = f"{begin(sam)}/account"
    forms = [look(sam, path) for _ in range(3)]
    for form, words in zip(forms, ("first", "second", "third"), strict=True):
        form.set("child_words", [words])
        sam.post(form.action, data=form.sent())
    page = sam.page(path).text
    assert (page.count("The other version, saved at"), page.count("You have not lost either")) == (
        2,
        1,
    )
    assert page.count("This page was saved in two versions") == 1
    assert page.count("Another version of this page") == 1
