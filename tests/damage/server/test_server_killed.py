"""The server is killed with SIGKILL at random moments of the journey, ten times or a hundred.

Two workers write, sign, and add to what they signed. A lead links it to children's files, gives it
names, adds tasks, notes, views, referrals and questions to it, writes who works with a child,
invites people, searches, and rebuilds the index. A learner answers the workbook's questions and
practises. After each start on the same data they sign in again and find each page of their drafts
that was acknowledged, to the byte, each answer, and the newest of everything else. At the end they
find all of it, once. The log verifies, and rows, files and index agree with it.
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
from contextlib import ExitStack, closing
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


class People:
    """Two workers, a lead and a learner."""

    def __init__(self, world: World, luck: random.Random) -> None:
        self.workers = [Worker(world, who, luck) for who in ("sam", "pat")]
        self.lead, self.learner = Lead(world, self.workers, luck), Learner(world, luck)
        self.all: list[Person] = [*self.workers, self.lead, self.learner]

    def check(self, live: Live) -> None:
        """Raise where anything is not there that any of them was ever promised."""
        for person in self.all:
            with closing(person.arrive(live.port, live.cookie, by_the_door=True)) as browser:
                person.check(browser)
                person.check_all(browser)

    def count_promises(self) -> dict[str, int]:
        """Return how much was promised, by its kind."""
        lead, learner = self.lead, self.learner
        return {
            "pages of drafts": sum(worker.promised for worker in self.workers),
            "signed records": sum(len(worker.signed) for worker in self.workers),
            "additions": sum(worker.additions.promised for worker in self.workers),
            "links": lead.promised,
            "names": lead.words.named,
            "entries of a lead": lead.words.added.promised,
            "people in files": lead.office.facts.promised,
            "invites": lead.office.invites.promised,
            "answers of a learner": learner.answers,
            "replies": learner.replies,
        }

    def has_each_promise(self) -> bool:
        """Whether something of each kind was promised."""
        return 0 not in self.count_promises().values()


def one_record(live: Live, worker: Worker) -> float:
    """Seconds that a whole record takes on this machine, nobody killed."""
    with closing(worker.arrive(live.port, live.cookie, by_the_door=True)) as browser:
        begin = time.monotonic()
        while not worker.signed:
            worker.step(browser)
    return time.monotonic() - begin


def one_life(live: Live, people: People, wait: float, number: int) -> None:
    """Check what the last life promised, go on writing, and be killed after `wait` seconds.

    The seconds count from when something of each kind was promised.
    """
    by_the_door = number % BY_THE_DOOR == BY_THE_DOOR - 1
    with ExitStack() as connections:  # one that is left open hides what went wrong
        lives = []
        for person in people.all:
            browser = person.arrive(live.port, live.cookie, by_the_door=by_the_door)
            connections.enter_context(closing(browser))
            person.check(browser)
            lives.append(Life(person, browser))
        for life in lives:
            life.start()
        wait_for_promises(people, lives)
        time.sleep(wait)
        live.kill()
        for life in lives:
            life.join(60)
            if life.fault is not None:
                raise life.fault


def wait_for_promises(people: People, lives: list[Life]) -> None:
    """Return when each kind was promised, or a life has ended: at most FIRST_PROMISES later."""
    end = time.monotonic() + FIRST_PROMISES
    while not people.has_each_promise() and time.monotonic() < end:
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


def survives(world: World, serve, tmp_path, capsys, kills: int) -> None:
    """Write, kill and look again; at the end everything promised is there and the log verifies.

    The first life lasts until something of each kind was promised: on a busy machine, too, each
    kind must outlive the kills.
    """
    seed = os.environ.get("HEARD_SEED") or secrets.token_hex(4)
    luck = random.Random(seed)  # noqa: S311 - chooses moments, guards nothing
    people, live, number = People(world, luck), serve(world), 0
    try:
        longest = min(max(2 * one_record(live, people.workers[0]), LONGEST[0]), LONGEST[1])
        for number in range(kills):
            live.start()
            one_life(live, people, luck.uniform(0.0, longest), number)
        live.start()
        people.check(live)
        log_holds(world, tmp_path)
    except BaseException as error:
        error.add_note(f"HEARD_SEED={seed}, kill {number}\n{live.log[-3000:]}")
        raise
    promised = people.count_promises()
    told(world, f"seed {seed}: {kills} kills", promised, capsys)
    slow = f"a machine this slow kills first: {promised}"
    assert people.has_each_promise(), slow
    assert promised["pages of drafts"] > kills // 2, slow


def told(world: World, what: str, promised: dict[str, int], capsys) -> None:
    """Write to the console how much was held to."""
    held = ", ".join(f"{count} {kind}" for kind, count in promised.items())
    with capsys.disabled():
        sys.stdout.write(f"\n{world.engine.dialect.name}, {what}, {held}\n")


def test_what_was_acknowledged_survives_ten_kills(world: World, serve, tmp_path, capsys):
    survives(world, serve, tmp_path, capsys, FEW)


@pytest.mark.prove
@pytest.mark.timeout(SECONDS_A_KILL * max(100, MANY))
def test_what_was_acknowledged_survives_a_hundred_kills(world: World, serve, tmp_path, capsys):
    survives(world, serve, tmp_path, capsys, MANY)
