"""Two people decide about one new lead at the same moment, in two processes: one of them did.

Whoever comes second is told, or finds it done. Nothing is half done: certificate, grant, lines of
the log and mail are there together or not at all.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.routing.actors import Role, Team
from app.models.member import Member, MemberKey
from app.models.outbox import Outbox
from app.models.team import TeamGrant
from app.services.confirmation import lead_approvals, lead_proposals
from app.services.integrity import integrity_check
from audit.events import Action
from tests.damage.two_processes import Task, TwoProcesses
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office
from tests.support.club.sole_lead import move_to_sole_lead
from tests.support.club.world import World

pytestmark = pytest.mark.both_databases


def propose(office: Office, key: str = "bo") -> tuple[UUID, str]:
    """Let someone join and be confirmed by Jo; return their id and what approving needs."""
    member_id = join_as(office.world, key, (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), member_id, type_words(office.at("jo"), member_id))
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    return member_id, waiting.seen


def count_rows(office: Office, *conditions) -> int:
    return office.session.scalar(select(func.count()).where(*conditions)) or 0


def demand_one_end(office: Office, member_id: UUID, end: Action) -> list[Action]:
    """Check that one of them made a lead or stopped it, whole; return the lines about it."""
    about = {f"member/{member_id}", f"proposal/{member_id}"}
    acts = [event.act for event in office.events() if event.obj in about]
    made = int(end is Action.MEMBER_CERTIFIED)
    assert acts.count(Action.MEMBER_CERTIFIED) == made
    assert acts.count(Action.LEAD_STOPPED) == 1 - made
    assert acts.count(Action.REFUSED) <= 1
    lines = [event for event in office.events() if event.act is Action.GRANT_MADE]
    fingerprint = office.session.scalar(select(MemberKey.fpr).where(MemberKey.user_id == member_id))
    assert [event.obj.endswith(fingerprint.hex()) for event in lines].count(True) == made
    assert count_rows(office, TeamGrant.user_id == member_id, TeamGrant.team == Team.LEADS) == made
    assert count_rows(office, Member.id == member_id, Member.confirmed_at.is_not(None)) == made
    assert count_rows(office, MemberKey.user_id == member_id, MemberKey.cert.is_not(None)) == made
    mine = Outbox.member_id == member_id
    assert count_rows(office, mine, Outbox.template == "lead_made_own") == made
    assert count_rows(office, mine, Outbox.template == "lead_stopped_own") == 1 - made
    assert lead_proposals.list_pending_proposals(office.at("jo")) == ()
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    return acts


def test_two_leads_who_approve_at_once_make_one_lead(office: Office, two: TwoProcesses):
    third, seen = propose(office, "third")
    assert lead_approvals.approve_lead(office.at("deputy"), third, seen)
    member_id, seen = propose(office)
    tasks = [
        Task(who, lead_approvals.approve_lead, (member_id, seen)) for who in ("deputy", "third")
    ]
    assert two.run(office.world, *tasks) == ["True", "True"]
    acts = demand_one_end(office, member_id, Action.MEMBER_CERTIFIED)
    assert acts.count(Action.LEAD_APPROVED) == 1
    assert acts.count(Action.REFUSED) == 1


@pytest.mark.parametrize("first", ["approve", "stop"])
def test_one_approves_while_another_stops_it(office: Office, two: TwoProcesses, first: str):
    member_id, seen = propose(office)
    approve = Task("deputy", lead_approvals.approve_lead, (member_id, seen))
    stop = Task("senior", lead_approvals.stop_proposal, (member_id,))
    if first == "approve":
        assert two.run(office.world, approve, stop, ordered=True) == ["True", "False"]
        demand_one_end(office, member_id, Action.MEMBER_CERTIFIED)
    else:
        assert two.run(office.world, stop, approve, ordered=True) == ["True", "InvalidError"]
        acts = demand_one_end(office, member_id, Action.LEAD_STOPPED)
        assert Action.LEAD_APPROVED not in acts


@pytest.mark.parametrize("first", ["finish", "stop"])
def test_the_wait_ends_while_the_new_lead_stops_it(world: World, two: TwoProcesses, first: str):
    office = Office(world)
    move_to_sole_lead(world)
    office.org = world.org
    member_id, seen = propose(office)
    office.now += timedelta(hours=24)
    finish = Task("jo", lead_approvals.grant_lead_access, (member_id, seen))
    stop = Task("bo", lead_approvals.stop_proposal, (member_id,))
    if first == "finish":
        assert two.run(world, finish, stop, ordered=True) == ["None", "False"]
        demand_one_end(office, member_id, Action.MEMBER_CERTIFIED)
    else:
        assert two.run(world, stop, finish, ordered=True) == ["True", "InvalidError"]
        demand_one_end(office, member_id, Action.LEAD_STOPPED)
