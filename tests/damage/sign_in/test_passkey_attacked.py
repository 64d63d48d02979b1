"""Someone who writes to the database, or has the passphrase, tries to get past a passkey.

All passkeys of a member lie in one sealed row, and the log has its hash after each use. So a row
that is deleted, swapped, put back or made up opens nothing, and `log fsck` names it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.errors import ExpiredError, InvalidError, SecondStepNeededError, ThrottledError
from app.models.member import SecondFactor, Throttle
from app.services.auth import throttle
from app.services.auth.second_step import passkey_setup, step_setup
from app.services.auth.second_step.step_proofs import StepProof
from app.services.auth.second_step.step_refusals import WRONG_PASSKEY
from app.services.auth.second_step.waiting_sign_ins import STEP_CHANGED
from tests.damage.sign_in.test_second_step_attacked import (
    TABLE,
    find_differences,
    read_row,
    write_row,
)
from tests.support.club.office import Office
from tests.support.club.passkey_device import PasskeyDevice
from tests.support.club.second_steps import (
    add_passkey,
    ask_for_passkey,
    pass_by_passkey,
    pass_step,
    set_up_step,
    start_sign_in,
)


def enter(office: Office, who: str, device: PasskeyDevice, options: str = "") -> str:
    """Sign in with a device. `options`: what an earlier page asked, where this one asks nothing."""
    asked = start_sign_in(office, who)
    return pass_by_passkey(office, asked, device.use(ask_for_passkey(office, asked) or options))


def refuse(office: Office, asked: SecondStepNeededError | None, answer: str) -> str:
    """Return the words about a passkey that lets no one in."""
    with pytest.raises(InvalidError) as refused:
        pass_by_passkey(office, asked, answer)
    return refused.value.problems["code"]


@pytest.mark.both_databases
def test_a_deleted_swapped_or_restored_passkey_row_opens_nothing(office: Office):
    _, device = add_passkey(office, "sam")
    _, strange = add_passkey(office, "pat")
    before = read_row(office, "sam")
    assert enter(office, "sam", device)
    after, changed = read_row(office, "sam"), STEP_CHANGED.format(lead_title=office.org.lead_title)
    assert find_differences(office) == ()
    options = ask_for_passkey(office, start_sign_in(office, "sam"))
    obj = f"factor/{office.id('sam')}"
    differs = (f"The stored copy of {obj} is not what the log saw.",)
    for box in (before["box"], read_row(office, "pat")["box"], b"", bytes(200)):
        write_row(office, after, box=box)
        assert find_differences(office) == differs
        office.world.change(delete(Throttle))  # these tries count as others do
        asked = start_sign_in(office, "sam")
        assert ask_for_passkey(office, asked) == "", "it says nothing about the passkeys either"
        for one in (device, strange):
            assert refuse(office, asked, one.use(options)) == changed
    office.world.change(delete(TABLE).where(TABLE.c.user_id == office.id("sam")))
    assert find_differences(office) == (f"{obj} is in the log, but is no longer stored.",)
    assert refuse(office, start_sign_in(office, "sam"), device.use(options)) == changed
    write_row(office, after)
    assert enter(office, "sam", device)


@pytest.mark.both_databases
def test_a_removed_passkey_is_not_brought_back_by_its_old_row(office: Office):
    step, device = add_passkey(office, "sam")
    add_passkey(office, "sam", step.token, step.codes[0])
    before, options = read_row(office, "sam"), ask_for_passkey(office, start_sign_in(office, "sam"))
    removed = step_setup.load_step_setup(step.seat()).passkeys[0].id
    proof = StepProof(step.codes[1])
    passkey_setup.remove_passkey(step.seat(), step.token, removed, proof)
    asked = start_sign_in(office, "sam")
    assert refuse(office, asked, device.use(options)) == WRONG_PASSKEY
    write_row(office, before)
    assert "outside Heard" in refuse(office, asked, device.use(options))
    assert len(find_differences(office)) == 1


def test_a_row_that_someone_made_up_lets_no_one_in_by_their_own_passkey(office: Office):
    """Not to the account of someone without a second step, nor of one who has an app."""
    _, device = add_passkey(office, "sam")
    options = ask_for_passkey(office, start_sign_in(office, "sam"))
    row, app = read_row(office, "sam"), set_up_step(office, "deputy")
    theirs = read_row(office, "deputy")
    for who in ("pat", "deputy"):
        write_row(office, {**row, "id": office.id(who), "user_id": office.id(who)})
    assert start_sign_in(office, "pat") is None, "the log has no second step of theirs"
    asked = start_sign_in(office, "deputy")
    assert ask_for_passkey(office, asked) == ""
    assert refuse(office, asked, device.use(options)) == STEP_CHANGED.format(
        lead_title=office.org.lead_title
    )
    named = {
        f"The stored copy of factor/{office.id(who)} is not what the log saw."
        for who in ("pat", "deputy")
    }
    assert set(find_differences(office)) == named
    write_row(office, theirs)
    assert pass_step(office, start_sign_in(office, "deputy"), app.codes[0])


@pytest.mark.both_databases
def test_an_answer_counts_once_though_row_and_counts_are_put_back(office: Office):
    _, device = add_passkey(office, "sam", device=PasskeyDevice(counts=False))
    before, asked = read_row(office, "sam"), start_sign_in(office, "sam")
    answer = device.use(ask_for_passkey(office, asked))
    assert pass_by_passkey(office, asked, answer)
    with pytest.raises(ExpiredError):
        pass_by_passkey(office, asked, answer)
    write_row(office, before)
    office.world.change(delete(Throttle))
    assert "outside Heard" in refuse(office, asked, answer)


def test_no_passkey_of_someone_else_opens_an_account(office: Office):
    add_passkey(office, "sam")
    _, strange = add_passkey(office, "pat")
    asked = start_sign_in(office, "sam")
    assert refuse(office, asked, strange.use(ask_for_passkey(office, asked))) == WRONG_PASSKEY


def test_wrong_passkeys_from_one_place_wait_as_wrong_passphrases_do(office: Office):
    step, device = add_passkey(office, "sam")
    asked = start_sign_in(office, "sam")
    options = ask_for_passkey(office, asked)
    for _ in range(throttle.TRIES_FOR_ACCOUNT):
        assert refuse(office, asked, PasskeyDevice().use(options)) == WRONG_PASSKEY
    with pytest.raises(ThrottledError):
        pass_by_passkey(office, asked, device.use(options))
    assert pass_by_passkey(office, asked, device.use(options), "198.51.100.7")
    office.now += throttle.WINDOW + timedelta(minutes=1)
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[0])


def test_nothing_of_a_passkey_lies_in_a_readable_column(office: Office):
    _, device = add_passkey(office, "sam")
    stored = office.session.execute(select(SecondFactor.__table__)).one()
    held = b"".join(one if isinstance(one, bytes) else str(one).encode() for one in stored)
    number = device.key.public_key().public_numbers().x.to_bytes(32, "big")
    for secret in (b"Phone of sam", device.credential, number, b"localhost"):
        assert secret not in held
