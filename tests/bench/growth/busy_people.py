"""Two hundred people at work for ten minutes, on SQLite and on PostgreSQL.

Each has a separate sign-in. Workers answer the question pages and sign one record after the other.
Leads open Today, the list and concerns, and search. It is measured twice: each presses something
every 10 seconds on average, twice as often as someone who takes ten minutes for a record, and every
2.5 seconds, which no one keeps up. The reference is the bare page with the same people on it at the
quicker pace. PostgreSQL writes to memory here, SQLite to the disk.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.domain.routing.actors import Role
from app.services.confirmation import member_confirmation
from app.web_server.patient_channel import IDLE_SECONDS
from tests.bench.both_databases import measure_on_both
from tests.bench.club import Served, new_club, read_megabytes, serve_bare, serve_heard
from tests.bench.figures import Figure, ms, p50, p95
from tests.bench.growth.large_team import tidy_database
from tests.damage.socket_browser import Answer, Browser, DroppedError, Fields, Form
from tests.support.club.club_setup import join_member
from tests.support.club.world import World

PEOPLE, LEADS, PROCESSES = 200, 10, 4
SECONDS, BARE_SECONDS, WARM_UP = 600, 60, 30
PAUSES = 10.0, 2.5
"""Seconds on average between two requests of one person."""
TARGET, MOST = "p95 ≤ 100 ms, 0 errors", 100
FLAT = 1.1
"""Memory at the end may be so many times that of half time."""
SEARCH, WORDS = "/concerns/search", "She said it again, and that he would be cross. " * 12
CONCERN = re.compile(r'href="(/concerns/[0-9a-f-]{36})"')
ANSWERS = {
    "new": {"danger_now": ["no"]},
    "words": {"child_words": [f"“{WORDS}”"]},
    "child": {"children-0-name": ["Kestrel Vane"], "children-0-age": ["14"]},
    "sign": {"not_for": ["none"]},
}


@dataclass
class Times:
    """Milliseconds of each request by its kind, and what went wrong."""

    by_kind: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def add(self, other: Times) -> None:
        """Take another's in."""
        for kind, times in other.by_kind.items():
            self.by_kind.setdefault(kind, []).extend(times)
        self.errors += other.errors

    def list_all(self) -> list[float]:
        """Return the times of all kinds."""
        return [one for times in self.by_kind.values() for one in times]


class Visitor(ABC):
    """A person with one browser, who takes one step after the other."""

    def __init__(self, browser: Browser, seed: int, pause: float) -> None:
        self.browser, self.pause, self.times = browser, pause, Times()
        self.fields: Fields | None = None
        self.luck = random.Random(seed)  # noqa: S311 - chooses moments and pages, guards nothing

    def read_form(self, kind: str, path: str, action: str) -> Fields:
        """Ask for a page and return the fields of its form; reading them is not timed."""
        answer = self.ask(kind, lambda: self.browser.get(path))
        fields = Form(answer.body.decode(), action).fields
        assert fields, (path, answer.status, answer.location, answer.text[-500:])
        return fields

    def ask(self, kind: str, request: Callable[[], Answer]) -> Answer:
        """Make a request and keep how long it took."""
        start = time.perf_counter()
        answer = request()
        self.times.by_kind.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
        return answer

    def work(self, until: float) -> None:
        """Make steps with pauses between them until it is time."""
        time.sleep(self.luck.uniform(0, 2 * self.pause))
        while time.monotonic() < until:
            try:
                self.step()
            except (AssertionError, DroppedError) as error:
                self.times.errors.append(repr(error)[:500])
            pause = self.luck.uniform(0, 2 * self.pause)
            if pause > IDLE_SECONDS - 1:  # the server may close it just as the next request leaves
                self.browser.close()
            time.sleep(pause)
        self.browser.close()

    @abstractmethod
    def step(self) -> None:
        """Do what comes next."""


class Recorder(Visitor):
    """A worker who walks the question pages and signs, and begins again."""

    place = "/record/new"

    def step(self) -> None:
        """Look at a page, or send the one that was looked at last."""
        path = self.place.partition("?")[0].partition("#")[0]
        name = path.rpartition("/")[2]
        if self.fields is None:
            ask = f"{path}?check=0" if path != "/record/new" else path
            self.fields = self.read_form("a page", ask, path)
            return
        fields, self.fields = self.fields | ANSWERS.get(name, {}), None
        kind = "signing" if name == "sign" else "saving"
        answer = self.ask(kind, lambda: self.browser.post(path, fields))
        assert answer.status == 303, (path, answer.status, answer.text[-500:])
        self.place = "/record/new" if name == "sign" else answer.location


class Reader(Visitor):
    """A lead who reads Today, the list and concerns, and searches."""

    concerns: tuple[str, ...] = ()

    def step(self) -> None:
        """Open one page."""
        pages = ["/", "/concerns", SEARCH, *self.luck.sample(self.concerns, bool(self.concerns))]
        path = self.luck.choice(pages)
        if path == SEARCH:
            fields = self.browser.form(SEARCH) | {"for": ["Kestrel"]}
            answer = self.ask("searching", lambda: self.browser.post(SEARCH, fields))
            assert answer.status == 303, (path, answer.status)
        answer = self.ask(f"a lead's page ({_name(path)})", lambda: self.browser.get(path))
        assert answer.status == 200, (path, answer.status, answer.text[-500:])
        if path == "/concerns":
            self.concerns = tuple(CONCERN.findall(answer.text))


class Writer(Visitor):
    """Someone at the bare page."""

    def step(self) -> None:
        """Look at the page, or send it."""
        if self.fields is None:
            self.fields = self.read_form("a page", "/question", "")
            return
        fields, self.fields = self.fields | {"words": [WORDS]}, None
        answer = self.ask("saving", lambda: self.browser.post("/question", fields))
        assert answer.status == 303, answer.status


KINDS: dict[str, type[Visitor]] = {"recorder": Recorder, "reader": Reader, "writer": Writer}
Crowd = list[tuple[str, str, int]]
"""Of each person the kind, the token of the sign-in, and the seed of what they choose."""


def _name(path: str) -> str:
    return {"/": "Today", "/concerns": "list", SEARCH: "results"}.get(path, "concern")


def run_some(port: int, cookie: str, people: Crowd, pause: float, seconds: float) -> Times:
    """Let these people work, each in a thread."""
    visitors = [
        KINDS[kind](Browser(port, token, cookie), seed, pause) for kind, token, seed in people
    ]
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=one.work, args=(until,)) for one in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Times()
    for one in visitors:
        found.add(one.times)
    return found


def run_all(served: Served, people: Crowd, pause: float, seconds: float) -> Times:
    """Let everyone work, in a few processes: one alone would be what holds the pages up."""
    cookie = f"heard-sign-in-{served.port}"
    shares = [people[at::PROCESSES] for at in range(PROCESSES)]
    found = Times()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        work = [(served.port, cookie, share, pause, seconds) for share in shares]
        for times in pool.starmap(run_some, work, chunksize=1):
            found.add(times)
    return found


def compare(folder: Path) -> list[Figure]:
    """Return how long pages took and what the workers weigh, on both databases."""
    place = folder / "bare people"
    place.mkdir()
    bare = serve_bare(place)
    try:
        crowd = [("writer", "", seed) for seed in range(PEOPLE)]
        reference = run_all(bare, crowd, min(PAUSES), BARE_SECONDS)
    finally:
        bare.stop()
    assert reference.errors == [], reference.errors[:3]
    return measure_on_both(f"{PEOPLE} people", partial(_measure, folder, reference))


def _measure(
    folder: Path, reference: Times, database: str, make_url: Callable[[], str]
) -> list[Figure]:
    found: list[Figure] = []
    for pause in PAUSES:
        name = f"{database}, one request in {pause:g} s each"
        found += _measure_pace(folder, reference, name, make_url(), pause)
    return found


def _measure_pace(
    folder: Path, reference: Times, name: str, url: str, pause: float
) -> list[Figure]:
    place = folder / f"people {name}"
    place.mkdir()
    world = new_club(place, url)
    crowd = _let_in(world)
    tidy_database(world)
    heard = serve_heard(world, place)
    weights: list[float] = []
    watch = threading.Thread(target=_weigh, args=(heard, weights))
    try:
        run_all(heard, crowd, pause, WARM_UP)
        watch.start()
        found = run_all(heard, crowd, pause, SECONDS)
        watch.join()
    finally:
        heard.stop()
        world.close()
    return [_compare_times(name, found, reference), _compare_weight(name, weights)]


def _let_in(world: World) -> Crowd:
    """Make the accounts, and sign everyone in; leads share two accounts, each with a sign-in."""
    lead = world.uow("jo")
    staff = [f"staff{number}" for number in range(PEOPLE - LEADS)]
    for key in staff:
        who = (key, f"Ada {key.title()}", "Youth worker", "07700 900999", (Role.PRACTITIONER,))
        with world.session() as session:
            world.people[key] = join_member(session, lead, world.data, who)
    member_confirmation.confirm_staff(lead, tuple(world.people[key].id for key in staff))
    leads = [("jo", "deputy")[number % 2] for number in range(LEADS)]
    kinds = [*(("recorder", who) for who in staff), *(("reader", who) for who in leads)]
    crowd = []
    for seed, (kind, who) in enumerate(kinds):
        crowd.append((kind, world.token(who), seed))
        world.close_sessions()  # each holds one of sixteen connections
    return crowd


def _weigh(served: Served, weights: list[float]) -> None:
    """Add the MB that the workers have together now, after half the time and at the end."""
    for _ in range(2):
        time.sleep(SECONDS / 2 - 1)
        weights.append(sum(read_megabytes(one, "VmRSS") for one in served.workers()))


def _compare_times(name: str, found: Times, reference: Times) -> Figure:
    every, bare = found.list_all(), reference.list_all()
    errors = f"{len(found.errors)} errors" + "".join(f"; {one}" for one in found.errors[:2])
    parts = ", ".join(
        f"{kind}: {len(times):,}, {ms(p50(times))} ({ms(p95(times))})"
        for kind, times in sorted(found.by_kind.items())
    )
    return Figure(
        f"{PEOPLE} people for ten minutes, {name}: all requests, p95",
        TARGET,
        ms(p95(bare)),
        ms(p95(every)),
        f"{p95(every) / p95(bare):.1f}",
        p95(every) <= MOST and not found.errors,
        f"{len(every):,} requests, {len(every) / SECONDS:.0f} a second, {errors}. How many of each "
        f"kind, p50 and (p95): {parts}. Bare: {len(bare) / BARE_SECONDS:.0f} a second for "
        f"{BARE_SECONDS} s",
    )


def _compare_weight(name: str, weights: list[float]) -> Figure:
    half, end = weights
    return Figure(
        f"{PEOPLE} people for ten minutes, {name}: memory of both workers at the end",
        f"≤ {FLAT} × at half time",
        "–",
        f"{end:.0f} MB ({half:.0f} MB at half time)",
        f"{end / half:.2f}",
        end <= FLAT * half,
    )
