"""Clients that send or read slowly on purpose, from a separate process, on loopback only.

`python -m tests.bench.slow_clients PORT COUNT KIND SECONDS` opens COUNT connections and prints
"ready". Each sends or reads one byte a second. One that the server closes is
opened again, as an attacker would. It ends after SECONDS, or when its input ends.
"""

from __future__ import annotations

import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = b"Host: localhost\r\n"
PDF = "/learn/whole.pdf"
OPENINGS = {
    "idle": b"",
    "head": b"GET /with-a-child HTTP/1.1\r\n" + HOST + b"X-Slow: ",
    "body": b"POST /set-up HTTP/1.1\r\n"
    + HOST
    + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na=",
    "largest": b"POST /set-up HTTP/1.1\r\n"
    + HOST
    + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8300000\r\n\r\na=",
    "asset": b"GET /static/govuk.css HTTP/1.1\r\n" + HOST + b"\r\n",
    "reader": b"GET " + PDF.encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n",
}
OPENINGS["whole"] = OPENINGS["largest"]
READERS = ("reader", "asset")
POURED = {"largest": 8_300_000 - 100, "whole": 8_300_000 - 2}  # at full speed, after the opening
MOST = 2_000
ADDRESSES = 6
"""How many addresses of loopback the clients come from, in turn."""
LONGEST = 120.0


class Crowd:
    """`count` connections of one kind."""

    def __init__(self, port: int, count: int, kind: str) -> None:
        self.port, self.kind = port, kind
        self.poller = selectors.DefaultSelector()
        self.left: dict[socket.socket, int] = {}  # bytes that are still sent at full speed
        self.closed, self.joined = 0, 0
        for _ in range(count):
            self.join()

    def join(self) -> None:
        """One more connection, as far as its opening."""
        sock = socket.socket()
        if self.kind in READERS:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(5)
        self.joined += 1
        try:
            sock.bind((f"127.0.1.{1 + self.joined % ADDRESSES}", 0))
            sock.connect(("127.0.0.1", self.port))
            sock.sendall(OPENINGS[self.kind])
        except OSError:
            sock.close()
            self.closed += 1
            return
        sock.setblocking(False)
        self.left[sock] = POURED.get(self.kind, 0)

    def leave(self, sock: socket.socket) -> None:
        """Forget a connection that the server has closed."""
        del self.left[sock]
        sock.close()
        self.closed += 1

    def pour(self) -> None:
        """Send large bodies as fast as the server takes them."""
        for sock, left in list(self.left.items()):
            try:
                while left > 0:
                    sent = sock.send(b"b" * min(left, 65_536))
                    left -= sent
                self.left[sock] = 0
            except BlockingIOError:
                self.left[sock] = left
            except OSError:
                self.leave(sock)

    def step(self) -> None:
        """One byte each."""
        for sock, left in list(self.left.items()):
            try:
                if self.kind in READERS:
                    if not sock.recv(1):
                        self.leave(sock)
                    continue
                if self.kind not in ("idle", "whole") and not left:
                    sock.send(b"b")
                if not sock.recv(4096):
                    self.leave(sock)
            except BlockingIOError:
                pass
            except OSError:
                self.leave(sock)

    def run(self, seconds: float) -> None:
        """Keep the number up for so many seconds."""
        wanted, until = len(self.left), time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.monotonic()
            self.step()
            while len(self.left) < wanted and time.monotonic() < began + 1:
                self.join()
            while self.kind in POURED and time.monotonic() < began + 1:
                self.pour()
                time.sleep(0.01)
            time.sleep(max(0.0, began + 1 - time.monotonic()))


@contextmanager
def slow_clients(port: str | int, count: int, kind: str, seconds: float) -> Iterator[None]:
    """Keep a crowd connected while the block runs."""
    command = [sys.executable, "-m", "tests.bench.slow_clients", str(port), str(count), kind]
    process = subprocess.Popen(
        [*command, str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        process.communicate()


def main(port: int, count: int, kind: str, seconds: float) -> None:
    """Open, say so, go on."""
    assert count <= MOST
    assert seconds <= LONGEST
    crowd = Crowd(port, count, kind)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        crowd.run(seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
