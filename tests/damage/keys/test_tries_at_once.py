"""Guesses at once in two processes: each wrong one is counted once, and a turn is one person's.

A guesser who sends many at the same moment gets no more of them than one who waits for an answer.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import InvalidError, ThrottledError
from app.models.member import Throttle
from app.services.auth import sign_ins, step_up, throttle
from app.services.auth.account_delay import FREE_TRIES
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.throttle import TRIES_FOR_ACCOUNT, TryCounter, TryKind
from app.services.unit_of_work import UnitOfWork
from audit.events import Action
from tests.damage.two_processes import Task, TwoProcesses
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases

HERE, ELSEWHERE, WRONG = "192.0.2.66", "192.0.2.7", "not the passphrase"
ACCOUNT = "sam@example.org"


def count_tries(office: Office) -> list[int]:
    """Return what each count stands at."""
    return sorted(office.session.scalars(select(Throttle.tries).where(Throttle.tries > 0)))


def count_lines(office: Office, action: Action) -> int:
    return [event.act for event in office.events()].count(action)


def guess_step_up(uow: UnitOfWork, data: Path, token: str, times: int) -> int:
    """Return how many of these tries were told that they were wrong."""
    wrong = 0
    for _ in range(times):
        with pytest.raises(InvalidError):
            step_up.step_up(uow, KdfSlots(data), WRONG, token)
        wrong += 1
    return wrong


def guess_sign_in(uow: UnitOfWork, data: Path, times: int) -> int:
    """Return how many of these tries were told that they were wrong."""
    wrong = 0
    for _ in range(times):
        with pytest.raises(InvalidError):
            sign_ins.sign_in(uow, KdfSlots(data), ACCOUNT, WRONG, HERE)
        wrong += 1
    return wrong


def guess_codes(uow: UnitOfWork, times: int) -> None:
    tries = TryCounter(uow.server, str(uow.org.id), "", HERE, TryKind.CODE)
    for _ in range(times):
        throttle.count_failed_try(uow, tries)


def ask_for_turn(uow: UnitOfWork) -> str:
    throttle.start_try(uow, ACCOUNT, HERE)
    return "a turn"


def test_wrong_passphrases_of_one_session_are_counted_once_each(office: Office, two: TwoProcesses):
    guesses = Task("sam", guess_step_up, (office.world.data, office.world.token("sam"), 3))
    assert two.run(office.world, guesses, guesses) == ["3", "3"]
    assert count_tries(office) == [6]
    assert count_lines(office, Action.STEP_UP_FAILED) == 6


def test_wrong_sign_ins_to_one_account_are_counted_once_each(office: Office, two: TwoProcesses):
    guesses = Task(None, guess_sign_in, (office.world.data, 3))
    assert two.run(office.world, guesses, guesses) == ["3", "3"]
    assert count_tries(office) == [6, 6, 6], "of the account, of the address, from everywhere"
    assert count_lines(office, Action.SIGN_IN_FAILED) == 6


def test_wrong_codes_are_counted_once_each(office: Office, two: TwoProcesses):
    guesses = Task(None, guess_codes, (25,), door="keep")
    assert two.run(office.world, guesses, guesses) == ["None", "None"]
    assert count_tries(office) == [50]


def test_two_tries_at_once_after_too_many_are_logged_once(office: Office, two: TwoProcesses):
    uow = office.at("jo")
    tries = TryCounter(uow.server, str(office.org.id), ACCOUNT, HERE)
    for _ in range(TRIES_FOR_ACCOUNT):
        throttle.count_failed_try(uow, tries)
    most, again = TRIES_FOR_ACCOUNT, Task(None, ask_for_turn, door="keep")
    assert two.run(office.world, again, again) == ["ThrottledError", "ThrottledError"]
    assert count_tries(office) == [most, most, most + 2]
    assert count_lines(office, Action.THROTTLED) == 1


def test_a_turn_of_an_account_is_taken_by_one_of_two(office: Office, two: TwoProcesses):
    uow = office.at("jo")
    for number in range(FREE_TRIES):
        tries = TryCounter(uow.server, str(office.org.id), ACCOUNT, f"{ELSEWHERE}{number}")
        throttle.count_failed_try(uow, tries)
    with pytest.raises(ThrottledError):
        ask_for_turn(uow)  # the turn of this address begins now
    office.now += timedelta(minutes=2)
    again = Task(None, ask_for_turn, door="keep")
    assert sorted(two.run(office.world, again, again)) == ["ThrottledError", "a turn"]
