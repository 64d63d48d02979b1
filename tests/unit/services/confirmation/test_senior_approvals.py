"""A new head or chair needs one of them, or a day where there is none; no lead makes one alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, NotFoundError
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import lead_approvals, lead_proposals, role_change, senior_approvals
from app.services.confirmation.role_change import NewRoles
from app.services.integrity import integrity_check
from app.services.members import member_lookup
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import restore_member, suspend_member
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.support.club.club_setup import read_seen, type_words
from tests.support.club.newcomers import confirm_as, join_as
from tests.support.club.office import Office
from tests.unit.services.confirmation.test_lead_approvals import mails

pytestmark = pytest.mark.both_databases

DAY = lead_proposals.WAITING_TIME


@pytest.fixture
def headless(world_without_senior) -> Office:
    """Jo and the deputy lead. Two heads have joined, and no one has confirmed them."""
    return Office(world_without_senior)


def confirm(office: Office, member_id: UUID, by: str = "jo") -> str:
    """Type the words as a lead; return what the next page shows of the wait."""
    typed = type_words(office.at(by), member_id)
    assert not senior_approvals.confirm_senior(office.at(by), member_id, typed)
    return read_seen(office.at(by), member_id)


def finish(office: Office, member_id: UUID, seen: str, by: str = "jo", sheet: str = "") -> None:
    typed = sheet or encode_recovery_sheet(office.world.recovery_seed)
    senior_approvals.grant_senior_access(office.at(by), member_id, seen, typed)


def heads(office: Office) -> set[UUID]:
    everyone = member_lookup.list_leads_and_seniors(office.at("jo"))
    return {view.id for view in everyone if view.is_a(Role.SENIOR)}


def demand_too_early(office: Office, member_id: UUID, seen: str) -> None:
    for who in ("jo", "deputy"):
        with pytest.raises(InvalidError) as refused:
            finish(office, member_id, seen, who)
        assert refused.value.problems == {"": lead_proposals.NOT_YET}
    assert member_id not in heads(office)


def test_a_head_approves_and_a_lead_gives_access_with_the_sheet(office: Office):
    robin = office.id("second_senior")
    concern_id = office.signed("sam", about="yes")
    seen = confirm(office, robin)
    demand_too_early(office, robin, seen)
    for _ in range(2):  # pressed twice
        senior_approvals.approve_senior(office.at("senior"), robin, seen)
    with pytest.raises(NotFoundError):
        open_concern(office.at("second_senior"), concern_id)
    with pytest.raises(InvalidError) as refused:
        finish(office, robin, seen, sheet=encode_recovery_sheet(bytes(32)))
    assert list(refused.value.problems) == ["sheet"]
    for _ in range(2):
        finish(office, robin, seen, "deputy")
    assert heads(office) == {office.id("senior"), robin}
    fresh = office.world.uow("second_senior")
    assert fresh.keys.team_secret(fresh.session, Team.SENIORS)
    assert open_concern(fresh, concern_id).record is not None
    lines = [event.act for event in office.events() if event.obj.endswith(f"/{robin}")]
    for act in (Action.SENIOR_PROPOSED, Action.SENIOR_APPROVED, Action.MEMBER_CERTIFIED):
        assert lines.count(act) == 1, act
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_no_lead_approves_a_head_where_a_head_can(office: Office):
    robin = office.id("second_senior")
    seen = confirm(office, robin)
    for who in ("deputy", "jo", "sam"):
        with pytest.raises(InvalidError) as refused:
            senior_approvals.approve_senior(office.at(who), robin, seen)
        assert refused.value.problems == {"": senior_approvals.NOT_A_SENIOR}
    assert confirm(office, robin, "deputy") == seen, "a second lead who types the words is no head"
    for press in (lead_approvals.approve_lead, lead_approvals.grant_lead_access):
        with pytest.raises(InvalidError):
            press(office.at("deputy"), robin, seen)
    office.now += 30 * DAY
    demand_too_early(office, robin, seen)
    acts = [event.act for event in office.events() if event.obj == f"proposal/{robin}"]
    assert acts.count(Action.REFUSED) >= 3
    assert Action.SENIOR_APPROVED not in acts


def test_a_head_approves_no_lead_by_this_and_no_other_wait(office: Office):
    bo, robin = join_as(office.world, "bo", (Role.LEAD,)).id, office.id("second_senior")
    lead_approvals.confirm_lead(office.at("jo"), bo, type_words(office.at("jo"), bo))
    with pytest.raises(InvalidError):
        senior_approvals.approve_senior(office.at("senior"), bo, read_seen(office.at("jo"), bo))
    confirm(office, robin)
    with pytest.raises(InvalidError):
        senior_approvals.approve_senior(office.at("senior"), robin, "0" * 64)


def test_the_first_head_has_to_wait_a_day(headless: Office):
    ash, begun = headless.id("senior"), headless.now
    seen = confirm(headless, ash)
    for passed in (DAY - timedelta(minutes=1), -timedelta(days=30)):
        headless.now = begun + passed
        demand_too_early(headless, ash, seen)
    headless.now = begun + DAY
    finish(headless, ash, seen)
    assert heads(headless) == {ash}
    assert integrity_check.find_all_differences(headless.world.uow()) == ()


def test_a_sole_lead_sets_up_their_chair_after_a_day(sole_lead: Office):
    chair = join_as(sole_lead.world, "chair", (Role.SENIOR,)).id
    seen = confirm(sole_lead, chair)
    sole_lead.now += DAY
    finish(sole_lead, chair, seen)
    assert heads(sole_lead) == {chair}


def test_who_waits_next_to_the_first_needs_the_first(headless: Office):
    """Two planted accounts would otherwise both be over after one day."""
    ash, robin = headless.id("senior"), headless.id("second_senior")
    waits = {one: confirm(headless, one) for one in (ash, robin)}
    headless.now += DAY
    finish(headless, ash, waits[ash])
    demand_too_early(headless, robin, waits[robin])
    senior_approvals.approve_senior(headless.at("senior"), robin, waits[robin])
    finish(headless, robin, waits[robin])
    assert heads(headless) == {ash, robin}


def test_every_lead_head_administrator_and_the_person_are_told(office: Office):
    confirm_as(office.world, "admin", Role.ADMINISTRATOR, "Ivor Penn")
    before = mails(office)
    seen = confirm(office, office.id("second_senior"))
    told = {(who, "lead_proposed") for who in ("jo", "deputy", "senior", "admin")}
    assert mails(office) - before == told | {("second_senior", "lead_proposed_own")}
    senior_approvals.approve_senior(office.at("senior"), office.id("second_senior"), seen)
    assert {("jo", "lead_approved"), ("deputy", "lead_approved")} <= mails(office)
    finish(office, office.id("second_senior"), seen)
    assert ("second_senior", "lead_made_own") in mails(office)
    assert {("senior", "team_notice"), ("deputy", "team_notice")} <= mails(office)


@pytest.mark.parametrize("who", ["jo", "deputy", "senior", "admin", "second_senior"])
def test_anyone_who_is_told_stops_it_and_another_wait_is_new(office: Office, who: str):
    confirm_as(office.world, "admin", Role.ADMINISTRATOR, "Ivor Penn")
    robin = office.id("second_senior")
    seen = confirm(office, robin)
    senior_approvals.approve_senior(office.at("senior"), robin, seen)
    with pytest.raises(NotFoundError):
        lead_approvals.stop_proposal(office.at("sam"), robin)
    for _ in range(2):
        lead_approvals.stop_proposal(office.at(who), robin)
    stopped = [one.act for one in office.events() if one.act is Action.SENIOR_STOPPED]
    assert len(stopped) == 1
    assert {("admin", "lead_stopped"), ("second_senior", "lead_stopped_own")} <= mails(office)
    with pytest.raises(InvalidError):
        finish(office, robin, seen)
    demand_too_early(office, robin, confirm(office, robin))
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_an_administrator_stops_no_lead(office: Office):
    confirm_as(office.world, "admin", Role.ADMINISTRATOR, "Ivor Penn")
    bo = join_as(office.world, "bo", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), bo, type_words(office.at("jo"), bo))
    with pytest.raises(NotFoundError):
        lead_approvals.stop_proposal(office.at("admin"), bo)


def test_a_head_whose_account_is_stopped_still_counts(office: Office):
    """Otherwise a lead stops the head's account, waits a day, and makes one of their own."""
    suspend_member(office.at("jo"), office.id("senior"))
    robin = office.id("second_senior")
    seen = confirm(office, robin)
    office.now += 30 * DAY
    demand_too_early(office, robin, seen)
    restore_member(office.at("jo"), office.id("senior"))
    demand_too_early(office, robin, seen)
    senior_approvals.approve_senior(office.at("senior"), robin, seen)
    finish(office, robin, seen)


def test_the_approval_of_someone_who_was_stopped_counts_no_more(office: Office):
    robin = office.id("second_senior")
    seen = confirm(office, robin)
    senior_approvals.approve_senior(office.at("senior"), robin, seen)
    suspend_member(office.at("jo"), office.id("senior"))
    demand_too_early(office, robin, seen)


def test_a_day_counts_from_when_the_last_head_was_removed(office: Office):
    """No one waits first and removes the head afterwards."""
    robin, sheet = office.id("second_senior"), encode_recovery_sheet(office.world.recovery_seed)
    seen = confirm(office, robin)
    office.now += 3 * DAY
    suspend_member(office.at("jo"), office.id("senior"))
    remove_member(office.at("jo"), office.id("senior"), sheet)
    removed = office.now
    demand_too_early(office, robin, seen)
    office.now = removed + DAY - timedelta(minutes=1)
    demand_too_early(office, robin, seen)
    office.now = removed + DAY
    finish(office, robin, seen)
    assert heads(office) == {robin}
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def stop_deputy(office: Office) -> None:
    suspend_member(office.at("jo"), office.id("deputy"))


def take_role_of_administrator(office: Office) -> None:
    ada = office.world.people["ada"].id
    held = role_change.load_certified_roles(office.at("jo"), ada)
    assert Role.ADMINISTRATOR in held
    role_change.change_roles(office.at("jo"), ada, NewRoles(frozenset(), held))


def stop_practitioner(office: Office) -> None:
    suspend_member(office.at("jo"), office.id("sam"))


@pytest.mark.parametrize(
    ("act", "hours"),
    [(stop_deputy, 24), (take_role_of_administrator, 24), (stop_practitioner, 1)],
)
def test_a_day_counts_from_when_someone_who_is_told_lost_that(
    headless: Office, act: Callable[[Office], None], hours: int
):
    """No one silences the others first, and waits meanwhile."""
    confirm_as(headless.world, "ada", Role.ADMINISTRATOR, "Ada Moss")
    robin = headless.id("second_senior")
    seen = confirm(headless, robin)
    headless.now += timedelta(hours=23)
    act(headless)
    headless.now += timedelta(hours=hours, minutes=-1)
    with pytest.raises(InvalidError):
        finish(headless, robin, seen)
    headless.now += timedelta(minutes=1)
    finish(headless, robin, seen)


def test_a_wait_ends_with_the_account_of_who_started_it(office: Office):
    robin = office.id("second_senior")
    seen = confirm(office, robin, "deputy")
    senior_approvals.approve_senior(office.at("senior"), robin, seen)
    suspend_member(office.at("jo"), office.id("deputy"))
    assert lead_proposals.list_pending_proposals(office.at("jo")) == ()
    (ended, *_) = lead_proposals.list_ended_proposals(office.at("jo"))
    assert (ended.change.outcome, ended.change.role) == ("stopped", Role.SENIOR)
    with pytest.raises(InvalidError):
        finish(office, robin, seen)


def test_no_change_of_roles_makes_a_head(office: Office):
    """A crafted form names the role: it is no role that is changed."""
    sam = office.id("sam")
    chosen = NewRoles(frozenset({Role.SENIOR}), frozenset({Role.PRACTITIONER}))
    role_change.change_roles(office.at("jo"), sam, chosen)
    assert heads(office) == {office.id("senior")}
    assert office.world.uow("sam").me.roles == (Role.PRACTITIONER,)


@pytest.mark.parametrize("who", ["sam", "senior", "tess"])
def test_only_a_lead_confirms_a_head_or_gives_access(office: Office, who: str):
    robin, sheet = office.id("second_senior"), encode_recovery_sheet(office.world.recovery_seed)
    typed = type_words(office.at("jo"), robin)
    with pytest.raises(NotFoundError):
        senior_approvals.confirm_senior(office.at(who), robin, typed)
    seen = confirm(office, robin)
    senior_approvals.approve_senior(office.at("senior"), robin, seen)
    with pytest.raises(NotFoundError):
        senior_approvals.grant_senior_access(office.at(who), robin, seen, sheet)
