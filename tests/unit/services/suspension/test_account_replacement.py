"""Someone who lost passphrase and card gets a new account: who they are, what stays left out."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.domain.routing.actors import Role
from app.errors import InvalidError, NotFoundError
from app.models.concern import Concern, Due
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.concern_lists.unread_by_leads import find_unread_by_leads
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import lead_approvals, lead_proposals, member_confirmation
from app.services.integrity.integrity_check import find_all_differences
from app.services.jobs import unread_reminders
from app.services.members import invites, joining
from app.services.members.member_status import list_accounts_of_person, load_earlier_accounts
from app.services.notices import notice_lines
from app.services.suspension import account_replacement
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE, type_words
from tests.support.club.office import Office

NEW = "nine violet otters hum quietly"


def replace(office: Office, who: str, sheet: str = ""):
    return account_replacement.replace_account(office.at("jo"), office.id(who), sheet)


def join(office: Office, code: str, name: str) -> str:
    new = joining.NewMember(code, name, "", "", NEW)
    return joining.join_organisation(office.world.uow(), KdfSlots(office.world.data), new, "")


def at(office: Office, token: str):
    uow = office.world.uow()
    sessions.open_session(uow, token)
    return uow


@pytest.mark.both_databases
def test_they_join_again_with_the_same_roles_and_the_old_account_is_over(office: Office):
    concern = office.signed("sam")
    made = replace(office, "sam")
    row = office.session.get_one(Member, made.member_id)
    assert (row.email, row.name, row.roles, row.earlier_id) == (
        "sam@example.org", "Sam Lee", ["practitioner"], office.id("sam"),
    )  # fmt: skip
    slots = KdfSlots(office.world.data)
    with pytest.raises(InvalidError):
        sign_ins.sign_in(office.world.uow(), slots, "sam@example.org", PASSPHRASE, "")
    assert join(office, made.code, row.name)
    assert sign_ins.sign_in(office.world.uow(), slots, "sam@example.org", NEW, "")
    member_confirmation.confirm_staff(office.at("jo"), (made.member_id,))
    assert not any(one.refused for one in open_concern(office.at("jo"), concern).entries)
    assert find_all_differences(office.world.uow()) == ()


def test_everyone_concerned_is_told_and_the_log_has_both_ids(office: Office):
    made = replace(office, "sam")
    assert [event.obj for event in office.events() if event.act is Action.MEMBER_CAME_BACK] == [
        f"earlier/{made.member_id}/{office.id('sam')}"
    ]
    lines = [line.text for line in notice_lines.list_open_notices(office.at("deputy"))]
    assert any("gave" in line and "a new account" in line for line in lines), lines
    mails = office.session.execute(select(Outbox.member_id, Outbox.template)).all()
    # To the address that the old account had, which is that of the new one.
    assert (made.member_id, "account_replaced") in mails
    assert (office.id("deputy"), "team_notice") in mails


@pytest.mark.both_databases
def test_a_lead_waits_for_a_second_person_and_reads_nothing_before(office: Office):
    concern = office.signed("sam")
    made = replace(office, "deputy")
    token = join(office, made.code, "Dele Okafor")
    with pytest.raises(NotFoundError):
        open_concern(at(office, token), concern)
    member_id = made.member_id
    lead_approvals.confirm_lead(office.at("jo"), member_id, type_words(office.at("jo"), member_id))
    with pytest.raises(NotFoundError):
        open_concern(at(office, token), concern)
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    assert (waiting.mine, waiting.can_finish) == (True, False)


@pytest.mark.both_databases
def test_a_head_who_was_left_out_stays_left_out_under_the_new_account(office: Office):
    office.confirm_second_senior()
    concern_id = office.signed("sam", not_for=["second_senior"])
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    made = replace(office, "second_senior", sheet)
    join(office, made.code, "Second Senior")
    office.make_senior(made.member_id, sheet)
    earlier = load_earlier_accounts(office.session, office.org.id)
    assert list_accounts_of_person(earlier, made.member_id) == (
        made.member_id,
        office.id("second_senior"),
    )
    concern = office.session.get_one(Concern, concern_id)
    told = unread_reminders._whom(office.session, office.world.uow(), concern, escalate=True)
    assert told == ("unread_for_senior", [office.id("senior")])
    office.world.change(update(Due).values(level=unread_reminders.SENIORS_TOLD))
    assert [one.reference for one in find_unread_by_leads(office.at("senior"))]


def test_someone_invited_again_in_the_ordinary_way_is_a_new_person(office: Office):
    """The next chair has the address of the last: no address makes two people one."""
    suspend_member(office.at("jo"), office.id("pat"))
    remove_member(office.at("jo"), office.id("pat"))
    member_id, _ = invites.invite_member(office.at("jo"), "pat@example.org", (Role.PRACTITIONER,))
    again, _ = invites.invite_member(office.at("jo"), "pat@example.org", (Role.PRACTITIONER,))
    assert again == member_id
    assert load_earlier_accounts(office.session, office.org.id) == {}
    assert Action.MEMBER_CAME_BACK not in {event.act for event in office.events()}


def test_a_row_that_was_made_to_name_an_earlier_account_is_not_believed(office: Office):
    address, roles = "new@example.org", (Role.PRACTITIONER,)
    member_id, _ = invites.invite_member(office.at("jo"), address, roles)
    office.world.change(
        update(Member).where(Member.id == member_id).values(earlier_id=office.id("pat"))
    )
    invites.invite_member(office.at("jo"), address, roles)
    assert Action.MEMBER_CAME_BACK not in {event.act for event in office.events()}
    named = f"The row of member {member_id} does not name the account they had before."
    assert named in find_all_differences(office.world.uow())


@pytest.mark.parametrize("address", ["thief@example.net", "Pat@example.org", "SAM@example.org"])
def test_an_address_that_was_changed_outside_ends_nothing(office: Office, address: str):
    office.world.change(update(Member).where(Member.id == office.id("sam")).values(email=address))
    with pytest.raises(InvalidError):
        replace(office, "sam")
    assert Action.MEMBER_SUSPENDED not in {event.act for event in office.events()}


def test_only_an_account_that_was_removed_gets_a_later_one(office: Office):
    with pytest.raises(NotFoundError):
        invites.invite_member(
            office.at("jo"), "new@example.org", (Role.LEAD,), earlier_id=office.id("deputy")
        )


def test_a_second_press_makes_another_code_of_the_same_account(office: Office):
    made = replace(office, "sam")
    again, _ = invites.invite_member(
        office.at("deputy"), "sam@example.org", (Role.PRACTITIONER,), earlier_id=office.id("sam")
    )
    assert again == made.member_id
    acts = [event.act for event in office.events()]
    assert acts.count(Action.MEMBER_CAME_BACK) == 1


def test_a_wrong_sheet_ends_nothing(office: Office):
    with pytest.raises(InvalidError):
        replace(office, "senior", "ABCD EFGH")
    assert Action.MEMBER_SUSPENDED not in {event.act for event in office.events()}


def test_no_one_replaces_their_own_account_or_one_that_is_gone(office: Office):
    with pytest.raises(NotFoundError):
        replace(office, "jo")
    replace(office, "sam")
    with pytest.raises(NotFoundError):
        replace(office, "sam")


def test_a_row_that_names_another_earlier_account_is_named(office: Office):
    made = replace(office, "sam")
    named = f"The row of member {made.member_id} does not name the account they had before."
    for value in (None, office.id("pat")):
        office.world.change(
            update(Member).where(Member.id == made.member_id).values(earlier_id=value)
        )
        assert named in find_all_differences(office.world.uow())


def test_rows_that_name_each_other_end_somewhere():
    one, two = UUID(int=1), UUID(int=2)
    assert set(list_accounts_of_person({one: two, two: one}, one)) == {one, two}
