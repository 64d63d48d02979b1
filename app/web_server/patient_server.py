"""Answer requests in a few threads, and keep slow connections away from them.

One loop reads every request whole into memory and only then gives it to a thread; it also sends
what a slow reader has not taken yet. Nothing is ever written to a file. What all connections
together may hold is bounded: past the bounds those go first that hold most, or wait longest.
"""

import resource
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from app.web_server.patient_channel import PIECE, SMALL_BYTES, PatientChannel

CONNECTIONS: Final = 1_000
"""Connections of one process; past them the one that waits longest is closed."""
DESCRIPTORS_EACH: Final = 4
BUFFERED_BYTES: Final = 64 * 1024 * 1024
"""Requests and answers in memory, of one process; past them the largest that waits is closed."""
HEAVY_AT_ONCE: Final = 2
"""Large requests that are answered at a time, of one process."""
LARGE_PIECES: Final = 16
"""Pieces of large bodies that one round of the loop reads: small requests come between them."""
LARGEST_BODY: Final = 9_000_000
LARGEST_HEAD: Final = 16_384
LEAVES_WITHIN: Final = 5.0
"""Seconds that requests under way get when the server is asked to stop."""
TEND_SECONDS: Final = 0.2
TEND_BYTES: Final = 4 * 1024 * 1024
ROUND_SECONDS: Final = 1.0
NEVER: Final = sys.maxsize  # a size that nothing reaches: larger things would go to a file


class TwoLaneDispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress ships no types
    """Threads, with a few for large requests, so that no page waits behind a row of them."""

    def __init__(self) -> None:
        super().__init__()
        self._gate = threading.Lock()
        self._heavy: deque[PatientChannel] = deque()
        self._heavy_running = 0

    def add_task(self, task: PatientChannel) -> None:
        """Give the next request of a connection to a thread, or let it wait for one."""
        if task.is_heavy:
            with self._gate:
                if self._heavy_running >= HEAVY_AT_ONCE:
                    self._heavy.append(task)
                    return
                self._heavy_running += 1
        super().add_task(task)

    def finish_heavy(self) -> None:
        """Let the next large request begin."""
        with self._gate:
            if not self._heavy:
                self._heavy_running -= 1
                return
            task = self._heavy.popleft()
        super().add_task(task)


class PatientServer(TcpWSGIServer):  # type: ignore[misc]  # waitress ships no types
    """The loop of one process."""

    channel_class = PatientChannel
    active_channels: dict[int, PatientChannel]

    def __init__(
        self, application: Any, listener: socket.socket, threads: int, connections: int
    ) -> None:
        largest = getattr(application, "config", {}).get("MAX_CONTENT_LENGTH") or LARGEST_BODY
        settings = choose_settings(threads, largest, connections)
        self._connections = connections
        dispatcher = TwoLaneDispatcher()
        dispatcher.set_thread_count(threads)
        family = (listener.family, listener.type, listener.proto, listener.getsockname())
        self._stopping, self._arrived, self._turns, self._tended = False, 0, 0, 0.0
        self._bounded = threading.Condition()
        super().__init__(
            application,
            map={},
            _sock=listener,
            dispatcher=dispatcher,
            adj=settings,
            sockinfo=family,
            bind_socket=False,
        )

    def serve(self, tell_alive: Callable[[], None]) -> None:
        """Answer until `stop` is called, and then what has begun for `LEAVES_WITHIN` seconds."""
        while not self._stopping:
            tell_alive()
            self._run_round(ROUND_SECONDS)
        self.accepting = False
        self.del_channel()
        self.socket.close()
        until = time.monotonic() + LEAVES_WITHIN
        self._run_round(TEND_SECONDS)  # what has come already is read
        while self._end_idle_channels() and time.monotonic() < until:
            tell_alive()
            self._run_round(TEND_SECONDS)
        # The trigger stays open: a thread that ends late writes to its number, and after a close
        # that number could be a file of the database.

    def stop(self) -> None:
        """Ask `serve` to end. Safe in a signal handler."""
        self._stopping = True
        self.pull_trigger()

    def note_arrival(self, size: int) -> None:
        """Count what came, or is to be sent, since the bounds were last looked at."""
        with self._bounded:
            self._arrived += size

    def wait_for_bounds(self) -> None:
        """Wait until the loop has looked at the bounds, if much came since. For threads.

        On a busy machine the loop can be kept from the processor while threads go on. Without
        this they would make one answer after the other, and none would count.
        """
        with self._bounded:
            if self._arrived > TEND_BYTES:
                self.pull_trigger()
                self._bounded.wait_for(lambda: self._arrived <= TEND_BYTES, ROUND_SECONDS)

    def take_turn(self) -> bool:
        """Whether one more piece of a large body may be read in this round of the loop."""
        self._turns -= 1
        return self._turns >= 0

    def maintenance(self, now: float) -> None:
        """Do nothing: `tend` does it between two rounds, when no connection is being looked at."""

    def tend(self, now: float) -> None:
        """Close what has had its time, and what goes past the bounds."""
        for channel in list(self.active_channels.values()):
            if channel.is_over(now):
                channel.handle_close()
        self._bound_connections()
        self._bound_memory()

    def _run_round(self, seconds: float) -> None:
        self._turns = LARGE_PIECES
        wasyncore.loop(seconds, use_poll=True, map=self._map, count=1)
        now = time.monotonic()
        if now - self._tended > TEND_SECONDS or self._arrived > TEND_BYTES:
            self._tended, counted = now, self._arrived
            self.tend(now)
            with self._bounded:
                self._arrived -= counted
                self._bounded.notify_all()

    def _end_idle_channels(self) -> bool:
        """Close connections with nothing under way; return whether any are left."""
        for channel in list(self.active_channels.values()):
            if channel.waits and channel.request is None and not channel.total_outbufs_len:
                channel.handle_close()
        return bool(self.active_channels)

    def _bound_connections(self) -> None:
        excess = len(self.active_channels) - self._connections
        if excess > 0:
            waiting = [channel for channel in self.active_channels.values() if channel.waits]
            for channel in sorted(waiting, key=lambda channel: channel.since)[:excess]:
                channel.handle_close()

    def _bound_memory(self) -> None:
        sizes = {
            channel: channel.count_buffered_bytes() for channel in self.active_channels.values()
        }
        excess = sum(sizes.values()) - BUFFERED_BYTES
        for channel in sorted(sizes, key=sizes.__getitem__, reverse=True):
            if excess <= 0 or sizes[channel] <= SMALL_BYTES:
                return
            if channel.waits or channel.asks_ahead:
                excess -= sizes[channel]
                channel.handle_close()


def choose_settings(threads: int, largest_body: int, connections: int) -> Adjustments:
    """Return the library's settings. It believes no forwarded header: TRUSTED_PROXIES judges."""
    return Adjustments(
        threads=threads,
        ident=None,
        clear_untrusted_proxy_headers=False,
        connection_limit=2 * connections,
        asyncore_use_poll=True,
        recv_bytes=PIECE,
        inbuf_overflow=NEVER,
        outbuf_overflow=NEVER,
        outbuf_high_watermark=NEVER,  # past it a thread would wait for a slow reader
        max_request_header_size=LARGEST_HEAD,
        max_request_body_size=largest_body + 1,
        log_socket_errors=False,
        server_name="localhost",
    )


def raise_connection_limit() -> int:
    """Let this process open as many files as it may need; return how many connections it may hold.

    An answer can keep a file open as well as its connection, and the database needs some.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS_EACH * CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return (
        CONNECTIONS
        if soft == resource.RLIM_INFINITY
        else min(CONNECTIONS, soft // DESCRIPTORS_EACH)
    )
