"""The table of planted faults fits the code and the tests, read here without running any."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.faults.table import Fault, find_problems, read_faults

AT_LEAST = {
    "vault": 8, "audit": 8, "access": 8, "services": 15, "content": 6, "papers": 7,
    "templates": 4, "javascript": 4,
}  # fmt: skip
GOOD = Fault("vault-1", "vault", "lock.py", "a >= b", "a > b", ("test_lock.py::test_it",), "why")


def test_every_fault_fits_the_code_and_names_a_test():
    assert find_problems(read_faults()) == []


def test_the_table_reaches_into_every_area():
    planted = Counter(fault.area for fault in read_faults())
    assert sum(planted.values()) >= 60
    assert {area: most for area, most in AT_LEAST.items() if planted[area] < most} == {}


def test_every_fault_says_what_it_would_mean():
    assert [fault.id for fault in read_faults() if len(fault.means) < 20] == []


def test_what_does_not_fit_is_found(tmp_path: Path):
    (tmp_path / "lock.py").write_text("a >= b\nc = d\nc = d\n")
    (tmp_path / "test_lock.py").write_text("def test_it():\n    assert True\n")
    assert find_problems([GOOD], tmp_path) == []
    with_parameters = replace(GOOD, tests=("test_lock.py::test_it[sqlite]",))
    assert find_problems([with_parameters], tmp_path) == []
    wrong = {
        "the id does not begin with one of the areas": replace(GOOD, area="cellar"),
        "no test is named": replace(GOOD, tests=()),
        "it changes nothing": replace(GOOD, new=GOOD.old),
        "gone.py is not there": replace(GOOD, file="gone.py"),
        "lock.py has its old text 0 times, not once": replace(GOOD, old="a <= b"),
        "lock.py has its old text 2 times, not once": replace(GOOD, old="c = d"),
        "test_lock.py::it is not a test": replace(GOOD, tests=("test_lock.py::it",)),
        "gone.py::test_it is not a test": replace(GOOD, tests=("gone.py::test_it",)),
    }
    for problem, fault in wrong.items():
        assert find_problems([fault], tmp_path) == [f"vault-1: {problem}"]
    assert find_problems([GOOD, GOOD], tmp_path) == ["vault-1: there are two of this id"]
