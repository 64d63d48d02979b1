"""Measure what a long log costs: the first page after a start, a line more, the export, the check.

The lines are those of concerns that were signed, read, added to and closed, of sign-ins and of
lists that name many concerns. They are written straight into the tables, with their tree.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.database import make_engine
from app.models.audit_log import Leaf, LogHead, Node
from app.services.audit_log import concern_commitment, log_export
from app.services.audit_log.record_receipts import derive_public_log_key
from app.services.audit_log.replays import replay_snapshot
from app.services.audit_log.verified_log import VerifiedLog
from app.services.audit_log.writer import extend_chain, read_verified_head
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import Action, UnitOfWork
from audit import events, merkle
from tests.bench import club
from tests.bench.both_databases import measure_on_both
from tests.bench.figures import Figure, ms, p50, timed
from tests.bench.growth.large_team import tidy_database
from tests.bench.large_inbox import settle
from tests.support.club.club_setup import uow_on
from tests.support.club.world import World
from tests.support.server import ROOT

SIZES = (10_000, 100_000, 300_000, 1_000_000)
GOALS = {300_000: 0.2, 1_000_000: 0.5}
"""Seconds of the first sign-in after a start, from a snapshot."""
SINCE, BATCH, RUNS = replay_snapshot.LINES_BETWEEN_SNAPSHOTS, 20_000, 40
"""Lines that came after the snapshot: so many make a new one due."""
Measured = tuple[float, float]
"""Seconds, and megabytes that the process had at most, above what it had before."""


def compare(folder: Path) -> list[Figure]:
    """Return the figures of each size on both databases."""
    return measure_on_both("long log", partial(_measure_sizes, folder))


def _measure_sizes(folder: Path, database: str, make_url: Callable[[], str]) -> list[Figure]:
    """Return those of one database, with those of the smallest log as the reference."""
    found: list[Figure] = []
    first: dict[str, Measured] = {}
    here = folder / f"long-log-{database}"
    here.mkdir()
    writer = LineWriter(club.new_club(here, make_url()))
    for size in SIZES:
        writer.grow(size)
        for name, goal, measured in _measure(writer, size, here):
            bare = first.setdefault(name, measured)
            found.append(_figure(f"{name}, {size:,} lines, {database}", goal, bare, measured))
            sys.stdout.write(f"{found[-1].name}: {found[-1].ours} {found[-1].note}\n")
            sys.stdout.flush()
    writer.world.close()
    return found


def _figure(name: str, goal: float | None, bare: Measured, ours: Measured) -> Figure:
    times = f"{ours[0] / bare[0]:.1f}" if bare[0] else "–"
    target = f"≤ {goal:.1f} s" if goal else "no target"
    met = ours[0] <= goal if goal else None
    seconds, memory = ms(ours[0] * 1000), f"{bare[1]:.0f} MB more memory → {ours[1]:.0f} MB"
    return Figure(name, target, ms(bare[0] * 1000), seconds, times, met, memory)


def _measure(
    writer: LineWriter, size: int, folder: Path
) -> Iterator[tuple[str, float | None, Measured]]:
    world, goal = writer.world, GOALS.get(size)
    path = world.data / "checkpoints" / f"{world.org.id}.snapshot"
    path.unlink(missing_ok=True)
    _settle(world)
    yield "start, every line", None, _in_a_process(world, _start_whole)
    yield "save the snapshot", None, _in_a_process(world, _save)
    sys.stdout.write(f"the snapshot has {_size(path) / 1e6:.1f} MB\n")
    writer.grow(size + SINCE)
    _settle(world)
    yield "start, from a snapshot", goal, _in_a_process(world, _start)
    yield "one line more", None, _in_a_process(world, _append)
    writer.resume()
    export = folder / "export.zip"
    yield "export", None, _in_a_process(world, _export, str(export))
    writer.resume()
    yield "verify the export", None, _verify(world, export)


def _settle(world: World) -> None:
    settle(world)
    tidy_database(world)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _start_whole(uow: UnitOfWork, _path: Path) -> float:
    log = VerifiedLog(uow.files, uow.server, from_first_line=True)
    return _seconds(lambda: log.refresh(uow.session, uow.org))


def _start(uow: UnitOfWork, _path: Path) -> float:
    return _seconds(lambda: uow.key_log.refresh(uow.session, uow.org))


def _save(uow: UnitOfWork, _path: Path) -> float:
    uow.key_log.refresh(uow.session, uow.org)
    return _seconds(lambda: uow.key_log.save_snapshots(uow.org))


def _append(uow: UnitOfWork, _path: Path) -> float:
    uow.look(Action.LIST_VIEWED, "inbox/1")
    return p50(timed(lambda: uow.look(Action.LIST_VIEWED, "inbox/1"), RUNS)) / 1000


def _export(uow: UnitOfWork, path: Path) -> float:
    uow.key_log.refresh(uow.session, uow.org)  # as a lead has, who asks for it
    before = _read_memory()
    with path.open("wb") as file:
        took = _seconds(lambda: log_export.log_and_write_export(uow, file))
    sys.stderr.write(f"the export alone took {_read_memory() - before:.0f} MB more\n")
    return took


TASKS = {task.__name__: task for task in (_start_whole, _start, _save, _append, _export)}


def run_task(name: str, url: str, data: str, path: str) -> None:
    """Do one of the tasks in this process, and print its seconds and the megabytes it took."""
    session = Session(make_engine(url))
    (org,) = organisation_lookup.list_organisations(session)
    uow = uow_on(session, org, Path(data))
    before = _read_memory()
    took = TASKS[name](uow, Path(path))
    sys.stdout.write(json.dumps([took, _read_memory() - before]))


def _in_a_process(
    world: World, task: Callable[[UnitOfWork, Path], float], path: str = ""
) -> Measured:
    """Return what a task says it took in a fresh process, and its peak of memory."""
    place = (task.__name__, world.url, str(world.data), path)
    program = f"from tests.bench.growth.log_growth import run_task; run_task(*{place!r})"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.stderr.write(done.stderr)
    took, more = json.loads(done.stdout)
    return took, more


def _read_memory() -> float:
    """The most megabytes that this process has had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _verify(world: World, path: Path) -> Measured:
    key = derive_public_log_key(world.uow())
    world.close()
    program = (
        "import runpy, sys; sys.argv = sys.argv[1:]\n"
        "try: runpy.run_module('audit', run_name='__main__')\n"
        "except SystemExit as end: code = end.code or 0\n"
        "peak = [one for one in open('/proc/self/status') if one.startswith('VmHWM')]\n"
        "print(peak[0].split()[1]); raise SystemExit(code)"
    )
    args = [sys.executable, "-c", program, "audit", "verify", str(path), "--log-key", key]
    start = time.perf_counter()
    done = subprocess.run(args, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class LineWriter:
    """Appends lines to the log of a club, with tree and head, many at once."""

    def __init__(self, world: World) -> None:
        self.world, self._server = world, world.uow().server
        self._peaks: dict[tuple[int, int], bytes] = {}
        self._lines = Teller(world).tell()
        self.resume()

    def resume(self) -> None:
        """Go on from the end that the log has now."""
        session = self.world.session()
        self._size, self._chain = read_verified_head(session, self.world.org.id, self._server)
        places = merkle.complete_subtrees(self._size)
        rows = [session.get(Node, (self.world.org.id, *place)) for place in places]
        self._peaks = {(row.level, row.idx): row.hash for row in rows if row is not None}
        self.world.close()

    def grow(self, size: int) -> None:
        """Append until there are so many lines."""
        while self._size < size:
            self._add(min(BATCH, size - self._size))
        self.world.close()

    def _add(self, count: int) -> None:
        here, leaves, nodes = self.world.org.id, [], []

        def put(level: int, index: int, digest: bytes) -> None:
            self._peaks[level, index] = digest
            nodes.append({"org_id": here, "level": level, "idx": index, "hash": digest})

        tree = merkle.Tree(lambda level, index: self._peaks[level, index], put, self._size)
        for index in range(self._size, self._size + count):
            line, obj = next(self._lines)(index)
            digest = merkle.leaf_hash(line)
            tree.append(digest)
            self._chain = extend_chain(self._chain, digest)
            leaves.append({"org_id": here, "i": index, "hash": digest, "obj": obj, "line": line})
        self._size += count
        mac = self._server.head_tag(str(here), self._size, self._chain)
        end = {"size": self._size, "chain": self._chain, "mac": mac}
        with self.world.session() as session:
            session.execute(insert(Leaf), leaves)
            session.execute(insert(Node), nodes)
            session.execute(update(LogHead).where(LogHead.org_id == here).values(**end))
            session.commit()


Encode = Callable[[int], tuple[bytes, str]]
DIGEST = "ab" * 32


class Teller:
    """Makes the lines of one concern after the other."""

    def __init__(self, world: World) -> None:
        self._org, self._who, self._now = str(world.org.id), str(uuid4()), datetime.now(UTC)
        self._readers = {os.urandom(32): b"card" for _ in range(3)}
        self._recent: list[str] = []

    def tell(self) -> Iterator[Encode]:
        """Yield what makes each line, given its place."""
        while True:
            session = f"sign_in/{uuid4()}/{os.urandom(8).hex()}"
            yield self._event(Action.SIGNED_IN, session)
            yield self._event(Action.DRAFT_OPENED, f"draft/{uuid4()}")
            yield from self._tell_concern(uuid4())
            yield self._event(Action.SIGNED_OUT, session)

    def _tell_concern(self, concern: UUID) -> Iterator[Encode]:
        self._recent = [*self._recent[-19:], f"{concern}/1"]
        for place in concern_commitment.concern_readers_log_ids(concern, self._readers):
            yield self._event(Action.FILE_SEALED, place, DIGEST)
        due = (self._now,)
        yield self._event(Action.RECORD_SIGNED, str(concern), DIGEST, state="unread", due=due)
        yield self._event(Action.ACKNOWLEDGED, str(concern), DIGEST, state="open", due=due)
        for number in range(2, 6):
            yield self._event(Action.ENTRY_ADDED, f"{concern}/{number}", os.urandom(32).hex())
            yield self._event(Action.SLIP_SEALED, f"{concern}/slip/{number}", os.urandom(32).hex())
        for number in range(12):
            yield self._event(Action.ENTRY_READ, f"{concern}/{number % 5 + 1}", DIGEST)
        for _ in range(4):
            yield self._event(Action.LIST_VIEWED, "inbox/1", objs=tuple(sorted(self._recent)))
        yield self._event(Action.STATE_CHANGED, str(concern), state="closed", due=())

    def _event(self, act: Action, obj: str, h: str | None = None, **more: object) -> Encode:
        def encode(index: int) -> tuple[bytes, str]:
            at = self._now - timedelta(days=400) + timedelta(seconds=10 * index)
            held = {"act": act, "role": "lead", "h": h, "i": index, "obj": obj, "org": self._org}
            return events.encode_event(events.Event(**held, t=at, who=self._who, **more)), obj

        return encode
