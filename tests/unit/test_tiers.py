"""Each test is in the tier that its fixtures, its folder and its marks put it in."""

from __future__ import annotations

import ast

import pytest

from tests.support import tiers

pytest_plugins = ["pytester"]

SUITE = """
import pytest

@pytest.fixture(params=["sqlite", "postgresql"])
def world(request):
    if request.param == "postgresql":
        request.getfixturevalue("cluster")
    return request.param

@pytest.fixture
def cluster(): pass

@pytest.fixture
def chromium(): pass

@pytest.fixture
def start_server(): pass

def test_club(world): pass

@pytest.mark.both_databases
def test_locks(world): pass

@pytest.mark.prove
def test_a_hundred_kills(start_server): pass

def test_page(chromium, start_server): pass

def test_sum(): pass
"""
MARKS = ("both_databases", "costly", "long", "browser", "server", "postgresql", "java", "prove")


@pytest.fixture
def chosen(pytester, monkeypatch):
    """Run the suite above in a folder, with these marks; return what pytest did."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)

    def chosen(folder: str, marks: str):
        suite = pytester.path / folder / "test_little.py"
        suite.parent.mkdir(parents=True)
        suite.write_text(SUITE, encoding="utf-8")
        pytester.makeini("[pytest]\nmarkers =\n" + "".join(f"    {mark}: .\n" for mark in MARKS))
        done = pytester.runpytest_inprocess("-v", "-p", "tests.support.tiers", "-m", marks)
        named = [line for line in done.outlines if "PASSED" in line]
        return done, {line.partition("::")[2].partition(" ")[0] for line in named}

    return chosen


def test_pages_run_on_one_database_unless_they_say_both(chosen):
    done, names = chosen("tests/web", "not (browser or server or prove)")
    assert names == {
        *("test_club[sqlite]", "test_locks[sqlite]", "test_locks[postgresql]"),
        "test_sum",
    }
    assert "left to another target: prove 2, browser 1" in done.stdout.str()


def test_what_is_quick_and_below_the_pages_runs_on_both_every_time(chosen):
    _, names = chosen("tests/unit", "not (browser or server or prove)")
    assert {"test_club[sqlite]", "test_club[postgresql]"} <= names


def test_what_a_change_leaves_out_is_proved_and_nothing_is_left_by_both(chosen):
    _, names = chosen("tests/damage", "prove")
    assert names == {"test_club[postgresql]", "test_a_hundred_kills"}


def test_the_seconds_of_each_folder_are_told(chosen):
    done, _ = chosen("tests/web", "not prove")
    done.stdout.re_match_lines([r" +\d+\.\d  tests/web"])


@pytest.fixture
def lists(tmp_path, monkeypatch):
    """The lists of costly and long tests, empty, to write in."""
    lists = {mark: tmp_path / f"{mark}.txt" for mark in tiers.LISTS}
    for path in lists.values():
        path.touch()
    monkeypatch.setattr(tiers, "LISTS", lists)
    return lists


@pytest.mark.parametrize("mark", tiers.LISTS)
def test_what_is_listed_is_left_out_by_file_or_by_name(chosen, lists, mark):
    lists[mark].write_text("tests/web/test_little.py::test_club\ntests/web/other.py\n")
    assert chosen("tests/web", mark)[1] == {"test_club[sqlite]", "test_club[postgresql]"}
    lists[mark].write_text("tests/unit/test_little.py\n")
    assert chosen("tests/unit", f"not {mark}")[1] == set()


def test_what_is_costly_runs_on_one_database_unless_it_says_both(chosen, lists):
    lists["costly"].write_text("tests/unit/test_little.py\n")
    _, names = chosen("tests/unit", "not (browser or server or prove)")
    assert {name for name in names if "postgresql" in name} == {"test_locks[postgresql]"}


def test_every_line_of_the_lists_is_a_test():
    root = tiers.LISTS["costly"].parents[1]
    gone = []
    for line in tiers.read_list("costly") | tiers.read_list("long"):
        path, _, test = line.partition("::")
        file = root / path
        tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else None
        named = {getattr(node, "name", "") for node in tree.body} if tree else set()
        if not named or (test and test not in named):
            gone.append(line)
    assert sorted(gone) == []
