"""Escalations: whoever takes a concern further waits, in sight, until an answer is written."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Escalation, EscalationAnswer, Part
from app.services.concern_lists.today import load_waiting_work
from app.services.concerns import follow_up_entries
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.office import Office
from tests.support.web.html_forms import read_form
from tests.support.web.record_client import fill, look, to_mend

TAKEN = {
    "level": ["partnership"],
    "to_whom": ["Noor Ali, head of service"],
    "why": ["No one rings back."],
}
ANSWER = "Noor will look at it today.\nShe has the reference."


def escalate(office: Office, concern_id: UUID, who: str = "jo", **more: list[str]) -> int:
    client = office.world.client(who)
    end = fill(client, f"/concerns/{concern_id}/more/escalation", TAKEN | more)
    return int(end.rpartition("=")[2])


def list_kinds(office: Office) -> list[str]:
    tasks = load_waiting_work(office.at("jo")).tasks
    found = (one.kind for one in (*tasks.overdue, *tasks.today, *tasks.next_week))
    return [kind for kind in found if kind != "decide"]


@pytest.mark.parametrize("who", ["jo", "sam"])
def test_it_waits_for_its_answer_whoever_takes_it_further(
    office: Office, concern_id: UUID, who: str
):
    number = escalate(office, concern_id, who)
    said = dict(open_concern(office.at(who), concern_id).said)[number]
    assert isinstance(said, Escalation)
    assert (said.level, "level" in said.parts[0].values) == ("partnership", False)
    page = office.world.client(who).page(f"/concerns/{concern_id}").text
    assert "You escalated this to Noor Ali, head of service on" in page
    assert "The partnership’s steps" in page
    assert "escalated" in list_kinds(office)
    path, client = f"/concerns/{concern_id}/escalations/{number}", office.world.client(who)
    form = read_form(client, path, said=ANSWER.replace("\n", "\r\n"))
    assert [client.send(path, form).status_code for _ in range(2)] == [303, 303]
    last = [entry for _, entry in open_concern(office.at(who), concern_id).said][-1]
    assert isinstance(last, EscalationAnswer)
    assert last.said == ANSWER
    assert "escalated" not in list_kinds(office)
    assert (
        " ".join(ANSWER.split()) in office.world.client("sam").page(f"/concerns/{concern_id}").text
    )
    assert find_all_differences(office.at("jo")) == ()


def test_it_is_overdue_until_it_goes_further_up(office: Office, concern_id: UUID):
    escalate(office, concern_id)
    office.now += timedelta(days=30)
    assert "escalated" in [one.kind for one in load_waiting_work(office.at("jo")).tasks.overdue]
    parts = (Part("escalation", (), {"level": "next_senior", "to_whom": "Chair", "why": "x"}),)
    draft = office.draft("jo", concern_id)
    follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Escalation, parts)
    assert "escalated" not in [one.kind for one in load_waiting_work(office.at("jo")).tasks.overdue]


@pytest.mark.parametrize(
    "values",
    [{"to_whom": "Head", "why": "x"}, {"level": "manager", "to_whom": "Head", "answered": "Yes."}],
)
def test_an_old_one_or_one_answered_at_once_waits_for_nothing(
    office: Office, concern_id: UUID, values: dict[str, str]
):
    parts, draft = (Part("escalation", (), values),), office.draft("jo", concern_id)
    follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Escalation, parts)
    assert list_kinds(office) == []


def test_how_it_goes_further_is_asked(office: Office, concern_id: UUID):
    jo = office.world.client("jo")
    form = look(jo, f"/concerns/{concern_id}/more/escalation")
    form.set("to_whom", ["Noor Ali"])
    form.set("why", ["No one rings back."])
    page = to_mend(jo, jo.post(form.action, data=form.sent()))
    assert "Choose who you are escalating to." in page
    assert "No one rings back." in page


def test_a_second_answer_at_once_is_kept_and_the_first_shown(office: Office, concern_id: UUID):
    number = escalate(office, concern_id)
    path = f"/concerns/{concern_id}/escalations/{number}"
    jo, sam = office.world.client("jo"), office.world.client("sam")
    mine = read_form(jo, path, said=ANSWER)
    sam.send(path, read_form(sam, path, said="She called me back."))
    answer = jo.send(path, mine)
    assert answer.status_code == 409
    assert "She called me back." in answer.text
    assert f">{ANSWER}</textarea>" in answer.text
    assert jo.send(path, mine | {"seen": "1"}).status_code == 303
    blank = jo.send(path, read_form(jo, path, said=" "))
    assert (blank.status_code, "Enter what they replied" in blank.text) == (422, True)


def test_a_stranger_is_told_that_there_is_none(office: Office, concern_id: UUID):
    number = escalate(office, concern_id)
    path = f"/concerns/{concern_id}/escalations/{number}"
    assert office.world.client("pat").get(path).status_code == 404
    assert office.world.client("jo").get(f"/concerns/{concern_id}/escalations/1").status_code == 404
