"""The server is killed with SIGKILL at random moments of the journey, ten times or a hundred.

Two workers write and sign. A lead links what they signed to children's files, gives it names, adds
tasks, notes, views, referrals and questions to it, searches, and rebuilds the index. A learner
answers the workbook's questions and practises. After each start on the same data they sign in again
and find each page of their drafts that was acknowledged, to the byte, each answer, and the newest
links, names, entries and practices. At the end they find all of these and every signed record,
once. The log verifies, and rows, files and index agree with it.
HEARD_SEED chooses the moments again, HEARD_KILLS how many; the seed is printed when a check fails.
`make check` kills ten times, `make prove` a hundred.
"""

from __future__ import annotations

import os
import random
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from app.services.audit_log import log_export
from app.services.integrity import integrity_check
from tests.damage.killable_server import Live
from tests.damage.promised_learning import Learner
from tests.damage.promised_links import Lead
from tests.damage.promised_pages import Person, Worker
from tests.damage.socket_browser import Browser
from tests.support.club.world import World
from tests.support.server import ROOT

pytestmark = pytest.mark.both_databases

FEW, MANY = 10, int(os.environ.get("HEARD_KILLS", "100"))
LONGEST = (0.5, 6.0)  # seconds until the kill: four write at once, so as two records take here
FIRST_PROMISES = 120  # seconds until something of each kind is promised, on a machine that is busy
BY_THE_DOOR = 10  # every how many lives people sign in with their passphrases
SECONDS_A_KILL = 9  # with the start before it and what is looked at


class Life(threading.Thread):
    """One person's requests until the server is gone. `fault` is what went wrong, if anything."""

    def __init__(self, person: Person, browser: Browser) -> None:
        super().__init__(daemon=True)
        self.fault: BaseException | None = None
        self._person, self._browser = person, browser

    def run(self) -> None:
        try:
            self._person.work(self._browser)
        except BaseException as error:  # noqa: BLE001 - carried to the test, which raises it
            self.fault = error


def one_record(live: Live, worker: Worker) -> float:
    """Seconds that a whole record takes on this machine, nobody killed."""
    with closing(worker.arrive(live.port, live.cookie, by_the_door=True)) as browser:
        begin = time.monotonic()
        while not worker.signed:
            worker.step(browser)
    return time.monotonic() - begin


def one_life(
    live: Live, people: list[Person], wait: float, number: int, has_enough: Callable[[], bool]
) -> None:
    """Check what the last life promised, go on writing, and be killed `wait` seconds later.

    The seconds count from when `has_enough` says so.
    """
    by_the_door = number % BY_THE_DOOR == BY_THE_DOOR - 1
    with ExitStack() as connections:  # one that is left open hides what went wrong
        lives = []
        for person in people:
            browser = person.arrive(live.port, live.cookie, by_the_door=by_the_door)
            connections.enter_context(closing(browser))
            person.check(browser)
            lives.append(Life(person, browser))
        for life in lives:
            life.start()
        wait_until(has_enough, lives)
        time.sleep(wait)
        live.kill()
        for life in lives:
            life.join(60)
            if life.fault is not None:
                raise life.fault


def wait_until(has_enough: Callable[[], bool], lives: list[Life]) -> None:
    """Return when `has_enough` says so, at most FIRST_PROMISES later, or when a life has ended."""
    end = time.monotonic() + FIRST_PROMISES
    while not has_enough() and time.monotonic() < end:
        if not all(life.is_alive() for life in lives):
            return
        time.sleep(0.02)


def log_holds(world: World, folder: Path) -> None:
    """Rows and log agree, and a stranger's verifier accepts the export."""
    uow = world.uow("jo")
    assert integrity_check.find_all_differences(uow) == ()
    with (folder / "export.zip").open("wb") as file:
        log_export.log_and_write_export(uow, file)
    uow.session.rollback()
    verify = [sys.executable, "-m", "audit", "verify", str(folder / "export.zip")]
    done = subprocess.run(verify, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def check_everyone(live: Live, workers: list[Worker], lead: Lead, learner: Learner) -> None:
    """Everything that any of them was ever promised is there."""
    for worker in workers:
        with closing(worker.arrive(live.port, live.cookie, by_the_door=True)) as browser:
            worker.check(browser)
            worker.check_signed(browser)
    with closing(lead.arrive(live.port, live.cookie, by_the_door=True)) as browser:
        lead.check(browser)
        lead.check_found(browser)
    with closing(learner.arrive(live.port, live.cookie, by_the_door=True)) as browser:
        learner.check(browser, every=True)


def survives(world: World, serve, tmp_path, capsys, kills: int) -> None:
    """Write, kill and look again; at the end everything promised is there and the log verifies.

    The first life lasts until something of each kind was promised: on a busy machine, too, each
    kind must outlive the kills.
    """
    seed = os.environ.get("HEARD_SEED") or secrets.token_hex(4)
    luck = random.Random(seed)  # noqa: S311 - chooses moments, guards nothing
    workers = [Worker(world, who, luck) for who in ("sam", "pat")]
    lead, learner = Lead(world, workers, luck), Learner(world, luck)
    everyone, has_enough = [*workers, lead, learner], partial(is_each_promised, lead, learner)
    live, number = serve(world), 0
    try:
        longest = min(max(2 * one_record(live, workers[0]), LONGEST[0]), LONGEST[1])
        for number in range(kills):
            live.start()
            one_life(live, everyone, luck.uniform(0.0, longest), number, has_enough)
        live.start()
        check_everyone(live, workers, lead, learner)
        log_holds(world, tmp_path)
    except BaseException as error:
        error.add_note(f"HEARD_SEED={seed}, kill {number}\n{live.log[-3000:]}")
        raise
    written = f"{lead.promised} links, {lead.words.promised} names and entries"
    learned = f"{learner.answers} answers and {learner.replies} replies of a learner"
    told(world, workers, f"seed {seed}: {kills} kills, {written}, {learned}", capsys)
    assert sum(len(worker.signed) for worker in workers) > 0
    slow = f"a machine this slow kills first: {written}, {learned}"
    assert has_enough(), slow
    assert sum(worker.promised for worker in workers) > kills // 2, slow


def is_each_promised(lead: Lead, learner: Learner) -> bool:
    """Whether something of each kind was promised."""
    return 0 not in (lead.promised, lead.words.promised, learner.answers, learner.replies)


def told(world: World, workers: list[Worker], what: str, capsys) -> None:
    """Write to the console how much was held to."""
    promised = sum(worker.promised for worker in workers)
    signed = sum(len(worker.signed) for worker in workers)
    with capsys.disabled():
        where = world.engine.dialect.name
        sys.stdout.write(f"\n{where}, {what}, {promised} answers held to, {signed} signed\n")


def test_what_was_acknowledged_survives_ten_kills(world: World, serve, tmp_path, capsys):
    survives(world, serve, tmp_path, capsys, FEW)


@pytest.mark.prove
@pytest.mark.timeout(SECONDS_A_KILL * max(100, MANY))
def test_what_was_acknowledged_survives_a_hundred_kills(world: World, serve, tmp_path, capsys):
    survives(world, serve, tmp_path, capsys, MANY)
