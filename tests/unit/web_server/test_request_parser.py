"""Refuse what could be read in two ways, and read everything that a browser sends."""

from __future__ import annotations

import pytest

from tests.unit.web_server.serving import HOST, read_all, read_until, serving

LAST = b"Connection: close\r\n\r\n"
LENGTH = b"Content-Length: 3\r\n"
LIMIT = 1_000


def echo(environ, start_response):
    """Say what was asked, and how much came."""
    body = environ["wsgi.input"].read()
    length = int(environ.get("CONTENT_LENGTH") or 0)
    status = "413 Too large" if length > LIMIT else "200 OK"
    text = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {length} {len(body)}".encode()
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [text]


echo.config = {"MAX_CONTENT_LENGTH": LIMIT}


@pytest.fixture(scope="module")
def server():
    with serving(echo) as running:
        yield running


def chunked(*more: bytes) -> bytes:
    return b"POST /a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n" + b"".join(more)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (chunked(LENGTH, LAST, b"0\r\n\r\n"), b"400"),
        (b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.1\r\n" + HOST + LENGTH + b"Content-Length: 4\r\n\r\nabcd", b"400"),
        (b"POST /a HTTP/1.1\r\n" + HOST + b"Content-Length: +3\r\n\r\nabc", b"400"),
        (b"POST /a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n", b"501"),
        (b"POST /a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding : chunked\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\n" + HOST + b"X-A: b\r\n c\r\n" + LAST, b"400"),
        (b"GET /a HTTP/1.1\r\n" + HOST + b"X-A: b\nX-B: c\r\n" + LAST, b"400"),
        (b"GET /a HTTP/1.1\r\n" + HOST + b"X-A: b\rX-B: c\r\n" + LAST, b"400"),
        (b"GET /a HTTP/1.1\r\n" + LAST, b"400"),
        (b"GET /a HTTP/9.1\r\n" + HOST + LAST, b"400"),
        (b"GET /a\r\n\r\n", b"400"),
        (b"GET /a b HTTP/1.1\r\n" + HOST + LAST, b"400"),
        (b"GET /a HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 200 + LAST, b"400"),
        (b"GET /a HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 20_000 + b"\r\n" + LAST, b"431"),
        (chunked(LAST, b"zz\r\n"), b"400"),
    ],
    ids=[
        "two ways to end", "chunked in 1.0", "two lengths", "signed length", "other coding",
        "space before colon", "folded", "bare line feed", "bare return", "no host",
        "unknown version", "no version", "space in path", "200 headers", "20 kB header",
        "no chunk",
    ],
)  # fmt: skip
def test_what_two_servers_could_read_in_two_ways_is_refused(server, request_bytes, status):
    follower = b"GET /smuggled HTTP/1.1\r\n" + HOST + LAST
    answer = server.ask(request_bytes + follower)
    assert answer.split(b" ", 2)[1] == status
    assert b"smuggled" not in answer
    assert answer.count(b"HTTP/1.") == 1


@pytest.mark.parametrize(
    ("request_bytes", "text"),
    [
        (b"GET /a HTTP/1.0\r\n\r\n", b"GET /a 0 0"),
        (b"GET http://localhost/a?b HTTP/1.1\r\n" + HOST + LAST, b"GET /a 0 0"),
        (b"POST /a HTTP/1.1\r\n" + HOST + LENGTH + LAST + b"abc", b"POST /a 3 3"),
        (chunked(LAST, b"3\r\nabc\r\n0\r\n\r\n"), b"POST /a 3 3"),
        (b"GET /a HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 9_000 + b"\r\n" + LAST, b"GET /a 0 0"),
        (b"GET /a HTTP/1.1\r\n" + HOST + b"Expect: 100-continue\r\n" + LAST, b"GET /a 0 0"),
    ],
    ids=["1.0", "whole address", "length", "chunked", "9 kB header", "expects nothing"],
)  # fmt: skip
def test_what_is_plain_is_read(server, request_bytes, text):
    head, _, body = server.ask(request_bytes).partition(b"\r\n\r\n")
    assert head.split(b" ", 2)[1] == b"200"
    assert b"\r\nServer:" not in head
    assert body == text


def test_head_has_no_body_and_the_length_of_the_page(server):
    head, _, body = server.ask(b"HEAD /a HTTP/1.1\r\n" + HOST + LAST).partition(b"\r\n\r\n")
    assert b"Content-Length: 11" in head
    assert body == b""


def test_requests_that_come_at_once_are_answered_in_their_order(server):
    first, second = (b"GET /%s HTTP/1.1\r\n" % name + HOST for name in (b"one", b"two"))
    answer = server.ask(first + b"\r\n" + second + LAST)
    assert answer.index(b"GET /one") < answer.index(b"GET /two")


def test_who_asks_first_is_told_to_go_on(server):
    post = b"POST /a HTTP/1.1\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: 3\r\n" + LAST
    with server.connect(post) as sock:
        assert read_until(sock, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"abc")
        assert read_all(sock).endswith(b"POST /a 3 3")


@pytest.mark.parametrize("expects", [b"", b"Expect: 100-continue\r\n"])
def test_what_is_too_large_is_not_kept_and_the_page_of_the_app_arrives(server, expects):
    head = b"POST /a HTTP/1.1\r\n" + HOST + expects + b"Content-Length: 20000000\r\n\r\n"
    with server.connect(head) as sock:
        if not expects:
            for _ in range(20):
                sock.sendall(b"x" * 1_000_000)
        answer = read_all(sock)
    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.endswith(b"POST /a 20000000 0")


def test_chunks_that_are_too_much_together_are_not_kept(server):
    answer = server.ask(chunked(LAST, b"7d0\r\n", b"x" * 2_000, b"\r\n0\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.endswith(b" 0")
