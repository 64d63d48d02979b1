"""One connection: how long it can wait, and how much memory it can take.

A connection costs no thread until a request is here whole, and none while its answer is read.
"""

import socket
import sys
import time
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from app.web_server import server_log
from app.web_server.request_parser import StrictRequestParser

IDLE_SECONDS = 5.0
"""Seconds of silence between two requests, or before the first."""
ARRIVES_WITHIN = 60.0
"""Seconds for a whole request: enough for the longest page over a poor line."""
STALLED_AFTER = 30.0
"""Seconds without progress until an answer is given up."""
LINGERS = 30.0
"""Seconds for the rest of a refused request: a browser reads the answer only after that."""
HEAVY_BYTES = 262_144
"""A larger body waits for one of a few threads, because reading it takes long."""
PIECE = SMALL_BYTES = 65_536
INTERNAL_ERROR = 500
UNREADABLE = "Your browser sent something that this server cannot read. Go back and try again."


class RefusalTask(ErrorTask):  # type: ignore[misc]  # waitress ships no types
    """The answer to something that is not a request."""

    def execute(self) -> None:
        """Answer, and say so in the log."""
        if self.request.error.code != INTERNAL_ERROR:
            server_log.log_refused_request()
            self.request.error.body = UNREADABLE
        super().execute()


def count_held_bytes(answer: Any) -> int:
    """Return how much memory a buffer of the library has, for it alone.

    A download comes as a file in memory: all of it stays until the last byte is sent. A file on
    the disk, and bytes that are kept for everyone, take none.
    """
    buffer = answer.buf if isinstance(answer, OverflowableBuffer) else answer
    return sys.getsizeof(buffer.file) if buffer is not None else len(answer.strbuf)


class PatientChannel(HTTPChannel):  # type: ignore[misc]  # waitress ships no types
    """A connection with a time limit for everything."""

    parser_class = StrictRequestParser
    error_task_class = RefusalTask
    close_when_flushed: bool

    def __init__(self, *given: Any, **more: Any) -> None:
        self.since = self.moved = time.monotonic()
        self.refused = self.lingering = False
        super().__init__(*given, **more)

    @property
    def waits(self) -> bool:
        """Whether no thread has, or is about to have, a request of this connection."""
        return not self.requests

    @property
    def asks_ahead(self) -> bool:
        """Whether more requests came before the first was answered. Browsers send none so."""
        return len(self.requests) > 1

    @property
    def is_heavy(self) -> bool:
        """Whether the next request to be answered has a large body."""
        return bool(self.requests) and self.requests[0].body_bytes_received > HEAVY_BYTES

    def is_over(self, now: float) -> bool:
        """Whether this connection has had its time. `now` is a monotonic clock."""
        if not self.waits:
            return False
        if self.lingering:
            return now - self.since > LINGERS
        if self.total_outbufs_len:
            return now - self.moved > STALLED_AFTER
        if self.request is not None:
            return now - self.since > ARRIVES_WITHIN
        return now - self.since > IDLE_SECONDS

    def count_arrived_bytes(self) -> int:
        """Return how much is here of a body that is still arriving."""
        return int(self.request.body_bytes_received) if self.request is not None else 0

    def count_buffered_bytes(self) -> int:
        """Return how much of requests and answers this connection has in memory."""
        requests = [*self.requests, self.request]
        arrived = sum(part.body_bytes_received for part in requests if part is not None)
        return int(arrived) + sum(map(count_held_bytes, list(self.outbufs)))

    def received(self, data: bytes) -> bool:
        """Take in a piece of one or more requests."""
        before = self.request
        self.server.note_arrival(len(data))
        taken: bool = super().received(data)
        if self.request is not before or before is None:
            self.since = time.monotonic()
        return taken

    def service(self) -> None:
        """Answer one request, in a thread."""
        self.server.wait_for_bounds()
        request, heavy = self.requests[0], self.is_heavy
        self.refused = request.error is not None or request.too_large
        try:
            super().service()
        finally:
            self.since = self.moved = time.monotonic()
            if heavy:
                self.server.task_dispatcher.finish_heavy()

    def write_soon(self, data: Any) -> int:
        """Take a piece of an answer: bytes, or a file in memory."""
        taken: int = super().write_soon(data)
        self.server.note_arrival(taken)
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the other side takes."""
        sent: int = super().send(data, do_close)
        if sent:
            self.moved = time.monotonic()
        return sent

    def handle_write(self) -> None:
        """Send more; after a refusal, end our half and let the other side end theirs."""
        if self.refused and self.close_when_flushed and not self.total_outbufs_len:
            self.close_when_flushed, self.lingering = False, True
            self.since = time.monotonic()
            self.socket.shutdown(socket.SHUT_WR)
            return
        super().handle_write()

    def readable(self) -> bool:
        """Whether more may be read."""
        return bool(self.lingering or super().readable())

    def writable(self) -> bool:
        """Whether there is something to send or to end."""
        return bool(not self.lingering and super().writable())

    def handle_read(self) -> None:
        """Read a piece, and ignore it if the answer has been given."""
        if self.lingering:
            self.recv(PIECE)  # ends the connection when there is no more
        elif self.count_arrived_bytes() <= SMALL_BYTES or self.server.take_turn():
            super().handle_read()
