"""Tell someone at a console how far a long command is, and about how long it still takes."""

from __future__ import annotations

import time
from typing import IO, Final

SECONDS_BETWEEN: Final = 2.0
FIRST_AFTER: Final = 1.0


class ProgressLines:
    """Lines about one piece of work: none when it takes no time, then one every two seconds."""

    def __init__(self, words: str, stream: IO[str]) -> None:
        """`words`: what is being done, as a line starts with it."""
        self._words, self._stream = words, stream
        self._started = time.monotonic()
        self._next = self._started + FIRST_AFTER

    def note(self, done: int, whole: int) -> None:
        """Say how far the work is, if it is time for a line."""
        now = time.monotonic()
        if now < self._next or not done:
            return
        self._next = now + SECONDS_BETWEEN
        left = (now - self._started) / done * (whole - done)
        self._stream.write(
            f"{self._words}: {done:,} of {whole:,} rows, about {format_seconds(left)} left\n"
        )
        self._stream.flush()


def format_seconds(seconds: float) -> str:
    """Return a length of time in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"


def format_count(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
