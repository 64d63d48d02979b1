"""A passkey that opens an account alone: turned on, signed in with, renewed and turned off."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import select

from app.errors import (
    AccountStoppedError,
    ExpiredError,
    InvalidError,
    NotFoundError,
    StepUpNeededError,
    ThrottledError,
)
from app.models.member import Lock, SecondFactor
from app.services.auth import sessions, step_up, throttle
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.second_step import (
    passkey_lock_setup,
    passkey_locks,
    passkey_setup,
    step_removal,
    step_setup,
)
from app.services.auth.second_step.passkey_lock_setup import CANNOT_ALONE, NOTHING_GIVEN
from app.services.auth.second_step.passkey_sign_ins import NOT_ALONE
from app.services.auth.second_step.passkey_use import PasskeyAnswer
from app.services.auth.second_step.step_proofs import TOO_OLD, StepProof
from app.services.auth.second_step.step_refusals import WRONG_PASSKEY
from app.services.integrity import integrity_check
from app.services.members import own_account
from app.services.notices import notice_lines
from app.services.server_checks.secret_place import find_old_locks
from app.services.suspension import member_suspension
from app.vault import locks
from audit.actions import Action
from tests.support.club.changed_secret import reopen, rotate
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office
from tests.support.club.passkey_device import HOME, PasskeyDevice
from tests.support.club.second_steps import (
    BROWSER,
    HERE,
    Step,
    add_alone_passkey,
    add_passkey,
    ask_at_door,
    enter_alone,
    make_uow,
    open_seat,
    pass_step,
    send_alone,
    set_passkey_alone,
    set_up_step,
    start_sign_in,
)

NEW = "nine violet otters hum quietly"


def list_acts(office: Office) -> list[Action]:
    return [event.act for event in office.events()]


def read_lock_kinds(office: Office, who: str) -> set[str]:
    kinds = select(Lock.kind).where(Lock.user_id == office.id(who))
    return set(office.session.scalars(kinds))


def list_alone(step: Step) -> list[str]:
    with open_seat(step.office, step.token) as seat:
        return [one.name for one in passkey_lock_setup.list_own_alone_passkeys(seat)]


def refuse(office: Office, device: PasskeyDevice, **changes: str) -> None:
    """The passkey lets no one in alone, in the same words whatever is wrong."""
    with pytest.raises(InvalidError) as refused:
        enter_alone(office, device, **changes)
    assert refused.value.problems == {"": NOT_ALONE}


def test_a_passkey_signs_in_alone_and_the_log_says_so(office):
    _, device, passkey_id = add_alone_passkey(office, "sam")
    before, uow = len(office.events()), office.world.uow()
    asked = ask_at_door(office)
    token = enter_alone(office, device, asked)
    assert sessions.open_session(uow, token) is not None
    assert uow.me.id == office.id("sam")
    acts = list_acts(office)[before:]
    assert acts == [Action.FACTOR_PASSKEY_ALONE, Action.SIGNED_IN]
    assert read_lock_kinds(office, "sam") == {"passphrase", f"passkey/{passkey_id}"}
    assert integrity_check.find_all_differences(office.at("jo")) == ()
    with pytest.raises(ExpiredError):  # the same page again
        send_alone(
            office,
            asked,
            PasskeyAnswer(device.use(asked.options), HOME, device.derive_output(asked.options)),
        )
    assert enter_alone(office, device), "another page"


def test_the_door_asks_everyone_the_same(office):
    """No name, no passkey and no account: random bytes and one salt of the organisation."""
    before = json.loads(ask_at_door(office).options)
    add_alone_passkey(office, "sam")
    after = json.loads(ask_at_door(office).options)
    assert before.pop("challenge") != after.pop("challenge")
    assert before == after
    assert after["allowCredentials"] == []
    assert after["userVerification"] == "required"
    assert len(after["extensions"]["prf"]["eval"]["first"]) == 43


def test_a_session_by_passkey_is_no_step_up_and_the_passphrase_is(office):
    _, device, _ = add_alone_passkey(office, "jo")
    token = enter_alone(office, device)
    with make_uow(office) as uow:
        sessions.open_session(uow, token)
        uow.step_up_mark = uow.keys.make_step_up_mark(uow.server)
        assert not step_up.has_stepped_up(uow)
        with pytest.raises(StepUpNeededError):
            step_up.demand_step_up(uow)
        slots = KdfSlots(office.world.data, 4)
        step_up.step_up(uow, slots, PASSPHRASE, token)
        assert step_up.has_stepped_up(uow)


def test_a_passkey_that_is_a_second_step_only_does_not_sign_in_alone(office):
    step, device = add_passkey(office, "sam")
    refuse(office, device)
    assert list_alone(step) == []
    set_passkey_alone(step, device)
    assert list_alone(step) == ["Phone of sam"]
    assert enter_alone(office, device)


def refuse_turning_on(
    step: Step, passkey_id: UUID, given: PasskeyAnswer | None, sealed: str
) -> str:
    """Return the words about an answer that turns nothing on."""
    with open_seat(step.office, step.token) as seat, pytest.raises(InvalidError) as refused:
        passkey_lock_setup.let_passkey_open_alone(seat, step.token, passkey_id, given, sealed)
    return refused.value.problems[""]


def test_turning_it_on_takes_the_passphrase_and_an_answer_of_that_passkey(office):
    step, device = add_passkey(office, "sam")
    _, other = add_passkey(office, "sam", step.token, step.codes[0])
    with open_seat(office, step.token) as seat:
        first = step_setup.load_step_setup(seat).passkeys[0].id
        page = passkey_lock_setup.load_alone_page(seat, step.token, HOME, first)
    assert len(json.loads(page.request)["allowCredentials"]) == 1
    assert not page.is_alone
    output, sealed = device.derive_output(page.request), page.sealed
    good = PasskeyAnswer(device.use(page.request), HOME, output)
    strange = PasskeyAnswer(other.use(page.request), HOME, output)
    unnamed = PasskeyAnswer(PasskeyDevice(remembers=False).use(page.request), HOME, output)
    tries = (
        (None, sealed, NOTHING_GIVEN),
        (msgspec.structs.replace(good, output=""), sealed, NOTHING_GIVEN),  # a form that waited
        (msgspec.structs.replace(good, output=output[:8]), sealed, CANNOT_ALONE),
        (unnamed, sealed, CANNOT_ALONE),  # the sign-in page could not ask for it
        (good, sealed[:-8], TOO_OLD),
        (strange, sealed, WRONG_PASSKEY),
    )
    for given, box, words in tries:
        assert refuse_turning_on(step, first, given, box) == words
    seat = office.world.uow()
    sessions.open_session(seat, step.token)
    with pytest.raises(StepUpNeededError):  # a stolen cookie, with no mark
        passkey_lock_setup.let_passkey_open_alone(seat, step.token, first, good, sealed)
    assert Action.PASSKEY_LOCK_SET not in list_acts(office)


def test_its_owner_is_told_when_it_is_turned_on_and_off(office):
    step, device, passkey_id = add_alone_passkey(office, "sam")
    with open_seat(office, step.token) as seat:
        passkey_lock_setup.end_passkey_alone(seat, step.token, passkey_id)
    for _ in range(2):  # pressed twice
        with open_seat(office, step.token) as seat:
            passkey_lock_setup.end_passkey_alone(seat, step.token, passkey_id)
    lines = [line.text for line in notice_lines.list_all_notices(step.seat())]
    for words in ("was set to sign in to your account alone", "stopped signing in to your account"):
        assert any(words in line for line in lines), lines
    assert list_acts(office).count(Action.PASSKEY_LOCK_REMOVED) == 1
    with open_seat(office, step.token) as seat, pytest.raises(NotFoundError):
        passkey_lock_setup.end_passkey_alone(seat, step.token, uuid4())
    refuse(office, device)
    assert start_sign_in(office, "sam"), "it is a second step still"


def end_by_removing(step: Step, passkey_id) -> None:
    with open_seat(step.office, step.token) as seat:
        passkey_setup.remove_passkey(seat, step.token, passkey_id, StepProof(step.codes[0]))


def end_by_turning_off(step: Step, _passkey_id) -> None:
    with open_seat(step.office, step.token) as seat:
        step_setup.turn_off_own_step(seat, step.token, StepProof(step.codes[0]))


def end_by_lead(step: Step, _passkey_id) -> None:
    step_removal.turn_off_colleague_step(step.office.at("jo"), step.office.id("sam"))


def end_by_stopping(step: Step, passkey_id) -> None:
    with open_seat(step.office, step.token) as seat:
        passkey_lock_setup.end_passkey_alone(seat, step.token, passkey_id)


def is_open(office: Office, token: str) -> bool:
    with make_uow(office) as uow:
        opened = sessions.open_session(uow, token)
        return opened is not None and opened.actor is not None


ENDS = [end_by_removing, end_by_turning_off, end_by_lead, end_by_stopping]


@pytest.mark.parametrize("end", ENDS)
def test_who_signed_in_with_its_device_is_signed_out_when_it_ends(office, end):
    step, device, passkey_id = add_alone_passkey(office, "sam")
    finder = enter_alone(office, device)
    assert is_open(office, finder)
    end(step, passkey_id)
    assert not is_open(office, finder)
    assert is_open(office, step.token) == (end is not end_by_lead), "the owner's own goes on"


def test_removing_a_passkey_that_is_a_second_step_only_signs_no_one_out(office):
    step, device, _ = add_alone_passkey(office, "sam")
    _, plain = add_passkey(office, "sam", step.token, step.codes[0])
    with open_seat(office, step.token) as seat:
        other_id = step_setup.load_step_setup(seat).passkeys[1].id
    kept = enter_alone(office, device)
    end_by_removing(Step(office, step.token, b"", step.codes[1:]), other_id)
    assert is_open(office, kept)


def test_a_passkey_hidden_by_an_older_row_ends_with_a_new_passphrase(office):
    """Its owner cannot see it in the list, so they could not stop it there."""
    step, _ = add_passkey(office, "sam")
    row = select(SecondFactor).where(SecondFactor.user_id == office.id("sam"))
    with open_seat(office, step.token) as seat:
        older = seat.session.scalars(row).one().box
    _, second = add_passkey(office, "sam", step.token, step.codes[0])
    set_passkey_alone(step, second)
    finder = enter_alone(office, second)
    with open_seat(office, step.token) as seat:
        seat.session.scalars(row).one().box = older
        seat.session.commit()
    with open_seat(office, step.token) as seat:
        passkey_lock_setup.end_unlisted_passkeys(seat, step.token)
    assert read_lock_kinds(office, "sam") == {"passphrase"}
    assert not is_open(office, finder)
    with open_seat(office, step.token) as seat:
        passkey_lock_setup.end_unlisted_passkeys(seat, step.token)
    assert list_acts(office).count(Action.PASSKEY_LOCK_REMOVED) == 1, (
        "nothing to do the second time"
    )


@pytest.mark.parametrize("end", [end_by_removing, end_by_turning_off, end_by_lead])
def test_no_lock_outlives_the_second_step_that_it_belongs_to(office, end):
    step, device, passkey_id = add_alone_passkey(office, "sam")
    end(step, passkey_id)
    assert read_lock_kinds(office, "sam") == {"passphrase"}
    assert list_acts(office).count(Action.PASSKEY_LOCK_REMOVED) == 1
    refuse(office, device)
    assert start_sign_in(office, "sam") is None
    assert integrity_check.find_all_differences(office.at("jo")) == ()


def test_another_passkey_goes_on_when_one_is_removed(office):
    step, first, first_id = add_alone_passkey(office, "sam")
    _, second = add_passkey(office, "sam", step.token, step.codes[0])
    second_id = set_passkey_alone(step, second)
    end_by_removing(Step(office, step.token, b"", step.codes[1:]), first_id)
    assert read_lock_kinds(office, "sam") == {"passphrase", f"passkey/{second_id}"}
    refuse(office, first)
    assert enter_alone(office, second)
    set_up_step(office, "sam", step.token, step.codes[2])
    assert enter_alone(office, second), "a new app does not change that"


def test_a_new_passphrase_leaves_it_as_it_is(office):
    step, device, _ = add_alone_passkey(office, "sam")
    slots = KdfSlots(office.world.data, 4)
    with open_seat(office, step.token) as seat:
        own_account.change_passphrase(seat, slots, PASSPHRASE, NEW, step.token, "")
    assert enter_alone(office, device)


def test_an_account_that_was_stopped_starts_again_by_passphrase(office):
    _, device, _ = add_alone_passkey(office, "sam")
    member_suspension.suspend_member(office.at("jo"), office.id("sam"))
    with pytest.raises(AccountStoppedError) as refused:
        enter_alone(office, device)
    (words,) = refused.value.problems.values()
    assert "stopped your account" in words
    refuse(office, device, output="A" * 43)
    member_suspension.restore_member(office.at("jo"), office.id("sam"))
    refuse(office, device)  # the device may be why the account was stopped
    assert start_sign_in(office, "sam"), "it is a second step still"


def test_a_page_counts_for_five_minutes_in_one_browser(office):
    _, device, _ = add_alone_passkey(office, "sam")
    asked = ask_at_door(office)
    given = PasskeyAnswer(device.use(asked.options), HOME, device.derive_output(asked.options))
    with pytest.raises(ExpiredError):
        send_alone(office, asked, given, HERE, "another browser's")
    office.now += timedelta(minutes=5)
    with pytest.raises(ExpiredError):
        send_alone(office, asked, given, HERE, BROWSER)


def test_wrong_answers_wait_and_keep_no_passphrase_out(office):
    step, device, _ = add_alone_passkey(office, "sam")
    for _ in range(throttle.TRIES_FOR_ACCOUNT):
        refuse(office, device, output="A" * 43)
    with pytest.raises(ThrottledError):
        enter_alone(office, device)
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[0])
    assert enter_alone(office, device, address="198.51.100.7")
    office.now += throttle.WINDOW + timedelta(minutes=1)
    assert enter_alone(office, device)


def test_after_a_new_server_secret_the_lock_is_renewed_at_the_next_use(office):
    _, device, passkey_id = add_alone_passkey(office, "sam")
    office.session.rollback()
    assert rotate(office.world).exit_code == 0
    club = reopen(office)
    try:
        before = len(club.events())
        for _ in range(2):
            assert enter_alone(club, device)
        assert list_acts(club)[before:].count(Action.LOCK_RENEWED) == 1
        kind = passkey_locks.name_lock_kind(passkey_id)
        blob = club.session.scalars(select(Lock.blob).where(Lock.kind == kind)).one()
        assert locks.read_pepper_generation(blob) == 2
        assert integrity_check.find_all_differences(club.at("jo")) == ()
    finally:
        club.world.close()


def test_doctor_says_that_a_passkey_leaves_an_old_passphrase_lock(office):
    _, device, _ = add_alone_passkey(office, "sam")
    office.session.rollback()
    assert rotate(office.world).exit_code == 0
    club = reopen(office)
    try:
        (before,) = find_old_locks(club.session, 2)
        assert enter_alone(club, device)
        (after,) = find_old_locks(club.session, 2)
        count = len(club.world.people)
        for said in (before, after):
            assert f"{count} people have not signed in with their passphrase since." in said
        assert "passkey" not in before
        assert "1 of them uses a passkey that signs in alone, which does not change that." in after
        assert tuple(find_old_locks(club.session, 1)) == ()
    finally:
        club.world.close()


def test_a_repr_shows_nothing_of_what_opens_the_account(office):
    given = PasskeyAnswer("an answer", HOME, "A" * 43)
    assert "AAAA" not in repr(given)
