"""Someone who reads concerns gets a new account: until it is confirmed they can be ruled out."""

from __future__ import annotations

import pytest

from app.domain.record.entry_schema import Part
from app.domain.routing.recipients import Recipients
from app.errors import InvalidError, NotFoundError
from app.models.concern import Concern
from app.services.concerns import account_giver, record_routing
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import lead_approvals, lead_proposals
from app.services.contacts.ruled_out import find_people_not_to_tell
from app.services.drafts import draft_metadata
from app.services.members.member_lookup import GETS_NEW_ACCOUNT
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.club_setup import type_words
from tests.support.club.office import Office, record_parts
from tests.unit.services.suspension.test_account_replacement import at, join, replace

NAMED = (*record_parts(), Part("people", ("a1",), {"name_or_nickname": "Dele Okoro"}, item="a1"))


def approve(office: Office, member_id) -> None:
    """Let a second person approve a lead, and finish it."""
    (waiting,) = lead_proposals.list_pending_proposals(office.at("senior"))
    lead_approvals.approve_lead(office.at("senior"), member_id, waiting.seen)
    lead_approvals.grant_lead_access(office.at("jo"), member_id, waiting.seen)


def find_named(office: Office) -> list[tuple[object, str]]:
    """List whom the sign page asks about, by id and note."""
    named = record_routing.find_readers_to_ask_about(office.at("sam"), NAMED)
    offered = record_routing.list_excludable_readers(office.at("sam"), NAMED)
    assert named == offered[: len(named)]
    return [(one.id, one.note) for one in named]


@pytest.mark.both_databases
def test_a_lead_can_be_ruled_out_until_the_new_account_is_confirmed(office: Office):
    deputy = office.id("deputy")
    made = replace(office, "deputy")
    assert find_named(office) == [(deputy, GETS_NEW_ACCOUNT)], "not joined"
    token = join(office, made.code, "D. Okoro")
    assert find_named(office) == [(deputy, GETS_NEW_ACCOUNT)], "joined"
    lead_approvals.confirm_lead(
        office.at("jo"), made.member_id, type_words(office.at("jo"), made.member_id)
    )
    assert find_named(office) == [(deputy, GETS_NEW_ACCOUNT)], "waits for a second person"
    concern_id = office.signed("sam", not_for=["deputy"])
    assert office.session.get_one(Concern, concern_id).route == Recipients.SENIORS
    approve(office, made.member_id)
    with pytest.raises(NotFoundError):
        open_concern(at(office, token), concern_id)
    # From now on the new account stands there, also for the name of the old one.
    assert find_named(office) == [(made.member_id, "")]
    assert find_people_not_to_tell(office.at("sam"), {"sign": {"not_for": [str(deputy)]}}).ids == {
        made.member_id
    }
    with pytest.raises(InvalidError):
        office.signed("sam", not_for=["deputy"])


@pytest.mark.both_databases
def test_a_head_who_is_ruled_out_before_confirmation_opens_nothing(office: Office):
    office.confirm_second_senior()
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    made = replace(office, "second_senior", sheet)
    token = join(office, made.code, "Robin Vale")
    concern_id = office.signed("sam", about="yes", not_for=["second_senior"])
    assert office.session.get_one(Concern, concern_id).route == Recipients.NAMED_SENIORS
    office.make_senior(made.member_id, sheet)
    with pytest.raises(NotFoundError):
        open_concern(at(office, token), concern_id)


def test_no_one_who_gets_a_new_account_is_shown_as_a_reader(office: Office):
    replace(office, "sam")
    replace(office, "deputy")
    found = record_routing.list_possible_key_holders(office.at("pat"))
    assert [one.id for one in found if one.note == GETS_NEW_ACCOUNT] == [office.id("deputy")]
    file = open_concern(office.at("jo"), office.signed("pat"))
    readers = record_routing.find_record_readers(office.at("jo"), file.record)
    assert [one.id for one in readers] == [office.id("jo")]


def test_no_one_is_asked_about_someone_who_was_removed_again(office: Office):
    made = replace(office, "deputy")
    join(office, made.code, "Dele Okoro")
    suspend_member(office.at("jo"), made.member_id)
    assert find_named(office) == [(office.id("deputy"), GETS_NEW_ACCOUNT)]
    remove_member(office.at("jo"), made.member_id)
    assert find_named(office) == []


@pytest.mark.both_databases
def test_a_draft_stays_hidden_from_a_lead_ticked_before(office: Office):
    now, ticks = [{"danger_now": ["no"], "about_our_team": ["no"]}], {str(office.id("deputy"))}

    def find_audience() -> Recipients:
        uow = office.at("sam")
        known = record_routing.list_possible_key_holders(uow)
        ticked = draft_metadata._with_later_accounts(uow, ticks, known)
        return draft_metadata.find_draft_audience(now, ticked, known)

    assert find_audience() is Recipients.SENIORS
    made = replace(office, "deputy")
    assert find_audience() is Recipients.SENIORS
    join(office, made.code, "Dele Okoro")
    lead_approvals.confirm_lead(
        office.at("jo"), made.member_id, type_words(office.at("jo"), made.member_id)
    )
    approve(office, made.member_id)
    assert find_audience() is Recipients.SENIORS


@pytest.mark.both_databases
def test_someone_left_out_by_name_is_never_the_person_to_read_it_to(office: Office):
    office.confirm_second_senior()
    sheet, robin = encode_recovery_sheet(office.world.recovery_seed), office.id("second_senior")
    said = {"account_by": "somebody_else", "account_by_name": "Robin Vale"}
    parts = (Part("account", ("c1",), said),)

    def find(*readers):
        return account_giver.find_account_giver_to_ask(office.at("jo"), parts, [robin], readers)

    assert find() is None
    suspend_member(office.at("jo"), robin)
    assert find() is None, "stopped"
    made = replace(office, "second_senior", sheet)
    assert find() is None, "removed"
    join(office, made.code, "Robin Vale")
    office.make_senior(made.member_id, sheet)
    assert find(made.member_id) is None, "under the new account"
    others = account_giver.find_account_giver_to_ask(office.at("jo"), parts, [office.id("pat")])
    assert others is not None
    assert (others.name, others.member) == ("Robin Vale", True)
