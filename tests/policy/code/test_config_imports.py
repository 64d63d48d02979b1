"""What import-linter cannot see: it knows packages only, and config.py is a module."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("app", "audit", "content", "referral_forms")
MODULES = sorted(
    path.relative_to(ROOT).as_posix() for name in PACKAGES for path in (ROOT / name).rglob("*.py")
)


def imported(text: str) -> set[str]:
    """The full name of everything that a module imports, `from a import b` as `a.b`."""
    names: set[str] = set()
    for node in ast.walk(parse_source(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            names |= {f"{start}.{alias.name}" for alias in node.names}
    return names


def roots(name: str) -> set[str]:
    return {each.split(".")[0] for each in imported((ROOT / name).read_text(encoding="utf-8"))}


def test_config_imports_the_standard_library_only():
    assert roots("config.py") <= sys.stdlib_module_names


def test_wsgi_joins_app_and_config_and_nothing_else():
    assert roots("wsgi.py") <= sys.stdlib_module_names | {"app", "config"}


@each([name for name in MODULES if not name.startswith("app/")])
def test_the_libraries_read_no_configuration(name):
    assert "config" not in roots(name)


@each([name for name in MODULES if name != "app/__init__.py"])
def test_nobody_imports_a_thing_made_in_the_app_package_itself(name):
    folders = {path.name for path in (ROOT / "app").iterdir() if path.is_dir()}
    files = {path.stem for path in (ROOT / "app").glob("*.py")}
    names = imported((ROOT / name).read_text(encoding="utf-8"))
    direct = {each.removeprefix("app.").split(".")[0] for each in names if each.startswith("app.")}
    assert direct <= folders | files


@each(MODULES)
def test_imports_name_the_whole_path(name):
    names = imported((ROOT / name).read_text(encoding="utf-8"))
    assert not [each for each in names if each.startswith(".")]


def test_what_is_imported_is_found():
    text = "import os.path\ndef f():\n    from app import thing\n    from . import near\n"
    assert imported(text) == {"os.path", "app.thing", "..near"}
