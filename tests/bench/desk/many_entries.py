"""A concern's page with 10, 100 and 500 entries, on both databases.

The record is signed and read, and each further entry is a short note that a lead signs. The page is
asked for inside this process, without a socket. The reference is the page with the fewest entries.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

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
    office, figures, first = Office.today(world), [], 0.0
    concern = sign_about(office, {"name": "Maya Ellis", "age": "14"})
    acknowledge_concern(office.at("jo"), concern)
    there = 2
    for size in SIZES:
        for number in range(there, size):
            file = task_entries.open_concern_as_reader(office.at("jo"), concern)
            reader_notes.add_reader_note(office.at("jo"), file, f"{number}. {NOTE}", uuid4())
            world.close_sessions()
        there = size
        settle(world)
        jo = world.client("jo")
        page = jo.get(f"/concerns/{concern}")
        assert page.status_code == 200
        found = p50(timed(partial(jo.get, f"/concerns/{concern}"), RUNS))
        first = first or found
        figures.append(
            Figure(
                f"concern with {size} entries, {database}",
                f"≤ {MOST:.0f} ms",
                ms(first),
                ms(found),
                f"{found / first:.1f}",
                found <= MOST,
                f"{len(page.data) / 1000:.0f} kB",
            )
        )
    world.close()
    return figures
