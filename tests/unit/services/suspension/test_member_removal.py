"""A lead removes someone for good: who reads what afterwards, what changes, and what it costs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update

from app.domain.routing.actors import Role, Team
from app.domain.routing.recipients import Recipients
from app.errors import InvalidError, NotFoundError
from app.models.concern import Card, Entry, Wrap
from app.models.member import Member, MemberKey
from app.models.outbox import Outbox
from app.models.tables import METADATA
from app.models.team import EpochLink, TeamGrant, TeamKey
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.concern_lists import inbox
from app.services.concerns import acknowledgements, record_routing
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import (
    certification,
    lead_approvals,
    lead_proposals,
    member_confirmation,
    senior_approvals,
)
from app.services.integrity import integrity_check
from app.services.members import invites, member_page
from app.services.members.similar_names import find_lookalike_names
from app.services.notices import notice_lines
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import restore_member, suspend_member
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE, read_seen, type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office


def remove(office: Office, who: str, by: str = "jo", sheet: str = "") -> None:
    suspend_member(office.at(by), office.id(who))
    remove_member(office.at(by), office.id(who), sheet)


def sheet_of(office: Office) -> str:
    return encode_recovery_sheet(office.world.recovery_seed)


def epochs(office: Office, who: str, team: Team = Team.LEADS) -> list[int]:
    uow = office.at(who)
    return [epoch for epoch, _ in uow.keys.team_secrets(uow.session, team)]


def differences(office: Office) -> tuple[str, ...]:
    return integrity_check.find_all_differences(office.world.uow())


def count_rows(office: Office) -> dict[str, int]:
    return {
        table.name: office.session.scalar(select(func.count()).select_from(table))
        for table in METADATA.sorted_tables
    }


def sign_in(office: Office, who: str) -> str:
    slots, email = KdfSlots(office.world.data), f"{who}@example.org"
    return sign_ins.sign_in(office.world.uow(), slots, email, PASSPHRASE, "")


def test_those_who_stay_read_old_and_new_in_their_running_sessions(office: Office):
    before, after = office.signed("sam"), None
    remove(office, "deputy")
    after = office.signed("sam")  # in the session that Sam had
    assert epochs(office, "jo") == [2, 1]
    listed = {item.id for item in inbox.load_inbox(office.at("jo")).unread}
    assert listed == {before, after}
    for concern_id in (before, after):
        acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
        (record, read) = open_concern(office.at("jo"), concern_id).entries
        assert not record.refused
        assert not read.refused
    readers = office.session.execute(
        select(Entry.concern_id, Entry.number, TeamKey.epoch)
        .join(Wrap, Wrap.entry_id == Entry.id)
        .join(TeamKey, TeamKey.fpr == Wrap.recipient_fpr)
        .where(TeamKey.team == "leads")
    )
    assert {(row[0], row[1]): row[2] for row in readers} == {
        (before, 1): 1, (before, 2): 2, (after, 1): 2, (after, 2): 2,
    }  # fmt: skip
    assert differences(office) == ()


def test_signing_in_again_leads_from_the_old_pin_to_the_new_key(office: Office):
    remove(office, "deputy")
    for who in ("sam", "jo"):
        uow = office.world.uow()
        visit = sessions.open_session(uow, sign_in(office, who))
        assert visit is not None
        assert visit.actor is not None
        assert uow.keys.team_public(uow.session, Team.LEADS)[0] == 2
        assert uow.keys.pins == uow.keys.newest_pins(uow.session)


def test_two_removals_make_a_chain_that_the_last_lead_reads_through(office: Office):
    first = office.signed("sam")
    third = join_as(office.world, "third", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), third, type_words(office.at("jo"), third))
    lead_approvals.confirm_lead(office.at("deputy"), third, type_words(office.at("deputy"), third))
    remove(office, "deputy")
    second = office.signed("sam")
    suspend_member(office.at("jo"), third)
    remove_member(office.at("jo"), third)
    last = office.signed("sam")
    assert epochs(office, "jo") == [3, 2, 1]
    for concern_id in (first, second, last):
        assert not open_concern(office.at("jo"), concern_id).entries[0].refused
    assert differences(office) == ()


def test_a_removal_writes_as_many_rows_for_many_entries_as_for_few(office: Office):
    for _ in range(3):
        acknowledgements.acknowledge_concern(office.at("jo"), office.signed("sam"))
    suspend_member(office.at("jo"), office.id("deputy"))
    before = count_rows(office)
    sealed = (
        office.session.scalars(select(Wrap.blob)).all(),
        office.session.scalars(select(Card.blob)).all(),
    )
    remove_member(office.at("jo"), office.id("deputy"))
    after = count_rows(office)
    grown = {name: after[name] - before[name] for name in after}
    assert {name: more for name, more in grown.items() if more and name != "node"} == {
        "team_key": 1, "epoch_link": 1, "team_grant": 1, "leaf": 6, "checkpoint": 1,
    }, "two grants come and one goes, with a line for each"  # fmt: skip
    assert sealed == (
        office.session.scalars(select(Wrap.blob)).all(),
        office.session.scalars(select(Card.blob)).all(),
    )


def test_the_grants_of_who_left_are_gone_and_the_log_says_each_step(office: Office):
    before = len(office.events())
    fingerprint = office.at("deputy").keys.own.public.fingerprint
    remove(office, "deputy")
    held = office.session.scalars(
        select(TeamGrant.epoch).where(TeamGrant.member_fpr == fingerprint)
    ).all()
    assert held == []
    acts = [event.act for event in office.events()[before:]]
    wanted = [
        Action.MEMBER_SUSPENDED, Action.GRANT_REMOVED, Action.TEAM_CERTIFIED, Action.EPOCH_MADE,
        Action.GRANT_MADE, Action.GRANT_MADE, Action.MEMBER_REMOVED,
    ]  # fmt: skip
    assert [act for act in acts if act in set(wanted)] == wanted
    assert (
        "account_removed"
        in office.session.scalars(
            select(Outbox.template).where(Outbox.member_id == office.id("deputy"))
        ).all()
    )


def test_a_practitioner_is_removed_without_a_new_key_and_reinvited(office: Office):
    concern_id = office.signed("sam")
    remove(office, "sam")
    assert epochs(office, "jo") == [1]
    assert office.count(EpochLink) == 0
    assert member_page.load_member_page(office.at("jo"), office.id("sam")).stop.removed
    with pytest.raises(InvalidError) as refused:
        restore_member(office.at("jo"), office.id("sam"))
    assert "Invite the person again" in refused.value.problems[""]
    anew, _ = invites.invite_member(office.at("jo"), "sam@example.org", (Role.PRACTITIONER,))
    assert anew != office.id("sam")
    old = office.session.get_one(Member, office.id("sam"))
    assert old.email == f"{old.id}@removed.invalid"
    number = acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    assert number is None
    assert not any(one.refused for one in open_concern(office.at("jo"), concern_id).entries)
    author = office.at("sam").keys.own.public.fingerprint
    sealed = office.session.execute(
        select(Entry.number)
        .join(Wrap, Wrap.entry_id == Entry.id)
        .where(Wrap.recipient_fpr == author)
    )
    assert [row[0] for row in sealed] == [1], "nothing new is sealed to who was removed"
    assert differences(office) == ()


def test_a_head_is_removed_with_the_recovery_sheet_alone(office: Office):
    office.confirm_second_senior()
    about_staff = office.signed("sam", about="yes")
    suspend_member(office.at("jo"), office.id("senior"))
    for wrong in ("", "not the sheet"):
        with pytest.raises(InvalidError) as refused:
            remove_member(office.at("jo"), office.id("senior"), wrong)
        assert list(refused.value.problems) == ["sheet"]
    remove_member(office.at("jo"), office.id("senior"), sheet_of(office))
    assert epochs(office, "second_senior", Team.SENIORS) == [2, 1]
    assert epochs(office, "jo") == [1]
    later = office.signed("sam", about="yes")
    for concern_id in (about_staff, later):
        assert not open_concern(office.at("second_senior"), concern_id).entries[0].refused
    assert differences(office) == ()


def test_the_sheet_still_confirms_a_head_after_the_key_was_changed(office: Office):
    suspend_member(office.at("jo"), office.id("senior"))
    remove_member(office.at("jo"), office.id("senior"), sheet_of(office))
    robin, lead = office.id("second_senior"), office.at("jo")
    senior_approvals.confirm_senior(lead, robin, type_words(lead, robin))
    office.now += lead_proposals.WAITING_TIME
    seen = read_seen(office.at("jo"), robin)
    senior_approvals.grant_senior_access(office.at("jo"), robin, seen, sheet_of(office))
    concern_id = office.signed("sam", about="yes")
    assert not open_concern(office.at("second_senior"), concern_id).entries[0].refused


def test_six_words_and_a_lead_who_waits_go_on_across_the_change(office: Office):
    third = join_as(office.world, "third", (Role.LEAD,))
    words = member_confirmation.derive_own_six_words(office.world.uow("third"))
    lead_approvals.confirm_lead(office.at("jo"), third.id, type_words(office.at("jo"), third.id))
    office.confirm_second_senior()
    remove(office, "senior", sheet=sheet_of(office))
    remove(office, "deputy")
    assert member_confirmation.derive_own_six_words(office.world.uow("third")) == words
    (waiting,) = [one.seen for one in lead_proposals.list_pending_proposals(office.at("jo"))]
    lead_approvals.approve_lead(office.at("second_senior"), third.id, waiting)
    lead_approvals.grant_lead_access(office.at("jo"), third.id, waiting)
    assert epochs(office, "third") == [2, 1]


def test_a_lead_who_is_let_in_again_after_the_change_reads_on(office: Office):
    third = join_as(office.world, "third", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), third, type_words(office.at("jo"), third))
    lead_approvals.confirm_lead(office.at("deputy"), third, type_words(office.at("deputy"), third))
    suspend_member(office.at("jo"), third)
    remove(office, "deputy")
    stopped = [
        one for one in record_routing.list_possible_key_holders(office.at("sam")) if one.is_stopped
    ]
    assert [one.id for one in stopped] == [third], "they may be let in again, so can be ruled out"
    concern_id = office.signed("sam")
    restore_member(office.at("jo"), third)
    uow = office.world.uow()
    sessions.open_session(uow, sign_in(office, "third"))
    assert not open_concern(uow, concern_id).entries[0].refused


def test_only_a_stopped_account_of_someone_else_is_removed(office: Office):
    with pytest.raises(InvalidError) as refused:
        remove_member(office.at("jo"), office.id("deputy"))
    assert "Stop this account first" in refused.value.problems[""]
    with pytest.raises(NotFoundError):
        remove_member(office.at("jo"), office.id("jo"))
    remove(office, "deputy")
    remove_member(office.at("jo"), office.id("deputy"))  # pressed twice
    assert epochs(office, "jo") == [2, 1]


def test_everyone_who_leads_is_told_and_the_person_gets_an_email(office: Office):
    remove(office, "sam")
    for who in ("jo", "deputy", "senior"):
        uow = office.at(who)
        uow.key_log.refresh(uow.session, uow.org)
        told = [line.text for line in notice_lines.list_open_notices(uow)]
        assert any("removed Sam Lee" in text for text in told), told
    templates = select(Outbox.template).where(Outbox.member_id == office.id("sam"))
    assert list(office.session.scalars(templates)) == ["account_removed"]


def test_a_head_stopped_during_the_key_change_is_not_restored_by_a_lead(office: Office):
    office.confirm_second_senior()
    suspend_member(office.at("jo"), office.id("second_senior"))
    remove(office, "senior", sheet=sheet_of(office))
    with pytest.raises(InvalidError) as refused:
        restore_member(office.at("jo"), office.id("second_senior"))
    assert "Remove this account, then invite the person again" in refused.value.problems[""]
    remove_member(office.at("jo"), office.id("second_senior"), sheet_of(office))
    assert differences(office) == ()


def test_the_key_stays_while_someone_who_stays_cannot_be_verified(office: Office):
    third = join_as(office.world, "third", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), third, type_words(office.at("jo"), third))
    lead_approvals.confirm_lead(office.at("deputy"), third, type_words(office.at("deputy"), third))
    suspend_member(office.at("jo"), office.id("deputy"))
    spoiled = update(MemberKey).where(MemberKey.user_id == third)
    office.world.change(spoiled.values(roles=["practitioner"]))
    with pytest.raises(InvalidError) as refused:
        remove_member(office.at("jo"), office.id("deputy"))
    assert "Heard cannot check the details of someone else" in refused.value.problems[""]
    assert epochs(office, "jo") == [1]


def test_a_sheet_that_was_read_before_the_change_gives_no_older_key(office: Office):
    remove(office, "deputy")
    uow = office.at("jo")
    certification.demand_newest_key(uow, Team.LEADS, 2)
    with pytest.raises(InvalidError) as refused:
        certification.demand_newest_key(uow, Team.LEADS, 1)
    assert list(refused.value.problems) == ["sheet"]


def test_nobody_waits_to_be_a_lead_by_the_word_of_a_lead_who_was_stopped(office: Office):
    third = join_as(office.world, "third", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("deputy"), third, type_words(office.at("deputy"), third))
    (waiting,) = [one.seen for one in lead_proposals.list_pending_proposals(office.at("jo"))]
    suspend_member(office.at("jo"), office.id("deputy"))
    assert lead_proposals.list_pending_proposals(office.at("jo")) == ()
    with pytest.raises(InvalidError):
        lead_approvals.approve_lead(office.at("senior"), third, waiting)
    assert differences(office) == ()


def test_a_reader_by_name_who_was_removed_gets_no_more_email_about_it(office: Office):
    third = join_as(office.world, "third", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), third, type_words(office.at("jo"), third))
    lead_approvals.confirm_lead(office.at("deputy"), third, type_words(office.at("deputy"), third))
    named = Recipients.NAMED_LEADS
    concern_id = office.signed("sam", not_for=["senior", "jo"], choice=named)
    acknowledgements.acknowledge_concern(office.at("deputy"), concern_id)
    remove(office, "deputy")
    office.world.change(delete(Outbox))
    add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "He came again."))
    mailed = office.session.scalars(select(Outbox.member_id)).all()
    assert mailed == [third]


def test_who_comes_back_is_not_taken_for_the_account_that_was_removed(office: Office):
    name = office.session.get_one(Member, office.id("pat")).name
    remove(office, "pat")
    anew, _ = invites.invite_member(office.at("jo"), "pat@example.org", (Role.PRACTITIONER,))
    assert find_lookalike_names(office.at("jo"), anew, name) == ()


def test_someone_who_was_stopped_meanwhile_is_not_confirmed(office: Office):
    third = join_as(office.world, "third", (Role.PRACTITIONER,)).id
    member = office.session.get_one(Member, third)
    suspend_member(office.at("jo"), third)
    uow = office.at("jo")
    with pytest.raises(NotFoundError), uow.act():
        certification.is_certified(uow, member)


def test_a_key_row_of_a_practitioner_who_was_stopped_holds_up_no_removal(office: Office):
    suspend_member(office.at("jo"), office.id("pat"))
    pat = MemberKey.user_id == office.id("pat")
    office.world.change(update(MemberKey).where(pat).values(public=b"other"))
    remove(office, "deputy")
    assert epochs(office, "jo") == [2, 1]
