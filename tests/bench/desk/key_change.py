"""A new key of a team, and a new server secret, in a club of 10 and of 10,000 entries.

A lead is stopped, then removed for good: the leads get a new key. Then the server secret is
changed. What counts is that neither grows with the entries, so the rows that are written are
counted by the database's own driver. The concerns are rows written straight into the tables
(`large_inbox.py`). The reference is the club of 10.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import delete, event

from app.models.member import SignIn
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.secret_change.database_change import (
    SecretChange,
    change_server_secret_in_database,
)
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.vault.server_secret import ServerSecret
from tests.bench.both_databases import measure_on_both
from tests.bench.club import new_club
from tests.bench.figures import Figure, ms
from tests.bench.growth.large_team import tidy_database
from tests.bench.large_inbox import Maker, settle
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET

SIZES = (10, 10_000)
WRITES = ("INSERT", "UPDATE", "DELETE")
Measured = tuple[float, int]


def compare(folder: Path) -> list[Figure]:
    """Return milliseconds and rows of each change, at each size, on SQLite and on PostgreSQL."""
    return measure_on_both("new keys", partial(_measure_sizes, folder))


def _measure_sizes(folder: Path, database: str, make_url: Callable[[], str]) -> list[Figure]:
    works: dict[str, Callable[[World], Measured]] = {
        "new key of a team": remove_deputy,
        "new server secret": change_secret,
    }
    first: dict[str, Measured] = {}
    figures = []
    for number, size in enumerate((SIZES[0], *SIZES)):  # the first time everything is slower
        place = folder / f"key_change_{database}_{number}"
        place.mkdir()
        world = new_club(place, make_url())
        Maker(world).add(size, unread=size // 10)
        settle(world)
        if world.engine.dialect.name == "postgresql":
            tidy_database(world)
        for name, work in works.items():
            found = work(world)
            if number == 0:
                continue
            first.setdefault(name, found)
            figures.append(_describe(f"{name}, {size:,} entries, {database}", first[name], found))
        world.close()
    return figures


def _describe(title: str, first: Measured, found: Measured) -> Figure:
    return Figure(
        title,
        "the same rows",
        f"{ms(first[0])}, {first[1]} rows",
        f"{ms(found[0])}, {found[1]} rows",
        f"{found[0] / first[0]:.1f}",
        found[1] == first[1],
    )


def remove_deputy(world: World) -> Measured:
    """Stop an account, then measure its removal, which changes the key of the leads."""
    deputy = world.people["deputy"].id
    suspend_member(world.uow("jo"), deputy)
    uow = world.uow("jo")
    uow.key_log.refresh(uow.session, uow.org)
    uow.session.rollback()
    return _measure(world, lambda: remove_member(uow, deputy))


def change_secret(world: World) -> Measured:
    """Measure the one transaction of `flask secret rotate`, with the log read anew.

    It would end each session, and more were made to fill a larger club: none is left here.
    """
    world.close_sessions()
    world.change(delete(SignIn))
    new = ServerSecret(os.urandom(32) + SECRET)
    files = CheckpointFiles(world.data)
    change = SecretChange(ServerSecret(SECRET), new, files, datetime.now(UTC), lambda: None)
    return _measure(world, lambda: change_server_secret_in_database(world.engine, change))


def _measure(world: World, work: Callable[[], object]) -> Measured:
    gc.collect()  # else what the making of the club left is tidied up in one of the measures
    with _count_rows(world) as written:
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000, sum(written)


@contextmanager
def _count_rows(world: World) -> Iterator[list[int]]:
    """Collect how many rows each statement wrote, without those of the log's own tree."""
    written: list[int] = []

    def note(_conn: Any, cursor: Any, statement: str, *_more: Any) -> None:
        # How many subtrees the log completes depends on its length alone, so these are left out.
        if statement.startswith(WRITES) and not statement.startswith("INSERT INTO node"):
            written.append(max(cursor.rowcount, 0))

    event.listen(world.engine, "after_cursor_execute", note)
    yield written
    event.remove(world.engine, "after_cursor_execute", note)
