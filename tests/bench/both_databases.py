"""Measure the same on SQLite, in a file, and on PostgreSQL, a server of its own in memory."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.figures import Figure, not_measured
from tests.support.machine.postgres import Cluster, programs

Measure = Callable[[str, Callable[[], str]], list[Figure]]
"""Takes the name of the database and what makes a new one: its address, "" for a file to choose."""


def measure_on_both(what: str, measure: Measure) -> list[Figure]:
    """Return the figures of both; a line that says so where PostgreSQL is not installed."""
    found = measure("SQLite", lambda: "")
    where = programs()
    if where is None:
        return [*found, not_measured(f"{what}, PostgreSQL", "", "PostgreSQL is not installed")]
    cluster = Cluster(where)
    try:
        return [*found, *measure("PostgreSQL", lambda: cluster.url(cluster.create()))]
    finally:
        cluster.stop()
