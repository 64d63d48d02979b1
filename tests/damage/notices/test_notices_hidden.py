"""No row hides what was done: Home tells it from the log, and by the names that were confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from app.domain.routing.actors import Role
from app.models.concern import Concern
from app.models.member import LeadProposal, Lock, Member
from app.models.outbox import Outbox
from app.services.auth import recovery_cards
from app.services.confirmation import lead_approvals
from app.services.integrity import integrity_check
from app.services.members import invites
from app.services.notices import notice_lines
from app.services.unit_of_work import Action
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office
from tests.support.club.world import World


@pytest.fixture
def office(world: World) -> Office:
    made = Office.today(world)
    for who in ("jo", "deputy", "senior"):
        for line in notice_lines.list_all_notices(made.at(who)):
            notice_lines.dismiss_notice(made.at(who), line.token)
    return made


def home(office: Office, who: str) -> str:
    return office.world.client(who).page("/").text


def dismiss_all(office: Office, who: str) -> None:
    for line in notice_lines.list_all_notices(office.at(who)):
        notice_lines.dismiss_notice(office.at(who), line.token)


def test_a_card_that_a_thief_made_is_told_though_rows_and_mail_are_gone(office: Office):
    recovery_cards.make_recovery_card(office.at("sam"), office.world.token("sam"))
    office.world.change(delete(Outbox), delete(Lock).where(Lock.kind == "card"))
    assert "A recovery card was made for your account today at" in home(office, "sam")


def test_a_thief_at_the_screen_who_dismisses_a_notice_stops_no_mail(office: Office):
    recovery_cards.make_recovery_card(office.at("sam"), office.world.token("sam"))
    dismiss_all(office, "sam")
    assert "A recovery card" not in home(office, "sam")
    session = office.session
    assert [one.template for one in session.query(Outbox)] == ["account_changed"]
    page = office.world.client("sam").page("/account/notices").text
    assert "A recovery card was made" in page
    assert "Dismissed" in page


def test_swapped_names_in_rows_change_no_name_in_a_notice(office: Office):
    office.at("deputy").look(Action.EXPORTED, f"organisation/{office.org.id}")
    names = Member.__table__
    office.world.change(
        update(names).where(names.c.id == office.id("deputy")).values(name="Jo Smith"),
        update(names).where(names.c.id == office.id("jo")).values(name="Dele Okoro"),
    )
    assert "Dele Okoro exported the audit log" in home(office, "senior")
    office.world.change(
        update(names).where(names.c.id == office.id("deputy")).values(
            confirmed_as='{"names":["Jo Smith"],"salt":"00"}'
        )
    )  # fmt: skip
    text = home(office, "senior")
    assert "Someone whose name cannot be checked exported the audit log" in text
    assert integrity_check.find_all_differences(office.world.uow())


def test_an_invited_lead_is_told_though_the_row_is_gone(office: Office):
    member_id, _ = invites.invite_member(office.at("deputy"), "x@example.org", (Role.LEAD,))
    office.world.change(
        delete(Outbox), *(delete(table) for table in (invites.Invite,)),
        delete(Member).where(Member.id == member_id),
    )  # fmt: skip
    words = "Dele Okoro invited someone whose name cannot be checked, today at"
    assert words in home(office, "jo")


def test_an_invited_lead_is_told_whatever_a_row_or_later_invite_says(office: Office):
    member_id, _ = invites.invite_member(office.at("deputy"), "x@example.org", (Role.LEAD,))
    row = update(Member).where(Member.id == member_id)
    office.world.change(row.values(roles=["practitioner"]))
    told = "Dele Okoro invited x@example.org (not confirmed yet) as a safeguarding lead, today at"
    assert told in home(office, "jo")
    assert told in home(office, "senior")
    invites.invite_member(office.at("deputy"), "x@example.org", (Role.PRACTITIONER,))
    assert "Dele Okoro invited x@example.org (not confirmed yet), today at" in home(office, "jo")


def test_a_new_lead_who_waits_is_on_home_though_rows_and_mail_are_gone(office: Office):
    readers = [office.world.client(who) for who in ("jo", "deputy", "senior")]
    assert not [one for one in readers if "/members/approvals" in one.page("/").links]
    planted = join_as(office.world, "planted", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), planted, type_words(office.at("jo"), planted))
    office.world.change(delete(Outbox), delete(LeadProposal))
    for reader in readers:
        assert "/members/approvals" in reader.page("/").links


def test_a_row_that_gives_a_role_announces_no_staff_invite(office: Office):
    member_id, _ = invites.invite_member(office.at("deputy"), "x@example.org", (Role.PRACTITIONER,))
    office.world.change(update(Member).where(Member.id == member_id).values(roles=["lead"]))
    assert "x@example.org" not in home(office, "senior")


def test_an_export_is_kept_from_who_cannot_read_it_whatever_its_row_says(office: Office):
    concern_id = office.signed("sam", about="yes")  # for the seniors
    office.world.change(
        update(Concern).where(Concern.id == concern_id).values(route="leads", kept_from=[])
    )
    office.at("senior").look(Action.EXPORTED, str(concern_id))
    told = {one.member_id for one in office.session.query(Outbox) if one.template == "team_notice"}
    assert told == {office.id("senior")}
    assert "exported the whole of concern" not in home(office, "jo")
    assert "You exported the whole of concern" in home(office, "senior")


def test_mail_rows_that_were_spoiled_stop_no_event(office: Office):
    spoiled = {"template": "none of ours", "next_try_at": office.now + timedelta(days=36_500)}
    recovery_cards.make_recovery_card(office.at("sam"), office.world.token("sam"))
    office.world.change(update(Outbox).values(**spoiled))
    recovery_cards.make_recovery_card(office.at("sam"), office.world.token("sam"))
    assert [one.template for one in office.session.query(Outbox)].count("account_changed") == 1
    assert "2 recovery cards were made for your account" in home(office, "sam")
