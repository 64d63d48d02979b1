"""Measure each request: a line for it where the settings ask for one, and figures for metrics.

Known of a request are a number made up for it, the name of its endpoint, its organisation's id,
its status and how long it took. Never a path: a path has ids of concerns.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Final

from flask import Flask, g, has_request_context, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.access.app_state import get_app_state
from app.operation import metric_counters
from app.operation.log_lines import describe_work

NO_ENDPOINT: Final = "none"
_log = logging.getLogger("heard.request")


def init_app(app: Flask) -> None:
    """Look at each request before and after everything else. Register this first."""
    app.before_request(_note_start)
    app.after_request(_note_answer)
    app.teardown_request(_forget_request)


def _note_start() -> ResponseReturnValue | None:
    g.request_started, g.request_number = time.perf_counter(), secrets.token_hex(4)
    describe_work.set(_describe_request)
    return None


def _describe_request() -> dict[str, object]:
    if not has_request_context():
        return {}
    org = g.get("org")
    about: dict[str, object] = {
        "request": g.get("request_number"),
        "endpoint": request.endpoint or NO_ENDPOINT,
    }
    return about | ({"organisation": str(org.id)} if org is not None and org.name else {})


def _note_answer(response: Response) -> Response:
    started = g.get("request_started")
    seconds = time.perf_counter() - started if started is not None else 0.0
    metric_counters.count_request(request.endpoint or NO_ENDPOINT, response.status_code, seconds)
    if get_app_state().config.log_requests:
        figures = {"status": response.status_code, "ms": round(seconds * 1000, 1)}
        _log.info("answered", extra={"figures": figures})
    return response


def _forget_request(_error: BaseException | None) -> None:
    describe_work.set(None)
