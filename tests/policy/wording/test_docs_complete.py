"""Whoever runs a server finds every setting and every command in what we wrote for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.__main__ import USAGE
from tools import draw_layers

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
TOPS = (ROOT / "app", ROOT)
WRITTEN = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.exists())

SETTINGS = sorted(set(re.findall(r'env, "([A-Z_]+)"', (ROOT / "config.py").read_text("utf-8"))))
TARGETS = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M)
COMMANDS = re.findall(r"first-start|serve|migrate", USAGE)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_explained(name):
    assert re.search(rf"`{name}[`=]", WRITTEN)


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_of_make_is_explained(target):
    assert f"make {target}" in WRITTEN


@pytest.mark.parametrize("command", COMMANDS)
def test_each_outside_command_is_explained(command):
    assert f"python -m app {command}" in WRITTEN


def test_each_subject_is_on_the_page_of_the_architecture():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for layer in ("services", "domain"):
        table = (
            page.split(f"### Subjects in `app/{layer}`")[1].split("\n\n|", 1)[1].split("\n\n")[0]
        )
        subjects = {path.parent.name for path in (ROOT / "app" / layer).glob("*/__init__.py")}
        assert set(re.findall(r"^\| `(\w+)` \|", table, re.M)) == subjects


def test_the_picture_of_the_layers_is_drawn_from_the_folders():
    assert draw_layers.TARGET.read_text(encoding="utf-8") == draw_layers.draw_layers(), (
        "make frozen"
    )
    folders = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    drawn = [{name.removesuffix(".py") for name in layer.folders} for layer in draw_layers.LAYERS]
    assert folders - draw_layers.NOT_DRAWN <= set().union(*drawn)
    lines = draw_layers.read_contract()
    ranks = [
        [at for at, line in enumerate(lines) for name in names if name in line] for names in drawn
    ]
    assert sum(ranks, []) == sorted(sum(ranks, [])), "a layer is drawn in another place"
    assert [len(found) for found in ranks] == [len(names) for names in drawn]


def test_each_step_of_the_picture_names_its_box():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    steps = re.findall(r"^(\d+)\. \*\*(.*)$", page.split("## The way of a record")[1], re.M)
    assert [int(number) for number, _ in steps] == sorted(draw_layers.WAY)
    for number, text in steps:
        assert f"`{draw_layers.WAY[int(number)]}/" in text, number


def test_a_folder_of_unit_tests_has_the_name_of_what_it_tests():
    unit = ROOT / "tests" / "unit"
    folders = {path.parent.relative_to(unit) for path in unit.rglob("__init__.py")}
    homeless = {
        folder.as_posix() for folder in folders if not any((top / folder).is_dir() for top in TOPS)
    }
    assert homeless == {"harness"}


def test_each_module_of_the_test_support_is_in_the_index():
    page = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    modules = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests" / "support").rglob("*.py")
        if path.name != "__init__.py"
    }
    assert set(re.findall(r"^\| `(tests/support/[\w/]+\.py)` \|", page, re.M)) == modules


def test_the_lists_are_whole():
    assert set(SETTINGS) == {
        *("BASE_URL", "BIND", "CREDENTIALS_DIRECTORY", "DATA", "DATABASE_URL", "DEMO"),
        *("LOG_FORMAT", "LOG_REQUESTS", "MAIL_FROM", "METRICS_BIND", "PORT", "SECRET_FILE"),
        *(
            "SECURITY_CONTACT",
            "SECOND_STEP",
            "SMTP_URL",
            "THREADS",
            "TRUSTED_HOSTS",
            "TRUSTED_PROXIES",
        ),
        "WORKERS",
    }
    assert {"run", "demo", "quick", "test", "check", "prove", "lint", "bench"} <= set(TARGETS)
    assert len(COMMANDS) == 3
