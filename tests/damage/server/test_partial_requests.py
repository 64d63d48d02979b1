"""A page that is half sent lies in no file, and a stop does not cut it off."""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.damage import socket_browser

WORDS = "€" * 400_000  # 3.6 MB as a form spells it
AS_STORED = (("€" * 20).encode(), b"%E2%82%AC" * 20)
"""The words as a file would have them: read, or as a form sends them."""
SECONDS = 20


def make_head(live, browser, path: str, size: int) -> bytes:
    """Return the head of a form of this size, as a browser that is signed in sends it."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{live.port}\r\nConnection: close\r\n"
        f"Cookie: {live.cookie}={browser.cookies[live.cookie]}\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    ).encode()


@contextmanager
def half_sent(live, browser, path: str, fields):
    """Send all of a form but the last piece."""
    body = urlencode(fields, doseq=True).encode()
    head = make_head(live, browser, path, len(body))
    with socket.create_connection(("127.0.0.1", live.port), timeout=SECONDS) as sock:
        sock.sendall(head + body[:-10])
        yield sock, body[-10:]


def files_open(live) -> set[str]:
    """Return every open file of the server's processes that has no name."""
    links = set()
    for pid in live.processes():
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                links.add(os.readlink(link))
            except FileNotFoundError:
                continue
    return {link for link in links if link.endswith("(deleted)")}


def files_with_words(live) -> set[str]:
    """Return every file that the server's processes hold open, named or not, with typed words."""
    found = set()
    for pid in live.processes():
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                name = os.readlink(link)
                held = link.read_bytes() if name.startswith("/") and link.is_file() else b""
            except OSError:
                continue
            found |= {name} if any(one in held for one in AS_STORED) else set()
    return found


def answer(sock: socket.socket) -> bytes:
    """The first piece of the answer."""
    return sock.recv(1_000)


@pytest.fixture
def writing(world, serve, browse):
    """A server, and Sam at a page of a new record with much to say."""
    live = serve(world)
    sam = browse(live, "sam")
    path = f"{socket_browser.begin(sam)}/account"
    return live, sam, path, sam.form(path) | {"child_words": [WORDS]}


def test_a_page_that_is_half_sent_lies_in_no_file(writing):
    live, sam, path, fields = writing
    before = files_open(live)
    with half_sent(live, sam, path, fields) as (sock, rest):
        assert sam.get(path).status == 200, "the server answers others"
        assert files_open(live) == before
        assert files_with_words(live) == set()
        sock.sendall(rest)
        assert answer(sock).startswith(b"HTTP/1.1 303")
    assert files_open(live) == before
    assert sam.form(path)["child_words"] == [WORDS]


def test_a_form_of_20_mb_is_refused_and_everyone_else_is_answered(writing):
    live, sam, path, fields = writing
    body = urlencode(fields, doseq=True).encode()
    body += b"a" * (20_000_000 - len(body))
    with socket.create_connection(("127.0.0.1", live.port), timeout=SECONDS) as sock:
        with suppress(ConnectionError):  # a server may answer before all of it has come
            sock.sendall(make_head(live, sam, path, len(body)) + body)
        assert answer(sock).startswith(b"HTTP/1.1 413")
        assert files_with_words(live) == set()
    assert sam.form(path)["child_words"] == [""], "nothing of it was saved"


def test_a_page_half_sent_when_the_server_stops_is_saved(writing, browse):
    live, sam, path, fields = writing
    with half_sent(live, sam, path, fields) as (sock, rest):
        os.kill(live.group, signal.SIGTERM)
        deadline = time.monotonic() + SECONDS
        while accepts(live.port):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        sock.sendall(rest)
        assert answer(sock).startswith(b"HTTP/1.1 303")
    live.kill()
    live.start()
    assert browse(live, "sam").form(path)["child_words"] == [WORDS]


def accepts(port: int) -> bool:
    """Whether a server listens."""
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0
