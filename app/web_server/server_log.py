"""What gunicorn says on the console, without what a visitor sent and without where they are.

Its own lines print the address and the request line of whoever sends nonsense, and a traceback may
hold what was typed. Here a line holds what happened and the class of the error, and no more.
"""

import sys
from typing import Any

from gunicorn.glogging import Logger

_INVALID = "Invalid request"
_FAILED = "Error handling request"


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's logger with two kinds of line shortened."""

    def warning(self, msg: str, *given: Any, **more: Any) -> None:
        """As usual, but for a request that could not be read."""
        if msg.startswith(_INVALID):
            super().warning(_INVALID)
            return
        super().warning(msg, *given, **more)

    def exception(self, msg: str, *_given: Any, **_more: Any) -> None:
        """The class of the error under way, and where gunicorn met it in its own words."""
        kind = sys.exc_info()[0]
        words = _FAILED if msg.startswith(_FAILED) else msg.partition("%")[0].strip()
        super().error("%s: %s", words, kind.__name__ if kind else "unknown")
