"""No name that a row alone says is shown, signed, printed or sent: `shown_names.py` judges it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[3] / "app"
SERVICES = "services/members"
READS_ROWS = {
    f"{SERVICES}/shown_names.py": "judges names by the log",
    f"{SERVICES}/similar_names.py": "compares names, and shows what shown_names says",
    f"{SERVICES}/member_lookup.py": "leaves out rows without a name",
    f"{SERVICES}/unverified_key_holders.py": "is shown as someone whom Heard cannot check",
    "migrations/versions/0008_find_members.py": "copies it to another column",
}
"""Modules that may name the column, and why."""
OWN_NAME = {
    f"{SERVICES}/own_account.py": "keeps a passphrase from holding it, and compares a new name",
    f"{SERVICES}/shown_names.py": "marks it where a row was changed",
    "services/practice/practice_referrals.py": "is on a practice paper, which only its writer has",
}
"""Modules that may use the name of the signed-in member as their row has it, and why."""


def list_uses(tree: ast.AST) -> Iterator[str]:
    """Yield "column" or "own" for each use of a member's name as a row has it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr != "name":
            continue
        owner = ast.unparse(node.value)
        if owner in {"Member", "_MEMBER.c"}:
            yield "column"
        elif owner in {"uow.me", "self.uow.me", "uow.actor", "g.actor", "g.uow.me"}:
            yield "own"


def find_modules(kind: str, folder: str) -> set[str]:
    return {
        path.relative_to(APP).as_posix()
        for path in (APP / folder).rglob("*.py")
        if kind in list_uses(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_only_these_modules_read_the_column_of_names():
    assert find_modules("column", "") == READS_ROWS.keys(), (
        "show names by app/services/members/shown_names.py"
    )


def test_only_these_services_use_the_row_name_of_the_signed_in_member():
    assert find_modules("own", "services") == OWN_NAME.keys(), (
        "sign and print with load_own_signed_name"
    )


def test_a_use_in_a_query_is_seen():
    assert list(list_uses(ast.parse("select(Member.name, Member.phone)"))) == ["column"]
    assert list(list_uses(ast.parse("made_by=uow.me.name"))) == ["own"]
