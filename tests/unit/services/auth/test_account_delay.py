"""Wrong passphrases for one account from many addresses make strangers wait, never its owner."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidError, ThrottledError
from app.models.member import Throttle
from app.services.auth import account_delay, sign_ins
from app.services.auth.account_delay import FREE_TRIES, LONGEST_DELAY, compute_delay
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.throttle import (
    TRIES_FOR_ACCOUNT,
    WINDOW,
    TryCounter,
    TryKind,
    delete_old_try_counts,
)
from app.vault.server_secret import ServerSecret
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
SERVER = ServerSecret(bytes(32))
NEW_PHONE, DESK = "198.51.100.7", "198.51.100.8"
SOON = timedelta(seconds=1)


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


def at(address: str, account: str = "sam", door: TryKind = TryKind.SIGN_IN) -> TryCounter:
    return TryCounter(SERVER, "org", account, address, door)


def guess_once(session: Session, address: str, now: datetime, account: str = "sam") -> bool:
    """One wrong try; whether it was judged."""
    tries = at(address, account)
    judged = not tries.has_too_many(session, now) and not tries.take_turn(session, now)
    if judged:
        tries.count_failed(session, now)
    session.flush()
    return judged


def attack(session: Session, now: datetime, account: str = "sam") -> None:
    """So many wrong tries, each from another address, that others wait as long as they ever do."""
    for number in range(60):
        at(f"203.0.113.{number}", account).count_failed(session, now)
        session.flush()


def test_the_delay_grows_to_an_hour_and_no_further():
    assert compute_delay(FREE_TRIES - 1) == timedelta(0)
    delays = [compute_delay(tries) for tries in range(FREE_TRIES, 10_000)]
    assert delays[0] == timedelta(minutes=1)
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY == timedelta(hours=1)


def test_many_addresses_get_one_try_an_hour_each(session):
    addresses = [f"203.0.113.{number}" for number in range(40)]
    judged = sum(
        guess_once(session, address, NOW + timedelta(minutes=10 * step))
        for step in range(6 * 6)
        for address in addresses
    )
    hours = 6
    assert judged <= len(addresses) * (hours + 1) + FREE_TRIES
    assert judged < len(addresses) * 8 * 4 * hours / 20, "without the delay: eight a quarter hour"


class Rows(dict[str, Throttle]):
    """Session of a delay, in memory: a day of tries is too slow on a database."""

    def get(self, _table: type[Throttle], tag: str) -> Throttle | None:
        return dict.get(self, tag)

    def add(self, row: Throttle) -> None:
        self[row.tag] = row

    merge = add


def test_a_thousand_addresses_have_24_049_tries_a_day():
    """The figure of the threat model: each of them tries whenever its turn has come."""
    rows, judged = Rows(), 0
    waiting = [(NOW, number) for number in range(1_000)]
    while waiting[0][0] < NOW + timedelta(days=1):
        now, number = waiting[0]
        delay = account_delay.AccountDelay("sam", str(number))
        wait = delay.take_turn(rows, now) if delay.find_delay(rows, now) else timedelta(0)
        if not wait:
            judged += 1
            delay.count_failed(rows, now)
        heapq.heapreplace(waiting, (now + wait, number))
    assert judged == 24_049


def test_where_the_owner_signed_in_nobody_waits(session):
    at(DESK).record_success(session, NOW - timedelta(days=29))
    attack(session, NOW)
    assert not at(DESK).take_turn(session, NOW + SOON)
    at(DESK, "pat").record_success(session, NOW)
    session.flush()
    assert at(DESK).find_wait(session, NOW + timedelta(days=2)) == timedelta(0)


def test_a_new_device_waits_an_hour_at_most_whatever_strangers_do(session):
    attack(session, NOW)
    owner = at(NEW_PHONE)
    assert owner.take_turn(session, NOW) == LONGEST_DELAY
    for minute in range(1, 60):
        then = NOW + timedelta(minutes=minute)
        guess_once(session, f"203.0.113.{minute + 60}", then)
        at(f"2001:db8::{minute}").count_failed(session, then)
        assert owner.take_turn(session, then) == LONGEST_DELAY - timedelta(minutes=minute)
    assert not owner.take_turn(session, NOW + LONGEST_DELAY)
    assert owner.take_turn(session, NOW + LONGEST_DELAY), "a turn is good for one try"


def test_a_turn_that_was_never_judged_comes_again_a_minute_later(session):
    attack(session, NOW)
    owner = at(NEW_PHONE)
    owner.take_turn(session, NOW)
    assert not owner.take_turn(session, NOW + LONGEST_DELAY)  # and then there was no slot
    attack(session, NOW + LONGEST_DELAY)
    assert not owner.take_turn(session, NOW + LONGEST_DELAY + timedelta(minutes=1))


def test_signing_in_ends_the_wait_here_and_not_for_others(session):
    attack(session, NOW)
    at(NEW_PHONE).take_turn(session, NOW)
    at(NEW_PHONE).record_success(session, NOW)
    session.flush()
    assert not at(NEW_PHONE).take_turn(session, NOW + SOON)
    assert at("192.0.2.9").take_turn(session, NOW + SOON) == LONGEST_DELAY


def test_an_hour_without_a_wrong_try_ends_it_and_the_rows_go(session):
    attack(session, NOW)
    at(NEW_PHONE).take_turn(session, NOW)
    session.flush()
    assert not at("192.0.2.9").find_wait(session, NOW + LONGEST_DELAY)
    delete_old_try_counts(session, NOW + timedelta(days=2))
    assert list(session.scalars(select(Throttle.tag))) == []


def test_a_clock_that_was_ahead_and_is_set_back_holds_nobody_up(session):
    ahead = NOW + timedelta(days=400)
    attack(session, ahead)
    at(NEW_PHONE).take_turn(session, ahead)
    for _ in range(8):
        at(NEW_PHONE).count_failed(session, ahead)
        session.flush()
    assert not at(NEW_PHONE).has_too_many(session, NOW)
    assert not at(NEW_PHONE).find_wait(session, NOW)
    attack(session, NOW)
    assert at(NEW_PHONE).take_turn(session, NOW) <= LONGEST_DELAY


def test_another_account_or_way_in_is_not_slowed_down(session):
    attack(session, NOW)
    assert not at("192.0.2.9", "pat").find_wait(session, NOW)
    assert not at("192.0.2.9", door=TryKind.CARD).find_wait(session, NOW)


def test_no_row_holds_an_account_or_an_address(session):
    attack(session, NOW, "sam@example.org")
    at(NEW_PHONE, "sam@example.org").take_turn(session, NOW)
    session.flush()
    for tag in session.scalars(select(Throttle.tag)):
        assert "198.51" not in tag
        assert "sam" not in tag


@pytest.fixture
def few_free(monkeypatch) -> int:
    """Passphrases cost time to try: fewer of them make others wait here."""
    monkeypatch.setattr(account_delay, "FREE_TRIES", 3)
    return 3


def try_all(office: Office, email: str, passphrase: str, addresses: list[str]) -> list[str]:
    """Return the answer to each address, without the numbers of its minutes."""
    slots, answers = KdfSlots(office.world.data), []
    for address in addresses:
        with pytest.raises((InvalidError, ThrottledError)) as found:
            sign_ins.sign_in(office.world.uow(), slots, email, passphrase, address)
        answers.append(str(getattr(found.value, "problems", found.value.public)))
    return answers


def test_an_account_that_nobody_has_is_slowed_down_alike(office: Office, few_free: int):
    addresses = [f"203.0.113.{number}" for number in range(few_free + 2)]
    real = try_all(office, "sam@example.org", "no no no", addresses)
    nobody = try_all(office, "nobody@example.org", "no no no", addresses)
    assert real == nobody
    assert "in 1 minute." in real[-1]
    assert sum(event.act is Action.THROTTLED for event in office.events()) == 2, "a line for each"


def test_the_owner_at_the_usual_address_signs_in_during_the_attack(office: Office, few_free: int):
    slots, uow = KdfSlots(office.world.data), office.world.uow
    assert sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, DESK)
    attackers = [f"203.0.113.{number}" for number in range(few_free + 2)]
    try_all(office, "sam@example.org", "no no no", attackers)
    assert sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, DESK)
    with pytest.raises(ThrottledError, match="tries"):
        sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, NEW_PHONE)
    office.now += LONGEST_DELAY
    try_all(office, "sam@example.org", "no no no", attackers)
    assert sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, NEW_PHONE)


def test_eight_wrong_tries_at_a_usual_address_hold_up_that_address_alone(office: Office):
    """For a quarter of an hour, as decision 49 has it: elsewhere a right passphrase gets through.

    Else someone next to the owner could guess without end, from the one address that never waits.
    """
    slots, uow, home = KdfSlots(office.world.data), office.world.uow, NEW_PHONE
    for address in (DESK, home):
        assert sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, address)
    try_all(office, "sam@example.org", "no no no", [DESK] * TRIES_FOR_ACCOUNT)
    with pytest.raises(ThrottledError):
        sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, DESK)
    assert sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, home)
    office.now += WINDOW
    assert sign_ins.sign_in(uow(), slots, "sam@example.org", PASSPHRASE, DESK)
