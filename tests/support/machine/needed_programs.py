"""Say in one form what this machine lacks or forbids, so that the summary can collect it.

Each skips the test that asks. With REQUIRE_ALL=1 `tests.support.machine.run_report` turns that
into a failure.
"""

from __future__ import annotations

import shutil
from typing import NoReturn

import pytest


def absent(what: str, package: str) -> NoReturn:
    """Skip: a program is not installed."""
    pytest.skip(f"{what} is not on this machine (Debian package: {package})")


def denied(what: str, cure: str) -> NoReturn:
    """Skip: this user, on this machine, may not do it."""
    pytest.skip(f"{what} cannot be had here ({cure})")


def program(name: str, package: str) -> str:
    """The full path of an installed program, or skip."""
    return shutil.which(name) or absent(name, package)
