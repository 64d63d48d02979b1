"""Give each test the marks by which the targets of `make` choose: see tests/README.md.

What a test needs is read from the fixtures it takes, so that no test is in a faster tier than it
can be. What takes over half a second is listed in tests/costly.txt, and over one and a half in
tests/long.txt, as measured beside the rest of `make check` on 2 cores. `prove` is what only
`make prove` runs: tests that say so, and the PostgreSQL half of the tests of pages, of damage and
of what is costly, except where the engine matters or one walk holds a journey: those say
`both_databases`. Whatever else is below the pages runs on both databases every time.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

ONE_DATABASE = ("tests/web/", "tests/damage/", "tests/browser/")
LISTS = {mark: Path(__file__).parents[1] / f"{mark}.txt" for mark in ("costly", "long")}
"""`make quick` runs neither of these; `make test` leaves the long ones to `make check`."""
DATABASES = ("world", "world_without_senior", "database_url", "empty_database_url")
NEEDS = {
    "browser": {"chromium"},
    "server": {"start_server", "nursery"},
    "postgresql": {"cluster", "own_cluster", "standby"},
    "java": {"html_findings", "html_of_run"},
}


def _second_database(item: pytest.Item) -> bool:
    """Whether this is a test of a page or of damage, or a costly one, that has run on SQLite."""
    spec = getattr(item, "callspec", None)
    if spec is None or item.get_closest_marker("both_databases"):
        return False
    second = any(spec.params.get(name) == "postgresql" for name in DATABASES)
    costly = item.get_closest_marker("costly") is not None
    return second and (costly or item.nodeid.startswith(ONE_DATABASE))


def read_list(mark: str) -> frozenset[str]:
    """Return the files, and the tests as `file::test`, that have this mark."""
    return frozenset(LISTS[mark].read_text(encoding="utf-8").split())


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    listed = {mark: read_list(mark) for mark in LISTS}
    for item in items:
        test = item.nodeid.partition("[")[0]
        for mark, tests in listed.items():
            if not tests.isdisjoint({test, test.partition("::")[0]}):
                item.add_marker(mark)
        for mark, fixtures in NEEDS.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(mark)
        if _second_database(item):
            item.add_marker("prove")


class Left:
    """Counts what a run leaves to another target, and adds up the seconds of each folder."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._left: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter()

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        for item in items:
            mark = next(
                (
                    mark
                    for mark in ("prove", *reversed(LISTS), *NEEDS)
                    if item.get_closest_marker(mark)
                ),
                "",
            )
            self._left[mark or "chosen by name"] += 1
        if hasattr(self._config, "workeroutput"):  # each worker collects all; one tells it all
            self._config.workeroutput["left"] = dict(self._left)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node) -> None:
        self._left = Counter(node.workeroutput.get("left", {}))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds["/".join(report.nodeid.split("/")[:2])] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("seconds, added over the workers")
        for folder, seconds in self._seconds.most_common():
            terminalreporter.line(f"{seconds:8.1f}  {folder}")
        if self._left:
            left = ", ".join(f"{mark} {number}" for mark, number in self._left.most_common())
            terminalreporter.line(f"left to another target: {left}")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Left(config))
