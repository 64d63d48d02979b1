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
from tests.support.web.checking_client import CheckingClient, mask_offered_words
from tests.support.web.setup_client import ANSWERS, CODE, SHEET, groups, put_code, typed


@pytest.fixture
def visitor(app, data):
    """A browser at a server that nobody has set up."""
    put_code(data)
    yield CheckingClient(app)
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()


def values(client: CheckingClient, path: str) -> dict[str, str]:
    """What the form at `path` holds, but for the choice of area and the closures."""
    found = {one.get("name", ""): one.get("value", "") for one in client.page(path).controls}
    return {name: found[name] for name in ANSWERS if name not in {"pack", "closures"}}


def test_the_form_leads_back_to_the_sheet_that_waits(visitor):
    typed(visitor)
    first = groups(visitor)[0]
    assert visitor.get("/set-up").location == SHEET
    assert groups(visitor)[0] == first
    assert "/set-up?again=1" in visitor.page(SHEET).links


def test_nobody_else_can_tell_that_a_sheet_waits(visitor, app):
    before = mask_offered_words(CheckingClient(app).page("/set-up").text)
    typed(visitor)
    stranger = CheckingClient(app)
    for path in ("/set-up", "/set-up?again=1"):
        page = stranger.page(path)
        assert mask_offered_words(page.text) == before
        assert "Riverside" not in page.text
    assert values(stranger, "/set-up?again=1")["lead_name"] == ""


def test_what_was_typed_wrong_is_changed_without_typing_it_all_again(visitor, engine):
    typed(visitor, lead_name="Jo Smiht")
    first = groups(visitor)[0]
    page = visitor.page("/set-up?again=1")
    assert "a new sheet is made" in page.text
    assert SHEET in page.links
    shown = values(visitor, "/set-up?again=1")
    assert shown["lead_name"] == "Jo Smiht"
    assert shown["hours"].endswith("Fri 09:00-17:30, Sat 10:00-12:00")
    assert [shown[name] for name in ("code", "passphrase", "again")] == ["", "", ""]
    assert PASSPHRASE not in visitor.get("/set-up?again=1").get_data(as_text=True)
    secret = {"code": CODE, "passphrase": PASSPHRASE, "again": PASSPHRASE}
    more = {"pack": ANSWERS["pack"], "closures": "24/12/2026", "lead_name": "Jo Smith"}
    answer = visitor.send("/set-up", shown | secret | more, via="/set-up?again=1")
    assert answer.location == SHEET
    again, two = groups(visitor)
    assert again != first
    with Session(engine) as rows:
        assert rows.scalar(select(func.count()).select_from(SetUpDraft)) == 1
    assert visitor.send(SHEET, two).location == "/set-up/done"


def test_a_sheet_that_waited_too_long_is_said_to_open_nothing(visitor):
    typed(visitor)
    with time_machine.travel(setup_drafts.SETUP_DRAFT_LIFETIME + timedelta(seconds=1)):
        page = visitor.page("/set-up")
        assert "A recovery sheet that you printed opens nothing: tear it up." in page.text


def test_the_sheet_says_on_paper_what_it_opens_where_to_keep_it_and_when_it_is_asked_for(visitor):
    typed(visitor)
    paper = visitor.get(SHEET).get_data(as_text=True).split('class="heard-paper"')[1]
    paper = paper.split("</section>")[0]
    for words in (
        "opens the records of Riverside Youth Club in Heard",
        "holds it and the server, or a copy of its data, can read everything",
        "sent to the welfare officers or the seniors",
        "Lock it away, apart from the server",
        "asks for it when a senior is confirmed",
        "every welfare officer has lost passphrase and recovery card",
    ):
        assert words in paper, words


@pytest.mark.parametrize("path", ["/with-a-child", "/numbers", "/help", "/support", "/blank-form"])
def test_no_number_and_no_word_for_a_child_hides_behind_set_up(visitor, path):
    page = visitor.page(path)
    assert "999" in page.text
    assert path == "/blank-form" or "tel:999" in page.links
    assert "safeguarding lead" in page.text or path == "/support"
    assert visitor.get(path).text.count('<span class="heard-org">') == 0


def test_numbers_before_set_up_are_those_for_all_of_england_and_of_each_council(visitor):
    assert "Your safeguarding lead" in visitor.page("/numbers").text
    assert "01522 782111" in visitor.page("/numbers?area=lincolnshire").text
    assert "/numbers" in visitor.page("/set-up").links
    assert "/numbers" in typed(visitor).page(SHEET).links


def test_back_after_set_up_leads_to_the_first_page_with_a_sentence(visitor, app):
    typed(visitor)
    visitor.send(SHEET, groups(visitor)[1])
    for path in ("/set-up", SHEET, "/set-up?again=1"):
        answer = visitor.get(path)
        assert answer.status_code == 302
        assert "Set-up is finished" in visitor.page(answer.location).text
    assert "Set-up is finished" not in visitor.page("/").text
    assert CheckingClient(app).get(SHEET).status_code == 404


def test_each_problem_in_the_summary_names_the_field_it_is_about(visitor):
    wrong = {"closures": "the summer", "again": "another one", "hours": "whenever", "phone": "1"}
    text = " ".join(visitor.send("/set-up", ANSWERS | wrong).text.split())
    summary = text[text.index("There is a problem") : text.index("</ul>")]
    for words in (
        "Days you are closed (optional): Write one a line",
        "The same passphrase again: The two are not the same.",
        "When are you open? Write the hours like",
        "main phone number: Enter",
    ):
        assert words in summary
    assert "it stands on summaries that you make" in text
    assert "The name and the council area cannot be changed later" in text
    assert "if you do not know yet" not in text
