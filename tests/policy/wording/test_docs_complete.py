"""Whoever runs a server finds every setting and every command in what we wrote for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.__main__ import USAGE

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
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
        *("BASE_URL", "CREDENTIALS_DIRECTORY", "DATA", "DATABASE_URL", "DEMO", "MAIL_FROM"),
        *("PORT", "SECRET_FILE", "SMTP_URL", "TRUSTED_HOSTS", "TRUSTED_PROXIES"),
    }
    assert {"run", "demo", "quick", "test", "check", "prove", "lint", "bench"} <= set(TARGETS)
    assert len(COMMANDS) == 3
