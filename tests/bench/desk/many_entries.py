"""A concern's page with 10, 100 and 500 entries, on both databases.

The record is signed and read, and a lead signs short notes, one right after the other: so each of
them was opened within the last minutes, which the page names. It is asked for inside this process,
without a socket. The reference is the page with the fewest entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from app.services.concern_tasks import reader_notes, task_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from tests.bench.both_databases import measure_on_both
from tests.bench.club import new_club
from tests.bench.figures import Figure, ms, p50, timed
from tests.bench.large_inbox import settle
from tests.support.club.child_links import sign_about
from tests.support.club.office import Office

SIZES, RUNS, MOST = (10, 100, 500), 15, 100.0
NOTE = "Rang the school. The tutor has seen her today and will ring again at three."


def compare(folder: Path) -> list[Figure]:
    """Return how long the page takes, and how large it is."""
    return measure_on_both("concern with many entries", partial(_measure, folder))


def _measure(folder: Path, database: str, make_url: Callable[[], str]) -> list[Figure]:
    place = folder / f"entries-{database}"
    place.mkdir()
    world = new_club(place, make_url())
    office, figures, first, there = Office.today(world), [], 0.0, 2
    concern = sign_about(office, {"name": "Maya Ellis", "age": "14"})
    acknowledge_concern(office.at("jo"), concern)
    for size in SIZES:
        _add_notes(office, concern, range(there, size))
        there = size
        settle(world)
        ask = partial(world.client("jo").get, f"/concerns/{concern}")
        page = ask()
        assert page.status_code == 200
        found = p50(timed(ask, RUNS))
        first = first or found
        name, weight = f"concern with {size} entries, {database}", f"{len(page.data) / 1000:.0f} kB"
        target, ratio = f"≤ {MOST:.0f} ms", f"{found / first:.1f}"
        figures.append(Figure(name, target, ms(first), ms(found), ratio, found <= MOST, weight))
    world.close()
    return figures


def _add_notes(office: Office, concern: UUID, numbers: Iterable[int]) -> None:
    file = task_entries.open_concern_as_reader(office.at("jo"), concern)
    for number in numbers:
        reader_notes.add_reader_note(office.at("jo"), file, f"{number}. {NOTE}", uuid4())
        office.world.close_sessions()
