"""Two people decide about one new head or chair at the same moment, in two processes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.routing.actors import Team
from app.models.member import MemberKey
from app.models.team import TeamGrant
from app.services.confirmation import lead_approvals, senior_approvals
from app.services.integrity import integrity_check
from app.services.suspension import member_suspension
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.damage.two_processes import Task, TwoProcesses
from tests.support.club.club_setup import read_seen, type_words
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases


def approve(office: Office) -> tuple[UUID, str]:
    """Let Robin be confirmed by Jo and approved by the chair; return what giving access needs."""
    robin = office.id("second_senior")
    senior_approvals.confirm_senior(office.at("jo"), robin, type_words(office.at("jo"), robin))
    seen = read_seen(office.at("senior"), robin)
    senior_approvals.approve_senior(office.at("senior"), robin, seen)
    office.world.close_sessions()
    return robin, seen


def demand_whole(office: Office, robin: UUID, *, made: bool) -> None:
    """Check that certificate, grant and lines are there together, or none of them."""
    acts = [event.act for event in office.events() if event.obj == f"member/{robin}"]
    assert acts.count(Action.MEMBER_CERTIFIED) == int(made)
    granted = select(func.count()).where(
        TeamGrant.user_id == robin, TeamGrant.team == Team.SENIORS.value
    )
    signed = select(func.count()).where(MemberKey.user_id == robin, MemberKey.cert.is_not(None))
    counts = [office.session.scalar(one) for one in (granted, signed)]
    assert counts == [int(made), int(made)]
    assert integrity_check.find_all_differences(office.world.uow()) == ()


@pytest.mark.parametrize("first", ["finish", "stop"])
def test_a_head_gets_access_while_another_stops_it(office: Office, two: TwoProcesses, first: str):
    robin, seen = approve(office)
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    finish = Task("jo", senior_approvals.grant_senior_access, (robin, seen, sheet))
    stop = Task("deputy", lead_approvals.stop_proposal, (robin,))
    if first == "finish":
        assert two.run(office.world, finish, stop, ordered=True) == ["None", "False"]
    else:
        assert two.run(office.world, stop, finish, ordered=True) == ["True", "InvalidError"]
    demand_whole(office, robin, made=first == "finish")


def test_two_leads_who_give_access_at_once_do_it_once(office: Office, two: TwoProcesses):
    robin, seen = approve(office)
    given = (robin, seen, encode_recovery_sheet(office.world.recovery_seed))
    tasks = [Task(who, senior_approvals.grant_senior_access, given) for who in ("jo", "deputy")]
    assert two.run(office.world, *tasks, ordered=True) == ["None", "None"]
    demand_whole(office, robin, made=True)


def test_no_one_gets_access_after_the_only_approver_is_stopped(office: Office, two: TwoProcesses):
    robin, seen = approve(office)
    office.now += timedelta(minutes=1)
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    stop = Task("deputy", member_suspension.suspend_member, (office.id("senior"),))
    finish = Task("jo", senior_approvals.grant_senior_access, (robin, seen, sheet))
    assert two.run(office.world, stop, finish, ordered=True) == ["None", "InvalidError"]
    demand_whole(office, robin, made=False)
