"""Somebody who goes on guessing is counted, and fills no log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import InvalidError, ThrottledError
from app.models.member import Throttle
from app.services import joining, sign_ins
from app.services.slots import Slots
from app.services.throttle import TRIES_FOR_ACCOUNT, WINDOW
from audit.events import Action
from tests.support.desks import Office

HERE = "192.0.2.66"


def throttled(office: Office) -> int:
    """How many lines of the log say that somebody tried too often."""
    return sum(event.act is Action.THROTTLED for event in office.events())


def knock(office: Office, times: int) -> None:
    """A code that is wrong, from one address."""
    new = joining.Joining("aaaa-bbbb-ccc", "A", "B", "01632 960001", "no words at all")
    for _ in range(times):
        desk = office.world.desk()
        with pytest.raises((InvalidError, ThrottledError)):
            joining.join(desk, Slots(office.world.data), new, HERE)


def test_a_hundred_tries_too_many_are_one_line_and_are_all_counted(office: Office):
    knock(office, TRIES_FOR_ACCOUNT)
    size = len(office.events())
    knock(office, 100)
    assert throttled(office) == 1
    assert len(office.events()) == size + 1
    tries = [row.tries for row in office.session.query(Throttle)]
    assert sorted(tries) == [TRIES_FOR_ACCOUNT, TRIES_FOR_ACCOUNT + 100]


def test_the_next_window_has_a_line_of_its_own(office: Office):
    knock(office, TRIES_FOR_ACCOUNT + 3)
    office.now += WINDOW + timedelta(seconds=1)
    knock(office, TRIES_FOR_ACCOUNT)
    assert throttled(office) == 1
    knock(office, 3)
    assert throttled(office) == 2


def test_the_right_passphrase_waits_too_and_somebody_elsewhere_does_not(office: Office):
    slots = Slots(office.world.data)
    for _ in range(TRIES_FOR_ACCOUNT):
        with pytest.raises(InvalidError):
            sign_ins.sign_in(office.world.desk(), slots, "sam@example.org", "no no no", HERE)
    for _ in range(3):
        with pytest.raises(ThrottledError):
            sign_ins.sign_in(office.world.desk(), slots, "sam@example.org", "no no no", HERE)
    assert throttled(office) == 1
    with pytest.raises(InvalidError):
        sign_ins.sign_in(office.world.desk(), slots, "sam@example.org", "no no no", "192.0.2.1")
