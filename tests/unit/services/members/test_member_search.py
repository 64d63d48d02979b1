"""People are found by any name that they have or had, or as leads, without a look at everyone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import event

from app.services.members import member_renaming, own_account
from app.services.members.member_lookup import find_verified_by_name, load_proved_and_unproved_leads
from app.services.unit_of_work import UnitOfWork
from tests.support.club.office import Office

NAME_INDEXES = {"ix_member_name_key", "ix_member_other_names"}
LEAD_INDEXES = {"ix_member_lead"}
WHOLE_TEAM = re.compile(r"SCAN member|SEARCH member USING INDEX ix_member_confirmed_at")


def find(office: Office, name: str) -> set[str]:
    """Return the confirmed names of everyone that a name finds."""
    return {one.name for one in find_verified_by_name(office.at("sam"), name)}


@pytest.fixture
def renamed(office: Office) -> Office:
    """Pat was confirmed under another name since, and Sam calls himself another one."""
    member_renaming.rename_colleague(office.at("jo"), office.id("pat"), "Pat Vale-Jones")
    own_account.change_own_details(office.at("sam"), "Sammy Lee", "Coach", "07700 900999")
    return office


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pat  VALE-Jönes", {"Pat Vale-Jones"}),
        ("Pat Jones", {"Pat Vale-Jones"}),
        ("Sam Lee", {"Sam Lee"}),
        ("Sammy Lee", {"Sam Lee"}),
        ("Sammy", set()),
        ("Sam%", set()),
        ("Jo Smith", {"Jo Smith"}),
        ("sam@example.org", set()),
        ("", set()),
    ],
)
def test_each_name_of_someone_finds_them_whole(renamed: Office, typed: str, found: set[str]):
    assert find(renamed, typed) == found


@pytest.mark.parametrize(
    ("look", "indexes"),
    [
        (lambda uow: find_verified_by_name(uow, "Pat Jones"), NAME_INDEXES),
        (lambda uow: load_proved_and_unproved_leads(uow, uow.org), LEAD_INDEXES),
    ],
)
def test_a_few_people_are_looked_up_in_indexes(
    renamed: Office, look: Callable[[UnitOfWork], object], indexes: set[str]
):
    uow = renamed.at("sam")
    if uow.session.get_bind().dialect.name != "sqlite":
        return  # it plans by what it has counted
    plan = _explain(uow, look)
    assert not [step for step in plan if WHOLE_TEAM.match(step)], plan
    assert {name for name in indexes if any(name in step for step in plan)} == indexes, plan


def _explain(uow: UnitOfWork, look: Callable[[UnitOfWork], object]) -> list[str]:
    """Return the steps that SQLite takes to find the ids of members."""
    asked: list[tuple] = []

    def note(*given: object) -> None:
        asked.append(given)

    engine = uow.session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    look(uow)
    event.remove(engine, "before_cursor_execute", note)
    ((*_, query, values, _, _),) = [one for one in asked if "member.id IN (SELECT" in one[2]]
    plan = uow.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
    return [row[3] for row in plan]
