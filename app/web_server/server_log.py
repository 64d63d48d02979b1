"""Write the web server's lines on the console without anything that a visitor sent.

The library's own lines hold addresses, paths and the messages of errors, and an error's message may
hold what was typed. Here a line says where in the library it happened, the class of the error, and
no more.
"""

import logging
import sys

from app.operation.log_lines import LineFormatter

LIBRARY_LOGGERS = ("waitress", "waitress.queue")
REFUSED = "Invalid request"
_log = logging.getLogger("heard.server")


class PlaceFormatter(LineFormatter):
    """The place a line comes from, and the class of the error under way: never its words."""

    def describe_event(self, record: logging.LogRecord) -> str:
        """Return the place."""
        error = record.exc_info[0] if record.exc_info else sys.exc_info()[0]
        what = f": {error.__name__}" if error else ""
        return f"{record.module}.{record.funcName}:{record.lineno}{what}"


def quieten_library(log_format: str = "plain") -> None:
    """Let the library write errors only, each as a place and a class."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlaceFormatter(is_json=log_format == "json"))
    for name in LIBRARY_LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.ERROR)


def log_refused_request() -> None:
    """Log that something came that is not a request, without its address and its words."""
    _log.warning(REFUSED)


def log_replaced_process(what: str) -> None:
    """Log that a process had to be replaced."""
    _log.error(what)
