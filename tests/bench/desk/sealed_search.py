"""A lead's search and the links between children's files, over 1,000 and 10,000 concerns.

The concerns are rows written straight into the tables (`large_inbox.py`), each with the values that
a record has in its fields: a child, a person, a user name, a phone number, a car and a place. They
are in slips first, then in books. The reference is the search that opens every card. One concern
in two is in a child's file, five to a file.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import func, select, text

from app.domain.children.child_card import ChildCard, ChildFacts, LinkedChild
from app.domain.record.entry_schema import Details, Part, Person
from app.domain.routing.actors import Team
from app.domain.search.search_query import parse_query
from app.domain.values.entry_values import Slip, make_slip
from app.models.concern import Concern
from app.models.sealed_index import IndexBook, IndexSlip
from app.services.children import file_links
from app.services.children.file_cards import write_card
from app.services.concern_search.name_search import find_concerns_by_name
from app.services.sealed_index import index_building
from app.services.sealed_index.slips import write_slips
from app.services.unit_of_work import Action
from tests.bench.club import new_club
from tests.bench.figures import Figure, ms, p50, timed
from tests.bench.large_inbox import Maker
from tests.support.club.world import World

SIZES, RUNS, IN_A_FILE, BATCH = (1_000, 10_000), 5, 5, 1_000
QUERY, TARGET = parse_query("KXB"), {1_000: 60.0, 10_000: 300.0}
OLDER = ("Jay", "Dean", "Kai", "Lou")
SAM = Person("s", "Sam Lee", "", "", "", ("practitioner",), confirmed=True)


def compare(folder: Path) -> list[Figure]:
    """Return the median of each search and of the links, at each size."""
    figures = []
    for size in SIZES:
        place = folder / f"search_{size}"
        place.mkdir()
        world = new_club(place)
        Maker(world).add(size, unread=0)
        cards = _time(world, lambda uow: find_concerns_by_name(uow, QUERY))
        write_all_slips(world, _list_ids(world))
        slips = _time(world, lambda uow: find_concerns_by_name(uow, QUERY))
        uow = world.uow("jo")
        while index_building.merge_oldest_slips(uow):
            pass
        books = _time(world, lambda uow: find_concerns_by_name(uow, QUERY))
        put_in_files(world, _list_ids(world))
        links = _time(world, file_links.open_all_file_links)
        note = f"p50 of {RUNS}, below the web; {_weigh(world)}"
        for name, ours in (("slips", slips), ("books", books)):
            figures.append(_make_figure(f"search from {name}", size, cards, ours, note))
        figures.append(_make_figure("links between files", size, cards, links, note))
        world.close()
    return figures


def _make_figure(name: str, size: int, bare: float, ours: float, note: str) -> Figure:
    target = TARGET[size] if name.endswith("books") else None
    return Figure(
        f"{name}, {size:,} concerns",
        f"≤ {target:.0f} ms" if target else "",
        f"{ms(bare)} opening every card",
        ms(ours),
        f"{ours / bare:.2f}",
        ours <= target if target else None,
        note,
    )


def _time(world: World, work) -> float:
    world.close()
    with world.session() as session:  # as if long written
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    uow = world.uow("jo")
    work(uow)
    found = p50(timed(lambda: work(uow), RUNS))
    uow.session.close()
    return found


def _list_ids(world: World) -> list[UUID]:
    with world.session() as session:
        return list(session.scalars(select(Concern.id).order_by(Concern.id)))


def write_all_slips(world: World, ids: Sequence[UUID]) -> None:
    """Seal a slip for each of these concerns to the leads, with values as a record has them."""
    uow, luck = world.uow("sam"), random.Random(len(ids))  # noqa: S311 - spreads values
    _, team = uow.keys.team_public(uow.session, Team.LEADS)
    for start in range(0, len(ids), BATCH):
        with uow.act() as act:
            for concern in ids[start : start + BATCH]:
                write_slips(uow, act, _make_slip(concern, luck), (team,))


def _make_slip(concern: UUID, luck: random.Random) -> Slip:
    first, last = luck.choice(["Maya", "Theo", "Robin", "Casey", "Kim"]), _make_word(luck, 7)
    plate = f"{luck.choice('ABFYK')}{luck.choice('NJKL')}{luck.randrange(10, 99)} "
    plate += "".join(luck.choice("ABCDKXRST") for _ in range(3))
    person = {
        "name_or_nickname": f"{luck.choice(OLDER)} {_make_word(luck, 6)}",
        "usernames": f"{_make_word(luck, 6)}_{luck.randrange(10, 99)}",
        "phones": f"07700 {luck.randrange(900_000, 999_999)}",
        "vehicles": f"Silver estate, {plate}",
        "places": f"Car park of the {_make_word(luck, 5)} {_make_word(luck, 4)}",
    }
    parts = (
        Part("child", ("c1",), {"name": f"{first} {last}"}),
        Part("people", ("c1",), person),
    )
    said = Details(by=SAM, signed_at=datetime.now(UTC), page="people", parts=parts)
    return make_slip(str(concern), 1, said)


def _make_word(luck: random.Random, size: int) -> str:
    """Return letters that look like a name: of so many, some are near to others."""
    return "".join(luck.choice("aeioulnrst") for _ in range(size))


def put_in_files(world: World, ids: Sequence[UUID]) -> None:
    """Put half of these concerns in children's files, five to a file, each of another name."""
    uow, luck = world.uow("jo"), random.Random(len(ids))  # noqa: S311 - spreads values
    for some in _split(ids[: len(ids) // 2], IN_A_FILE * 50):
        with uow.act() as act:
            for concerns in _split(some, IN_A_FILE):
                file_id = uuid4()
                name = f"Maya {_make_word(luck, 7)}".title()
                facts = ChildFacts(name, "14", "", "9R", "2026-11-24")
                links = [
                    LinkedChild(str(concern), "c1", number, "", facts)
                    for number, concern in enumerate(concerns, 1)
                ]
                write_card(uow, act, file_id, ChildCard(tuple(links)), len(links))
                for link in links:
                    act.log(Action.CHILD_LINKED, f"{file_id}/{link.number}", h=bytes(32))
                    act.log(Action.CHILD_LINKED, link.concern)


def _split(ids: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _weigh(world: World) -> str:
    with world.session() as session:
        slips = session.scalar(select(func.count()).select_from(IndexSlip))
        size = session.scalar(select(func.sum(func.length(IndexBook.blob)))) or 0
    return f"{slips} slips left, books of {size / 2**20:.1f} MiB in all"
