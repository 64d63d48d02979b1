"""Somebody who sends slowly, nothing, or nonsense stops no page and leaves nothing in the log."""

from __future__ import annotations

import socket
import statistics
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.bench.attack_table import fetch
from tests.bench.slow_clients import slow_clients
from tests.support.server import Server

PAGE = "/with-a-child"
SECONDS = 60


@pytest.fixture
def one(start_server: Callable[..., Server]) -> Server:
    """A real server of one worker, not set up."""
    return start_server(workers=1)


def test_slow_senders_and_readers_stop_no_page(one: Server) -> None:
    port = int(one.port)
    alone = [fetch(port, PAGE, SECONDS) for _ in range(3)]
    assert None not in alone
    with ExitStack() as crowds:
        for count, kind in ((40, "head"), (20, "body"), (20, "asset"), (40, "idle")):
            crowds.enter_context(slow_clients(port, count, kind, SECONDS))
        times = [fetch(port, PAGE, SECONDS) for _ in range(9)]
    assert None not in times
    assert statistics.median(times) < max(1, 10 * statistics.median(alone))


def test_nonsense_leaves_neither_an_address_nor_a_word(one: Server) -> None:
    line, head = b"KESTREL\x01 said /it HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nKestr el: a\r\n\r\n"
    for nonsense in (line, head):
        with socket.create_connection(("127.0.0.1", int(one.port))) as sender:
            sender.sendall(nonsense)
            assert b"400" in sender.recv(100)
    assert one.log.count("Invalid request") == 2
    assert "127.0.0.1" not in one.log
    assert "kestr" not in one.log.casefold()
