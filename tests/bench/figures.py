"""What is measured: one figure each, with its bare reference, target and verdict."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of docs/performance.md. `ours` is None when it could not be measured: say why.

    `ratio` is ours to bare, in the unit's own direction. `met` None: there is no target.
    """

    name: str
    target: str
    bare: str
    ours: str | None
    ratio: str
    met: bool | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.ours is None:
            return "not measured"
        return {True: "met", False: "**missed**", None: "no target"}[self.met]


def not_measured(name: str, target: str, why: str) -> Figure:
    """A figure that this run has not got."""
    return Figure(name, target, "", None, "", None, why)


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, one after the other."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def p50(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not pass."""
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def ms(value: float) -> str:
    """Milliseconds as a person reads them."""
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"
