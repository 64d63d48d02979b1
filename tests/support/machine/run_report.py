"""Count what ran on which database, say what could not run, and refuse skips when told to.

With REQUIRE_ALL=1 a skipped test is a failed one: continuous integration cannot pass by
leaving something out.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest

BOTH = ("tests/web/", "tests/damage/")


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected = hasattr(report, "wasxfail")
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skip, and this was skipped: {_reason(report)}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    why = report.longrepr
    return str(why[2] if isinstance(why, tuple) else why).removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    _refuse(report)
    return report


def _ran_on(terminalreporter: pytest.TerminalReporter) -> Counter[str]:
    counter: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            if getattr(report, "when", "") == "call" and report.nodeid.startswith(BOTH):
                counter.update({"sqlite", "postgresql"} & set(report.keywords))
    return counter


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counter = _ran_on(terminalreporter)
    terminalreporter.section("databases")
    terminalreporter.line(
        f"web+damage on SQLite: {counter['sqlite']}, on PostgreSQL: {counter['postgresql']}"
    )
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.section("what this machine could not run, and why")
        for reason, number in sorted(skipped.items()):
            terminalreporter.line(f"{number} tests: {reason}")
