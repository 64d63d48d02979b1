"""Someone who writes to the database puts a cheaper lock in place of a member's own.

A lock says in clear what a try costs. They know the passphrase of the lock that they make, so they
would be in, or a copy of the row could be guessed at for less. Within the bounds of costs it is the
log that knows the true lock. Out of them nothing is worked out at all.
"""

from __future__ import annotations

import os

import pytest
from sqlalchemy import select, update

from app.models.member import Lock
from app.vault import contexts, locks
from app.vault.locks import Pins
from app.vault.server_secret import ServerSecret
from tests.damage.keys.test_key_rows_swapped import demand_refused, sign_in
from tests.damage.sign_in.test_second_step_attacked import find_differences
from tests.support.club.office import Office
from tests.support.machine.server_settings import SECRET

Cost = tuple[int, int, int]
KNOWN = "a passphrase of the thief"
LOWEST: Cost = (2, 19 * 1024, 1)
"""The cheapest that a lock may ask for: passes, KiB, lanes."""
BELOW: tuple[Cost, ...] = ((1, 19 * 1024, 1), (2, 19 * 1024 - 1, 1), (1, 8, 1))
SERVER = ServerSecret(SECRET)


def read_blob(office: Office) -> bytes:
    return office.session.scalars(select(Lock.blob).where(Lock.user_id == office.id("sam"))).one()


def write_blob(office: Office, blob: bytes) -> None:
    office.world.change(update(Lock).where(Lock.user_id == office.id("sam")).values(blob=blob))


def make_lock(office: Office, seed: bytes, pins: Pins, pepper: bytes, cost: Cost) -> bytes:
    """Return a lock for the row of Sam, at this cost."""
    context = contexts.lock(str(office.org.id), str(office.id("sam")), "passphrase")
    place = {"pepper": pepper, "generation": SERVER.generation, "context": context}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(locks, "COST", cost)
        made = locks.lock_with_passphrase(seed, pins, KNOWN, **place)
    assert made[3:9] == bytes([cost[0]]) + cost[1].to_bytes(4) + bytes([cost[2]])
    return made


def demand_named(office: Office) -> None:
    """`log fsck` names the row of Sam's lock, and no other."""
    named = f"The stored copy of lock/{office.id('sam')}/passphrase is not what the log saw."
    assert find_differences(office) == (named,)


def demand_unharmed(office: Office, before: bytes) -> None:
    """With their own row back, Sam is in by their own passphrase, and nothing is named."""
    write_blob(office, before)
    assert sign_in(office.world, "sam").status_code == 303
    assert find_differences(office) == ()


def test_a_lock_at_the_lowest_cost_lets_no_row_writer_in(now: Office):
    """Without the server secret it opens with no passphrase, and their own cost is no shortcut."""
    before, sam = read_blob(now), now.world.people["sam"]
    lowered = before[:3] + bytes([2]) + (19 * 1024).to_bytes(4) + before[8:]
    for blob in (make_lock(now, os.urandom(32), sam.pins, os.urandom(32), LOWEST), lowered):
        write_blob(now, blob)
        assert sign_in(now.world, "sam", KNOWN).status_code == 422
        assert sign_in(now.world, "sam").status_code == 422
        demand_named(now)
    demand_unharmed(now, before)


@pytest.mark.parametrize("whose", ["sam", "pat"])
def test_a_lock_that_opens_at_the_lowest_cost_is_not_the_logs(now: Office, whose: str):
    """Made with the server's pepper, around the true seed of Sam or around the thief's own."""
    before, held = read_blob(now), now.world.people[whose]
    write_blob(now, make_lock(now, held.seed, held.pins, SERVER.pepper, LOWEST))
    demand_refused(now.world, "sam", KNOWN)
    assert sign_in(now.world, "sam").status_code == 422
    demand_named(now)
    demand_unharmed(now, before)


@pytest.mark.parametrize("cost", BELOW)
def test_a_lock_below_the_bounds_is_refused_before_any_work(now: Office, cost: Cost, monkeypatch):
    before, sam = read_blob(now), now.world.people["sam"]
    blob = make_lock(now, sam.seed, sam.pins, SERVER.pepper, cost)
    write_blob(now, blob)
    with monkeypatch.context() as patched:
        patched.setattr(locks, "stretch_passphrase", lambda *_, **__: pytest.fail("it worked"))
        assert sign_in(now.world, "sam", KNOWN).status_code == 422
    demand_named(now)
    demand_unharmed(now, before)
