"""A day or time that no one can read is said once, and one that is read is shown as read."""

import pytest

from tests.support.web.question_client import (
    AS_ASKED,
    answer_question,
    look_at_question,
    start_with_question,
)
from tests.support.web.record_client import answer, begin, fill, sign

NOT_READ = "We could not read this time. It’s saved as you typed it."
KEEP = "To keep it as it is, press Continue."


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.mark.parametrize(
    ("page", "name", "fields", "words"),
    [
        ("where", "leaves_at", {"child_is": "with_me"}, NOT_READ),
        ("when", "told_at_time", {}, NOT_READ),
        ("when", "told_on-other", {"told_on": ["", "gibberish"]}, "We could not read this day."),
        ("told", "told_lead_at", {"told_lead": "yes"}, "We could not read this day."),
        ("told", "told_lead_at-time", {"told_lead_at": "today"}, NOT_READ),
        ("told", "calls-0-when-time", {"calls-0-when": "today"}, NOT_READ),
        ("how", "account_by_written_at", {}, "We could not read this day."),
    ],
)
def test_what_no_one_can_read_is_said_once_at_its_box(sam, page, name, fields, words):
    path = f"{start_with_question(sam).rpartition('/')[0]}/{page}"
    form = look_at_question(sam, path)
    typed = {name: "gibberish"} if not name.endswith("-other") else {}
    sent = form.sent(form.button("Continue")) | fields | typed
    first = sam.post(form.action, data=sent)
    assert first.location == f"{path}#{name}"
    shown = sam.page(f"{path}{AS_ASKED}").text
    assert words in shown
    assert KEEP in shown
    again = look_at_question(sam, path)
    assert "gibberish" in again.sent().get(name.removesuffix("-other"), "") or "gibberish" in shown
    second = sam.post(again.action, data=again.sent(again.button("Continue")))
    assert second.status_code == 303
    assert path not in second.location


def test_an_approximate_time_and_a_time_without_its_day_go_on(sam):
    draft = start_with_question(sam).rpartition("/")[0]
    there = answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at="about six")
    assert there.location == f"{draft}/read"
    form = look_at_question(sam, f"{draft}/told")
    sent = form.sent(form.button("Continue")) | {"told_lead": "yes", "told_lead_at-time": "14:10"}
    assert sam.post(form.action, data=sent).location == f"{draft}/child"


def test_a_text_that_was_left_unread_is_signed_as_typed(sam):
    draft = begin(sam)
    answer(sam, f"{draft}/words", child_words="he said dont tell")
    for _ in range(2):
        answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at="at pick-up")
    concern = f"/concerns/{sign(sam, draft, [])}"
    assert "at pick-up (as typed)" in sam.page(concern).text


@pytest.mark.parametrize(
    ("typed", "reading"),
    [("quarter past 4 in the afternoon", "16:15"), ("7:40am", "07:40"), ("16:15", "")],
)
def test_the_check_page_shows_how_a_time_is_read(sam, typed, reading):
    draft = begin(sam)
    fill(sam, f"{draft}/when", {"told_on": ["23/11/2026"], "told_at_time": [typed]})
    text = sam.page(f"{draft}/sign").text
    assert "23/11/2026 Monday 23 November 2026" in text
    assert f"{typed} {reading}".strip() in text
