"""No audit, no act: only the unit of work commits, and only the log's keeper writes the log."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py"))
COMMITS = {"app/services/unit_of_work.py"}
# Fills an empty database, in which no one can be at work, in one transaction (decision 95).
FILLS_AN_EMPTY_DATABASE = "app/services/backup/row_inserts.py"
# Says that the records of a database are elsewhere, while no one can use it (decision 100).
MARKS_A_MOVE = "app/database_guard/move_marks.py"
# Changes every organisation at once, while no one can use the database (decision 116).
CHANGES_ALL_AT_ONCE = "app/services/secret_change/database_change.py"
ALONE = {FILLS_AN_EMPTY_DATABASE, MARKS_A_MOVE, CHANGES_ALL_AT_ONCE}
# Who may say `rollback`: ends a read before waiting, or before a page that needs no database.
TRANSACTIONS = {"commit", "begin_nested", "begin"}
WRITES_THE_LOG = {
    "app/services/audit_log/writer.py",
    "app/services/organisations/organisation_setup.py",
}  # set-up makes the empty head
LOG_TABLES = {"Leaf", "Node", "Checkpoint", "LogHead"}


def calls(text: str) -> set[str]:
    """Names of the methods that are called on a session, a connection or a database."""
    owners = {"session", "_session", "connection", "db"}
    found = set()
    for node in ast.walk(parse_source(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if name in owners:
                found.add(node.func.attr)
    return found


def written(text: str) -> set[str]:
    """Tables that are inserted into, updated, deleted from, or made as rows."""
    found = set()
    for node in ast.walk(parse_source(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in {"insert", "update", "delete"}:
            found |= {arg.id for arg in node.args if isinstance(arg, ast.Name)}
        elif node.func.id in LOG_TABLES:
            found.add(node.func.id)
    return found


@each([name for name in MODULES if "/migrations/" not in name])
def test_only_the_unit_of_work_commits(name: str):
    found = calls((ROOT / name).read_text(encoding="utf-8")) & TRANSACTIONS
    assert not found or name in COMMITS | ALONE, found


@each([name for name in MODULES if "/migrations/" not in name])
def test_only_the_log_writes_the_log(name: str):
    found = written((ROOT / name).read_text(encoding="utf-8")) & LOG_TABLES
    assert not found or name in WRITES_THE_LOG, found


def test_what_is_written_is_found():
    assert calls("uow.session.commit(); act.session.begin_nested()") == {"commit", "begin_nested"}
    assert written("session.execute(insert(Leaf).values(i=1)); Node(level=0)") == {"Leaf", "Node"}
    assert {"app/services/unit_of_work.py", "app/services/audit_log/writer.py"} <= set(MODULES)
