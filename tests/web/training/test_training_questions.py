"""The questions: kept as they are typed, nothing lost, feedback after an answer, never a mark."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.models.draft import LateDraftPage
from app.models.member import SignIn
from app.models.training import LearningBox
from app.services.training import workbook_answers
from audit.events import Action
from tests.support.club.office import Office
from tests.support.web.record_client import look

WORDS = "Somebody with power over a child uses it.\nAlso online."
ASKED = "/learn/questions/what_is_cse"
NEVER = (
    "score",
    "%",
    "you passed",
    "you failed",
    "out of 6",
    "of 6 answered",
    "answered correctly",
)


def answered(client, path: str, text: str, button: str = "Save") -> str:
    """Answer one question with a button; where it led."""
    form = look(client, path)
    form.set("answer", [text])
    sent = client.post(form.action, data=form.sent(form.button(button)))
    assert sent.status_code == 303
    return sent.location


def test_an_answer_is_kept_to_the_letter_and_then_there_is_feedback(world):
    tess = world.client("tess")
    assert "What an answer could include" not in tess.page(ASKED).text
    where = answered(tess, ASKED, WORDS)
    assert where.endswith(f"{ASKED}#feedback")
    page = tess.page(ASKED)
    assert look(tess, ASKED).controls["answer"].value == WORDS
    assert "What an answer could include" in page.text
    assert "/learn/workbook/what_cse_is#what_cse_is-definition" in page.links
    assert "Answered" in tess.page("/learn/questions").text


@pytest.mark.parametrize(
    ("chosen", "said"), [("true", "That is not right"), ("false", "That is right")]
)
def test_under_16_is_false_and_the_feedback_says_why(world, chosen, said):
    tess = world.client("tess")
    answered(tess, "/learn/questions/age", chosen)
    page = tess.page("/learn/questions/age")
    assert f"{said}. It is false. The definition" in page.text
    assert "every child under 18" in page.text


def test_it_saves_itself_and_says_nothing_about_it_before_a_button(world):
    tess = world.client("tess")
    form = look(tess, ASKED)
    form.set("answer", ["Some"])
    saved = tess.post(f"{form.action}/autosave", data=form.sent())
    assert (saved.status_code, saved.json["version"]) == (200, 1)
    page = tess.page(ASKED)
    assert look(tess, ASKED).controls["answer"].value == "Some"
    assert "What an answer could include" not in page.text


def test_feedback_once_given_stays_while_the_answer_is_changed(world):
    tess = world.client("tess")
    answered(tess, ASKED, WORDS)
    form = look(tess, ASKED)
    form.set("answer", [f"{WORDS} And more."])
    assert tess.post(f"{form.action}/autosave", data=form.sent()).status_code == 200
    assert "What an answer could include" in tess.page(ASKED).text
    answered(tess, ASKED, "")
    assert "What an answer could include" not in tess.page(ASKED).text


def test_two_tabs_show_both_texts_and_lose_neither(world):
    tess = world.client("tess")
    stale = look(tess, ASKED)
    answered(tess, ASKED, "The first tab.")
    stale.set("answer", ["The second tab."])
    saved = tess.post(f"{stale.action}/autosave", data=stale.sent())
    assert saved.status_code == 409
    assert tess.post(stale.action, data=stale.sent()).status_code == 303
    page = tess.page(ASKED)
    assert page.text.count("The second tab.") == 1
    assert "This page was saved in two versions" in page.text
    assert "Two versions" in tess.page("/learn/questions").text
    answered(tess, ASKED, "The first tab.", "Use the other version")
    assert look(tess, ASKED).controls["answer"].value == "The second tab."
    assert "The first tab." in tess.page(ASKED).text
    answered(tess, ASKED, "The second tab.", "Dismiss the other version")
    assert "The first tab." not in tess.page(ASKED).text


def test_what_waits_beside_makes_no_other_tab_stale(world):
    tess = world.client("tess")
    old = look(tess, ASKED)
    answered(tess, ASKED, "The first tab.")
    open_tab = look(tess, ASKED)
    old.set("answer", ["The second tab."])
    tess.post(old.action, data=old.sent())
    open_tab.set("answer", ["The first tab, and more."])
    assert tess.post(f"{open_tab.action}/autosave", data=open_tab.sent()).status_code == 200


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\x07b", "hidden control character"),
        ("x" * 20_001, "1 character too long. Make it shorter."),
    ],
)
def test_what_cannot_be_sent_is_kept_and_named(world, text, why):
    tess = world.client("tess")
    where = answered(tess, ASKED, text)
    assert where.endswith("?check=1")
    page = tess.page(where)
    assert page.title.startswith("Error: ")
    assert why in page.text
    assert look(tess, ASKED).controls["answer"].value == text
    assert "Needs fixing" in tess.page("/learn/questions").text


def test_far_too_much_is_refused_and_given_back(world):
    tess = world.client("tess")
    form = look(tess, ASKED)
    form.set("answer", ["y" * 650_000])
    answer = tess.post(form.action, data=form.sent())
    assert answer.status_code == 422
    assert "yyyy" in answer.get_data(as_text=True)


def test_an_answer_that_came_too_late_waits_beside_the_question(world):
    tess = world.client("tess")
    answered(tess, ASKED, "What was saved.")
    form = look(tess, ASKED)
    form.set("answer", ["What was typed last."])
    away = datetime.now(UTC) - timedelta(hours=1)
    world.change(update(SignIn).values(last_seen=away))
    late = tess.post(form.action, data=form.sent())
    assert late.status_code == 401
    assert "We’ve saved what you just sent" in late.get_data(as_text=True)
    again = world.client("tess")
    assert "We saved an answer that you sent after you were signed out" in again.page("/").text
    assert "What was typed last" not in again.page("/record/kept").text
    page = again.page(ASKED)
    assert "What was typed last." in page.text
    assert "after you were signed out" in page.text
    assert look(again, ASKED).controls["answer"].value == "What was saved."
    assert "We saved an answer" not in again.page("/").text
    answered(again, ASKED, "What was saved.", "Use the other version")
    assert look(again, ASKED).controls["answer"].value == "What was typed last."
    assert b"What was typed last." not in world.session().query(LateDraftPage).one().sealed


def test_a_late_answer_that_was_spoiled_is_named_once_and_stops_nothing(world):
    tess = world.client("tess")
    form = look(tess, ASKED)
    form.set("answer", ["What was typed last."])
    away = datetime.now(UTC) - timedelta(hours=1)
    world.change(update(SignIn).values(last_seen=away))
    assert tess.post(form.action, data=form.sent()).status_code == 401
    world.change(update(LateDraftPage).values(sealed=b"x" * 3000))
    again = world.client("tess")
    for _ in range(2):
        assert "changed outside Heard and cannot be opened" in again.page(ASKED).text
    answered(again, ASKED, "Written again.", "Dismiss the other version")
    assert "changed outside Heard" not in again.page(ASKED).text


def test_a_box_that_was_spoiled_is_named_and_written_again(world):
    tess = world.client("tess")
    answered(tess, ASKED, WORDS)
    world.change(update(LearningBox).values(box=b"x" * 1100))
    assert "Write it again" in tess.page(ASKED).text
    assert "write it again" in tess.page("/learn/questions").text
    answered(tess, ASKED, "Written again.")
    assert look(tess, ASKED).controls["answer"].value == "Written again."
    acts = [event.act for event in Office(world).events()]
    assert Action.KEY_REFUSED in acts


def test_no_page_of_the_questions_counts_what_is_right(world):
    tess = world.client("tess")
    for own in workbook_answers.load_own_answers(world.uow("tess")).items:
        answered(
            tess, f"/learn/questions/{own.question.key}", "true" if own.chosen else "I forgot."
        )
    for path in ("/learn/questions", "/learn/send", "/learn/answers", ASKED):
        text = tess.page(path).text.casefold()
        for word in NEVER:
            assert word not in text, (path, word)


def test_a_question_that_nobody_asks_is_not_there(world):
    tess = world.client("tess")
    assert tess.get("/learn/questions/reading").status_code == 404
    assert tess.send("/learn/questions/reading", via="/learn/questions").status_code == 404


def test_the_last_chapter_leads_to_the_questions_or_first_to_the_door(world):
    last = "/learn/workbook/questions"
    assert "/sign-in?next=/learn/questions" in world.client().page(last).links
    assert "What an answer could include" in world.client().page(last).text
    page = world.client("tess").page(last)
    assert "/learn/questions" in page.links
    assert "What an answer could include" not in page.text
