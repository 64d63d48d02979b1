"""A lead sees what the child's file holds where they refer; no document takes it unasked."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.domain.children.file_facts import Topic
from app.domain.record.entry_schema import Part
from app.models.child_file import ChildEntry
from app.services.audit_log import access_history
from tests.support.club.child_facts import PLAN, WORKER, write
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office
from tests.support.club.office_today import office

__all__ = ["office"]

MAYA = {"name": "Maya Ellis", "age": "14"}
NUMBER, TEL = "07700 900155", "07700900155"
ADE = {**WORKER, "phone": NUMBER}
PAGES = ("/referral", "/referral/pdf", "/decide")


def sign_linked(office: Office, who: str = "sam"):
    """Sign a record whose child is in a file with a social worker and a plan; return both."""
    concern = sign_about(office, MAYA, who=who)
    file_id = link(office, concern)
    write(office, file_id, Topic.WORKER, ADE)
    write(office, file_id, Topic.PLAN, PLAN)
    return concern, file_id


def test_a_lead_sees_the_social_worker_and_plan_with_who_wrote_it(office: Office):
    concern, file_id = sign_linked(office)
    deputy = office.world.client("deputy")
    for path in PAGES:
        page = deputy.page(f"/concerns/{concern}{path}")
        assert f"Social worker: Ade Bello, {NUMBER}" in page.text, path
        assert "Child in need plan. Written by Jo" in page.text, path
        assert f"tel:{TEL}" in page.links, path
        assert f"/children/{file_id}/plans" in page.links, path
        looks = access_history.list_child_file_history(office.at("jo"), file_id)
        assert str(office.id("deputy")) in {one.member_id for one in looks}, "the look is logged"


def test_no_document_and_no_author_gets_it(office: Office):
    concern, _ = sign_linked(office)
    for who in ("jo", "sam"):
        paper = office.world.client(who).page(f"/concerns/{concern}/referral/summary")
        assert "Ade Bello" not in paper.text
    for path in PAGES[:2]:
        assert "Ade Bello" not in office.world.client("sam").page(f"/concerns/{concern}{path}").text


def test_a_concern_names_who_works_with_the_child_to_its_leads_alone(office: Office):
    concern, file_id = sign_linked(office)
    page = office.world.client("deputy").page(f"/concerns/{concern}")
    assert "Ade Bello (Social worker), in Maya Ellis’s file" in page.text
    assert f"{NUMBER} Written by Jo" in page.text
    assert f"tel:{TEL}" in page.links
    looks = access_history.list_child_file_history(office.at("jo"), file_id)
    assert str(office.id("deputy")) in {one.member_id for one in looks}, "the look is logged"
    assert "Ade Bello" not in office.world.client("sam").page(f"/concerns/{concern}").text
    write(office, file_id, Topic.WORKER, {**ADE, "calling": "never"}, about=2)
    page = office.world.client("jo").page(f"/concerns/{concern}")
    assert f"tel:{TEL}" not in page.links, "no one should call it"


def test_a_spoiled_file_names_no_one_to_call(office: Office):
    concern, file_id = sign_linked(office)
    never = write(office, file_id, Topic.WORKER, {**ADE, "calling": "never"}, about=2)
    spoiled = ChildEntry.file_id == file_id, ChildEntry.number == never
    office.world.change(update(ChildEntry).where(*spoiled).values(signature=bytes(64)))
    page = office.world.client("jo").page(f"/concerns/{concern}")
    assert f"tel:{TEL}" not in page.links
    assert (
        "Part of Maya Ellis’s file cannot be trusted, so no one from it is shown here" in page.text
    )


@pytest.mark.parametrize("name", ["ADE  bello", "Mr Bello", "Dan Hart"])
def test_no_one_like_a_person_of_concern_is_offered(office: Office, name: str):
    person = Part("people", ("c1",), {"name_or_nickname": name}, item="p1")
    concern = sign_about(office, MAYA, also=(person,))
    file_id = link(office, concern)
    write(office, file_id, Topic.WORKER, ADE)
    page = office.world.client("jo").page(f"/concerns/{concern}")
    assert (f"tel:{TEL}" in page.links) is (name == "Dan Hart")
    said = "has a name like that of someone this concern is about. They are not shown here."
    assert (said in page.text) is (name != "Dan Hart")


def test_a_concern_about_someone_who_works_with_children_offers_no_one(office: Office):
    person = {"name_or_nickname": "Coach", "position_of_trust": "yes"}
    concern = sign_about(office, MAYA, also=(Part("people", ("c1",), person, item="p1"),))
    file_id = link(office, concern)
    write(office, file_id, Topic.WORKER, ADE)
    page = office.world.client("jo").page(f"/concerns/{concern}")
    assert "Ade Bello" not in page.text


def test_more_than_three_people_are_counted(office: Office):
    concern, file_id = sign_linked(office)
    for number in range(4):
        write(office, file_id, Topic.WORKER, {**ADE, "name": f"Person {number}"})
    page = office.world.client("jo").page(f"/concerns/{concern}")
    assert page.text.count("in Maya Ellis’s file") == 3
    assert "2 more in the children’s files" in page.text


def test_a_concern_opens_no_child_s_file_without_facts(office: Office):
    concern = sign_about(office, MAYA)
    file_id = link(office, concern)
    before = len(access_history.list_child_file_history(office.at("jo"), file_id))
    office.world.client("deputy").page(f"/concerns/{concern}")
    assert len(access_history.list_child_file_history(office.at("jo"), file_id)) == before


def test_it_stays_shut_for_a_lead_whose_second_step_is_due(office: Office):
    concern, _ = sign_linked(office, "jo")  # their own: that is what opens without it
    office.world.step_required = True
    page = office.world.client("jo").page(f"/concerns/{concern}/referral")
    assert page.headings == ["Make a referral"]
    assert "Ade Bello" not in page.text
    assert "Ade Bello" not in office.world.client("jo").page(f"/concerns/{concern}").text


def test_a_number_no_one_should_call_is_no_link_and_what_is_over_is_gone(office: Office):
    concern = sign_about(office, MAYA)
    file_id = link(office, concern)
    never = write(office, file_id, Topic.WORKER, {**ADE, "calling": "never"})
    page = office.world.client("jo").page(f"/concerns/{concern}/referral")
    assert "Do not call this number" in page.text
    assert f"tel:{TEL}" not in page.links
    write(office, file_id, Topic.WORKER, {**ADE, "gone": "yes"}, about=never)
    assert "Ade Bello" not in office.world.client("jo").page(f"/concerns/{concern}/referral").text
