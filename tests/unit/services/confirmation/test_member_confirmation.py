"""Typed words: other words for any other key, a wrong one confirms nobody, three tries."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import delete, select

from app.domain.routing.actors import Role
from app.errors import InvalidError, NotFoundError, ThrottledError
from app.models.member import Throttle
from app.models.team import TeamGrant
from app.services.auth.throttle import WORDS_FOR_MEMBER
from app.services.confirmation import (
    lead_approvals,
    lead_proposals,
    member_confirmation,
    senior_approvals,
)
from app.services.confirmation.word_checks import TypedWords
from app.services.integrity import integrity_check
from app.services.members import member_lookup
from app.vault.principals import Secret
from app.vault.spoken_words import derive_six_words
from tests.support.club.club_setup import type_words, words_of
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office


def test_both_sides_have_the_same_six_words(world):
    senior = world.people["second_senior"].id
    shown = words_of(world.uow("jo"), senior)
    assert shown == member_confirmation.derive_own_six_words(world.uow("second_senior"))
    assert len(shown) == 6


def test_words_differ_when_the_member_key_or_either_team_key_differs(world):
    uow, other = world.uow("second_senior"), Secret.new().public.fingerprint
    own, pins = uow.keys.own.public.fingerprint, uow.keys.pins
    right = member_confirmation.derive_own_six_words(uow)
    for swapped in (
        (other, pins.leads, pins.seniors),
        (own, other, pins.seniors),
        (own, pins.leads, other),
        (own, pins.seniors, pins.leads),
    ):
        assert derive_six_words(*swapped) != right


def test_a_wrong_word_confirms_nobody_and_three_are_enough(office: Office):
    senior = office.id("second_senior")
    right = type_words(office.at("jo"), senior)
    misheard = TypedWords(right.places, f"{right.first}x", right.second)
    for wrong in (
        misheard,
        TypedWords((1, 6), right.first, right.second),
        TypedWords((2, 5), "", ""),
    ):
        with pytest.raises(InvalidError):
            senior_approvals.confirm_senior(office.at("jo"), senior, wrong)
    assert [event.act for event in office.events()].count("words.refused") == WORDS_FOR_MEMBER
    with pytest.raises(ThrottledError):
        senior_approvals.confirm_senior(office.at("deputy"), senior, right)
    assert lead_proposals.list_pending_proposals(office.at("jo")) == ()
    office.now += timedelta(minutes=15)
    senior_approvals.confirm_senior(office.at("jo"), senior, right)
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    assert waiting.id == senior


def test_a_cleared_count_of_wrong_words_gives_no_further_try(office: Office):
    """Someone who writes to the database deletes the row after each try. The log counts too."""
    senior = office.id("second_senior")
    right = type_words(office.at("jo"), senior)
    wrong = TypedWords(right.places, f"{right.first}x", right.second)
    for _ in range(WORDS_FOR_MEMBER):
        with pytest.raises(InvalidError):
            senior_approvals.confirm_senior(office.at("jo"), senior, wrong)
        office.world.change(delete(Throttle))
    with pytest.raises(ThrottledError):
        senior_approvals.confirm_senior(office.at("jo"), senior, right)
    assert integrity_check.find_all_differences(office.world.uow()) == (
        f"The count of wrong words about member {senior} is not what the log saw.",
    )


def test_case_spaces_and_accents_do_not_matter(world):
    senior, lead = world.people["second_senior"].id, world.uow("jo")
    right = type_words(lead, senior)
    typed = msgspec.structs.replace(right, first=f" {right.first.upper()} \u0301\n")
    senior_approvals.confirm_senior(lead, senior, typed)
    (waiting,) = lead_proposals.list_pending_proposals(lead)
    assert waiting.id == senior


def test_a_second_confirmation_changes_nothing(world):
    kit, lead = world.people["kit"].id, world.uow("jo")
    member_confirmation.confirm_staff(lead, (kit,))
    member_confirmation.confirm_staff(lead, (kit,))
    assert member_lookup.load_verified_key(lead, kit)
    assert world.uow("kit").keys.state.serial == 1


def test_a_senior_is_never_confirmed_as_another(world):
    lead, senior = world.uow("jo"), world.people["second_senior"].id
    for confirm in (lead_approvals.confirm_lead, member_confirmation.confirm_administrator):
        with pytest.raises(NotFoundError):
            confirm(lead, senior, type_words(lead, senior))
    with pytest.raises(NotFoundError):
        member_confirmation.confirm_staff(lead, (senior,))


def test_an_administrator_is_confirmed_by_words_and_reads_nothing(world):
    admin = join_as(world, "admin", (Role.ADMINISTRATOR,))
    lead = world.uow("jo")
    with pytest.raises(NotFoundError):
        member_confirmation.confirm_staff(lead, (admin.id,))
    member_confirmation.confirm_administrator(lead, admin.id, type_words(lead, admin.id))
    uow = world.uow("admin")
    assert uow.me.roles == (Role.ADMINISTRATOR, Role.PRACTITIONER)
    assert uow.me.team is None


def test_staff_who_are_confirmed_in_the_room_get_no_teams_key(world):
    member_confirmation.confirm_staff(world.uow("jo"), (world.people["kit"].id,))
    uow = world.uow("kit")
    assert (uow.me.confirmed, uow.me.roles, uow.me.team) == (True, (Role.PRACTITIONER,), None)
    held = select(TeamGrant).where(TeamGrant.user_id == world.people["kit"].id)
    assert uow.session.scalars(held).all() == []
