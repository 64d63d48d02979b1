"""Tests wait for a condition, in a loop that asks again, and never for a time.

A time is too short on a busy machine, and then a test fails that should pass. Or it passes because
what it was to see had not happened yet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.parsed_source import parse_source

TESTS = Path(__file__).resolve().parents[2]
SLEEPS = {"time.sleep", "wait_for_timeout"}
KILLED_AFTER = {
    "damage/server/test_server_killed.py: one_life",
    "unit/test_first_start.py: test_a_start_that_is_killed_is_finished_by_the_next",
}
"""The time is what is tested: the process is killed at a moment that no one chose."""
MEASURES = "bench/"
"""Nothing there is asserted."""


def find_fixed_sleeps(node: ast.AST, function: str = "", waits: bool = False) -> Iterator[str]:
    """Yield the function of each sleep that is not in a loop which ends on a condition."""
    if isinstance(node, ast.FunctionDef):
        function, waits = node.name, False
    waits = waits or isinstance(node, ast.While) or (isinstance(node, ast.For) and may_end(node))
    if isinstance(node, ast.Call) and not waits:
        called = ast.unparse(node.func)
        if called in SLEEPS or called.rpartition(".")[2] in SLEEPS:
            yield function
    for child in ast.iter_child_nodes(node):
        yield from find_fixed_sleeps(child, function, waits)


def may_end(loop: ast.For) -> bool:
    """Whether a loop over so many tries is left as soon as what it waits for is there."""
    return any(isinstance(node, ast.Return | ast.Break) for node in ast.walk(loop))


def list_test_files() -> Iterator[tuple[str, str]]:
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if "node_modules" not in path.parts and not name.startswith(MEASURES):
            yield name, path.read_text(encoding="utf-8")


def test_a_sleep_is_inside_a_loop_that_asks_again():
    found = {
        f"{name}: {function}"
        for name, text in list_test_files()
        if any(sleep.rpartition(".")[2] in text for sleep in SLEEPS)
        for function in find_fixed_sleeps(parse_source(text))
    }
    assert sorted(found - KILLED_AFTER) == [], "wait for a condition, as tests/README.md says"
    assert found >= KILLED_AFTER


def test_a_sleep_outside_a_loop_is_found():
    def find(body: str) -> list[str]:
        return list(find_fixed_sleeps(ast.parse(f"def f():\n  {body}")))

    assert find("time.sleep(1)") == find("self.page.wait_for_timeout(9)") == ["f"]
    assert find("for _ in range(2): time.sleep(1)") == ["f"]
    assert find("for _ in range(2):\n    if true(): return\n    time.sleep(1)") == []
    assert find("while not true(): time.sleep(1)") == find("clock.sleep(1)") == []
