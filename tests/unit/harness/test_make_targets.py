"""`make` gives the tests what they need, whatever the machine has set."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MADE = (".venv/test.stamp", "tests/browser/node_modules/.package-lock.json")
OF_AN_OUTER_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "T")


@pytest.mark.parametrize("target", ["quick", "test", "check"])
def test_a_machine_that_keeps_no_compiled_modules_keeps_them_for_tests(target: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in OF_AN_OUTER_MAKE}
    done = subprocess.run(
        [
            *("make", "-s", *(f"--assume-old={one}" for one in MADE)),
            *(target, 'pytest=echo "[$$PYTHONDONTWRITEBYTECODE]" #'),
        ],
        cwd=ROOT,
        env=kept | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
