"""A server of ours round a small application, in a thread of the test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.web_server.patient_server import PatientServer
from app.web_server.worker_processes import open_port

HOST = b"Host: localhost\r\n"
SECONDS = 20


class Running:
    """The server and what the test asks of it."""

    def __init__(self, server: PatientServer, port: int) -> None:
        self.server, self.port = server, port

    def connect(self, first: bytes = b"", *, receive_buffer: int = 0) -> socket.socket:
        """A connection that has sent its first bytes."""
        sock = socket.socket()
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.settimeout(SECONDS)
        try:
            sock.connect(("127.0.0.1", self.port))
            sock.sendall(first)
        except OSError:
            sock.close()
            raise
        return sock

    def ask(self, request: bytes) -> bytes:
        """All that comes back until the server ends the connection."""
        with self.connect(request) as sock:
            return read_all(sock)


def read_all(sock: socket.socket) -> bytes:
    """Everything until the end."""
    pieces = []
    while piece := sock.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def read_until(sock: socket.socket, end: bytes) -> bytes:
    """Read until these bytes have come."""
    read = b""
    while end not in read:
        piece = sock.recv(65_536)
        assert piece, read
        read += piece
    return read


@contextmanager
def serving(application: Any, *, threads: int = 2, connections: int = 100) -> Iterator[Running]:
    """Serve until the block ends."""
    listener = open_port(0)
    port = listener.getsockname()[1]
    server = PatientServer(application, listener, threads, connections)
    thread = threading.Thread(target=server.serve, args=(lambda: None,), daemon=True)
    thread.start()
    try:
        yield Running(server, port)
    finally:
        server.stop()
        thread.join(SECONDS)
        assert server.task_dispatcher.shutdown(timeout=SECONDS)
        server.trigger.close()
    assert not thread.is_alive()
