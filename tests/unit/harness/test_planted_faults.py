"""Whether a planted fault counts as noticed: only when the named test ran, and failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.scratch import Copy, Verdict, try_fault, without_fault
from tests.faults.table import Fault

CODE = "def is_due(at, now):\n    return at <= now\n"
TESTS = """
import pytest

from lock import is_due


@pytest.fixture
def late():
    assert is_due(0, 1)
    return 1


def test_the_moment_itself_is_due():
    assert is_due(1, 1)


def test_a_moment_ago_is_due(late):
    assert is_due(0, late)


@pytest.mark.skip
def test_nothing():
    assert False


def test_what_is_wrong_already():
    assert is_due(2, 1)
"""
FILE = "test_lock.py"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Return a copy of a small tree, whose tests start quickly: plugins cost most of a run."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "lock.py").write_text(CODE)
    (tree / FILE).write_text(TESTS)
    (tree / "pytest.ini").write_text("[pytest]\npythonpath = .\nmarkers = postgresql\n")
    return Copy(tmp_path / "copy", tree)


def fault(new: str, *tests: str, old: str = "at <= now", file: str = "lock.py") -> Fault:
    nodes = tuple(f"{FILE}::{test}" for test in tests)
    return Fault("vault-1", "vault", file, old, new, nodes, "it would be late")


def test_a_fault_is_killed_by_a_test_that_fails(copy: Copy):
    assert try_fault(copy, fault("at < now", "test_the_moment_itself_is_due")).verdict is (
        Verdict.KILLED
    )
    assert (copy.root / "lock.py").read_text() == CODE


def test_a_fault_survives_when_one_of_its_tests_passes(copy: Copy):
    both = ("test_the_moment_itself_is_due", "test_a_moment_ago_is_due")
    result = try_fault(copy, fault("at < now", *both))
    assert result.verdict is Verdict.SURVIVED
    assert "test_a_moment_ago_is_due" in result.why


@pytest.mark.parametrize(
    ("new", "test"),
    [
        ("at <", "test_the_moment_itself_is_due"),  # nothing can be collected
        ("False", "test_a_moment_ago_is_due"),  # its fixture fails
        ("False", "test_nothing"),
        ("False", "test_gone"),
    ],
)
def test_a_test_that_did_not_run_has_noticed_nothing(copy: Copy, new: str, test: str):
    assert try_fault(copy, fault(new, test)).verdict is Verdict.BROKEN


def test_a_fault_that_does_not_fit_is_an_error(copy: Copy):
    with pytest.raises(ValueError, match="exactly once"):
        try_fault(copy, fault("x", "test_the_moment_itself_is_due", old="a"))


def test_what_does_not_pass_without_a_fault_proves_nothing(copy: Copy):
    names = ("test_the_moment_itself_is_due", "test_what_is_wrong_already", "test_nothing")
    nodes = [f"{FILE}::{name}" for name in names]
    assert without_fault(copy, nodes) == {nodes[1]: "failure", nodes[2]: "skipped"}
    assert "was not run" in without_fault(copy, [f"{FILE}::test_gone"])[f"{FILE}::test_gone"]
