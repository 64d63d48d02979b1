"""Hold what one process has read of each log, under one lock an organisation.

A long replay of one log holds up no other organisation. What nobody used for long is dropped, so
that memory does not grow with each organisation that was ever asked for; it is read again when it
is next asked for. This module reads no log.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from app.services.audit_log.replay import LogEnd, LogReplay

UNUSED_SECONDS: Final = 30 * 60.0
"""After this long without use a replay is dropped. No request takes so long."""
SWEEP_SECONDS: Final = 60.0


class ReplayStore:
    """Replays by organisation: whole ones, and those for numbers and sessions alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.whole: dict[UUID, LogReplay] = {}
        self.of_numbers: dict[UUID, LogReplay] = {}
        self.read_to: dict[UUID, LogEnd] = {}
        """Size and chain of the last whole reading."""
        self._clock = clock
        self._locks: dict[UUID, threading.Lock] = {}
        self._used: dict[UUID, float] = {}
        self._swept = clock()

    @contextmanager
    def lock(self, org_id: UUID) -> Iterator[None]:
        """Let one thread at a time read an organisation's log."""
        self.note_use(org_id)
        with self._locks.setdefault(org_id, threading.Lock()):
            yield
        if self._clock() - self._swept >= SWEEP_SECONDS:
            self.drop_unused()

    def note_use(self, org_id: UUID) -> None:
        """Say that someone uses a replay. Call it before ends are compared, so none is dropped."""
        self._used[org_id] = self._clock()

    def find(self, org_id: UUID) -> LogReplay | None:
        """Return what was read of a log, the whole of it where there is that."""
        self.note_use(org_id)
        return self.whole.get(org_id) or self.of_numbers.get(org_id)

    def drop_unused(self) -> None:
        """Drop what nobody used for long, unless someone is reading it now."""
        self._swept = self._clock()
        for org_id in [one for one in tuple(self._used) if self._is_unused(one)]:
            lock = self._locks.setdefault(org_id, threading.Lock())
            if lock.acquire(blocking=False):
                try:
                    self._drop(org_id)
                finally:
                    lock.release()

    def _drop(self, org_id: UUID) -> None:
        # Whoever notes a use after the second look finds no end, and waits for the lock.
        self.read_to.pop(org_id, None)
        if self._is_unused(org_id):
            self.whole.pop(org_id, None)
            self.of_numbers.pop(org_id, None)
            self._used.pop(org_id, None)

    def _is_unused(self, org_id: UUID) -> bool:
        return self._clock() - self._used.get(org_id, 0.0) >= UNUSED_SECONDS
