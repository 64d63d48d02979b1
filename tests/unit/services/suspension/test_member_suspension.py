"""A lead stops an account: what ends, who is told, and what the person can do no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.routing.actors import Role
from app.errors import AccountStoppedError, ExpiredError, InvalidError, NotFoundError
from app.models.concern import Concern
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.audit_log.session_index import suspension_log_id
from app.services.auth import one_time_display, recovery_cards, sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.concern_tasks.task_entries import (
    list_possible_task_owners,
    open_concern_as_reader,
)
from app.services.concerns import acknowledgements, record_routing, record_signing
from app.services.confirmation import acting_lead, lead_approvals, lead_proposals
from app.services.confirmation.certification import load_joined_key
from app.services.contacts import org_contacts, phone_numbers
from app.services.integrity import integrity_check
from app.services.members import member_lists, member_lookup, member_page
from app.services.members.member_lists import TeamSearch
from app.services.notices import notice_lines
from app.services.suspension.held_concerns import find_held_concerns
from app.services.suspension.member_suspension import restore_member, suspend_member
from app.services.training.review_actions import offer_colleagues
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE, type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office


def suspend(office: Office, who: str, by: str = "jo") -> None:
    suspend_member(office.at(by), office.id(who))


def mails(office: Office, who: str) -> list[str]:
    query = select(Outbox.template).where(Outbox.member_id == office.id(who))
    return list(office.session.scalars(query.order_by(Outbox.made_at)))


def sign_in(office: Office, who: str, passphrase: str = PASSPHRASE) -> str:
    slots, email = KdfSlots(office.world.data), f"{who}@example.org"
    return sign_ins.sign_in(office.world.uow(), slots, email, passphrase, "")


def test_stopping_ends_sessions_and_is_in_log_row_and_lists(office: Office):
    token = office.world.token("sam")
    suspend(office, "sam")
    visit = sessions.open_session(office.world.uow(), token)
    assert visit is not None
    assert (visit.actor, visit.late, visit.stopped_at) == (None, False, office.now)
    assert Action.MEMBER_SUSPENDED in [event.act for event in office.events()]
    assert office.session.get_one(Member, office.id("sam")).suspended_at == office.now
    team = member_lists.load_team_page(office.at("jo"), TeamSearch())
    (listed,) = team.of("stopped")
    assert (listed.id, listed.stop.by, listed.stop.at) == (
        office.id("sam"),
        "Jo Smith",
        office.now,
    )
    found = member_lists.load_team_page(office.at("jo"), TeamSearch(status="stopped"))
    confirmed = member_lists.load_team_page(office.at("jo"), TeamSearch(status="confirmed"))
    assert [one.id for one in found.members] == [office.id("sam")]
    assert office.id("sam") not in {one.id for one in confirmed.members}
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_only_the_right_passphrase_is_told_that_the_account_is_stopped(office: Office):
    with pytest.raises(InvalidError) as strange:
        sign_in(office, "sam", "wrong wrong wrong wrong")
    suspend(office, "sam")
    with pytest.raises(InvalidError) as wrong:
        sign_in(office, "sam", "wrong wrong wrong wrong")
    assert not isinstance(wrong.value, AccountStoppedError)
    assert wrong.value.problems == strange.value.problems
    with pytest.raises(AccountStoppedError) as right:
        sign_in(office, "sam")
    assert "24 November 2026, 14:02" in right.value.problems["passphrase"]


def test_a_recovery_card_of_a_stopped_account_changes_nothing(office: Office):
    token = office.world.token("sam")
    recovery_cards.make_recovery_card(office.at("sam"), token)
    uow = office.world.uow()
    sessions.open_session(uow, token)
    ((_, card),) = one_time_display.list_shown_secrets(uow, one_time_display.RECOVERY_CARD)
    suspend(office, "sam")
    before = len(office.events())
    with pytest.raises(AccountStoppedError):
        recovery_cards.reset_passphrase_and_sign_in(
            office.world.uow(),
            KdfSlots(office.world.data),
            "sam@example.org",
            card,
            "velvet tractor sunday lemon",
            "",
        )
    assert [event.act for event in office.events()[before:]] == [Action.SIGN_IN_FAILED]


def test_a_stopped_lead_is_no_reader_and_can_still_be_ruled_out(office: Office):
    suspend(office, "deputy")
    sam = office.at("sam")
    readers = member_lookup.list_leads_and_seniors(sam)
    assert office.id("deputy") not in {one.id for one in readers}
    (gone,) = [one for one in record_routing.list_possible_key_holders(sam) if one.is_stopped]
    assert (gone.id, gone.confirmed, gone.note) == (
        office.id("deputy"),
        False,
        "account stopped",
    )
    ruled_out = office.signed("sam", not_for=("deputy",))
    assert office.session.get_one(Concern, ruled_out).route == "seniors"
    concern_id = office.signed("sam")
    assert office.session.get_one(Concern, concern_id).route == "leads"
    file = open_concern_as_reader(office.at("jo"), concern_id)
    assert str(office.id("deputy")) not in list_possible_task_owners(office.at("jo"), file)
    assert mails(office, "deputy") == ["account_stopped"]
    assert office.id("deputy") not in {one.id for one in offer_colleagues(sam).people}


def test_no_one_is_told_to_call_a_stopped_lead_with_a_cleared_row(office: Office):
    suspend(office, "deputy")
    cleared = Member.__table__.update().where(Member.id == office.id("deputy"))
    office.world.change(cleared.values(suspended_at=None))
    uow = office.at("sam")
    org = org_contacts.load_org_with_contacts(uow, named=True)
    panel = phone_numbers.build_panel(uow, org, office.now, inside=True)
    leads = [line.who for line in panel.lines if "safeguarding lead" in line.who]
    assert leads == ["Jo Smith, safeguarding lead"]


def test_no_one_stops_themself_and_two_who_stop_each_other_leave_one_lead(office: Office):
    jo, deputy = office.at("jo"), office.at("deputy")
    with pytest.raises(InvalidError) as own:
        suspend_member(jo, office.id("jo"))
    assert "Ask another" in own.value.problems[""]
    suspend_member(jo, office.id("deputy"))
    with pytest.raises(ExpiredError):
        suspend_member(deputy, office.id("jo"))
    leads = [one for one in member_lookup.list_leads_and_seniors(jo) if one.is_a(Role.LEAD)]
    assert [one.id for one in leads] == [office.id("jo")]


def test_with_no_lead_left_a_record_goes_to_the_seniors(office: Office):
    sam, jo = office.at("sam"), office.id("jo")
    suspend(office, "deputy")
    with sam.act() as act:  # as two leads in two processes might, were it not for the lock
        act.log(Action.MEMBER_SUSPENDED, suspension_log_id(jo))
    concern_id = office.signed("sam")
    assert office.session.get_one(Concern, concern_id).route == "seniors"


def test_stopping_ends_the_wait_for_access(office: Office):
    planted = join_as(office.world, "planted", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), planted, type_words(office.at("jo"), planted))
    suspend(office, "planted", by="deputy")
    assert lead_proposals.list_pending_proposals(office.at("jo")) == ()
    assert lead_proposals.list_ended_proposals(office.at("jo"))[0].change.outcome == "stopped"


def test_a_lead_who_stopped_everyone_else_makes_no_lead_alone(office: Office):
    """Someone who is stopped still has a key, so no day passes in their place."""
    for who in ("deputy", "senior"):
        suspend(office, who)
        assert mails(office, who) == ["account_stopped"]
    planted, jo = join_as(office.world, "planted", (Role.LEAD,)).id, office.at("jo")
    lead_approvals.confirm_lead(jo, planted, type_words(jo, planted))
    office.now += 2 * lead_proposals.WAITING_TIME
    jo = office.world.uow("jo")
    (waiting,) = lead_proposals.list_pending_proposals(jo)
    assert (waiting.ends_at, waiting.can_finish) == (None, False)
    with pytest.raises(InvalidError):
        lead_approvals.grant_lead_access(jo, planted, waiting.seen)
    sam, pat = office.world.uow("sam"), office.world.people["pat"]
    sheet, words = encode_recovery_sheet(office.world.recovery_seed), type_words(sam, pat.id)
    acting_lead.appoint_acting_lead(sam, pat.email, sheet, words)
    restore_member(office.world.uow("pat"), office.id("deputy"))
    uow = office.world.uow()
    visit = sessions.open_session(uow, sign_in(office, "deputy"))
    assert visit is not None
    assert visit.actor is not None
    assert visit.actor.is_a(Role.LEAD)


def test_a_request_that_was_under_way_writes_and_opens_nothing_after_it(office: Office):
    what = office.to_sign("sam")
    sam = office.at("sam")
    suspend(office, "sam")
    before = len(office.events())
    with pytest.raises(ExpiredError):
        record_signing.sign_record(sam, what)
    with pytest.raises(ExpiredError):
        sam.look(Action.ENTRY_READ, "entry/none")
    assert len(office.events()) == before
    assert office.count(Concern) == 0


def test_everyone_who_leads_is_told_and_the_person_gets_one_email(office: Office):
    suspend(office, "sam")
    assert mails(office, "sam") == ["account_stopped"]
    for who in ("jo", "deputy", "senior"):
        assert "team_notice" in mails(office, who)
        uow = office.at(who)
        uow.key_log.refresh(uow.session, uow.org)
        told = [line.text for line in notice_lines.list_open_notices(uow)]
        who_did = "You" if who == "jo" else "Jo Smith"
        assert any(f"{who_did} stopped the account of Sam Lee" in text for text in told), told
    restore_member(office.at("deputy"), office.id("sam"))
    assert mails(office, "sam") == ["account_restored"]


def test_restoring_lets_them_in_again_but_no_earlier_session(office: Office):
    token = office.world.token("deputy")
    suspend(office, "deputy")
    suspend(office, "deputy")
    restore_member(office.at("jo"), office.id("deputy"))
    restore_member(office.at("jo"), office.id("deputy"))
    visit = sessions.open_session(office.world.uow(), token)
    assert visit is not None
    assert visit.actor is None
    uow = office.world.uow()
    again = sessions.open_session(uow, sign_in(office, "deputy"))
    assert again is not None
    assert again.actor is not None
    assert again.actor.is_a(Role.LEAD)
    assert member_page.load_member_page(office.at("jo"), office.id("deputy")).stop is None
    acts = [event.act for event in office.events()]
    assert [acts.count(one) for one in (Action.MEMBER_SUSPENDED, Action.MEMBER_RESTORED)] == [1, 1]


@pytest.mark.parametrize("who", ["senior", "sam", "deputy"])
def test_only_a_reader_of_an_unread_record_is_told_of_it_again(office: Office, who: str):
    office.signed("sam", about="yes")
    suspend(office, who)
    restore_member(office.at("jo"), office.id(who))
    waits = [one for one in mails(office, who) if one == "something_waits"]
    assert len(waits) == (who == "senior")


def test_no_one_restores_themself_or_confirms_a_stopped_account(office: Office):
    with pytest.raises(NotFoundError):
        restore_member(office.at("jo"), office.id("jo"))
    suspend(office, "kit")
    with pytest.raises(NotFoundError):
        load_joined_key(office.at("jo"), office.id("kit"))


def test_concerns_in_hand_are_counted_only_where_the_lead_can_read_them(office: Office):
    first = office.signed("sam")
    office.signed("sam", about="yes")
    acknowledgements.acknowledge_concern(office.at("deputy"), first)
    held = find_held_concerns(office.at("jo"), office.id("deputy"))
    assert (held.count, [one for one, _ in held.shown]) == (1, [first])
    assert find_held_concerns(office.at("senior"), office.id("deputy")).count == 0
