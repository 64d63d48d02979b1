"""Counting wrong tries, and letting only so many people open keys at once."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.errors import BusyError
from app.models.member import Throttle
from app.services.auth import sign_ins
from app.services.auth.kdf_slots import MOST_WAITING_THREADS, KdfSlots
from app.services.auth.throttle import (
    CODES_FOR_ADDRESS,
    KNOWN_ADDRESS_TIME,
    TRIES_FOR_ACCOUNT,
    TRIES_FOR_ADDRESS,
    WINDOW,
    TryCounter,
    TryKind,
    delete_old_try_counts,
)
from app.vault.server_secret import ServerSecret
from tests.support.club.club_setup import PASSPHRASE

HERE = "192.0.2.66"
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
SERVER = ServerSecret(bytes(32))


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


def fail(session, account: str, address: str, times: int) -> TryCounter:
    tries = TryCounter(SERVER, "org", account, address)
    for _ in range(times):
        tries.count_failed(session, NOW)
    session.flush()
    return tries


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:1:2:3", True),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("not an address", "not an address", True),
        ("", "192.0.2.1", False),
    ],
)
def test_a_household_counts_as_one_address(session, one, other, together):
    fail(session, "sam", one, TRIES_FOR_ACCOUNT)
    assert TryCounter(SERVER, "org", "sam", other).has_too_many(session, NOW) is together


def test_the_ninth_try_waits_and_the_window_ends(session):
    tries = fail(session, "sam", "192.0.2.1", TRIES_FOR_ACCOUNT - 1)
    assert not tries.has_too_many(session, NOW)
    fail(session, "sam", "192.0.2.1", 1)
    assert tries.has_too_many(session, NOW)
    assert not tries.has_too_many(session, NOW + WINDOW)


def test_a_stranger_elsewhere_cannot_lock_a_worker_out(session):
    fail(session, "sam", "192.0.2.66", TRIES_FOR_ACCOUNT * 3)
    assert not TryCounter(SERVER, "org", "sam", "192.0.2.1").has_too_many(session, NOW)
    assert not TryCounter(SERVER, "org", "pat", "192.0.2.66").has_too_many(session, NOW)


def test_one_address_guessing_at_everybody_waits_too(session):
    for number in range(TRIES_FOR_ADDRESS):
        fail(session, f"member{number}", "192.0.2.66", 1)
    assert TryCounter(SERVER, "org", "sam", "192.0.2.66").has_too_many(session, NOW)


def fill(session, door: TryKind = TryKind.SIGN_IN) -> None:
    """Somebody at this address has tried as often as anybody there may."""
    for number in range(TRIES_FOR_ADDRESS):
        TryCounter(SERVER, "org", f"a{number}", HERE, door).count_failed(session, NOW)
    session.flush()


def test_a_full_shared_address_stops_no_one_of_another_organisation(session):
    fill(session)
    assert TryCounter(SERVER, "org", "sam", HERE).has_too_many(session, NOW)
    assert not TryCounter(SERVER, "other", "sam", HERE).has_too_many(session, NOW)


def test_tries_with_cards_stop_nobody_who_signs_in(session):
    fill(session, TryKind.CARD)
    assert TryCounter(SERVER, "org", "sam", HERE, TryKind.CARD).has_too_many(session, NOW)
    assert not TryCounter(SERVER, "org", "sam", HERE).has_too_many(session, NOW)


def test_who_signed_in_from_there_within_a_month_is_not_held_up_by_others(session):
    sam, then = (
        TryCounter(SERVER, "org", "sam", HERE),
        NOW - KNOWN_ADDRESS_TIME + timedelta(minutes=1),
    )
    sam.record_success(session, then)
    session.flush()
    delete_old_try_counts(session, NOW)
    fill(session)
    assert not sam.has_too_many(session, NOW)
    assert TryCounter(SERVER, "org", "pat", HERE).has_too_many(session, NOW), "somebody else there"
    for _ in range(TRIES_FOR_ACCOUNT):
        sam.count_failed(session, NOW)
    session.flush()
    assert sam.has_too_many(session, NOW), "for their own account the count holds"
    assert sam.count_refused(session, NOW)


def test_a_month_later_no_row_says_that_they_tried(session):
    TryCounter(SERVER, "org", "sam", HERE).record_success(session, NOW - KNOWN_ADDRESS_TIME)
    session.flush()
    fill(session)
    assert TryCounter(SERVER, "org", "sam", HERE).has_too_many(session, NOW)
    delete_old_try_counts(session, NOW + timedelta(seconds=1))
    assert not [tag for tag in session.scalars(select(Throttle.tag)) if tag.startswith("known")]


def test_eight_slips_in_one_building_stop_nobody_else_from_joining(session):
    tries = TryCounter(SERVER, "org", "", HERE, TryKind.CODE)
    for _ in range(CODES_FOR_ADDRESS - 1):
        tries.count_failed(session, NOW)
        session.flush()
    assert not tries.has_too_many(session, NOW)
    tries.count_failed(session, NOW)
    assert tries.has_too_many(session, NOW)
    assert not TryCounter(SERVER, "org", "", "192.0.2.1", TryKind.CODE).has_too_many(session, NOW)


def test_success_forgets_the_account_and_no_row_holds_an_address(session):
    tries = fail(session, "sam@example.org", "192.0.2.1", TRIES_FOR_ACCOUNT)
    tries.record_success(session, NOW)
    session.flush()
    assert not tries.has_too_many(session, NOW + timedelta(seconds=1))
    for tag in session.scalars(select(Throttle.tag)):
        assert "192" not in tag
        assert "sam" not in tag


def test_slots_are_shared_by_objects_as_by_processes_and_freed_after_use(data):
    first, second = KdfSlots(data, 1), KdfSlots(data, 1)
    with first.hold(0.0), pytest.raises(BusyError), second.hold(0.0):
        raise AssertionError("a slot was given twice")
    with second.hold(0.0):
        pass


def test_a_full_door_says_so_before_it_reads_a_row(world):
    uow, slots, asked = world.uow(), KdfSlots(world.data, MOST_WAITING_THREADS), []
    uow.session.rollback()
    event.listen(world.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with ExitStack() as full:
        for _ in range(MOST_WAITING_THREADS):
            full.enter_context(slots.hold())
        with pytest.raises(BusyError):
            sign_ins.sign_in(uow, slots, "sam@example.org", PASSPHRASE, "192.0.2.1")
        assert asked == []
    assert sign_ins.sign_in(uow, slots, "sam@example.org", PASSPHRASE, "192.0.2.1")
    assert asked
