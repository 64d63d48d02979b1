"""A public class has one meaning: no other module has a class of that name.

The same for public functions, of which those that were there twice before are named. Names that are
stored never depend on this: `tests/vectors/wire_names.json` has them.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from tests.support.parsed_source import parse_source

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("app", "audit", "content", "referral_forms")
ROW_AND_VALUE = {"Card", "Checkpoint", "Draft"}
"""The row of a table, and the value that is read from it or checked without a database."""
TWICE = {
    "the same step in several layers, each handing on to the next": {
        "autosave_page", "build_panel", "create_content_app", "list_nearest_replies", "load_pack",
        "load_pack_labels", "save_page", "seal_late_form",
    },
    "the same work on two kinds of stored thing": {
        "decode_card", "decode_entry",
    },
    "each module of its kind has one": {"init_app", "main"},
}  # fmt: skip
"""Functions with one name in two modules, by the reason. None can come, and each can go."""


def list_definitions(kind: type[ast.AST], root: Path = ROOT) -> dict[str, list[str]]:
    """Return the modules of each public class or function, views and migrations apart."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in (path for folder in FOLDERS for path in (root / folder).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in parse_source(path.read_text(encoding="utf-8")).body:
            name = getattr(node, "name", "_")
            if isinstance(node, kind) and not name.startswith("_") and not is_view(node):
                found[name].append(path.relative_to(root).as_posix())
    return found


def is_view(node: ast.AST) -> bool:
    hung = " ".join(ast.unparse(one) for one in getattr(node, "decorator_list", ()))
    return any(f".{word}(" in hung for word in ("get", "post", "route", "command", "group"))


def list_twice(kind: type[ast.AST], root: Path = ROOT) -> dict[str, list[str]]:
    return {name: files for name, files in list_definitions(kind, root).items() if len(files) > 1}


def test_a_public_class_has_one_meaning():
    assert len(list_definitions(ast.ClassDef)) > 400
    found = list_twice(ast.ClassDef)
    wrong = {name: files for name, files in found.items() if name not in ROW_AND_VALUE}
    assert not wrong, f"rename all but one: {wrong}"
    assert found.keys() >= ROW_AND_VALUE


def test_a_public_function_has_one_meaning():
    found, named = list_twice(ast.FunctionDef), set().union(*TWICE.values())
    wrong = {name: files for name, files in found.items() if name not in named}
    assert not wrong, f"rename all but one: {wrong}"
    assert not named - found.keys(), "these are there once now: take them out of TWICE"


def test_a_name_that_is_there_twice_is_found(tmp_path: Path):
    for name in ("one", "two"):
        path = tmp_path / "app" / name / "cards.py"
        path.parent.mkdir(parents=True)
        path.write_text("class Card:\n    pass\n\ndef _make():\n    pass\n", encoding="utf-8")
    assert list(list_twice(ast.ClassDef, tmp_path)) == ["Card"]
    assert list_twice(ast.FunctionDef, tmp_path) == {}
