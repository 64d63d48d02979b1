"""Somebody who sends slowly, nothing, or nonsense stops no page and leaves nothing in the log."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from app.serve import THREADS
from app.worker import ARRIVES_WITHIN, TimedSocket
from tests.support.server import Server

FEW = THREADS + 2  # one more than a worker has threads, and one to be sure
LONGEST = 10
LOCAL, REMOTE, INODE = 1, 2, 9  # columns of /proc/net/tcp


@pytest.fixture
def one(start_server: Callable[..., Server]) -> Server:
    """A real server of one worker, not set up."""
    return start_server(workers=1)


@contextmanager
def senders(server: Server, first: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as kept:
        made = []
        for _ in range(FEW):
            one = socket.create_connection(("127.0.0.1", int(server.port)))
            made.append(kept.enter_context(one))
            one.sendall(first)
        assert accepted(server, made)
        yield made


def accepted(server: Server, senders: list[socket.socket]) -> bool:
    """Whether the server has taken all these connections: only then do they have an owner."""
    wanted = {one.getsockname()[1] for one in senders}
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if wanted <= owned(int(server.port)):
            return True
        time.sleep(0.02)
    return False


def owned(port: int) -> set[int]:
    """The other end's port of each connection to `port` that a process has taken."""
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]
    ]
    return {
        int(fields[REMOTE].rpartition(":")[2], 16)
        for fields in lines
        if int(fields[LOCAL].rpartition(":")[2], 16) == port and fields[INODE] != "0"
    }


def seconds(server: Server, patience: float) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=patience) as answer:
        assert answer.status == 200
    return time.monotonic() - began


def test_connections_that_say_nothing_hold_no_thread(one: Server) -> None:
    with senders(one, b""):
        assert seconds(one, 3) < 2


@pytest.mark.parametrize(
    "first",
    [
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ",
        b"POST /set-up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\na=",
    ],
    ids=["head", "body"],
)
def test_a_letter_now_and_then_does_not_make_it_last(one: Server, first: bytes) -> None:
    with senders(one, first) as slow, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(seconds, one, ARRIVES_WITHIN + 10)
        while not wait([asked], timeout=1).done:
            for sender in slow:
                with suppress(OSError):  # whose time is over
                    sender.sendall(b"b")
        assert asked.result() < ARRIVES_WITHIN + 5


def test_what_arrives_in_time_is_read_whole_and_what_does_not_is_as_if_gone() -> None:
    left, right = socket.socketpair()
    with TimedSocket(fileno=left.detach()) as timed, right:
        timed.until = time.monotonic() + 0.3
        right.sendall(b"ab")
        assert timed.recv(10) == b"ab"
        assert timed.recv(10) == b""
        right.sendall(b"c")
        assert timed.recv(10) == b""
        assert timed.gettimeout() is None, "answers are never cut short"


def test_nonsense_leaves_neither_an_address_nor_a_word(one: Server) -> None:
    line, head = b"KESTREL\x01 said /it HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nKestr el: a\r\n\r\n"
    for nonsense in (line, head):
        with socket.create_connection(("127.0.0.1", int(one.port))) as sender:
            sender.sendall(nonsense)
            assert b"400" in sender.recv(100)
    assert one.log.count("Invalid request") == 2
    assert "127.0.0.1" not in one.log
    assert "kestr" not in one.log.casefold()
