"""A recovery sheet that waits is found again; the sheet says on paper what it is for."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.organisation import SetUpDraft
from app.services.organisations import setup_drafts
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import CheckingClient
from tests.support.web.setup_client import SHEET, groups, send_step, send_up_to, typed

CHECK = "/set-up/check-your-answers"


def test_the_form_leads_back_to_the_sheet_that_waits(visitor):
    typed(visitor)
    first = groups(visitor)[0]
    assert visitor.get("/set-up").location == SHEET
    assert groups(visitor)[0] == first
    assert CHECK in visitor.page(SHEET).links


def test_nobody_else_can_tell_that_a_sheet_waits(visitor, app):
    before = CheckingClient(app).page("/set-up").text
    typed(visitor)
    stranger = CheckingClient(app)
    assert stranger.page("/set-up").text == before
    for path in (CHECK, "/set-up/about-you"):
        assert stranger.get(path).location == "/set-up"


def test_what_was_typed_wrong_is_changed_without_typing_it_all_again(visitor, engine):
    typed(visitor, lead_name="Jo Smiht")
    first = groups(visitor)[0]
    page = visitor.page(CHECK)
    assert "Heard makes a new sheet" in page.text
    assert SHEET in page.links
    assert "Jo Smiht" in page.text
    assert "Mon to Fri 09:00 to 17:30, Sat 10:00 to 12:00" in page.text
    assert "Heard makes a new recovery sheet" in visitor.page("/set-up/about-you").text
    assert PASSPHRASE not in visitor.get(CHECK).text + visitor.get("/set-up/passphrase").text
    assert groups(visitor)[0] == first, "looking at the answers changes no sheet"
    assert send_step(visitor, "/set-up/about-you", lead_name="Jo Smith").location == CHECK
    assert visitor.get(SHEET).location == "/set-up"
    assert send_step(visitor, "/set-up/passphrase").location == SHEET
    again, two = groups(visitor)
    assert again != first
    with Session(engine) as rows:
        assert rows.scalar(select(func.count()).select_from(SetUpDraft)) == 1
    assert visitor.send(SHEET, two).location == "/set-up/done"


def test_a_sheet_that_waited_too_long_is_said_to_open_nothing(visitor):
    typed(visitor)
    with time_machine.travel(setup_drafts.SETUP_DRAFT_LIFETIME + timedelta(seconds=1)):
        page = visitor.page("/set-up")
        assert "If you printed a recovery sheet, tear it up: it opens nothing." in page.text


def test_the_sheet_says_what_it_opens_and_where_to_keep_it(visitor):
    typed(visitor)
    paper = visitor.get(SHEET).get_data(as_text=True).split('class="heard-paper"')[1]
    paper = paper.split("</section>")[0]
    for words in (
        "opens the records of Riverside Youth Club in Heard",
        "has it and the server, or a copy of its data, can read everything",
        "sent to the welfare officers or the head or chair",
        "Lock it away, apart from the server",
        "asks for it when you give a head or chair access",
        "every welfare officer loses every way into their account",
    ):
        assert words in paper, words


@pytest.mark.parametrize("path", ["/with-a-child", "/numbers", "/help", "/support", "/blank-form"])
def test_no_number_and_no_word_for_a_child_hides_behind_set_up(visitor, path):
    page = visitor.page(path)
    assert "999" in page.text
    assert path == "/blank-form" or "tel:999" in page.links
    assert "safeguarding lead" in page.text or path in ("/support", "/with-a-child")
    assert visitor.get(path).text.count('<span class="heard-org">') == 0


def test_numbers_before_setup_are_those_of_england_and_each_council(visitor):
    assert "Your safeguarding lead" in visitor.page("/numbers").text
    assert "01522 782111" in visitor.page("/numbers?area=lincolnshire").text
    assert "/numbers" in visitor.page("/set-up").links
    assert "/numbers" in typed(visitor).page(SHEET).links


def test_back_after_set_up_leads_to_the_first_page_with_a_sentence(visitor, app):
    typed(visitor)
    visitor.send(SHEET, groups(visitor)[1])
    for path in ("/set-up", SHEET):
        answer = visitor.get(path)
        assert answer.status_code == 302
        assert "Set-up is finished" in visitor.page(answer.location).text
    assert "Set-up is finished" not in visitor.page("/").text
    assert CheckingClient(app).get(SHEET).status_code == 404


def test_two_problems_of_a_step_are_both_in_the_summary(visitor):
    wrong = {"closures": "the summer", "hours": "whenever"}
    text = " ".join(send_up_to(visitor, "/set-up/opening-hours", **wrong).text.split())
    summary = text[text.index("There is a problem") : text.index("</ul>")]
    assert "Write the hours like" in summary
    assert "This line cannot be used: “the summer”." in summary
