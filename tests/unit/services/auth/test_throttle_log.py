"""Somebody who goes on guessing is counted, and fills no log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import InvalidError, ThrottledError
from app.models.member import Throttle
from app.services.audit_log import refusals
from app.services.auth import sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.throttle import (
    CODES_FOR_ADDRESS,
    TRIES_FOR_ACCOUNT,
    WINDOW,
    TryCounter,
    TryKind,
)
from app.services.members import joining
from audit.events import Action
from tests.support.club.office import Office

HERE = "192.0.2.66"


def throttled(office: Office) -> int:
    """How many lines of the log say that somebody tried too often."""
    return sum(event.act is Action.THROTTLED for event in office.events())


def guess(office: Office, times: int) -> None:
    """A passphrase that is wrong, or comes too soon, from one address."""
    slots = KdfSlots(office.world.data)
    for _ in range(times):
        with pytest.raises((InvalidError, ThrottledError)):
            sign_ins.sign_in(office.world.uow(), slots, "sam@example.org", "no no no", HERE)


def knock(office: Office, times: int) -> None:
    """A code that is wrong, from one address."""
    new = joining.NewMember("aaaa-bbbb-ccc", "A", "B", "01632 960001", "no words at all")
    for _ in range(times):
        uow = office.world.uow()
        with pytest.raises((InvalidError, ThrottledError)):
            joining.join_organisation(uow, KdfSlots(office.world.data), new, HERE)


def test_a_hundred_tries_too_many_are_one_line_and_are_all_counted(office: Office):
    guess(office, TRIES_FOR_ACCOUNT)
    size = len(office.events())
    guess(office, 100)
    assert throttled(office) == 1
    assert len(office.events()) == size + 1
    tries = [row.tries for row in office.session.query(Throttle) if ":" not in row.tag]
    assert sorted(tries) == [TRIES_FOR_ACCOUNT, TRIES_FOR_ACCOUNT + 100]


def test_the_next_window_has_a_line_of_its_own(office: Office):
    guess(office, TRIES_FOR_ACCOUNT + 3)
    office.now += WINDOW + timedelta(seconds=1)
    guess(office, TRIES_FOR_ACCOUNT)
    assert throttled(office) == 1
    guess(office, 3)
    assert throttled(office) == 2


def test_the_right_passphrase_waits_too_and_somebody_elsewhere_does_not(office: Office):
    slots = KdfSlots(office.world.data)
    guess(office, TRIES_FOR_ACCOUNT)
    for _ in range(3):
        with pytest.raises(ThrottledError):
            sign_ins.sign_in(office.world.uow(), slots, "sam@example.org", "no no no", HERE)
    assert throttled(office) == 1
    with pytest.raises(InvalidError):
        sign_ins.sign_in(office.world.uow(), slots, "sam@example.org", "no no no", "192.0.2.1")


def test_wrong_codes_are_so_many_lines_and_then_a_number(office: Office):
    size, more = len(office.events()), 5
    knock(office, refusals.LINES_PER_WINDOW + more)
    lines = office.events()[size:]
    assert {(line.act, line.obj) for line in lines} == {(Action.SIGN_IN_FAILED, "invite/unknown")}
    assert len(lines) == refusals.LINES_PER_WINDOW
    office.now += refusals.WINDOW
    refusals.close_ended_windows(office.world.uow())
    assert office.events()[-1].obj == f"refused/server/code/{refusals.LINES_PER_WINDOW + more}"


def test_an_address_that_is_full_is_told_to_wait_and_logged_once(office: Office):
    uow = office.world.uow()
    tries = TryCounter(uow.server, str(office.org.id), "", HERE, TryKind.CODE)
    with uow.keep() as session:
        for _ in range(CODES_FOR_ADDRESS):
            tries.count_failed(session, office.now)
            session.flush()
    knock(office, 3)
    assert throttled(office) == 1
