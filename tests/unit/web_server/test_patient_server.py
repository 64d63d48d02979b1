"""A slow connection costs no thread and no file, has a time to end, and never takes all."""

from __future__ import annotations

import socket
import threading
import time
from io import BytesIO

import pytest
from waitress.buffers import ReadOnlyFileBasedBuffer, TempfileBasedBuffer

from app.web_server import patient_channel, patient_server
from tests.unit.web_server.serving import HOST, SECONDS, read_all, read_until, serving

GET = b"GET / HTTP/1.1\r\n" + HOST
LAST = b"Connection: close\r\n\r\n"
LARGE = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 400000\r\n\r\n"
ANSWER = 4_000_000


def page(environ, start_response):
    """Return a page with the length that its address says."""
    environ["wsgi.input"].read()
    body = b"x" * int(environ["PATH_INFO"].strip("/") or 2)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(autouse=True)
def no_file(monkeypatch):
    """Nothing that is sent or read slowly may go to a file."""

    def refuse(_buffer):
        raise AssertionError("a request or an answer was written to a file")

    monkeypatch.setattr(TempfileBasedBuffer, "newfile", refuse)
    monkeypatch.setattr(patient_server, "ROUND_SECONDS", 0.1)


def ended(sock: socket.socket) -> bool:
    """Whether the server ends this connection, kindly or not, with no answer."""
    try:
        return sock.recv(100) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("first", [b"", GET, LARGE + b"a" * 100], ids=["nothing", "head", "body"])
def test_what_does_not_arrive_has_a_time_to_end(monkeypatch, first):
    monkeypatch.setattr(patient_channel, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(patient_channel, "ARRIVES_WITHIN", 0.6)
    with serving(page) as server:
        began = time.monotonic()
        with server.connect(first) as sock:
            assert ended(sock)
        assert not first or time.monotonic() - began > 0.5


def test_a_letter_now_and_then_does_not_make_it_last(monkeypatch):
    monkeypatch.setattr(patient_channel, "ARRIVES_WITHIN", 0.5)
    stop = threading.Event()
    with serving(page) as server, server.connect(GET + b"X: ") as sock:

        def drip() -> None:
            while not stop.wait(0.05):
                try:
                    sock.sendall(b"y")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert ended(sock)
        stop.set()
        dripping.join()


def test_an_answer_that_no_one_takes_is_given_up_and_holds_no_thread(monkeypatch):
    monkeypatch.setattr(patient_channel, "STALLED_AFTER", 0.5)
    path = f"GET /{ANSWER} HTTP/1.1\r\n".encode() + HOST + b"\r\n"
    with serving(page, threads=1) as server:
        readers = [server.connect(path, receive_buffer=4096) for _ in range(3)]
        assert server.ask(GET + LAST).endswith(b"xx")
        for reader in readers:
            read_until(reader, b"\r\n\r\n")
        deadline = time.monotonic() + SECONDS
        while server.server.active_channels:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        for reader in readers:
            reader.close()


def test_an_answer_that_is_taken_slowly_arrives_whole(monkeypatch):
    monkeypatch.setattr(patient_channel, "STALLED_AFTER", 5)
    path = f"GET /{ANSWER} HTTP/1.1\r\n".encode() + HOST + LAST
    with serving(page) as server, server.connect(path, receive_buffer=65_536) as sock:
        read, wait = 0, threading.Event()
        while piece := sock.recv(400_000):
            read += len(piece)
            wait.wait(0.01)
        assert read > ANSWER


def test_past_the_number_of_connections_the_one_that_waits_longest_goes():
    with serving(page, connections=3) as server:
        waiting = [server.connect(GET)]
        for _ in range(3):
            assert not _taken(server, len(waiting))
            waiting.append(server.connect(GET))
        assert ended(waiting[0])
        assert server.ask(GET + LAST).endswith(b"xx")
        for sock in waiting:
            sock.close()


class NotedCondition(threading.Condition):
    """A condition that says once a thread waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.set()
        return super().wait(timeout)


def test_no_answer_begins_before_what_was_made_counts(monkeypatch):
    monkeypatch.setattr(patient_server, "ROUND_SECONDS", SECONDS)
    looks, bounded, made = threading.Event(), NotedCondition(), []
    tend = patient_server.PatientServer.tend

    def large_page(environ, start_response):
        made.append(environ["PATH_INFO"])
        return page(environ, start_response)

    def tend_late(server, now):
        assert not made or looks.wait(SECONDS)
        tend(server, now)

    monkeypatch.setattr(patient_server.PatientServer, "tend", tend_late)
    with serving(large_page) as server:
        server.server._bounded = bounded
        asked = f"GET /{patient_server.TEND_BYTES + 1} HTTP/1.1\r\n".encode() + HOST + b"\r\n"
        with server.connect(asked * 3, receive_buffer=4096) as sock:
            read_until(sock, b"\r\n\r\n")
            deadline = time.monotonic() + SECONDS
            while not bounded.waits.is_set() and len(made) == 1:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert len(made) == 1
            looks.set()
            deadline = time.monotonic() + SECONDS
            while len(made) < 3:
                assert time.monotonic() < deadline
                time.sleep(0.02)


def _taken(server, count: int) -> None:
    """Wait until the server has so many connections: their order is then known."""
    deadline = time.monotonic() + SECONDS
    while len(server.server.active_channels) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_past_the_memory_the_largest_that_waits_goes_and_small_ones_stay(monkeypatch):
    monkeypatch.setattr(patient_server, "BUFFERED_BYTES", 300_000)
    with serving(page) as server:
        small = server.connect(LARGE + b"a" * 10_000)
        larger = server.connect(LARGE + b"a" * 200_000)
        largest = server.connect(LARGE + b"a" * 300_000)
        assert ended(largest)
        larger.sendall(b"a" * 200_000)
        assert read_until(larger, b"\r\n\r\n").startswith(b"HTTP/1.1 200")
        small.sendall(b"a" * 390_000)
        assert read_until(small, b"\r\n\r\n").startswith(b"HTTP/1.1 200")
        for sock in (small, larger, largest):
            sock.close()


def test_a_download_counts_whole_and_what_is_kept_for_everyone_does_not():
    download = ReadOnlyFileBasedBuffer(BytesIO(b"x" * ANSWER))
    download.prepare()
    download.skip(ANSWER - 1)
    assert patient_channel.count_held_bytes(download) >= ANSWER
    kept = b"x" * ANSWER
    shared = ReadOnlyFileBasedBuffer(BytesIO(kept))
    assert patient_channel.count_held_bytes(shared) < patient_channel.SMALL_BYTES < len(kept)


def test_large_requests_wait_for_each_other_and_small_ones_for_none():
    begun, go = threading.Semaphore(0), threading.Event()
    running, most, gate = [0], [0], threading.Lock()

    def slow(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            with gate:
                running[0] += 1
                most[0] = max(most[0], running[0])
            begun.release()
            go.wait(SECONDS)
            with gate:
                running[0] -= 1
        return page(environ, start_response)

    with serving(slow, threads=4) as server:
        large = [server.connect(LARGE + b"a" * 400_000) for _ in range(5)]
        for _ in range(patient_server.HEAVY_AT_ONCE):
            assert begun.acquire(timeout=SECONDS)
        assert server.ask(GET + LAST).endswith(b"xx")
        go.set()
        for sock in large:
            assert read_until(sock, b"\r\n\r\n").startswith(b"HTTP/1.1 200")
            sock.close()
    assert most == [patient_server.HEAVY_AT_ONCE]


def test_requests_under_way_at_a_stop_are_answered_and_no_new_ones():
    begun, go = threading.Event(), threading.Event()

    def slow(environ, start_response):
        begun.set()
        go.wait(SECONDS)
        return page(environ, start_response)

    with serving(slow) as server:
        with server.connect(GET + b"\r\n") as sock, server.connect() as idle:
            assert begun.wait(SECONDS)
            server.server.stop()
            assert ended(idle)
            go.set()
            assert read_all(sock).endswith(b"xx")
        with pytest.raises(ConnectionError):
            server.connect()


def test_the_log_holds_a_place_and_a_class_and_nothing_that_was_sent(capfd):
    from app.web_server import server_log

    def broken(environ, start_response):
        raise ValueError("KESTREL " + environ["PATH_INFO"])

    server_log.quieten_library()
    with serving(broken) as server:
        answer = server.ask(b"GET /kestrel HTTP/1.1\r\n" + HOST + LAST)
    assert answer.startswith(b"HTTP/1.1 500")
    said = capfd.readouterr().err
    assert "channel.service" in said
    assert "ValueError" in said
    assert "kestrel" not in (said + answer.decode()).casefold()
    assert "127.0.0.1" not in said
