"""No file or function outgrows one sitting. Ruff counts complexity; this counts lines."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "audit", "content", "referral_forms", "tests", "tools")
FUNCTION_LINES = 30
# Scripts that are written once, blobs that are never regenerated, and long official forms.
EXEMPT = ("app/migrations/versions/", "tests/vectors/", "referral_forms/forms/")


def sources() -> list[str]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    names = [path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.py"), *found)]
    return sorted(
        name for name in names if "node_modules" not in name and not name.startswith(EXEMPT)
    )


def limit(name: str) -> int:
    if name.endswith("conftest.py"):
        return 100
    return 300 if name.startswith("tests/") else 250


def too_long(text: str, lines: int) -> list[str]:
    """What is longer than it may be: the whole file, or functions by name."""
    found = [f"{text.count(chr(10))} lines"] if text.count("\n") > lines else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{node.name}: {length} lines")
    return found


@pytest.mark.parametrize("name", sources())
def test_files_and_functions_stay_small(name):
    assert too_long((ROOT / name).read_text(encoding="utf-8"), limit(name)) == []


def test_what_is_too_long_is_found():
    body = "    pass\n" * 30
    assert too_long(f"def long():\n{body}", 250) == ["long: 31 lines"]
    assert too_long(f"async def long():\n{body}", 250) == ["long: 31 lines"]
    assert too_long(f"def right():\n{body}".removesuffix("    pass\n"), 250) == []
    assert too_long("x = 1\n" * 251, 250) == ["251 lines"]
    assert too_long("x = 1\n" * 250, 250) == []


def test_the_list_of_files_is_not_empty():
    names = sources()
    assert {"config.py", "wsgi.py", "app/__init__.py", "tests/conftest.py"} <= set(names)
    assert all(any(name.startswith(f"{folder}/") for name in names) for folder in FOLDERS)
