"""Swap any two blobs of one column, by someone who writes to the database: each swap is noticed.

The columns come from the tables themselves. Either `flask log fsck` names what was swapped, or its
owner is refused, and in no case does anything open to something else. Where, for each column, is in
`swap_places.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations
from typing import Any

import pytest
from sqlalchemy import Column, Connection, LargeBinary, and_, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import LogBrokenError
from app.models.columns import is_unset
from app.models.member import Invite, SignIn
from app.models.tables import METADATA
from app.services.integrity.integrity_check import find_all_differences
from app.vault.session_tokens import hash_token
from tests.damage.swaps.full_club import FullClub, fill_club, fill_sole_lead
from tests.damage.swaps.probes import PROBES, REFUSED
from tests.damage.swaps.swap_places import FSCK, NOTICED, ONE_ROW
from tests.support.club.office import Office

COLUMNS: dict[str, Column[Any]] = {
    f"{table.name}.{column.name}": column
    for table in METADATA.sorted_tables
    for column in table.columns
    if isinstance(column.type, LargeBinary)
}
FEW, MANY = 5, 100
OF_SOLE_LEAD = [name for name in sorted(NOTICED) if name.startswith("training_link.")]
OF_CLUB = [name for name in sorted(NOTICED) if name not in OF_SOLE_LEAD]
Row = tuple[tuple[Any, ...], bytes]
Pair = tuple[Row, Row]


def test_every_column_of_bytes_has_its_place():
    assert set(COLUMNS) - set(NOTICED) - set(ONE_ROW) == set(), "say where a swap is noticed"
    assert (set(NOTICED) | set(ONE_ROW)) - set(COLUMNS) == set(), "these are gone"
    assert not set(NOTICED) & set(ONE_ROW)
    assert set(NOTICED.values()) - {FSCK} == set(PROBES)


def test_two_blobs_that_changed_places_are_noticed(office: Office):
    sweep(fill_club(office), OF_CLUB, choose_some)


def test_two_links_for_someone_outside_that_changed_places_are_noticed(sole_lead: Office):
    sweep(fill_sole_lead(sole_lead), OF_SOLE_LEAD, choose_all)


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_any_two_blobs_that_changed_places_are_noticed(office: Office):
    sweep(fill_club(office), OF_CLUB, choose_all)


def choose_all(rows: Sequence[Row]) -> list[Pair]:
    """Every pair. Of more than a hundred rows some: the log has hundreds of lines."""
    return list(combinations(rows, 2)) if len(rows) <= MANY else choose_some(rows)


def choose_some(rows: Sequence[Row]) -> list[Pair]:
    """Every pair of a few rows; of more, pairs with each row in one; of very many, some pairs."""
    if len(rows) <= FEW:
        return list(combinations(rows, 2))
    some = rows[:: len(rows) // FEW + 1] if len(rows) > MANY else rows
    return [*zip(some, some[1:], strict=False)]


def sweep(
    club: FullClub, names: Sequence[str], choose: Callable[[Sequence[Row]], list[Pair]]
) -> None:
    """Swap, look and swap back, column by column. Every swap that nobody noticed is named."""
    assert list_named(club) == "", "where something is wrong already, a swap shows nothing"
    unnoticed, tried = [], dict.fromkeys(names, 0)
    for name in names:
        before = {probe: PROBES[probe](club) for probe in {NOTICED[name]} - {FSCK}}
        assert all(REFUSED not in found.values() for found in before.values()), name
        rows = load_rows(club, name)
        chosen = choose(rows)
        for number, (one, other) in enumerate(chain(chosen, combinations(rows, 2))):
            if number >= len(chosen) and tried[name]:
                break  # the others are for a column where the database allows none of the chosen
            if one[1] == other[1] or not exchange(club, name, one, other):
                continue
            tried[name] += 1
            unnoticed += [f"{name}: {problem}" for problem in find_problems(club, name, before)]
            exchange(club, name, (one[0], other[1]), (other[0], one[1]))
    assert not unnoticed, "\n".join(sorted(set(unnoticed)))
    assert [name for name, count in tried.items() if not count] == [], "no two rows to swap"
    assert list_named(club) == "", "each swap was undone"


def find_problems(club: FullClub, name: str, before: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield what is wrong with how a swap was taken."""
    if NOTICED[name] == FSCK:
        if not list_named(club):
            yield "log fsck names nothing"
        return
    for probe, opened in before.items():
        now = PROBES[probe](club)
        changed = {key for key in opened if now.get(key, REFUSED) != opened[key]}
        if not changed:
            yield "nothing is refused"
        if any(now.get(key, REFUSED) != REFUSED for key in changed):
            yield "something opens to something else"


def list_named(club: FullClub) -> str:
    """Return all that `flask log fsck` says."""
    uow = club.office.world.uow()
    try:
        return "\n".join(find_all_differences(uow))
    except LogBrokenError as error:
        return f"the log is broken: {error}"
    finally:
        uow.session.close()


def load_rows(club: FullClub, name: str) -> list[Row]:
    """Return the rows of a column that have a value: primary key and value."""
    column = COLUMNS[name]
    keys = list(column.table.primary_key.columns)
    query = select(*keys, column.label("blob")).where(column.is_not(None)).order_by(*keys)
    if column.table.name == "sign_in":  # of other sessions the tokens are not known here
        query = query.where(SignIn.id.in_([hash_token(token) for token in club.sessions]))
    if column.table.name == "invite":  # a code that was used opens nothing in any row
        query = query.where(is_unset(Invite.used_at))
    with club.office.world.engine.connect() as connection:
        return [(tuple(row[:-1]), row[-1]) for row in connection.execute(query)]


def exchange(club: FullClub, name: str, one: Row, other: Row) -> bool:
    """Give each row the other's value; return whether the database itself allows that.

    In between one row has bytes by chance, because some columns must be unique.
    """
    column, spare = COLUMNS[name], os.urandom(32)
    steps = ((one[0], spare), (other[0], one[1]), (one[0], other[1]))
    if column.primary_key:  # then its row has another name as soon as it is changed
        steps = ((one[0], spare), (other[0], one[0][0]), ((spare,), other[0][0]))
    try:
        with club.office.world.engine.begin() as connection:
            for key, value in steps:
                write(connection, column, key, value)
    except IntegrityError:
        return False
    return True


def write(connection: Connection, column: Column[Any], key: tuple[Any, ...], value: bytes) -> None:
    """Change one row."""
    keys = column.table.primary_key.columns
    where = and_(*(part == known for part, known in zip(keys, key, strict=True)))
    done = connection.execute(update(column.table).where(where).values({column.name: value}))
    assert done.rowcount == 1
