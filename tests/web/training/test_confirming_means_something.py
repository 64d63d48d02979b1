"""The confirmer's page, who is refused in words, and a sole lead's own training."""

from __future__ import annotations

from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import delete

from app.errors import InvalidError
from app.models.training import LearningBox, TrainingEntry, TrainingNote
from app.services.content import reading_progress
from app.services.training import (
    completion_record_pdf,
    paper_completions,
    private_drafts,
    statements,
)
from app.services.training.paper_completions import SignedPaper
from content.london_time import format_date
from tests.support.club.office import Office
from tests.support.club.sole_lead import move_to_sole_lead
from tests.support.club.world import World
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_all, answer_and_send, send_answers
from tests.support.web.html_forms import form_to
from tests.web.training.test_training_confirmation import talk

WRONG = "Your answer to “The definition of CSE only applies"


def answer_wrongly(office: Office) -> None:
    answer_all(office, "tess")
    raw = {"answer": ["true"], "-done": ["1"]}
    private_drafts.save_learning_page(office.at("tess"), "question/age", raw, 1)


def test_sending_asks_once_and_says_what_is_missing(now: Office):
    answer_wrongly(now)
    tess, path = now.world.client("tess"), "/learn/send"
    page = tess.page(path).text
    assert "You have not opened" not in page, "it is asked when they press Send"
    form = form_to(tess.get(path).get_data(as_text=True), path)
    form.set("confirmer", [str(now.id("jo"))])
    form.set("relation", ["lead"])
    asked = tess.post(path, data=form.sent()).location
    page = tess.page(asked).text
    assert "You have not opened any of the 14 chapters here yet" in page
    assert WRONG in page
    assert now.count(TrainingEntry) == 0
    form = form_to(tess.get(asked).get_data(as_text=True), path)
    assert form.sent()["confirmer"] == [str(now.id("jo"))]
    assert "?sent=1" in tess.post(path, data=form.sent()).location
    assert "You have not opened" not in tess.page(asked).text, "Back, once it was sent"


def test_the_confirmer_sees_what_is_not_right_first_and_what_was_not_read(now: Office):
    answer_wrongly(now)
    training = send_answers(now, "tess", "jo")
    page = now.world.client("jo").page(f"/learn/confirm/{training}").text
    assert "sent this before opening any of the 14 chapters here" in page
    wrong, first = page.index("The definition of CSE only applies"), page.index("What is grooming?")
    assert page.index("Not right") < wrong < first
    assert "It is false." in page[wrong:first], "feedback beside it"
    assert "Look again at your answer to “The definition" in page, "asking for more is one tap"


def test_the_confirmer_sees_of_each_chapter_when_it_was_read(now: Office):
    answer_all(now, "tess")
    tess = now.at("tess")
    keys = [one.key for one in reading_progress.list_chapter_readings(tess)]
    for key in keys[:-1]:
        reading_progress.mark_chapter_read(tess, key)
    chapters = reading_progress.list_chapter_readings(tess)
    training = send_answers(now, "tess", "jo")
    page = now.world.client("jo").page(f"/learn/confirm/{training}").text
    day = format_date(now.at("jo").today)
    read = [f"{one.title}: marked as read on {day}" for one in chapters[:-1]]
    assert len(read) == 13
    assert not [words for words in read if words not in page]
    assert f"{chapters[-1].title}: not opened here" in page
    assert page.count("marked as read on") == 13


def test_more_is_asked_for_in_one_tap(now: Office):
    answer_wrongly(now)
    training = send_answers(now, "tess", "jo")
    jo, path = now.world.client("jo"), f"/learn/confirm/{training}"
    form = form_to(jo.get(path).get_data(as_text=True), path)
    done = jo.post(path, data=form.sent(form.button("Ask for more"))).location
    assert done.endswith("?done=more")
    assert (
        "Look again at your answer"
        in now.world.client("tess").page(f"/learn/answers/{training}").text
    )


def test_who_may_not_confirm_is_told_and_a_forged_form_signs_nothing(now: Office):
    training = answer_and_send(now)
    now.world.change(delete(TrainingNote).where(TrainingNote.learner_id == now.id("sam")))
    sam, path = now.world.client("sam"), f"/learn/confirm/{training}"
    assert "You cannot confirm this" in sam.page(path).text
    forged = {"on": "today", "how": "phone", "understands": "yes", "once": str(uuid4())}
    answer = sam.send(path, {**forged, "outcome": "confirmed"}, via="/help")
    assert "You cannot confirm this" in sam.page(answer.location).text
    assert (now.count(TrainingEntry), now.count(TrainingNote)) == (1, 0)


def test_record_paper_and_check_page_say_who_as_what_and_when(now: Office):
    training = answer_and_send(now, "tess", "jo")
    assert talk(now.world.client("jo"), training)[0].location.endswith("?done=confirmed")
    (found,) = statements.list_member_completions(now.at("jo"), now.id("tess"))
    checked = now.world.client().send("/learn/check", {"code": found.said.code})
    record = now.world.client("tess").page(f"/learn/completion/{found.id}").text
    for page in (record, " ".join(checked.get_data(as_text=True).split())):
        for words in ("Confirmed as", "Safeguarding lead", "They talked on", "sufficient"):
            assert words in page


def test_an_older_completion_opens_and_says_what_it_does_not_hold(now: Office):
    made = complete(now, "tess", "jo")
    page = now.world.client("tess").page(f"/learn/completion/{made}").text
    assert "Not recorded: this is older than that question" in page
    assert "sufficient understanding" not in page


@pytest.fixture
def sole(world: World) -> World:
    move_to_sole_lead(world)
    return world


def test_a_sole_lead_records_what_somebody_from_outside_signed(sole: World):
    jo = sole.people["jo"].id
    typed = SignedPaper(
        *(str(jo), "printed_copy", "Workbook", "2026", "yesterday", "Gwen Ellis", "Trainer"),
        *(True, str(uuid4()), "lead", "yesterday", True),
    )
    assert paper_completions.can_record_own_completion(sole.uow("jo"))
    with pytest.raises(InvalidError) as error:
        paper_completions.sign_paper_completion(sole.uow("jo"), typed)
    assert "Choose a trainer from outside" in error.value.problems["role"]
    outside = msgspec.structs.replace(typed, role="governing_body")
    made = paper_completions.sign_paper_completion(sole.uow("jo"), outside)
    said = statements.find_completion_history(sole.uow("jo"), made).said
    facts = completion_record_pdf.describe_completion_confirmation(said, sole.org.lead_title)
    assert facts.role == "Officer of the governing body"
    assert "The learner recorded it here" in facts.how


def test_nothing_of_reading_or_answers_lies_in_clear(now: Office):
    answer_wrongly(now)
    now.world.client("tess").get("/learn/workbook/signs")
    send_answers(now, "tess", "jo")
    for row in now.session.query(LearningBox):
        assert b"opened" not in row.box
    for row in now.session.query(TrainingEntry):
        assert b"chapters" not in row.ciphertext
