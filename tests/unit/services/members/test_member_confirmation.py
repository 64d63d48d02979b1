"""Six words: the same on both screens, other words for any other key, no confirming unread."""

from __future__ import annotations

import pytest

from app.errors import InvalidError, NotFoundError
from app.services.members import member_confirmation, member_lookup
from app.vault.principals import Secret
from app.vault.recovery import sheet_text
from app.vault.spoken_words import derive_six_words
from tests.support.club.club_setup import words_of


def test_both_sides_read_the_same_six_words(world):
    senior = world.people["second_senior"].id
    shown = member_confirmation.derive_six_words_to_compare(world.uow("jo"), senior)
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


def test_words_that_are_not_the_ones_on_the_screen_confirm_nobody(world):
    senior, lead = world.people["second_senior"].id, world.uow("jo")
    sheet, words = sheet_text(world.recovery_seed), words_of(lead, senior)
    for wrong in ("", " ", "-", "one two three four five six", words.rpartition(" ")[0], words * 2):
        with pytest.raises(InvalidError):
            member_confirmation.confirm_senior(lead, senior, sheet, wrong)
        assert not member_lookup.load_member(lead, senior).confirmed
    member_confirmation.confirm_senior(lead, senior, sheet, words)
    assert member_lookup.load_member(lead, senior).confirmed


def test_a_second_confirmation_changes_nothing(world):
    kit, lead = world.people["kit"].id, world.uow("jo")
    member_confirmation.confirm_staff(lead, (kit,))
    member_confirmation.confirm_staff(lead, (kit,))
    assert member_lookup.load_verified_key(lead, kit)
    assert world.uow("kit").keys.state.serial == 1


def test_a_senior_is_never_confirmed_as_a_lead(world):
    lead, senior = world.uow("jo"), world.people["second_senior"].id
    with pytest.raises(NotFoundError):
        member_confirmation.confirm_lead(lead, senior, words_of(lead, senior))
