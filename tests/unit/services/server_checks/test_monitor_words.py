"""A monitor learns in fixed words that housekeeping or email stopped, and nothing else."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.models.organisation import Organisation
from app.models.outbox import Lease, Outbox
from app.services.jobs import scheduler
from app.services.server_checks import monitor_words, server_check
from app.services.server_checks.monitor_words import TroubleLook, list_trouble_words
from tests.support.club.office import Office

HOLDER = "records.riverside.example:4711"


def change(office: Office, *rows: object) -> None:
    with office.world.session() as session:
        for row in rows:
            session.merge(row)
        session.commit()


def found(office: Office, later: timedelta = timedelta()) -> tuple[str, ...]:
    office.session.expire_all()
    return list_trouble_words(office.session, office.now + later)


def lease(office: Office, seen: timedelta) -> Lease:
    """The lease as a housekeeper left it that last renewed it then."""
    return Lease(name="tend", holder=HOLDER, until=office.now + seen + scheduler.LEASE_TIME)


def test_a_lease_that_no_one_renews_is_trouble_after_minutes(now: Office):
    now.world.change(update(Organisation).values(created_at=now.now))
    assert found(now, timedelta(minutes=4)) == ()
    assert found(now, timedelta(minutes=6)) == ("housekeeping",)  # it was never started
    change(now, lease(now, timedelta()))
    assert found(now, timedelta(minutes=4)) == ()
    assert found(now, timedelta(minutes=6)) == ("housekeeping",)  # its holder died
    change(now, lease(now, timedelta(hours=1)))
    assert found(now) == ("housekeeping",)  # the clock was set back


def test_email_that_waits_or_was_given_up_is_trouble(now: Office):
    then = now.now - timedelta(minutes=50)
    mail = {"org_id": now.org.id, "member_id": now.id("jo"), "template": "unread"}
    change(now, lease(now, timedelta()), Outbox(made_at=then, next_try_at=then, **mail))
    assert found(now) == ()
    later = timedelta(minutes=20)
    change(now, lease(now, later))
    assert found(now, later) == ("email",)
    now.world.change(update(Outbox).values(failed_at=now.now))  # by a restore, which tries none
    assert found(now, later) == ()
    now.world.change(update(Outbox).values(tries=9))
    assert found(now, later) == ("email",)
    change(now, lease(now, timedelta(days=8)))
    assert found(now, timedelta(days=8)) == ()


@pytest.mark.parametrize("world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_readyz_stays_a_yes_and_tells_no_holder_count_or_time(now: Office):
    change(now, lease(now, timedelta(hours=-1)))
    answer = now.world.app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "trouble": ["housekeeping"]})
    assert len(answer.data) < 64


@pytest.mark.parametrize("world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_a_disk_that_is_nearly_full_is_trouble_and_closes_nothing(now: Office, monkeypatch):
    change(now, lease(now, timedelta()))
    client, engine = now.world.app.test_client(), now.world.engine
    bound = server_check.LEAST_FREE_BYTES
    for free, expected in ((bound, ()), (bound - 1, ("disk",)), (0, ("disk",))):
        usage = shutil._ntuple_diskusage(2 * bound, bound, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert monitor_words.list_disk_trouble_words(now.world.data, engine) == expected
        assert bool(list(server_check.find_full_disk(now.world.data, engine))) == bool(expected)
    now.world.stop_page_clock(now.now)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "trouble": ["disk"]})


def test_however_often_anyone_asks_the_rows_are_read_twice_a_minute(monkeypatch):
    times, reads = [0.0], []
    monkeypatch.setattr(monitor_words.time, "monotonic", lambda: times[-1])
    look = TroubleLook(lambda: (reads.append(times[-1]), ("email",))[1])
    for second in range(61):
        times.append(float(second))
        assert look.look() == ("email",)
    assert len(reads) == 2
