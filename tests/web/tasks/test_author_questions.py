"""A question to the author of a record: both see it until an addition answers it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.domain.deadlines.outstanding import ASKED, ASKED_TOLD, TASKED
from app.domain.record.entry_schema import Addition, AuthorQuestion
from app.models.concern import Concern, Due
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.concern_lists.dashboard import load_dashboard
from app.services.concern_lists.today import load_waiting_work
from app.services.concern_tasks import author_questions
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from app.services.jobs import unread_reminders
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.child_links import link
from tests.support.club.office import Office
from tests.support.web.checking_client import Page
from tests.support.web.closing_client import close_by_page
from tests.support.web.html_forms import read_form

WORDS = "Which door did she come out of,\nand was anyone with her?"
ANSWER = "The side door.\nNo one was."
NOT_THE_CHILD = "Do not ask the child. Write only what you already know."
WAITING = "You have a question to answer"


def ask(office: Office, concern_id: UUID, due: str = "tomorrow") -> str:
    """Ask Sam, and return the address of the question."""
    path, jo = f"/concerns/{concern_id}/questions/new", office.world.client("jo")
    form = read_form(jo, path, question=WORDS.replace("\n", "\r\n"), due=due)
    ends = [jo.send(path, form) for _ in range(2)]
    assert [one.status_code for one in ends] == [303, 303]
    assert ends[0].location == ends[1].location
    return f"/concerns/{concern_id}/questions/{ends[0].location.rpartition('=')[2]}"


def list_levels(office: Office, concern_id: UUID) -> list[int]:
    query = select(Due.level).where(Due.concern_id == concern_id, Due.done.is_(False))
    return sorted(office.session.scalars(query.where(Due.level < TASKED)))


def list_waiting(office: Office) -> list[str]:
    return [one.kind for one in load_waiting_work(office.at("jo")).tasks.waiting]


def test_lead_and_author_both_see_it_until_an_addition_answers_it(office: Office, concern_id: UUID):
    path = ask(office, concern_id)
    sam, jo = office.world.client("sam"), office.world.client("jo")
    assert list_waiting(office) == ["question"]
    assert "Sam Lee, about" in jo.page("/").text
    home = sam.page("/")
    assert WAITING in home.text
    assert "Read about it" in home.text, "what a lead decided since is said too"
    assert WORDS.split()[1] not in home.text.partition(WAITING)[2].partition("Read the question")[0]
    assert WAITING.removeprefix("You have ") in sam.page("/concerns").text
    page = " ".join(sam.page(f"/concerns/{concern_id}").text.split())
    assert f"Jo Smith asked you: “{' '.join(WORDS.split())}” Answer by" in page
    assert list_levels(office, concern_id) == [ASKED]
    for asked in (page, " ".join(sam.page(path).text.split())):
        assert NOT_THE_CHILD in asked
    form = read_form(sam, path, said=ANSWER.replace("\n", "\r\n"))
    ends = [sam.send(path, form) for _ in range(2)]
    assert [one.status_code for one in ends] == [303, 303]
    entries = open_concern(office.at("jo"), concern_id)
    assert [type(one) for _, one in entries.said[-2:]] == [AuthorQuestion, Addition]
    assert entries.said[-1][1].words == ANSWER
    assert [one.number for one in entries.added_since] == [entries.last]
    assert list_waiting(office) == []
    assert WAITING not in sam.page("/").text
    shown = " ".join(jo.page(f"/concerns/{concern_id}").text.split())
    assert f"Answer to the question in entry {path.rpartition('/')[2]}" in shown
    assert find_all_differences(office.at("jo")) == ()


def test_a_late_answer_is_overdue_for_the_lead_and_mailed_once(office: Office, concern_id: UUID):
    ask(office, concern_id)
    sent = list(office.session.scalars(select(Outbox.member_id)))
    office.now += timedelta(days=3)
    tasks = load_waiting_work(office.at("jo")).tasks
    assert [one.kind for one in tasks.overdue] == ["decide", "question"]
    for _ in range(2):
        for due_id in unread_reminders.find_passed_due_ids(office.at("jo"), office.now):
            unread_reminders.remind_or_escalate(office.at("jo"), due_id, office.now)
    assert list_levels(office, concern_id) == [ASKED_TOLD]
    told = list(office.session.scalars(select(Outbox.member_id)))
    assert office.id("sam") in sent
    assert office.id("jo") in told
    (own,) = load_dashboard(office.at("sam")).asked
    assert (own.id, own.late_since, own.is_answer_late) == (concern_id, None, True)
    past = office.now - timedelta(days=6)
    office.world.change(update(Due).where(Due.concern_id == concern_id).values(at=past))
    sam = office.world.client("sam")
    assert "It is overdue. The answer was due by" in " ".join(sam.page("/").text.split())
    assert "Overdue. You had a question to answer by" in sam.page("/concerns").text


def test_a_reader_records_an_answer_and_the_first_of_two_counts(office: Office, concern_id: UUID):
    path = ask(office, concern_id, "today")
    jo, sam = office.world.client("jo"), office.world.client("sam")
    assert "Get an answer from Sam Lee" in jo.page("/").text.partition("Due today")[2]
    late = read_form(sam, path, said=ANSWER, verbatim="yes")
    assert jo.send(path, read_form(jo, path, said="Sam said: the side.")).status_code == 303
    answer = sam.send(path, late)
    assert answer.status_code == 409
    assert "Sam said: the side." in answer.text
    assert f">{ANSWER}</textarea>" in answer.text
    assert 'value="yes" checked' in answer.text
    assert sam.send(path, late | {"seen": "1"}).status_code == 303
    assert open_concern(office.at("jo"), concern_id).said[-1][1].verbatim
    child = f"/children/{link(office, concern_id)}"
    assert f"“{ANSWER}”" in jo.get(child).text
    assert ANSWER not in jo.get(f"{child}?show=words").text, "no one said that a child said it"


def test_what_is_missing_is_said_and_nothing_typed_is_lost(office: Office, concern_id: UUID):
    path, jo = f"/concerns/{concern_id}/questions/new", office.world.client("jo")
    answer = jo.send(path, read_form(jo, path, question="x" * 1_001, due="the other day"))
    assert answer.status_code == 422
    assert "x" * 1_001 in answer.text
    assert 'value="the other day"' in answer.text
    assert "This is 1 character too long." in answer.text
    blank = jo.send(path, read_form(jo, path, question=" ", due=""))
    assert "Enter your question" in blank.text
    assert "Enter the day when you need the answer" in blank.text
    asked, sam = ask(office, concern_id), office.world.client("sam")
    assert "Enter the answer" in sam.send(asked, read_form(sam, asked, said=" ")).text
    assert sam.send(asked, read_form(sam, asked, said="The side.")).status_code == 303
    empty = sam.send(asked, read_form(sam, asked, said=" "))
    assert Page(empty.text).headings == ["Add to the answer"]


def test_the_page_says_who_cannot_read_a_question_and_that_no_email_goes(
    office: Office, concern_id: UUID
):
    path, jo = f"/concerns/{concern_id}/questions/new", office.world.client("jo")
    page = jo.page(path).text
    assert "Heard will not tell them: email is not set up here." in page
    assert "email them" not in page
    sam = Member.id == office.id("sam")
    office.world.change(update(Member).where(sam).values(suspended_at=office.now))
    assert "They can read your question" in jo.page(path).text, "no lead stopped them"
    suspend_member(office.at("jo"), office.id("sam"))
    office.world.change(update(Member).where(sam).values(suspended_at=None))
    page = " ".join(jo.page(path).text.split())
    assert "Sam Lee cannot sign in now. Call them, and record the answer yourself." in page
    assert "They can read your question" not in page


def test_an_author_a_worker_and_a_stranger_cannot_ask(office: Office, concern_id: UUID):
    path = f"/concerns/{concern_id}/questions"
    for who in ("sam", "pat"):
        assert office.world.client(who).get(f"{path}/new").status_code == 404
    asked = ask(office, concern_id)
    assert office.world.client("pat").get(asked).status_code == 404
    assert office.world.client("jo").get(f"{path}/1").status_code == 404
    mine = office.signed("jo")
    assert office.world.client("jo").get(f"/concerns/{mine}/questions/new").status_code == 404
    of_pat = update(Concern).where(Concern.id.in_((mine, concern_id)))
    office.world.change(of_pat.values(author_id=office.id("pat")), delete(Outbox))
    assert office.world.client("jo").get(f"/concerns/{mine}/questions/new").status_code == 404
    ask(office, concern_id)
    assert [*office.session.scalars(select(Outbox.member_id))] == [office.id("sam")]


def test_a_question_stops_no_closing_and_its_answer_reopens_the_concern(
    office: Office, concern_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    path, sam, jo = ask(office, concern_id), office.world.client("sam"), office.world.client("jo")
    new = f"/concerns/{concern_id}/questions/new"
    pressed, late = (read_form(jo, new, question=one, due="tomorrow") for one in ("Who?", "When?"))
    first, seen = jo.send(new, pressed), open_concern(office.at("jo"), concern_id)
    close_by_page(jo, f"/concerns/{concern_id}")
    again = jo.send(new, pressed | {"due": "yesterday"})
    assert (again.status_code, again.location) == (303, first.location), "it was signed"
    assert author_questions.CLOSED in jo.send(new, late).text
    with monkeypatch.context() as before:
        before.setattr(author_questions, "open_concern_to_ask", lambda *_: seen)
        overtaken = jo.send(new, late)
    assert overtaken.status_code == 409
    assert author_questions.CLOSED in overtaken.text
    assert f">{late['question']}</textarea>" in overtaken.text
    assert WAITING not in sam.page("/").text
    assert list_levels(office, concern_id) == []
    assert sam.send(path, read_form(sam, path, said=ANSWER)).status_code == 303
    assert not open_concern(office.at("jo"), concern_id).life.is_closed
    assert list_waiting(office) == ["question"], "the other one"
    assert "Ask a question" in jo.page(f"/concerns/{concern_id}").text
