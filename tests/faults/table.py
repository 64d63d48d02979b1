"""The faults of `faults.toml`, and whether each still fits the code and the tests.

A fault replaces a text that occurs exactly once in its file. Nothing here runs a test.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("faults.toml")
AREAS = (
    "vault", "audit", "access", "services", "content", "papers", "templates", "javascript",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One fault. `means` says what it would do to somebody; each of `tests` must fail."""

    id: str
    area: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    means: str


def read_faults(table: Path = TABLE) -> tuple[Fault, ...]:
    """Return the faults in the order of the file. Raises TypeError for a missing field."""
    rows = tomllib.loads(table.read_text(encoding="utf-8"))["fault"]
    return tuple(Fault(**{**row, "tests": tuple(row["tests"])}) for row in rows)


def find_problems(faults: Iterable[Fault], root: Path = ROOT) -> list[str]:
    """Return every reason why a fault could not be planted in the tree at `root`, or be noticed."""
    found, seen = [], set()
    for fault in faults:
        if fault.id in seen:
            found.append(f"{fault.id}: there are two of this id")
        seen.add(fault.id)
        if fault.area not in AREAS or not fault.id.startswith(f"{fault.area}-"):
            found.append(f"{fault.id}: the id does not begin with one of the areas")
        found += [f"{fault.id}: {problem}" for problem in _problems_of(fault, root)]
    return found


def _problems_of(fault: Fault, root: Path) -> list[str]:
    found = [f"{node} is not a test" for node in fault.tests if not _is_test(root, node)]
    if not fault.tests:
        found.append("no test is named")
    if fault.old == fault.new:
        found.append("it changes nothing")
    path = root / fault.file
    if not path.is_file():
        return [*found, f"{fault.file} is not there"]
    times = path.read_text(encoding="utf-8").count(fault.old)
    if times != 1:
        found.append(f"{fault.file} has its old text {times} times, not once")
    return found


def _is_test(root: Path, node: str) -> bool:
    """Return whether a node id names a function of its file, by reading alone."""
    file, _, name = node.partition("::")
    path = root / file
    if not path.is_file():
        return False
    functions = ast.parse(path.read_text(encoding="utf-8")).body
    return any(
        isinstance(one, ast.FunctionDef) and one.name == name.partition("[")[0] for one in functions
    )
