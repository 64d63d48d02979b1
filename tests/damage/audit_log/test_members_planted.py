"""Someone who writes to the database plants a member, or sets when one joined and was confirmed.

No access ever followed from it. Here no screen says so either, no code can be made that would vouch
for the row afterwards, and `log fsck` names it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update

from app.domain.routing.actors import Role
from app.errors import InvalidError, NotFoundError
from app.models.member import Invite, Member
from app.services.confirmation import member_confirmation
from app.services.integrity import integrity_check
from app.services.members import invites, member_lists, member_page
from app.services.members.member_lists import Status, TeamSearch
from app.services.members.member_status import RowDifference
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.office import Office

PLANTED = (Role.PRACTITIONER, Role.LEAD, Role.AUDITOR)


def plant(office: Office, role: Role) -> UUID:
    with office.world.session() as session:
        member = Member(
            id=uuid4(),
            org_id=office.org.id,
            name="Robin Vale",
            email="planted@example.org",
            job_title="Coach",
            roles=[role.value],
            position=0,
            invited_at=office.now,
            joined_at=office.now,
            confirmed_at=office.now,
        )
        session.add(member)
        session.commit()
        return member.id


def write(office: Office, who: str, **values: object) -> UUID:
    office.world.change(update(Member).where(Member.id == office.id(who)).values(**values))
    return office.id(who)


def find_statuses(office: Office, status: str = "") -> dict[UUID, Status]:
    team = member_lists.load_team_page(office.at("jo"), TeamSearch(status=status))
    return {one.id: one.status for one in team.members}


def list_differences(office: Office) -> tuple[str, ...]:
    return integrity_check.find_all_differences(office.world.uow())


@pytest.mark.parametrize("role", PLANTED)
def test_a_planted_member_is_confirmed_nowhere_and_named(office: Office, role):
    office.now = datetime.now(UTC)  # browsers live in the present
    planted = plant(office, role)
    assert f"Member {planted} is stored, but the log never saw anyone invite them." in (
        list_differences(office)
    )
    assert find_statuses(office)[planted] is Status.UNKNOWN
    assert planted not in find_statuses(office, "confirmed")
    found = member_page.load_member_page(office.at("jo"), planted)
    assert (found.view.joined, found.view.confirmed, found.joined_at) == (False, False, None)
    lead = office.world.client("jo")
    page = lead.page(f"/members/{planted}")
    assert "Not confirmed" in page.text
    assert "This account was changed outside Heard" in page.text
    assert "Make a new code" not in page.text
    team = lead.page("/members").text
    assert "Robin Vale : not confirmed. The database has this person." in team


def test_no_code_is_made_for_a_planted_member(office: Office):
    planted = plant(office, Role.PRACTITIONER)
    office.world.change(update(Member).where(Member.id == planted).values(joined_at=None))
    with pytest.raises(NotFoundError):
        invites.renew_invite_code(office.at("jo"), planted)
    with pytest.raises(InvalidError) as refused:
        invites.invite_member(office.at("jo"), "planted@example.org", (Role.PRACTITIONER,))
    assert refused.value.problems == {"email": invites.MADE_UP}
    assert find_statuses(office)[planted] is Status.UNKNOWN


def test_someone_confirmed_is_not_invited_again_by_a_row_that_denies_it(office: Office):
    write(office, "sam", joined_at=None, confirmed_at=None)
    with office.world.session() as session:
        email = session.get_one(Member, office.id("sam")).email
    with pytest.raises(InvalidError) as refused:
        invites.invite_member(office.at("jo"), email, (Role.LEAD,))
    assert refused.value.problems == {"email": invites.ALREADY_JOINED}


def test_someone_who_waits_is_not_confirmed_by_their_row(office: Office):
    office.now = datetime.now(UTC)
    kit, robin = write(office, "kit", confirmed_at=office.now), office.id("second_senior")
    assert list_differences(office) == (
        f"The row of member {kit} says confirmed, but the log does not.",
    )
    assert find_statuses(office)[kit] is Status.ROOM
    assert find_statuses(office, "waiting") == {kit: Status.ROOM, robin: Status.WORDS}
    assert kit not in find_statuses(office, "confirmed")
    assert member_lists.load_waiting_members(office.at("jo")).count == 2
    waiting = member_lists.load_waiting_members(office.at("jo"), {robin})
    assert waiting.first is not None
    assert (waiting.count, waiting.first.id) == (1, kit)
    lead = office.world.client("jo")
    assert "The database says confirmed. The audit log does not." in lead.page("/members").text
    assert "Waiting to be confirmed" in lead.page(f"/members/{kit}").text
    member_confirmation.confirm_staff(office.at("jo"), (kit,))
    assert find_statuses(office)[kit] is Status.CONFIRMED, "the row keeps no one from it"
    assert list_differences(office) == ()


@pytest.mark.parametrize(
    ("column", "difference", "sentence"),
    [
        ("joined_at", RowDifference.NOT_JOINED, "denies that they have joined."),
        ("confirmed_at", RowDifference.NOT_CONFIRMED, "denies that they were confirmed."),
    ],
)
def test_a_lead_stays_confirmed_whatever_the_row_denies(
    office: Office, column, difference, sentence
):
    deputy = write(office, "deputy", **{column: None})
    assert list_differences(office) == (f"The row of member {deputy} {sentence}",)
    assert find_statuses(office)[deputy] is Status.CONFIRMED
    assert deputy in find_statuses(office, "confirmed")
    assert deputy not in find_statuses(office, "invited")
    view = member_page.load_member_page(office.at("jo"), deputy).view
    assert (view.joined, view.confirmed, view.row_difference) == (True, True, difference)
    suspend_member(office.at("jo"), deputy)
    assert find_statuses(office)[deputy] is Status.STOPPED


def test_someone_only_invited_did_not_join_by_their_row(office: Office):
    invited, _ = invites.invite_member(office.at("jo"), "new@example.org", (Role.PRACTITIONER,))
    assert list_differences(office) == ()
    change = update(Member).where(Member.id == invited).values(joined_at=office.now)
    office.world.change(change)
    assert list_differences(office) == (
        f"The row of member {invited} says joined, but the log does not.",
    )
    assert find_statuses(office)[invited] is Status.INVITED
    assert member_lists.load_waiting_members(office.at("jo")).count == 2, "no more than before"


def test_a_member_whose_row_is_gone_is_named(office: Office):
    invited, _ = invites.invite_member(office.at("jo"), "new@example.org", (Role.PRACTITIONER,))
    with office.world.session() as session:
        session.execute(delete(Invite).where(Invite.member_id == invited))
        session.execute(delete(Member).where(Member.id == invited))
        session.commit()
    assert f"Member {invited} is in the log, but is no longer stored." in list_differences(office)
