"""A PostgreSQL with a synchronous standby: the primary is lost, or the standby is.

Workers record and sign all the time. Everything acknowledged is there afterwards, once, and the
log verifies. The pages that need no account go on. docs/running.md, "A standby for PostgreSQL".
With one worker the loss of the primary is in every `make check`.
"""

from __future__ import annotations

import json
import random
import secrets
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import make_url

from tests.damage import outage_browser
from tests.damage.killable_server import Live
from tests.damage.outage_browser import Recording, open_browser, wait_until
from tests.damage.promised_pages import Worker
from tests.damage.server.test_server_killed import log_holds
from tests.damage.socket_browser import Browser
from tests.support.club.world import World
from tests.support.machine.postgres import Cluster
from tests.support.machine.standby import Standby, kill_server

pytestmark = pytest.mark.timeout(900)

BACK_SECONDS = 30
PUBLIC_SECONDS = 20  # the ten that a page can wait for a lock, and a machine with other work
READY_SECONDS = 300
WAITS = "database waits for its standby"
CROWD = 24  # more than the 16 threads of two processes


@pytest.fixture
def world(templates, own_cluster, standby, tmp_path) -> Iterator[World]:
    """The club on a primary with a standby that is in step."""
    template = templates("postgresql", True)
    data = tmp_path / "club"
    shutil.copytree(template.data, data)
    standby.demand_in_step()
    name = make_url(own_cluster.receive(template.url)).database
    world = World(template.made, data, standby.pair_url(name))
    yield world
    world.close()


@pytest.fixture
def workers(world: World) -> list[Worker]:
    luck = random.Random(secrets.token_hex(4))  # noqa: S311 - chooses words, guards nothing
    return [Worker(world, who, luck) for who in ("sam", "pat")]


def begin_recording(live: Live, workers: list[Worker]) -> list[Recording]:
    """Both record; returns in the middle of their next records, each having signed one."""
    recordings = [Recording(live, worker) for worker in workers]
    for recording in recordings:
        recording.start()

    def is_under_way() -> bool:
        for recording in recordings:
            if recording.is_over:
                recording.finish(0)
                raise AssertionError(f"not answered before anything was lost:\n{live.log[-2000:]}")
        return all(worker.signed and worker.kept for worker in workers)

    wait_until(is_under_way, READY_SECONDS, "a signed record of each")
    return recordings


def check_all(live: Live, workers: list[Worker], tmp_path) -> None:
    """Everything acknowledged is there, each goes on to sign, and log and rows agree."""
    for worker in workers:
        with closing(open_browser(live, worker.who)) as browser:
            worker.check(browser)
            before = len(worker.signed)
            while len(worker.signed) == before:
                worker.step(browser)
            worker.check_all(browser)
    log_holds(live.world, tmp_path)


def say(capsys, live: Live, workers: list[Worker], what: str) -> None:
    """Write to the console how much was there."""
    promised = sum(worker.promised for worker in workers)
    signed = sum(len(worker.signed) for worker in workers)
    with capsys.disabled():
        sys.stdout.write(f"\n{what}, {promised} answers kept, {signed} signed, 0 lost\n")


def lose_primary(live: Live, workers: list[Worker], primary: Cluster, standby: Standby) -> str:
    """Kill the primary, promote the standby and save again; return what was measured."""
    recordings = begin_recording(live, workers)
    probe = open_browser(live, "sam")
    kill_server(primary.process)
    lost = time.monotonic()
    for recording in recordings:
        recording.finish(60)
    slowest = outage_browser.time_public_pages(live)
    assert not outage_browser.saves(probe), "saved without a primary"
    standby.promote()
    promoted = time.monotonic()
    wait_until(lambda: outage_browser.saves(probe), BACK_SECONDS, "a page that writes")
    back = time.monotonic()
    assert slowest < PUBLIC_SECONDS
    return (
        f"primary lost: saved again {back - lost:.1f} s after the loss, {back - promoted:.1f} s "
        f"after the promotion, public pages {slowest:.2f} s"
    )


@pytest.mark.prove
def test_a_promoted_standby_has_all_that_was_acknowledged(
    world, workers, own_cluster, standby, serve, tmp_path, capsys
):
    live = serve(world, workers=2)
    measured = lose_primary(live, workers, own_cluster, standby)
    check_all(live, workers, tmp_path)
    say(capsys, live, workers, measured)


def test_a_promoted_standby_has_all_of_one_person(
    world, workers, own_cluster, standby, serve, tmp_path
):
    live = serve(world)
    lose_primary(live, workers[:1], own_cluster, standby)
    check_all(live, workers[:1], tmp_path)


def read_problem(live: Live) -> str | None:
    """Return the problem that a monitor reads."""
    with closing(Browser(live.port)) as browser:
        return json.loads(browser.get("/readyz").body).get("problem")


def gather_crowd(live: Live) -> list[threading.Thread]:
    """Return threads that each start a record: more people than the server has threads."""
    browsers = [open_browser(live, "pat") for _ in range(CROWD)]
    return [threading.Thread(target=outage_browser.saves, args=(one,)) for one in browsers]


def lose_standby(live: Live, standby: Standby, recordings: list[Recording]) -> str:
    """Kill the standby while a crowd saves, until everyone was told; return what was measured."""
    crowd = gather_crowd(live)
    kill_server(standby.process)
    lost = time.monotonic()
    for one in crowd:
        one.start()
    slowest = outage_browser.time_public_pages(live)
    for recording in recordings:
        recording.finish(60)
    wait_until(lambda: read_problem(live) == WAITS, 60, "a monitor that is told")
    said = time.monotonic() - lost
    for one in crowd:
        one.join(60)
    calm = outage_browser.time_public_pages(live)
    assert max(slowest, calm) < PUBLIC_SECONDS
    return (
        f"standby lost: said after {said:.1f} s, public pages {slowest:.1f} s while {CROWD} people "
        f"save, {calm:.2f} s later"
    )


@pytest.mark.prove
def test_without_its_standby_nothing_is_acknowledged(
    world, workers, standby, serve, tmp_path, capsys
):
    live = serve(world, workers=2)
    recordings, probe = begin_recording(live, workers), open_browser(live, "sam")
    measured = lose_standby(live, standby, recordings)
    assert not outage_browser.saves(probe), "saved without the standby"
    standby.release_primary()
    released = time.monotonic()
    wait_until(lambda: outage_browser.saves(probe), BACK_SECONDS, "a page that writes")
    back = time.monotonic() - released
    check_all(live, workers, tmp_path)
    what = f"{measured}, saved again {back:.1f} s after the primary was let go on"
    say(capsys, live, workers, what)
