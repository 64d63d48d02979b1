"""The web server's worker: nobody who sends nothing, or one letter a second, keeps a thread.

A proxy that buffers is still needed against somebody who means it (docs/running.md). Without one,
a connection costs no thread until something has come, and what began to come has so many seconds
to arrive whole. Answers are never cut short. This module reads no request and knows no page.
"""

import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

ARRIVES_WITHIN = 20.0
"""Seconds in which the whole of a request must be here: the longest page over a poor line."""


class TimedSocket(socket.socket):
    """A socket whose reads end at `until`, as if the other side had gone."""

    until = 0.0

    def recv(self, *given: Any) -> bytes:
        """As usual; empty when the time is over."""
        left = self.until - time.monotonic()
        if left <= 0:
            return b""
        self.settimeout(left)
        try:
            return super().recv(*given)
        except TimeoutError:
            return b""
        finally:
            self.settimeout(None)


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's threads, for requests that arrive."""

    def enqueue_req(self, conn: TConn) -> None:
        """Give a connection a thread once it has sent something; until then the loop watches it."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def handle(self, conn: TConn) -> Any:
        """One request, in a thread."""
        if not isinstance(conn.sock, TimedSocket):
            conn.sock = TimedSocket(fileno=conn.sock.detach())
        conn.sock.until = time.monotonic() + ARRIVES_WITHIN
        return super().handle(conn)
