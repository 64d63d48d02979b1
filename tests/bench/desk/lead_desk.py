"""A lead's desk over 1,000, 10,000 and 100,000 concerns: its pages, a fold, a rebuild, its memory.

One child's file has 200 concerns that were signed, read and linked as people do it, and seven more
are unread. The others are rows written straight into the tables (`large_inbox.py`), with slips,
books and children's files (`sealed_search.py`). Pages are asked for inside this process, without a
socket. The reference is the same page over the fewest concerns. Memory is that of a worker of the
real server, after it served each page. `HEARD_LARGE=1` adds 100,000.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch
from urllib.request import Request, urlopen
from uuid import UUID

from sqlalchemy import delete, func, select

from app.models.concern import Concern, Entry
from app.models.sealed_index import IndexBook, IndexSlip
from app.services.sealed_index import index_building
from app.services.sealed_index.books import load_team_keys, open_books
from app.services.unit_of_work import UnitOfWork
from tests.bench.attack_table import peak_megabytes
from tests.bench.both_databases import measure_on_both
from tests.bench.club import new_club, serve_heard
from tests.bench.desk import sealed_search
from tests.bench.desk.many_concerns import grow_file
from tests.bench.figures import Figure, ms, p50, timed
from tests.bench.large_inbox import Maker, settle
from tests.support.club.child_links import sign_about
from tests.support.club.office import Office
from tests.support.club.world import World

MOST_PRESSES = 60
SIZES = (1_000, 10_000, *((100_000,) if os.environ.get("HEARD_LARGE") else ()))
IN_FILE, UNREAD, RUNS = 200, 7, 9
SEARCH = "/concerns/search"
TARGETS = {"Today": 60.0, "child's file": 100.0, "search": 300.0, "fold": 20.0}
SEARCHES = {
    "search, a name with two letters swapped": "Maya Elils",
    "search, part of a plate": "KXB",
}
UNREAD_CHILDREN = ("Theo Hart", "Robin Archer", "Casey Lowe", "Kim Vale", "Ash Bell", "Lee Moor")


def compare(folder: Path) -> list[Figure]:
    """Return the figures of both databases."""
    return measure_on_both("lead's desk", partial(_measure, folder))


def _measure(folder: Path, database: str, make_url: Callable[[], str]) -> list[Figure]:
    place = folder / f"desk_{database}"
    place.mkdir()
    world = new_club(place, make_url())
    office = Office.today(world)
    file_id = grow_file(office, None, 0, IN_FILE)
    asked = _sign_unread(office)
    figures, first = [_rebuild(world, database)], {}
    mine, maker, there = _list_concerns(world), Maker(world), 0
    for size in SIZES:
        maker.add(size - there, unread=0)
        there = size
        made = sorted(_list_concerns(world) - mine)
        mine |= set(made)
        sealed_search.write_all_slips(world, made)
        figures.append(_fold(world, f"{size:,} concerns, {database}", first))
        sealed_search.put_in_files(world, made)
        settle(world)
        for name, visit in _list_visits(world, file_id, asked):
            title = f"{name}, {size:,} concerns, {database}"
            figures.append(_time(title, name, visit, first))
        figures.append(_weigh(world, place, f"{size:,} concerns, {database}", file_id))
    world.close()
    return figures


def _sign_unread(office: Office) -> UUID:
    """Sign seven that are unread; return one whose child is asked for."""
    for name in UNREAD_CHILDREN:
        sign_about(office, {"name": name, "age": "14"})
    return sign_about(office, {"name": "Maya Ellis", "age": "14", "group": "9R"})


def _list_visits(
    world: World, file_id: UUID, asked: UUID
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each page and how it is asked for. What is searched for is sent just before."""
    jo = world.client("jo")
    for name, path in {
        "Today": "/",
        "list page": "/concerns?list=everyone",
        "child's file, 25 of 200 concerns": f"/children/{file_id}",
        "child matching": f"/concerns/{asked}/child/c1",
    }.items():
        yield name, partial(jo.get, path)
    for name, words in SEARCHES.items():
        jo.send(SEARCH, {"for": words})
        assert jo.get(SEARCH).status_code == 200
        yield name, partial(jo.get, SEARCH)


def _time(title: str, name: str, visit: Callable[[], object], first: dict[str, float]) -> Figure:
    visit()
    times, cpu = [], []
    for _ in range(RUNS):
        start = time.process_time()
        times += timed(visit, 1)
        cpu.append((time.process_time() - start) * 1000)
    found = p50(times)
    first.setdefault(name, found)
    most = next((most for kind, most in TARGETS.items() if name.startswith(kind)), None)
    return Figure(
        title,
        f"≤ {most:.0f} ms" if most else "no target",
        ms(first[name]),
        f"{ms(found)} ({ms(min(times))} at best, {ms(min(cpu))} of CPU)",
        f"{found / first[name]:.1f}",
        found <= most if most else None,
    )


def _fold(world: World, where: str, first: dict[str, float]) -> Figure:
    """Fold every slip that waits; return how long the write lock was held at most."""
    uow, held, started = world.uow("jo"), [], time.perf_counter()
    act = UnitOfWork.act

    @contextmanager
    def act_timed(self: UnitOfWork) -> Iterator[object]:
        with act(self) as transaction:
            start = time.perf_counter()
            yield transaction
        held.append((time.perf_counter() - start) * 1000)

    with patch.object(UnitOfWork, "act", act_timed):
        while index_building.merge_oldest_slips(uow):
            pass
    took = time.perf_counter() - started
    uow.session.close()
    found = p50(held)
    first.setdefault("fold", found)
    return Figure(
        f"fold of 500 slips, time in the write lock, {where}",
        f"≤ {TARGETS['fold']:.0f} ms",
        ms(first["fold"]),
        f"{ms(found)} ({ms(max(held))} at most)",
        f"{found / first['fold']:.1f}",
        found <= TARGETS["fold"],
        f"p50 of {len(held)} folds, with their commit; all took {took:.0f} s",
    )


def _rebuild(world: World, database: str) -> Figure:
    """Make the index of every signed entry again, without a slip or a book."""
    with world.session() as session:
        session.execute(delete(IndexSlip))
        session.execute(delete(IndexBook))
        session.commit()
        entries = session.scalar(select(func.count()).select_from(Entry)) or 0
    uow, started, presses = world.uow("jo"), time.perf_counter(), 0
    while not presses or _count_slips(uow) < entries:
        index_building.index_missing_entries(uow)
        presses += 1
        assert presses < MOST_PRESSES
    took = time.perf_counter() - started
    uow.session.close()
    return Figure(
        f"rebuild of the index, {entries:,} entries, {database}",
        "no target",
        "",
        f"{took:.1f} s, {took / entries * 1000:.1f} ms an entry, {presses} presses",
        "",
        None,
    )


def _count_slips(uow: UnitOfWork) -> int:
    books = (book for key in load_team_keys(uow) for book in open_books(uow, key))
    return sum(book.size for book in books)


def _weigh(world: World, place: Path, where: str, file_id: UUID) -> Figure:
    """Ask each worker of a real server for each page; return the most memory that one had."""
    served = serve_heard(world, place)
    try:
        cookie = f"heard-sign-in-{served.port}={world.token('jo')}"
        for _ in range(2 * len(served.workers())):
            for path in ("/", "/concerns?list=everyone", SEARCH, f"/children/{file_id}"):
                url = f"http://localhost:{served.port}{path}"
                with urlopen(Request(url, headers={"Cookie": cookie}), timeout=60) as answer:
                    assert answer.status == 200
        peak = peak_megabytes(served)
    finally:
        served.stop()
    return Figure(
        f"memory of one worker, peak, {where}", "≤ 200 MB", "", f"{peak} MB", "", peak <= 200
    )


def _list_concerns(world: World) -> set[UUID]:
    with world.session() as session:
        return set(session.scalars(select(Concern.id)))
