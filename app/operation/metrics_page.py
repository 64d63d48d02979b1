"""Serve the metrics, for this machine alone: what all processes counted, and the state of the data.

The database is asked at most every half minute, however often the page is read. Nothing sealed is
opened.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Final

from flask import Flask
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.access.app_state import get_app_state
from app.extensions import db
from app.operation.metric_counters import FOLDER_NAME
from app.services.server_checks.server_figures import FIGURES, read_disk_figures, read_row_figures

TRUSTED_SECONDS: Final = 30.0


def serve_metrics(app: Flask, address: str, port: int) -> None:
    """Serve in a thread of this process. Raises OSError when the port is taken."""
    registry = CollectorRegistry()
    registry.register(DataCollector(app))
    if os.environ.get(FOLDER_NAME):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    start_http_server(port, address, registry)


class DataCollector(Collector):
    """Figures of the database and the disk, as last read."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._gate = threading.Lock()
        self._figures: dict[str, float] = {}
        self._read_at: float | None = None

    def describe(self) -> list[Metric]:
        """Return nothing: nothing is read when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give each figure that could be read. One that could not is left out, never 0."""
        for name, value in self._read().items():
            yield GaugeMetricFamily(f"heard_{name}", FIGURES[name], value=value)

    def _read(self) -> dict[str, float]:
        with self._gate:
            now = time.monotonic()
            if self._read_at is None or now - self._read_at > TRUSTED_SECONDS:
                with self._app.app_context():
                    self._figures = _read_figures()
                self._read_at = time.monotonic()
            return self._figures


def _read_figures() -> dict[str, float]:
    here = get_app_state()
    figures = read_disk_figures(here.config.data, db.engine)
    if here.gate.look(TRUSTED_SECONDS).problem is not None:
        return figures | {"ready": 0.0}
    try:
        return figures | read_row_figures(db.session(), here.clock()) | {"ready": 1.0}
    except SQLAlchemyError:
        return figures | {"ready": 0.0}
    finally:
        db.session.remove()
