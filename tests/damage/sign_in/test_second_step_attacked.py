"""Someone who writes to the database, or has the passphrase, tries to get past a second step.

The log says that there is one. Whatever they do to its row, sign-in asks for a code, and `log fsck`
names the row. A code counts once, guessing ends, and between the two steps there is no session.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select

from app.errors import InvalidError, SecondStepNeededError, ThrottledError
from app.models.audit_log import Checkpoint, Leaf
from app.models.member import SecondFactor, SignIn, Throttle
from app.services.auth import sessions, throttle
from app.services.auth.second_step.step_refusals import (
    TOO_MANY_CODES,
    USED_CODE,
    WRONG_CODE,
    WRONG_RECOVERY,
)
from app.services.auth.second_step.waiting_sign_ins import STEP_CHANGED
from app.services.confirmation.step_removal_by_sheet import turn_off_second_step_with_sheet
from app.services.integrity import integrity_check
from app.services.notices import notice_lines
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.office import Office
from tests.support.club.second_steps import (
    Step,
    make_uow,
    pass_step,
    set_up_step,
    start_sign_in,
)

TABLE = SecondFactor.__table__


def read_row(office: Office, who: str) -> dict[str, object]:
    found = office.session.execute(select(TABLE).where(TABLE.c.user_id == office.id(who)))
    return dict(found.one()._mapping)


def write_row(office: Office, row: dict[str, object], **values: object) -> None:
    row = {**row, **values}
    office.world.change(
        delete(TABLE).where(TABLE.c.user_id == row["user_id"]), insert(TABLE).values(row)
    )


def refuse(office: Office, asked: SecondStepNeededError | None, code: str) -> str:
    """Return what is said of a code that lets nobody in."""
    with pytest.raises(InvalidError) as refused:
        pass_step(office, asked, code)
    return refused.value.problems["code"]


def find_differences(office: Office) -> tuple[str, ...]:
    with make_uow(office) as uow:
        return integrity_check.find_all_differences(uow)


@pytest.mark.both_databases
def test_a_deleted_swapped_or_restored_step_row_lets_no_one_in(office: Office):
    sam, pat = set_up_step(office, "sam"), set_up_step(office, "pat")
    before = read_row(office, "sam")
    assert pass_step(office, start_sign_in(office, "sam"), sam.codes[0])
    after, changed = read_row(office, "sam"), STEP_CHANGED.format(lead_title=office.org.lead_title)
    assert find_differences(office) == ()
    obj = f"factor/{office.id('sam')}"
    differs = (f"The stored copy of {obj} is not what the log saw.",)
    for box in (before["box"], read_row(office, "pat")["box"], b"", bytes(200)):
        write_row(office, after, box=box)
        assert find_differences(office) == differs
        office.world.change(delete(Throttle))  # these tries count as others do
        for code in (sam.codes[0], sam.codes[1], pat.codes[0]):
            assert refuse(office, start_sign_in(office, "sam"), code) == changed
    office.world.change(delete(TABLE).where(TABLE.c.user_id == office.id("sam")))
    assert find_differences(office) == (f"{obj} is in the log, but is no longer stored.",)
    assert refuse(office, start_sign_in(office, "sam"), sam.codes[1]) == changed
    write_row(office, after)
    assert pass_step(office, start_sign_in(office, "sam"), sam.codes[1])


def test_a_row_that_someone_made_up_asks_no_one_and_is_named(office: Office):
    set_up_step(office, "sam")
    row = read_row(office, "sam")
    write_row(office, {**row, "id": office.id("pat"), "user_id": office.id("pat")})
    assert start_sign_in(office, "pat") is None
    named = f"The stored copy of factor/{office.id('pat')} is not what the log saw."
    assert find_differences(office) == (named,)


@pytest.mark.both_databases
def test_a_code_is_used_once_though_the_row_and_the_counts_are_put_back(office: Office):
    sam = set_up_step(office, "sam")
    office.now += timedelta(minutes=1)
    before, code = read_row(office, "sam"), sam.show_code()
    asked = start_sign_in(office, "sam")
    assert pass_step(office, asked, code)
    assert refuse(office, asked, code) == USED_CODE
    write_row(office, before)
    office.world.change(delete(Throttle))
    assert "outside Heard" in refuse(office, asked, code)


def guess(office: Office, sam: Step, times: int, start: int) -> list[str]:
    """Try wrong six digits from an address each, past every count that lies in a row."""
    right, said = sam.show_code(), []
    for number in range(start, start + times):
        digits = f"{number:06}" if f"{number:06}" != right else "999999"
        office.world.change(delete(Throttle))
        with pytest.raises(InvalidError) as refused:
            pass_step(office, start_sign_in(office, "sam"), digits, f"192.0.2.{number}")
        said.append(refused.value.problems["code"])
    return said


def test_guessing_ends_by_the_log_and_a_recovery_code_still_works(office: Office):
    sam = set_up_step(office, "sam")
    office.now += timedelta(minutes=1)
    said = guess(office, sam, throttle.CODES_FOR_MEMBER + 1, 1)
    assert said == [WRONG_CODE] * throttle.CODES_FOR_MEMBER + [TOO_MANY_CODES]
    assert refuse(office, start_sign_in(office, "sam"), sam.show_code()) == TOO_MANY_CODES
    assert pass_step(office, start_sign_in(office, "sam"), sam.codes[0])
    office.now += throttle.WINDOW
    assert pass_step(office, start_sign_in(office, "sam"), sam.show_code())


def test_wrong_codes_from_one_place_wait_as_wrong_passphrases_do(office: Office):
    sam = set_up_step(office, "sam")
    asked = start_sign_in(office, "sam")
    for _ in range(throttle.TRIES_FOR_ACCOUNT):
        assert refuse(office, asked, "aaaa-bbbb-ccc") == WRONG_RECOVERY
    with pytest.raises(ThrottledError):
        pass_step(office, asked, sam.codes[0])
    assert pass_step(office, asked, sam.codes[0], "198.51.100.7"), "nobody is locked out elsewhere"


def test_between_the_steps_there_is_no_session(office: Office):
    set_up_step(office, "sam")
    count = select(func.count()).select_from(SignIn)
    before = office.session.scalar(count)
    asked = start_sign_in(office, "sam")
    assert office.session.scalar(count) == before
    uow = office.world.uow()
    assert sessions.open_session(uow, asked.token) is None
    assert uow.actor is None
    seed = office.world.people["sam"].seed
    assert seed not in asked.waiting.encode()


def test_only_the_right_sheet_turns_a_lost_second_step_off_at_the_console(office: Office):
    sam, sheet = set_up_step(office, "sam"), encode_recovery_sheet(office.world.recovery_seed)
    other = encode_recovery_sheet(bytes(32))
    for email, typed in (("sam@example.org", other), ("pat@example.org", sheet), ("x@y.uk", sheet)):
        with pytest.raises(InvalidError), make_uow(office) as uow:
            turn_off_second_step_with_sheet(uow, email, typed)
    assert start_sign_in(office, "sam") is not None
    with make_uow(office) as uow:
        turn_off_second_step_with_sheet(uow, "Sam@example.org", sheet)
    mine = Checkpoint.org_id == office.org.id, Leaf.org_id == office.org.id
    signed = office.session.scalar(select(func.max(Checkpoint.size)).where(mine[0]))
    assert signed == office.session.scalar(select(func.count()).select_from(Leaf).where(mine[1]))
    assert start_sign_in(office, "sam") is None
    assert find_differences(office) == ()
    own = [line.text for line in notice_lines.list_all_notices(sam.seat())]
    words = "Someone with access to the server turned off the second step"
    assert any(line.startswith(words) for line in own), own
