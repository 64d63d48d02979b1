"""A lead changes what a colleague does in Heard; no one raises their own role."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, NotFoundError
from app.models.member import Member
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import lead_approvals, lead_proposals, role_change
from app.services.confirmation.role_change import NewRoles, change_roles, load_certified_roles
from app.services.confirmation.word_checks import TypedWords
from app.services.integrity.integrity_check import find_all_differences
from app.services.members.shown_names import load_shown_names
from app.services.notices import notice_lines
from app.services.suspension.member_suspension import suspend_member
from app.vault import session_tokens
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE, type_words
from tests.support.club.newcomers import confirm_as
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases

P = Role.PRACTITIONER


def roles_of(office: Office, who: str) -> frozenset[Role]:
    return load_certified_roles(office.at("jo"), office.id(who))


def change(office: Office, who: str, *chosen: Role, by: str = "jo", words: bool = False) -> None:
    uow, seen = office.at(by), roles_of(office, who)
    typed = type_words(uow, office.id(who)) if words else None
    change_roles(office.at(by), office.id(who), NewRoles(frozenset(chosen), seen), typed)


def notices(office: Office, who: str) -> list[str]:
    uow = office.at(who)
    uow.key_log.refresh(uow.session, uow.org)
    return [line.text.partition(",")[0] for line in notice_lines.list_open_notices(uow)]


def test_a_role_is_added_and_taken_away_and_everyone_concerned_is_told(office: Office):
    change(office, "sam", Role.AUDITOR)
    assert roles_of(office, "sam") == {P, Role.AUDITOR}
    assert office.world.uow("sam").me.name == "Sam Lee"
    change(office, "sam")
    assert roles_of(office, "sam") == {P}
    acts = [event.act for event in office.events()]
    assert acts.count(Action.ROLES_CHANGED) == 4
    assert "Jo Smith changed the roles of Sam Lee" in notices(office, "deputy")[0]
    assert notices(office, "sam") == ["Jo Smith changed your roles 2 times"]
    assert load_shown_names(office.at("jo"), (office.id("sam"),))[office.id("sam")].vouched
    assert find_all_differences(office.at("jo")) == ()


def test_a_lost_role_ends_their_sessions_and_a_new_one_does_not(office: Office):
    confirm_as(office.world, "ada", Role.ADMINISTRATOR, "Ada Moss")
    token = office.world.token("ada")
    change(office, "ada", Role.ADMINISTRATOR, Role.AUDITOR)
    assert sessions.open_session(office.world.uow(), token).actor is not None
    change(office, "ada", Role.AUDITOR)
    assert sessions.open_session(office.world.uow(), token).actor is None


def test_a_role_taken_away_during_sign_in_is_not_in_the_session(office: Office, monkeypatch):
    confirm_as(office.world, "ada", Role.ADMINISTRATOR, "Ada Moss")
    change(office, "ada", Role.ADMINISTRATOR, Role.AUDITOR)
    real = session_tokens.new_token

    def lose_role_meanwhile() -> str:
        change(office, "ada", Role.AUDITOR)
        return real()

    uow = office.world.uow()
    with monkeypatch.context() as late:
        late.setattr(session_tokens, "new_token", lose_role_meanwhile)
        slots = KdfSlots(office.world.data)
        token = sign_ins.sign_in(uow, slots, "ada@example.org", PASSPHRASE, "")
    visit = sessions.open_session(office.world.uow(), token)
    assert frozenset(visit.actor.roles) == roles_of(office, "ada")
    assert Role.ADMINISTRATOR not in visit.actor.roles


def test_an_administrator_is_confirmed_by_words(office: Office):
    with pytest.raises(InvalidError):
        change(office, "sam", Role.ADMINISTRATOR)
    wrong = TypedWords((1, 2), "wrong", "words")
    new = NewRoles(frozenset({Role.ADMINISTRATOR}), frozenset({P}))
    with pytest.raises(InvalidError):
        change_roles(office.at("jo"), office.id("sam"), new, wrong)
    assert roles_of(office, "sam") == {P}
    change(office, "sam", Role.ADMINISTRATOR, words=True)
    assert roles_of(office, "sam") == {P, Role.ADMINISTRATOR}


def test_no_one_changes_their_own_roles_or_those_of_someone_unknown(office: Office):
    new = NewRoles(frozenset({Role.AUDITOR}), frozenset({P}))
    for who in ("jo", "kit"):
        with pytest.raises(NotFoundError):
            change_roles(office.at("jo"), office.id(who), new)
    with pytest.raises(NotFoundError):
        change_roles(office.at("jo"), UUID(int=1), new)
    with pytest.raises(NotFoundError):
        lead_approvals.confirm_existing_member_as_lead(
            office.at("jo"), office.id("jo"), type_words(office.at("jo"), office.id("jo"))
        )
    suspend_member(office.at("jo"), office.id("sam"))
    with pytest.raises(NotFoundError):
        change_roles(office.at("jo"), office.id("sam"), new)


def test_a_head_or_chair_stays_one_whatever_is_chosen(office: Office):
    before = roles_of(office, "senior")
    change(office, "senior", Role.AUDITOR)
    assert roles_of(office, "senior") == before | {Role.AUDITOR}
    fresh = office.world.uow("senior")
    assert fresh.keys.team_secret(fresh.session, Team.SENIORS)
    change(office, "senior")
    assert roles_of(office, "senior") == before
    assert find_all_differences(office.at("jo")) == ()


def test_nothing_is_changed_of_a_lead_who_may_have_confirmed_the_other(office: Office):
    """Each would be certified by the other: a circle, which proves neither of them."""
    new = NewRoles(frozenset({Role.AUDITOR}), frozenset({P, Role.LEAD}))
    for by, who in (("deputy", "jo"), ("jo", "deputy")):
        with pytest.raises(InvalidError) as refused:
            change_roles(office.at(by), office.id(who), new)
        assert "cannot be changed" in refused.value.problems[""]
    office.world.uow("deputy")
    assert find_all_differences(office.at("jo")) == ()


def test_a_change_on_an_older_page_is_refused_and_twice_is_once(office: Office):
    seen = roles_of(office, "sam")
    change(office, "sam", Role.AUDITOR)
    change_roles(office.at("deputy"), office.id("sam"), NewRoles(frozenset({Role.AUDITOR}), seen))
    with pytest.raises(InvalidError) as refused:
        change_roles(
            office.at("deputy"), office.id("sam"), NewRoles(frozenset({Role.TRAINEE}), seen)
        )
    assert "Look again" in refused.value.problems[""]
    assert roles_of(office, "sam") == {P, Role.AUDITOR}


def promote(office: Office, by: str = "jo", who: str = "sam") -> bool:
    typed = type_words(office.at(by), office.id(who))
    return lead_approvals.confirm_existing_member_as_lead(
        office.at(by), office.id(who), typed, called=None
    )


def test_someone_of_the_team_becomes_a_lead_by_two_people(office: Office):
    change(office, "sam", Role.AUDITOR)
    concern_id = office.signed("pat")
    assert not promote(office)
    assert not promote(office), "pressed twice"
    assert roles_of(office, "sam") == {P, Role.AUDITOR}
    (waiting,) = lead_proposals.list_pending_proposals(office.at("deputy"))
    with pytest.raises(InvalidError):
        lead_approvals.approve_lead(office.at("jo"), office.id("sam"), waiting.seen)
    assert lead_approvals.approve_lead(office.at("deputy"), office.id("sam"), waiting.seen)
    assert roles_of(office, "sam") == {P, Role.AUDITOR, Role.LEAD}
    assert open_concern(office.world.uow("sam"), concern_id).record is not None
    assert lead_proposals.list_pending_proposals(office.at("jo")) == ()
    assert find_all_differences(office.at("jo")) == ()


def test_a_second_lead_who_types_the_words_too_is_the_approval(office: Office):
    assert not promote(office)
    assert promote(office, "deputy")
    assert Role.LEAD in roles_of(office, "sam")
    assert promote(office), "they are one already"


def test_roles_stay_while_someone_waits_to_be_a_lead(office: Office):
    promote(office)
    with pytest.raises(InvalidError) as refused:
        change(office, "sam", Role.AUDITOR)
    assert "waiting to be approved" in refused.value.problems[""]
    lead_approvals.stop_proposal(office.at("sam"), office.id("sam"))
    change(office, "sam", Role.AUDITOR)
    assert roles_of(office, "sam") == {P, Role.AUDITOR}


def test_a_head_or_chair_is_never_made_a_lead(office: Office):
    assert promote(office, who="senior"), "reads already, and nothing is changed"
    assert Role.LEAD not in roles_of(office, "senior")
    assert not role_change.can_become_lead(roles_of(office, "senior"))


def test_roles_written_into_a_row_give_nothing(office: Office):
    office.world.change(
        update(Member).where(Member.id == office.id("sam")).values(roles=["lead", "administrator"])
    )
    assert roles_of(office, "sam") == {P}
    assert office.world.uow("sam").me.roles == (P,)
    name = f"The row of member {office.id('sam')} does not have the roles that were certified."
    assert name in find_all_differences(office.at("jo"))
    change(office, "sam", Role.AUDITOR)
    assert find_all_differences(office.at("jo")) == ()
