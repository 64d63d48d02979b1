"""Say in one form that a program is not on this machine, so that the summary can collect it."""

from __future__ import annotations

import shutil
from typing import NoReturn

import pytest


def absent(what: str, package: str) -> NoReturn:
    """Skip the test. With REQUIRE_ALL=1 `tests.support.counts` turns that into a failure."""
    pytest.skip(f"{what} is not on this machine (Debian package: {package})")


def program(name: str, package: str) -> str:
    """The full path of an installed program, or skip."""
    return shutil.which(name) or absent(name, package)
