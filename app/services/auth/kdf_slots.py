"""Let only as many people open keys at once as there are cores, across all worker processes.

A sign-in costs 64 MiB and a core for a seventh of a second. Without slots, 200 of them at once
would starve the person who is writing down what a child said. A slot is a locked file in DATA: the
system frees it when its process dies.

Waiting costs a thread, and a process has only a few: when most of them wait, whoever opens a page
would wait behind them. So only some may wait in each process, and the others are asked at once to
press again. This module never waits longer than it was told.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from app.errors import BusyError

WAIT_SECONDS = 2.0
"""Seconds to wait for a slot before the kind page (docs/decisions/0003)."""
MOST_WAITING_THREADS = 4
"""Threads of a process that may hold or await a slot: half of those of app/web_server."""
_PAUSE = 0.02


class KdfSlots:
    """Files DATA/slots/0 … n-1, each held by at most one key-opening at a time."""

    def __init__(self, data: Path, count: int = 0) -> None:
        """`count` of 0 means as many as cores."""
        self._folder = data / "slots"
        self._count = count or os.cpu_count() or 1
        self._room = threading.BoundedSemaphore(MOST_WAITING_THREADS)

    def demand_room(self) -> None:
        """Raise BusyError when too many wait here already: asked before anything else costs time.

        Holds nothing, so that tries that are turned away later take nobody's room.
        """
        if not self._room.acquire(blocking=False):
            raise BusyError("no room to wait")
        self._room.release()

    @contextmanager
    def hold(self, patience: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold a slot.

        Raises BusyError when none comes free within `patience` seconds, and at once when too many
        wait already.
        """
        if not self._room.acquire(blocking=False):
            raise BusyError("no room to wait")
        try:
            with self._wait(patience):
                yield
        finally:
            self._room.release()

    def _wait(self, patience: float) -> TextIO:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = time.monotonic() + patience
        while True:
            for number in range(self._count):
                if held := _take(self._folder / str(number)):
                    return held
            if time.monotonic() >= until:
                raise BusyError("no slot")
            time.sleep(_PAUSE)


def _take(path: Path) -> TextIO | None:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
