"""Pages of a club of 8, 100, 1,000 and 5,000 members, on SQLite and on PostgreSQL.

Everyone has a real key, certificate and confirmed name in the log. Pages are asked for inside this
process, without a socket. The reference is the same page in the club of 8.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import text

from tests.bench.both_databases import measure_on_both
from tests.bench.club import new_club
from tests.bench.figures import Figure, ms, p50, timed
from tests.support.club.many_members import add_confirmed_staff, count_members
from tests.support.club.world import COOKIE, World
from tests.support.web.question_client import answer_question, start_with_question
from tests.support.web.record_client import begin

SIZES, RUNS = (8, 100, 1_000, 5_000), 20
WARM_UPS = 12
"""Requests before those that count. On each connection to PostgreSQL a statement is prepared when
it is sent for the sixth time, and planned again five times more."""
TARGETS = {
    "sign page": 15,
    "sign page for someone else": 15,
    "Home": 20,
    "lead's Home": 20,
    "page “told”": None,
    "team page": None,
    "team training": None,
}
SIZED = {"team page", "team training"}
"""Pages whose target is their size."""
LARGEST_PAGE = 60_000


def compare(folder: Path) -> list[Figure]:
    """Return the p50 and bytes of each page at each size, on both databases."""
    return measure_on_both("pages of a large team", partial(_measure, folder))


def _measure(folder: Path, database: str, make_url: Callable[[], str]) -> list[Figure]:
    place = folder / database
    place.mkdir()
    world = new_club(place, make_url())
    first: dict[str, float] = {}
    figures = []
    for size in SIZES:
        add_confirmed_staff(world, size - count_members(world))
        tidy_database(world)
        for name, (browser, path) in _pages(world).items():
            for _ in range(WARM_UPS):
                browser.get(path)
            times = timed(lambda b=browser, p=path: b.get(p), RUNS)
            weight = len(browser.get(path).get_data())
            first.setdefault(name, p50(times))
            figures.append(
                _figure(f"{name}, {size:,} members, {database}", name, first, times, weight)
            )
    world.close()
    return figures


def tidy_database(world: World) -> None:
    """Do what PostgreSQL does within minutes: clear away old rows, and count those that are there.

    A session of a test that reads, and ends later, keeps each old row in place. The head of the log
    has 15,000 by then, which every request reads past.
    """
    world.close_sessions()
    if world.engine.dialect.name == "postgresql":
        with world.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as open_now:
            open_now.execute(text("VACUUM (ANALYZE)"))


def _figure(
    title: str, name: str, first: dict[str, float], times: list[float], weight: int
) -> Figure:
    most, found = TARGETS[name], p50(times)
    target = f"≤ {most} ms" if most else "≤ 60 kB" if name in SIZED else "no target"
    met = found <= most if most else weight <= LARGEST_PAGE if name in SIZED else None
    here = f"{ms(found)} ({ms(min(times))} at best), {weight / 1000:.1f} kB"
    return Figure(title, target, ms(first[name]), here, f"{found / first[name]:.1f}", met)


def _pages(world: World) -> dict[str, tuple[FlaskClient, str]]:
    record, writer = begin(world.client("sam")), world.client("sam")
    for_pat = start_with_question(writer).rpartition("/")[0]
    whose = {"account_by": "somebody_else", "account_by_name": "Pat Jones"}
    answer_question(writer, f"{for_pat}/how", **whose)
    sam, jo = _browser(world, "sam"), _browser(world, "jo")
    return {
        "sign page": (sam, f"{record}/sign"),
        "sign page for someone else": (sam, f"{for_pat}/sign"),
        "Home": (sam, "/"),
        "page “told”": (sam, f"{record}/told"),
        "lead's Home": (jo, "/"),
        "team page": (jo, "/members"),
        "team training": (jo, "/learn/trained"),
    }


def _browser(world: World, who: str) -> FlaskClient:
    browser = world.app.test_client()
    browser.set_cookie(COOKIE, world.token(who), domain="localhost")
    return browser
