"""A new lead needs two people, or a day where there is nobody else; anyone concerned stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, NotFoundError
from app.models.outbox import Outbox
from app.services.concerns import concern_reading
from app.services.confirmation import acting_lead, lead_approvals, lead_proposals
from app.services.integrity import integrity_check
from app.services.members import member_lookup
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases

INVITED = {(name, "team_notice") for name in ("jo", "deputy", "senior")}
"""Notices of the invite, as a lead."""


def propose(office: Office, by: str = "jo") -> str:
    """Bo joins and is confirmed by one lead; returns what the next page shows of the wait."""
    bo = join_as(office.world, "bo", (Role.LEAD,))
    done = lead_approvals.confirm_lead(office.at(by), bo.id, type_words(office.at(by), bo.id))
    assert not done
    (waiting,) = lead_proposals.list_pending_proposals(office.at(by))
    return waiting.seen


def leads(office: Office) -> set[str]:
    everyone = member_lookup.list_leads_and_seniors(office.at("jo"))
    return {view.email.partition("@")[0] for view in everyone if view.is_a(Role.LEAD)}


def mails(office: Office) -> set[tuple[str, str]]:
    """Return who mail is for, and which."""
    people = {person.id: key for key, person in office.world.people.items()}
    rows = office.session.execute(select(Outbox.member_id, Outbox.template))
    return {(people[member_id], template) for member_id, template in rows}


def test_a_second_lead_makes_them_a_lead_and_everyone_gets_mail(office: Office):
    seen = propose(office)
    assert "bo" not in leads(office)
    told = {("jo", "lead_proposed"), ("deputy", "lead_proposed"), ("senior", "lead_proposed")}
    assert mails(office) - INVITED == told | {("bo", "lead_proposed_own")}
    assert lead_approvals.approve_lead(office.at("deputy"), office.id("bo"), seen)
    assert "bo" in leads(office)
    assert {("senior", "team_notice"), ("jo", "team_notice"), ("bo", "lead_made_own")} <= mails(
        office
    )
    fresh = office.world.uow("bo")
    assert fresh.keys.team_secret(fresh.session, Team.LEADS)
    assert lead_approvals.approve_lead(office.at("deputy"), office.id("bo"), seen), "pressed twice"
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_a_senior_approves_and_a_lead_gives_access(office: Office):
    seen, bo = propose(office), office.id("bo")
    with pytest.raises(InvalidError):
        lead_approvals.grant_lead_access(office.at("jo"), bo, seen)
    for _ in range(2):
        assert not lead_approvals.approve_lead(office.at("senior"), bo, seen)
    assert "bo" not in leads(office)
    for _ in range(2):
        lead_approvals.grant_lead_access(office.at("jo"), bo, seen)
    assert "bo" in leads(office)
    acts = [event.act for event in office.events()]
    assert acts.count("lead.approved") == 2, "that of the club's deputy, and one here"


def test_nobody_approves_what_they_confirmed_or_after_another_was_shown(office: Office):
    seen, bo = propose(office), office.id("bo")
    for who, shown in (("jo", seen), ("deputy", "0" * 64)):
        with pytest.raises(InvalidError):
            lead_approvals.approve_lead(office.at(who), bo, shown)
    for who in ("sam", "bo"):
        with pytest.raises(NotFoundError):
            lead_approvals.approve_lead(office.at(who), bo, seen)
    assert "bo" not in leads(office)


def test_a_second_lead_who_types_the_words_too_is_the_second_person(office: Office):
    propose(office)
    deputy, bo = office.at("deputy"), office.id("bo")
    assert lead_approvals.confirm_lead(deputy, bo, type_words(deputy, bo))
    assert "bo" in leads(office)


def test_confirming_twice_begins_no_other_wait(office: Office):
    propose(office)
    begun = office.at("jo").key_log.members(office.org).proposal_of(office.id("bo"))
    office.now += timedelta(hours=3)
    jo, bo = office.at("jo"), office.id("bo")
    assert not lead_approvals.confirm_lead(jo, bo, type_words(jo, bo))
    assert jo.key_log.members(office.org).proposal_of(bo) == begun


@pytest.mark.parametrize("who", ["jo", "deputy", "senior", "bo"])
def test_anyone_concerned_stops_it_and_another_wait_is_a_new_one(office: Office, who: str):
    seen, bo = propose(office), office.id("bo")
    with pytest.raises(NotFoundError):
        lead_approvals.stop_proposal(office.at("sam"), bo)
    for _ in range(2):
        lead_approvals.stop_proposal(office.at(who), bo)
    assert {("senior", "lead_stopped"), ("bo", "lead_stopped_own")} <= mails(office)
    with pytest.raises(InvalidError):
        lead_approvals.approve_lead(office.at("deputy"), bo, seen)
    lead_approvals.confirm_lead(office.at("jo"), bo, type_words(office.at("jo"), bo))
    with pytest.raises(InvalidError):
        lead_approvals.approve_lead(office.at("deputy"), bo, seen)
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_where_nobody_else_holds_a_key_a_lead_gives_access_after_a_day(sole_lead: Office):
    seen, bo = propose(sole_lead), sole_lead.id("bo")
    begun = sole_lead.now
    for passed in (timedelta(hours=23, minutes=59), -timedelta(days=30)):
        sole_lead.now = begun + passed
        with pytest.raises(InvalidError):
            lead_approvals.grant_lead_access(sole_lead.at("jo"), bo, seen)
    sole_lead.now = begun + lead_proposals.WAITING_TIME
    lead_approvals.grant_lead_access(sole_lead.at("jo"), bo, seen)
    assert leads(sole_lead) == {"jo", "bo"}
    assert integrity_check.find_all_differences(sole_lead.world.uow()) == ()


def test_the_recovery_sheet_makes_an_acting_lead_at_once(office: Office):
    concern, sheet = office.signed("pat"), encode_recovery_sheet(office.world.recovery_seed)
    senior, sam = office.at("senior"), office.world.people["sam"]
    for wrong, email in (
        (encode_recovery_sheet(bytes(32)), sam.email),
        (sheet, "deputy@example.org"),
    ):
        typed = type_words(senior, sam.id)
        with pytest.raises(InvalidError):
            acting_lead.appoint_acting_lead(senior, email, wrong, typed)
    typed = type_words(office.at("senior"), sam.id)
    acting_lead.appoint_acting_lead(office.at("senior"), sam.email, sheet, typed)
    assert "sam" in leads(office)
    told = {("jo", "lead_appointed"), ("deputy", "lead_appointed"), ("senior", "lead_appointed")}
    assert told | {("sam", "lead_made_own")} <= mails(office)
    fresh = office.world.uow("sam")
    assert fresh.me.roles == (Role.LEAD, Role.PRACTITIONER)
    assert concern_reading.open_concern(fresh, concern).entries
    assert integrity_check.find_all_differences(office.world.uow()) == ()
