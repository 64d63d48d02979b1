"""Downloads that are read slowly take bounded memory, no thread, and stop no page.

The web server is the one of Heard. The download is 20 MB of a stand-in (`large_downloads.py`), sent
as the view that exports the log sends one: `send_file`, from memory. No route of Heard is asked,
since an export of 20 MB takes minutes to fill. Slow readers of a real route are a row of
`tests.bench.attack_table`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.web_server.patient_server import BUFFERED_BYTES
from app.web_server.worker_processes import die_with_parent
from tests.bench.attack_table import fetch
from tests.damage.server.large_downloads import BYTES
from tests.support.server import ROOT, environment, free_port

READERS = 20
THREADS = 2
SECONDS = 30
AHEAD_SECONDS = 4
"""Seconds in which all answers are in memory where nothing bounds them."""
FOR_ITSELF = 8 << 20
"""Bytes that the process takes meanwhile for threads, connections and pages."""
MOST = BUFFERED_BYTES + 4 * BYTES + FOR_ITSELF
"""Bytes that are kept for slow readers, and two answers being made, each with a copy."""
ASK = b"GET /log.zip HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The web server of Heard, in one process, over a page and a download: its port and id."""
    port = free_port()
    command = [sys.executable, "-m", "app.web_server", "--port", str(port), "--workers", "1"]
    app = ["--threads", str(THREADS), "--application", "tests.damage.server.large_downloads:app"]
    process = subprocess.Popen(
        [*command, *app], cwd=ROOT, env=environment(tmp_path), preexec_fn=die_with_parent
    )
    deadline = time.monotonic() + SECONDS
    while fetch(port, "/", SECONDS) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield port, process.pid
    process.terminate()
    process.wait(SECONDS)


def find_child(parent: int) -> int:
    """Return the id of the process which answers."""
    return int(Path(f"/proc/{parent}/task/{parent}/children").read_text().split()[0])


def count_memory(parent: int) -> int:
    """Return the most bytes that the process which answers has had."""
    lines = Path(f"/proc/{find_child(parent)}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def test_downloads_read_slowly_take_bounded_memory_and_stop_no_page(
    served: tuple[int, int],
) -> None:
    port, parent = served
    alone = max(fetch(port, "/", SECONDS) or 0 for _ in range(3))
    before = count_memory(parent)
    with ExitStack() as readers:
        for number in range(READERS):
            sock = readers.enter_context(socket.socket())
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.settimeout(SECONDS)
            sock.connect(("127.0.0.1", port))
            sock.sendall(ASK + (b"Range: bytes=1-\r\n" if number % 2 else b"") + b"\r\n")
            assert sock.recv(12) == b"HTTP/1.1 200"
            taken = fetch(port, "/", SECONDS)
            assert taken is not None
            assert taken < max(2, 10 * alone)
        assert count_memory(parent) - before < MOST
    assert READERS * BYTES > 2 * MOST


def test_one_connection_that_asks_ahead_takes_bounded_memory(served: tuple[int, int]) -> None:
    port, parent = served
    os.setpriority(os.PRIO_PROCESS, find_child(parent), 19)  # its loop alone: threads go first
    before = count_memory(parent)
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", port))
        sock.sendall((ASK + b"\r\n") * READERS)
        until = time.monotonic() + AHEAD_SECONDS
        while time.monotonic() < until:
            assert fetch(port, "/", SECONDS) is not None
    assert count_memory(parent) - before < MOST
