"""Write each line of the console with its time, level and request, as plain text or as JSON.

An error under way is named by its class: a message of its own can hold what somebody typed. Times
are in UTC.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, TextIO

OUR_LOGGERS: Final = ("heard", "app")
Describe = Callable[[], dict[str, object]]
describe_work: ContextVar[Describe | None] = ContextVar("describe_work", default=None)
"""Gives what the thread is doing, by ids: set while a request is answered."""


class ConsoleHandler(logging.StreamHandler[TextIO]):
    """A handler that writes to standard error."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # asked for at each line
        """The standard error stream, as it is when a line is written."""
        return sys.stderr


class LineFormatter(logging.Formatter):
    """One line an event."""

    def __init__(self, *, is_json: bool = False) -> None:
        super().__init__()
        self._is_json = is_json

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"time": at.replace("+00:00", "Z"), "level": record.levelname}
        describe = describe_work.get()
        more = getattr(record, "figures", {}) | (describe() if describe else {})
        text = self.describe_event(record)
        if self._is_json:
            line = head | {"source": record.name, "text": text} | more
            return json.dumps(line, ensure_ascii=True)
        words = (f"{name}={value}" for name, value in more.items())
        return " ".join((*head.values(), text.replace("\n", " "), *words))

    def describe_event(self, record: logging.LogRecord) -> str:
        """Return what happened, and the class of an error that is named with it."""
        error = record.exc_info[0] if record.exc_info else None
        return f"{record.getMessage()}{f': {error.__name__}' if error else ''}"


def write_line(text: str, stream: TextIO, log_format: str, level: int = logging.INFO) -> None:
    """Write what a start has to say: a plain sentence for a person, or one JSON object."""
    if log_format == "json":
        event = {"name": "heard.start", "levelname": logging.getLevelName(level), "msg": "%s"}
        text = LineFormatter(is_json=True).format(
            logging.makeLogRecord({**event, "args": (text,), "created": time.time()})
        )
    stream.write(f"{text}\n")
    stream.flush()


def configure_logging(log_format: str) -> None:
    """Write our lines to the console, from INFO on."""
    handler = ConsoleHandler()
    handler.setFormatter(LineFormatter(is_json=log_format == "json"))
    for name in OUR_LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
