"""A lead's pages with many concerns: a child's file, Today and the lists, over 1,000 and 10,000.

The concerns of the file are signed, read and linked as people do it. The others are rows written
straight into the tables (`large_inbox.py`). Pages are asked for inside this process, without a
socket. The reference is the same page over the fewest concerns.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import func, select

from app.domain.record.entry_schema import Decision, Part
from app.models.audit_log import Leaf
from app.services.concerns import follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.sealed_index.index_building import merge_slips_if_many
from app.vault.principals import Secret
from tests.bench.club import new_club
from tests.bench.figures import Figure, ms, timed
from tests.bench.large_inbox import Maker, settle
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office
from tests.support.club.world import World

IN_FILE, DUE, SIZES, RUNS = (25, 200), 20, (0, 1_000, 10_000), 15
TARGETS = {"child's file": 100, "Today": 60}


def compare(folder: Path) -> list[Figure]:
    """Return the median and minimum of each page, the seals it opens and the lines it logs.

    The number of seals does not depend on the machine: each is a key exchange, and most of the
    work of a child's file.
    """
    place = folder / "child_file"
    place.mkdir()
    world = new_club(place)
    office = Office.today(world)
    file_id, signed, figures = None, 0, []
    for count in IN_FILE:
        file_id = grow_file(office, file_id, signed, count)
        signed = count
    first: dict[str, float] = {}
    maker, there = ClosedMaker(world), 0
    for size in SIZES:
        maker.add(size - there, unread=0)
        there = size
        settle(world)
        figures += [
            _measure(world, f"{name}, {size:,} other concerns", name, path, first)
            for name, path in _list_pages(file_id).items()
        ]
    world.close()
    return figures


class ClosedMaker(Maker):
    """Adds concerns that are closed: no page opens what is behind their cards."""

    def _state(self) -> str:
        return "closed"


def _list_pages(file_id: UUID | None) -> dict[str, str]:
    return {
        f"child's file, 25 of {IN_FILE[-1]} concerns": f"/children/{file_id}",
        f"Today, {DUE} due": "/",
        "children": "/children",
        "in no file": "/children/without-file",
        "Waiting for others": "/concerns?list=waiting",
    }


def grow_file(office: Office, file_id: UUID | None, start: int, end: int) -> UUID | None:
    """Put more concerns into the file: read, and the first of them to be reviewed today."""
    for number in range(start, end):
        concern_id = sign_about(office, {"name": "Maya Ellis", "group": "9R"})
        acknowledge_concern(office.at("jo"), concern_id)
        if number < DUE:
            plan = {"outcome": "support_in_setting", "reason": "Watch."}
            plan["review_on"] = {"date": f"{office.now.date()}"}  # type: ignore[assignment]  # a page's answers
            draft, parts = office.draft("jo", concern_id), (Part("decision", (), plan),)
            follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Decision, parts)
        file_id = link(office, concern_id, file_id)
        merge_slips_if_many(office.at("jo"))  # as the page that links does
    return file_id


def _measure(world: World, title: str, name: str, path: str, first: dict[str, float]) -> Figure:
    browser = world.client("jo")
    browser.get(path)
    before = _count_lines(world)
    browser.get(path)
    lines = _count_lines(world) - before
    seals = _count_seals(lambda: browser.get(path))
    times = timed(lambda: browser.get(path), RUNS)
    found = statistics.median(times)
    first.setdefault(name, found)
    most = next((most for kind, most in TARGETS.items() if name.startswith(kind)), None)
    return Figure(
        title,
        f"≤ {most} ms" if most else "no target",
        ms(first[name]),
        f"{ms(found)} ({ms(min(times))} at best), {seals} seals, {lines} lines of the log",
        f"{found / first[name]:.1f}",
        found <= most if most else None,
    )


def _count_seals(visit: Callable[[], object]) -> int:
    """Return how many seals to a person's or a team's key a visit opens."""
    opened: list[bytes] = []
    open_seal = Secret.open

    def open_counted(secret: Secret, sealed: bytes, context: bytes) -> bytes:
        opened.append(context)
        return open_seal(secret, sealed, context)

    with patch.object(Secret, "open", open_counted):
        visit()
    return len(opened)


def _count_lines(world: World) -> int:
    with world.session() as session:
        return session.scalar(select(func.count()).select_from(Leaf)) or 0
