"""The counts at the end of a run are true, and REQUIRE_ALL=1 lets nothing be left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[3]
SUITE = """
import pytest

@pytest.fixture(params=[pytest.param("sqlite", marks=pytest.mark.sqlite),
                        pytest.param("postgresql", marks=pytest.mark.postgresql)])
def kind(request):
    if request.param == "postgresql" and {skip}:
        pytest.skip("PostgreSQL is not on this machine")
    return request.param

def test_on_both(kind):
    assert kind

def test_on_both_again(kind):
    assert kind

def test_on_neither():
    assert True
"""


def write(folder: Path, skip: bool) -> None:
    """Write a little suite of web tests."""
    suite = folder / "tests/web/test_little.py"
    suite.parent.mkdir(parents=True)
    suite.write_text(SUITE.format(skip=skip), encoding="utf-8")
    marks = "[pytest]\nmarkers =\n    sqlite: .\n    postgresql: .\n"
    (folder / "pytest.ini").write_text(marks, encoding="utf-8")


@pytest.fixture(params=[(), pytest.param(("-n", "2"), marks=pytest.mark.server)], ids=str)
def run(request, pytester, monkeypatch):
    """Run the little suite under our own counting: here, or in two workers of their own."""
    for name in ("REQUIRE_ALL", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):  # the outer run's own
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    start = pytester.runpytest_subprocess if request.param else pytester.runpytest_inprocess

    def run(*, skip: bool = False, **env: str):
        write(pytester.path, skip)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        return start("-p", "tests.support.machine.run_report", *request.param)

    return run


def test_each_database_is_counted(run):
    done = run()
    assert done.ret == 0, done.outlines
    assert "web+damage on SQLite: 2, on PostgreSQL: 2" in done.stdout.str()
    assert "could not run" not in done.stdout.str()
    assert "5 passed" in done.outlines[-1]


def test_what_could_not_run_is_told_with_its_reason(run):
    done = run(skip=True)
    assert done.ret == 0, done.outlines
    assert "web+damage on SQLite: 2, on PostgreSQL: 0" in done.stdout.str()
    assert "2 tests: PostgreSQL is not on this machine" in done.stdout.str()


def test_when_all_is_required_a_skip_is_a_failure(run):
    done = run(skip=True, REQUIRE_ALL="1")
    assert done.ret == 1
    assert "3 passed, 2 errors" in done.outlines[-1]
    assert "REQUIRE_ALL=1 allows no skip" in done.stdout.str()


def test_when_all_is_required_a_skipped_module_is_a_failure(run, pytester):
    (pytester.path / "test_absent.py").write_text(
        "import pytest\npytest.skip('not here', allow_module_level=True)\n", encoding="utf-8"
    )
    assert run(REQUIRE_ALL="1").ret != 0


def on_a_machine_without_mount(*options: str, **env: str):
    """Run the tests of a full disk where no file system can be made, whoever runs them."""
    ours = ("REQUIRE_ALL", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *options],
        cwd=ROOT,
        env=kept | {"PATH": "/nowhere", **env},
        capture_output=True,
        text=True,
    )


@pytest.mark.server
def test_a_small_disk_that_cannot_mount_is_told_or_fails_if_required():
    every = "tests/damage/server/test_disk_full.py"
    told = on_a_machine_without_mount("-vv", "-k", "small and disk", every)
    assert told.returncode == 0, told.stdout
    skipped = [line for line in told.stdout.splitlines() if "SKIPPED" in line]
    kinds = ("sqlite", "postgresql")
    assert [sum(f"[{kind}-small disk]" in line for line in skipped) for kind in kinds] == [4, 4]
    assert "8 tests: a small file system cannot be had here (run as root" in told.stdout
    one = f"{every}::test_what_cannot_be_logged_is_not_opened[sqlite-small disk]"
    refused = on_a_machine_without_mount(one, REQUIRE_ALL="1")
    assert refused.returncode == 1
    assert "REQUIRE_ALL=1 allows no skip" in refused.stdout
