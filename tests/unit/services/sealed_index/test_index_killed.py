"""A server is killed while it folds, rebuilds the index or writes a book anew: nothing is lost.

Before and after each commit of the work: what was found stays found, log and rows agree, and the
next press goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.models.sealed_index import IndexSlip
from app.services.integrity.integrity_check import find_all_differences
from app.services.sealed_index import books, index_building
from app.services.unit_of_work import UnitOfWork
from tests.support.club.office import Office
from tests.unit.services.sealed_index.test_sealed_index import CAR, find, sign

pytestmark = pytest.mark.both_databases
MOST_COMMITS = 60


class Killed(BaseException):
    """The server was killed. No handler of an error sees it."""


def run_until_killed(
    office: Office, work: Callable[[UnitOfWork], object], commits: int, *, after: bool
) -> bool:
    """Run the work in a new session and kill it at one of its commits; returns whether it was."""
    uow, left = office.world.uow("jo"), [commits]
    commit = uow.session.commit

    def commit_or_die() -> None:
        left[0] -= 1
        if after or left[0]:
            commit()
        if not left[0]:
            raise Killed

    uow.session.commit = commit_or_die  # type: ignore[method-assign]
    try:
        work(uow)
    except Killed:
        return True
    finally:
        uow.session.close()
    return False


def sign_some(office: Office) -> set[UUID]:
    """Sign concerns: two are in a full book, one is in a slip, and three have neither."""
    folded = [sign(office, CAR) for _ in range(2)]
    assert index_building.merge_oldest_slips(office.at("jo")) == 2
    older = [sign(office, CAR) for _ in range(3)]
    office.world.change(delete(IndexSlip).where(IndexSlip.concern_id.in_(older)))
    return {*folded, *older, sign(office, CAR)}


@pytest.mark.parametrize("after", [False, True], ids=["before it is kept", "after it"])
def test_a_rebuild_that_is_killed_at_any_commit_loses_nothing(office, monkeypatch, after: bool):
    monkeypatch.setattr(books, "MOST_IN_BOOK", 2)
    monkeypatch.setattr(index_building, "MOST_IN_BOOK", 2)
    monkeypatch.setattr(index_building, "ENTRIES_AT_ONCE", 1)
    concerns = sign_some(office)
    found, indexed, held = find(office, "jo", "KXB")
    assert (len(found), indexed, held) == (3, 3, 6)
    kills = 0
    while run_until_killed(office, index_building.index_missing_entries, kills + 1, after=after):
        kills += 1
        now, _, _ = find(office, "jo", "KXB")
        assert found <= now, f"forgotten at commit {kills}"
        assert find_all_differences(office.at("jo")) == ()
        found = now
        assert kills < MOST_COMMITS
    assert find(office, "jo", "KXB") == (concerns, 6, 6)
    assert kills > 2
    assert office.session.scalars(select(IndexSlip)).all() == []


@pytest.mark.parametrize("after", [False, True], ids=["before it is kept", "after it"])
def test_a_fold_that_is_killed_leaves_each_slip_in_one_place(office: Office, after: bool):
    concerns = {sign(office, CAR) for _ in range(2)}
    assert run_until_killed(office, index_building.merge_oldest_slips, 1, after=after)
    assert len(office.session.scalars(select(IndexSlip)).all()) == (0 if after else 2)
    assert find(office, "jo", "KXB") == (concerns, 2, 2)
    assert find_all_differences(office.at("jo")) == ()
    assert index_building.merge_oldest_slips(office.at("jo")) == (0 if after else 2)
    assert find(office, "jo", "KXB") == (concerns, 2, 2)
