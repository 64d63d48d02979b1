"""A second step: set up, asked for after the passphrase, each code once, and turned off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import ExpiredError, InvalidError, SecondStepNeededError
from app.services.auth import recovery_cards, sessions, sign_ins
from app.services.auth.second_step import step_codes, step_setup
from app.services.auth.second_step.step_proofs import StepProof
from app.services.auth.second_step.step_refusals import (
    CLOCK_WAS_AHEAD,
    NOT_A_CODE,
    USED_CODE,
    WRONG_CODE,
    WRONG_RECOVERY,
    RefusedStepError,
    StepFault,
)
from app.services.integrity import integrity_check
from app.services.notices import notice_lines
from audit.actions import Action
from tests.support.club.office import Office
from tests.support.club.second_steps import HERE, pass_step, set_up_step, start_sign_in, take_seat

RFC_SECRET = b"12345678901234567890"
RFC_CODES = [(1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")]
NEW = "velvet tractor sunday lemon"
"""Appendix B of the RFC, for SHA-1: the last six of its eight digits."""


def count_acts(office: Office, action: Action) -> int:
    return [event.act for event in office.events()].count(action)


def is_signed_in(office: Office, token: str) -> bool:
    uow = office.world.uow()
    sessions.open_session(uow, token)
    return uow.actor is not None


@pytest.mark.parametrize(("seconds", "digits"), RFC_CODES)
def test_codes_are_those_of_rfc_6238_and_count_one_step_either_side(seconds, digits):
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_codes.find_matching_time_step(RFC_SECRET, digits[2:], at) == seconds // 30
    for off, is_right in ((30, True), (-30, True), (60, False), (-60, False)):
        step = step_codes.find_matching_time_step(
            RFC_SECRET, digits[2:], at + timedelta(seconds=off)
        )
        assert (step is not None) == is_right, off


def test_only_wrong_codes_count_as_tries_and_only_wrong_digits_everywhere():
    refused = [RefusedStepError(fault) for fault in StepFault]
    guesses = {one.fault for one in refused if one.is_guess}
    assert guesses == {
        StepFault.WRONG_DIGITS,
        StepFault.WRONG_RECOVERY,
        StepFault.WRONG_PASSKEY,
    }
    assert [one.fault for one in refused if one.is_digits] == [StepFault.WRONG_DIGITS]


def test_a_code_is_asked_for_and_works_once(office):
    assert start_sign_in(office, "sam") is None, "without a second step no one is asked"
    step = set_up_step(office, "sam")
    asked = start_sign_in(office, "sam")
    with pytest.raises(InvalidError) as used:
        pass_step(office, asked, step.show_code())
    assert used.value.problems == {"code": USED_CODE}, "that of the set-up"
    office.now += timedelta(seconds=30)
    code, uow = step.show_code(), office.world.uow()
    token = pass_step(office, asked, f" {code[:3]} {code[3:]}\n")
    assert sessions.open_session(uow, token) is not None
    assert uow.me.id == office.id("sam")
    for wrong, words in (
        (code, USED_CODE),
        ("abcd-efgh-jkm", WRONG_RECOVERY),
        ("000000", WRONG_CODE),
    ):
        with pytest.raises(InvalidError) as refused:
            pass_step(office, start_sign_in(office, "sam"), wrong)
        assert refused.value.problems == {"code": words}
    assert count_acts(office, Action.FACTOR_USED) == 1
    assert integrity_check.find_all_differences(office.at("jo")) == ()


def test_a_recovery_code_works_once_and_its_owner_is_told(office):
    step = set_up_step(office, "sam")
    assert len(set(step.codes)) == step_codes.RECOVERY_CODES
    first = step.codes[3]
    assert pass_step(office, start_sign_in(office, "sam"), f" {first.upper()} ".replace("-", "–"))
    with pytest.raises(InvalidError):
        pass_step(office, start_sign_in(office, "sam"), first)
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[4])
    left = step_setup.load_step_setup(step.seat()).recovery_codes_left
    assert left == step_codes.RECOVERY_CODES - 2
    lines = [line.text for line in notice_lines.list_all_notices(step.seat())]
    words = "2 recovery codes of your account were used"
    assert any(line.startswith(words) for line in lines), lines


def test_a_sign_in_waits_five_minutes_in_one_browser(office):
    step = set_up_step(office, "sam")
    asked, other = start_sign_in(office, "sam"), start_sign_in(office, "sam")
    mixed = SecondStepNeededError(other.token, asked.waiting)
    spoiled = SecondStepNeededError(asked.token, asked.waiting[:-2] + "é")
    for strange in (mixed, spoiled):
        with pytest.raises(ExpiredError):
            pass_step(office, strange, step.codes[0])
    office.now += timedelta(minutes=5)
    with pytest.raises(ExpiredError):
        pass_step(office, asked, step.codes[0])
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[0]), "it was not used up"


def test_a_recovery_card_does_not_skip_the_second_step(office):
    step = set_up_step(office, "sam")
    recovery_cards.make_recovery_card(step.seat(), step.token)
    card = step.seat().keys.state.showing[-1][1]
    slots = recovery_cards.KdfSlots(office.world.data)
    with pytest.raises(SecondStepNeededError) as asked:
        recovery_cards.reset_passphrase_and_sign_in(
            office.world.uow(), slots, "sam@example.org", card, NEW, HERE
        )
    uow = office.world.uow()
    assert sessions.open_session(uow, pass_step(office, asked.value, step.codes[0]))
    assert uow.keys.state.stepped_up_at is not None
    assert not isinstance(uow.keys.state.stepped_up_at, datetime), "no passphrase was typed"


def test_turning_it_off_tells_its_owner_and_of_a_lead_everyone(office):
    lead, sam = set_up_step(office, "jo"), set_up_step(office, "sam")
    for step in (lead, sam):
        for code, words in (
            ("", NOT_A_CODE),
            ("abcd", WRONG_RECOVERY),
            ("000000", WRONG_CODE),
            (step.show_code(), USED_CODE),
        ):
            with pytest.raises(InvalidError) as refused:
                step_setup.turn_off_own_step(step.seat(), step.token, StepProof(code))
            assert refused.value.problems == {"current": words}
        step_setup.turn_off_own_step(step.seat(), step.token, StepProof(step.codes[0]))
        step_setup.turn_off_own_step(step.seat(), step.token, StepProof())  # pressed twice
    assert count_acts(office, Action.FACTOR_REMOVED) == 2
    assert start_sign_in(office, "jo") is start_sign_in(office, "sam") is None
    told = {
        who: [line.text for line in notice_lines.list_all_notices(office.at(who))]
        for who in ("jo", "sam", "senior")
    }
    own = "You turned off the second step of your account"
    assert any(line.startswith(own) for line in told["jo"]), told
    assert any(line.startswith(own) for line in told["sam"]), told
    of_jo = [line for line in told["senior"] if "turned off the second step" in line]
    assert len(of_jo) == 1
    assert "Jo" in of_jo[0]


def test_set_up_counts_only_once_a_code_was_typed(office):
    token = office.world.token("sam")
    with pytest.raises(InvalidError):
        step_setup.finish_step_setup(
            take_seat(office, token), token, "000000"
        )  # nothing is shown yet
    with pytest.raises(InvalidError):
        step_setup.finish_step_setup(take_seat(office, token), token, "000000")
    assert start_sign_in(office, "sam") is None
    first = set_up_step(office, "sam")
    with pytest.raises(InvalidError):
        set_up_step(office, "sam", first.token)
    second = set_up_step(office, "sam", first.token, first.codes[1])
    assert first.secret != second.secret
    for old in (first.codes[0], first.show_code()):
        with pytest.raises(InvalidError):
            pass_step(office, start_sign_in(office, "sam"), old)
    assert pass_step(office, start_sign_in(office, "sam"), second.codes[0])


def test_setting_it_up_ends_every_other_session(office):
    """A thief who has the passphrase may be in already, and could keep that session going."""
    sam = office.world.people["sam"]
    before = sign_ins.verify_and_start_session(office.world.uow(), sam.id, sam.seed, sam.pins)
    assert is_signed_in(office, before)
    step = set_up_step(office, "sam")
    assert not is_signed_in(office, before)
    assert is_signed_in(office, step.token)


def test_after_a_fast_clock_a_recovery_code_brings_the_digits_back(office):
    office.now += timedelta(days=1)
    step = set_up_step(office, "sam")
    office.now -= timedelta(days=1)
    with pytest.raises(InvalidError) as refused:
        pass_step(office, start_sign_in(office, "sam"), step.show_code())
    assert refused.value.problems == {"code": CLOCK_WAS_AHEAD}
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[0])
    office.now += timedelta(minutes=2)
    assert pass_step(office, start_sign_in(office, "sam"), step.show_code())
