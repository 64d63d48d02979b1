"""A scratch copy of the tree, in which a fault is planted and its tests are run.

The copy holds bytecode that is checked against each source by its hash: an edit within the same
second as the one before is never missed, and what did not change is not compiled again.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path
from py_compile import PycInvalidationMode
from xml.etree import ElementTree

from tests.faults.table import ROOT, Fault

SECONDS, MORE = 900, 60
"""After which a run of one test is given up, and for each more; pytest gives up one earlier."""
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "node_modules", "instance", "build",
    "demo-data",
)  # fmt: skip
PACKAGES = ("app", "audit", "content", "referral_forms", "tests")
NODE_MODULES = "tests/browser/node_modules"
FAILED = 1
ON_POSTGRESQL = "[postgresql]"
"""The end of the name of a test whose fault shows on that database alone."""


class Verdict(Enum):
    """The end of a planted fault."""

    KILLED = "killed"
    SURVIVED = "SURVIVED"
    BROKEN = "BROKEN"


@dataclass(frozen=True)
class Result:
    """The verdict on a fault, and why when it is not killed."""

    verdict: Verdict
    why: str = ""


@dataclass(frozen=True)
class Report:
    """How a run of pytest ended: node id without parameters -> its outcomes."""

    code: int
    outcomes: dict[str, list[str]]
    text: str

    @property
    def tail(self) -> str:
        """The last lines of what pytest said."""
        return "\n".join(self.text.strip().splitlines()[-12:])


class Copy:
    """One copy of the tree."""

    def __init__(self, folder: Path, tree: Path = ROOT) -> None:
        """Copy `tree` into `folder`, which is empty or not there yet."""
        self.root, self._report = folder / "tree", folder / "report.xml"
        shutil.copytree(tree, self.root, ignore=LEFT_OUT, symlinks=True)
        if (tree / NODE_MODULES).is_dir():
            (self.root / NODE_MODULES).symlink_to(tree / NODE_MODULES)
        for name in filter(lambda one: (self.root / one).is_dir(), PACKAGES):
            checked = PycInvalidationMode.CHECKED_HASH
            compileall.compile_dir(self.root / name, quiet=2, invalidation_mode=checked)

    def again(self, folder: Path) -> Copy:
        """Return a copy of this copy, which has its bytecode already."""
        other = object.__new__(Copy)
        other.root, other._report = folder / "tree", folder / "report.xml"
        shutil.copytree(self.root, other.root, symlinks=True)
        return other

    @contextmanager
    def planted(self, fault: Fault) -> Iterator[None]:
        """Plant a fault and take it away again. Raises ValueError when it does not fit."""
        path = self.root / fault.file
        whole = path.read_text(encoding="utf-8")
        if whole.count(fault.old) != 1:
            raise ValueError(f"{fault.id}: its old text is not there exactly once")
        path.write_text(whole.replace(fault.old, fault.new), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(whole, encoding="utf-8")

    def run(self, nodes: Iterable[str], *options: str) -> Report:
        """Run these tests, on SQLite where a test runs on both databases.

        Where the engine matters, all nodes are named with ON_POSTGRESQL and run on that.
        """
        self._report.unlink(missing_ok=True)
        nodes = list(nodes)
        seconds = SECONDS + MORE * len(nodes)
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line"),
            *("-m", "postgresql" if is_on_postgresql(nodes[0]) else "not postgresql"),
            *(f"--junitxml={self._report}", *options, *nodes),
        ]
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
        with subprocess.Popen(
            command,
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            try:
                text, _ = running.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                running.kill()
                return Report(-1, {}, f"the tests did not end within {seconds} seconds")
        return Report(running.returncode, self._outcomes(), text)

    def _outcomes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        if not self._report.is_file():
            return found
        for case in ElementTree.parse(self._report).iter("testcase"):  # noqa: S314 - pytest's own
            file = case.get("classname", "").replace(".", "/") + ".py"
            node = f"{file}::{case.get('name', '').partition('[')[0]}"
            kinds = {"failure", "error", "skipped"} & {child.tag for child in case}
            found.setdefault(node, []).append(min(kinds) if kinds else "passed")
        return found


def is_on_postgresql(node: str) -> bool:
    """Whether the table names this test with the database that shows the fault."""
    return node.endswith(ON_POSTGRESQL)


def plain(node: str) -> str:
    """Return a node id without parameters."""
    return node.partition("[")[0]


def without_fault(copy: Copy, nodes: Iterable[str]) -> dict[str, str]:
    """Run the tests as the code is; return why each one that proves nothing does not."""
    wanted = sorted(set(nodes), key=lambda one: (is_on_postgresql(one), one))
    found = {}
    for _, some in groupby(wanted, is_on_postgresql):
        together = list(some)
        report = copy.run(together)
        for node in together:
            outcomes = report.outcomes.get(plain(node), [])
            if not outcomes or set(outcomes) != {"passed"}:
                found[node] = ", ".join(outcomes) or f"was not run\n{report.tail}"
    return found


def try_fault(copy: Copy, fault: Fault) -> Result:
    """Plant a fault and run each of its tests: every one of them must fail by itself."""
    with copy.planted(fault):
        for node in fault.tests:
            report = copy.run([node], "-x")
            outcomes = report.outcomes.get(plain(node), [])
            if report.code == 0 and "passed" in outcomes:
                return Result(Verdict.SURVIVED, f"{node} passes with it")
            # A test that could not begin has noticed nothing: the fault broke what it stands on.
            if report.code != FAILED or "failure" not in outcomes:
                return Result(Verdict.BROKEN, f"{node} did not fail, it ended\n{report.tail}")
    return Result(Verdict.KILLED)
