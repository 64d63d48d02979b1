"""The stored tree of the log is compared with its lines: changed, missing and added subtrees."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, update

from app.errors import LogBrokenError
from app.models.audit_log import Node
from app.services.integrity import tree_checks
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.office import Office

CHANGED = update(Node).where(Node.level == 3, Node.idx == 1).values(hash=bytes(32))
MISSING = delete(Node).where(Node.level == 0, Node.idx == 5)


@pytest.mark.parametrize("batch", [1, 7, 2_000])
def test_a_tree_that_its_lines_make_is_not_named(office: Office, monkeypatch, batch: int):
    monkeypatch.setattr(tree_checks, "BATCH", batch)
    office.signed("sam")
    assert find_all_differences(office.world.uow()) == ()


@pytest.mark.parametrize("what", ["changed", "missing", "added"])
def test_a_tree_that_differs_is_named_once(office: Office, what: str):
    office.signed("sam")
    added = {"org_id": office.org.id, "level": 9, "idx": 900, "hash": bytes(32)}
    office.world.change(
        {"changed": CHANGED, "missing": MISSING, "added": insert(Node).values(added)}[what]
    )
    (named,) = find_all_differences(office.world.uow())
    assert named.startswith("1 of ")
    assert named.endswith(" parts of the log’s stored tree are not what its lines make.")


def test_lines_that_others_add_meanwhile_make_no_difference(office: Office):
    office.signed("sam")
    uow = office.world.uow()
    size = tree_checks.read_claimed_log_size(uow)
    for earlier in range(size - 9, size + 1):
        assert list(tree_checks.find_tree_differences(uow, earlier)) == [], earlier


def test_a_line_that_is_not_stored_ends_the_comparison(office: Office):
    uow = office.world.uow()
    with pytest.raises(LogBrokenError):
        list(tree_checks.find_tree_differences(uow, tree_checks.read_claimed_log_size(uow) + 1))
