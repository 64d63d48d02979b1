"""Time measured against this machine's own pace, so that a slow machine fails no test of ours."""

from __future__ import annotations

import time
from collections.abc import Callable

_LOOP = range(250_000)


def measure_cost(call: Callable[[], object], tries: int = 5) -> float:
    """Return how long a call takes, as times a loop of a known length; the best of `tries`.

    Both are this thread's seconds of one core, taken one after the other.
    """
    return min(_seconds(call) / _seconds(_turn) for _ in range(tries))


def costs_less(call: Callable[[], object], bound: float, tries: int = 5) -> bool:
    """Return whether one of `tries` costs less than a bound, by `measure_cost`."""
    return any(measure_cost(call, tries=1) < bound for _ in range(tries))


def _turn() -> None:
    left = 0
    for one in _LOOP:
        left = (left * 31 + one) & 0xFFFF


def _seconds(call: Callable[[], object]) -> float:
    began = time.thread_time()
    call()
    return time.thread_time() - began
