"""The head or chair's desk: staff concerns by adult, and what the leads have not read in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Escalation, Part
from app.services.concern_lists import adults_concerned
from app.services.concern_lists.today import load_waiting_work
from app.services.concern_lists.unread_by_leads import find_unread_by_leads
from app.services.concerns import follow_up_entries, record_signing
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.jobs import scheduler
from audit.events import Action
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.unit.services.jobs.test_scheduler import tools
from tests.web.tasks.test_decision_tasks import decide

__all__ = ["office"]

COACH, ACCENTED = "Rene Dubois", "RENÉ  DUBOIS"


def sign_about_adult(office: Office, *names: str, about: str = "yes", **more: Any) -> UUID:
    parts = [Part("now", (), {"danger_now": "no", "about_our_team": about})]
    people = [
        Part("people", ("c1",), {"name_or_nickname": name}, f"p{place}")
        for place, name in enumerate(names, 1)
    ]
    signing = record_signing.SigningRequest(
        office.draft("sam"), (*parts, *people), frozenset(), **more
    )
    return record_signing.sign_record(office.at("sam"), signing)


def test_concerns_in_which_a_name_is_written_the_same_stand_together(office: Office):
    first = sign_about_adult(office, COACH)
    office.now += timedelta(minutes=1)
    second = sign_about_adult(office, ACCENTED, "Ana Cole")
    blank = sign_about_adult(office)
    sign_about_adult(office, COACH, about="no")  # the leads' own: no senior opens it
    decide(office, first, "low_level", who="senior")
    found = adults_concerned.open_adults_in_staff_concerns(office.at("senior"))
    listed = {adult.names: [one.id for one in adult.concerns] for adult in found.adults}
    assert listed == {("Ana Cole",): [second], (ACCENTED, COACH): [second, first]}
    assert [one.id for one in found.unnamed] == [blank]
    viewed = [event for event in office.events() if event.act == Action.LIST_VIEWED][-1]
    assert {str(first), str(second), str(blank)} <= set(viewed.objs or ())
    page = office.world.client("senior").page("/concerns/adults").text
    assert "Written the same in 2 concerns" in page
    assert "Low-level concern, kept" in page
    assert "They might be about different people" in page


@pytest.mark.parametrize("who", ["jo", "sam", "pat"])
def test_for_anyone_else_the_page_says_nothing_of_them(office: Office, who: str):
    client = office.world.client(who)
    before = client.get("/concerns/adults")
    sign_about_adult(office, COACH)
    after = client.get("/concerns/adults")
    assert before.status_code == after.status_code == (404 if who == "jo" else 403)
    assert len(before.data) == len(after.data)
    assert COACH not in after.text


def test_a_senior_sees_which_lead_concerns_are_unread_and_no_more(office: Office):
    concern_id = sign_about_adult(office, COACH, about="no")
    excluded = record_signing.SigningRequest(
        office.draft("sam"),
        (Part("now", (), {"danger_now": "no", "about_our_team": "no"}),),
        frozenset({office.id("senior")}),
    )
    record_signing.sign_record(office.at("sam"), excluded)
    assert find_unread_by_leads(office.at("senior")) == ()
    for _ in range(4):
        office.now += timedelta(days=1)
        scheduler.run_jobs_once(tools(office))
    (late,) = find_unread_by_leads(office.at("senior"))
    page = office.world.client("senior").page("/").text
    assert f"Concern {late.reference}" in page
    assert "Can no safeguarding lead read these today? Appoint an acting safeguarding lead" in page
    assert 'href="/members/acting"' in office.world.client("senior").get("/").text
    assert COACH not in page
    assert str(concern_id) not in office.world.client("senior").get("/").text
    assert find_unread_by_leads(office.at("jo")) == ()


def test_escalations_about_leads_are_due_on_the_seniors_today(
    office: Office,
):
    found = [sign_about_adult(office, "Jo Smith") for _ in range(2)]
    for concern_id, who in ((found[1], "sam"), (found[0], "senior")):
        acknowledge_concern(office.at("senior"), concern_id)
        escalate(office, concern_id, who)
        office.now += timedelta(days=7)
    office.now += timedelta(days=30)
    tasks = load_waiting_work(office.at("senior")).tasks.overdue
    listed = [one.concern.id for one in tasks if one.kind == "escalated"]
    assert listed == found[::-1], "the earliest due time first, whoever escalated it"
    mine = load_waiting_work(office.at("jo")).tasks
    assert not [*mine.overdue, *mine.today, *mine.next_week, *mine.waiting]


def escalate(office: Office, concern_id: UUID, who: str) -> None:
    values = {"level": "manager", "to_whom": "The chair", "why": "No one acts."}
    parts, draft = (Part("escalation", (), values),), office.draft(who, concern_id)
    follow_up_entries.sign_follow_up(office.at(who), concern_id, draft, Escalation, parts)
