"""Count and time what a process does, in files that all processes of one server share.

Nothing is counted, and the library is not loaded, unless `python -m app serve` made the folder of
these files because METRICS_BIND is set. Labels are endpoints, steps and the class of a status.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge, Histogram

FOLDER_NAME: Final = "PROMETHEUS_MULTIPROC_DIR"
"""How the library is told of the folder. Set for our own processes, never by people."""
SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Instruments(NamedTuple):
    """The counters and gauges of one process."""

    requests: Counter
    durations: Histogram
    connections: Gauge
    threads: Gauge
    failed_steps: Counter


@contextmanager
def open_metrics_folder(env: MutableMapping[str, str]) -> Iterator[None]:
    """Make a folder for the files of all processes that are started meanwhile."""
    folder = tempfile.mkdtemp(prefix="heard-metrics-")
    env[FOLDER_NAME] = folder
    try:
        yield
    finally:
        env.pop(FOLDER_NAME, None)
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _load_instruments() -> Instruments | None:
    if not os.environ.get(FOLDER_NAME):
        return None
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

    ours = CollectorRegistry()  # the files are read by another one, of the process that serves them
    return Instruments(
        Counter("heard_requests", "Requests answered.", ("endpoint", "status"), registry=ours),
        Histogram("heard_request_seconds", "Seconds until an answer was ready.", ("endpoint",),
                  buckets=SECONDS, registry=ours),
        Gauge("heard_open_connections", "Connections that are open.",
              registry=ours, multiprocess_mode="livesum"),
        Gauge("heard_busy_threads", "Threads that answer a request now.",
              registry=ours, multiprocess_mode="livesum"),
        Counter("heard_housekeeping_failures", "Steps of housekeeping that failed.", ("step",),
                registry=ours),
    )  # fmt: skip


def count_request(endpoint: str, status: int, seconds: float) -> None:
    """Count an answer by its endpoint and the class of its status."""
    if (found := _load_instruments()) is not None:
        found.requests.labels(endpoint, f"{status // 100}xx").inc()
        found.durations.labels(endpoint).observe(seconds)


def count_failed_step(step: str) -> None:
    """Count a step of housekeeping that failed."""
    if (found := _load_instruments()) is not None:
        found.failed_steps.labels(step).inc()


def set_load_metrics(connections: int, threads: int) -> None:
    """Say how many connections this process has now, and how many of its threads answer."""
    if (found := _load_instruments()) is not None:
        found.connections.set(connections)
        found.threads.set(threads)


def drop_process_metrics(pid: int) -> None:
    """Take a process that died out of what is so now. What it counted stays counted."""
    if os.environ.get(FOLDER_NAME):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)  # type: ignore[no-untyped-call]  # the library has no types here
