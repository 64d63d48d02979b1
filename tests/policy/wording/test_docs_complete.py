"""Whoever runs a server finds every setting and every command in what we wrote for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.__main__ import USAGE

ROOT = Path(__file__).resolve().parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
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


def test_the_lists_are_whole():
    assert set(SETTINGS) == {
        *("BASE_URL", "DATA", "DATABASE_URL", "DEMO", "MAIL_FROM", "PORT", "SMTP_URL"),
        *("TRUSTED_HOSTS", "TRUSTED_PROXIES"),
    }
    assert {"run", "demo", "quick", "test", "check", "prove", "lint", "bench"} <= set(TARGETS)
    assert len(COMMANDS) == 3
