"""Processes on one port: one that dies or falls silent is replaced, and all end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.web_server.worker_processes import SILENT_SECONDS, Beats, reset_beats_after_pause
from tests.support.server import ROOT, free_port
from tests.unit.test_serve import gone

SECONDS = 20
RUN = (
    "import sys; from app.web_server import __main__ as web, worker_processes; "
    "worker_processes.SILENT_SECONDS = 2; sys.exit(web.main(sys.argv[1:]))"
)


class Web:
    """`python -m app.web_server` with a small application; a silence of two seconds is too long."""

    def __init__(self, folder: Path, application: str) -> None:
        self.port = free_port()
        self.log = folder / "console.log"
        words = ["--port", str(self.port), "--application", application]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUN, *words], cwd=ROOT, stdout=log, stderr=log
            )

    def ask(self, path: str = "/") -> int:
        """The process that answered."""
        address = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            return int(answer.read())

    def children(self) -> set[int]:
        """The processes that answer."""
        pid = self.process.pid
        with suppress(FileNotFoundError):
            return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
        return set()

    def wait(self, true: Callable[[], bool]) -> None:
        """Until it is so."""
        deadline = time.monotonic() + SECONDS
        while not true():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether any process answers."""
        with suppress(OSError):
            return bool(self.ask())
        return False


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Web]]:
    running: list[Web] = []

    def start(application: str = "tests.unit.web_server.small_application:application") -> Web:
        running.append(Web(tmp_path, application))
        return running[-1]

    yield start
    for web in running:
        web.process.kill()
        web.process.wait()


def test_a_killed_process_is_replaced_while_the_other_answers(serve):
    web = serve()
    web.wait(web.answers)
    first = web.children()
    killed = web.ask()
    os.kill(killed, signal.SIGKILL)
    answered = {web.ask() for _ in range(20)}
    assert killed not in answered
    assert first - {killed} <= answered
    web.wait(lambda: len(web.children() - {killed}) == 2)
    said = web.log.read_text()
    assert said.endswith(" ERROR A web process ended (status -9). Another is started.\n")
    assert re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR", said)


def test_a_process_that_falls_silent_is_ended_and_replaced(serve):
    web = serve("tests.unit.web_server.small_application:make_application()")
    web.wait(web.answers)
    before = web.children()
    os.kill(web.ask(), signal.SIGSTOP)
    web.wait(lambda: len(web.children() - before) == 1)
    web.wait(lambda: len(web.children() & before) == 1)
    assert " ERROR A web process did not answer for 2 seconds" in web.log.read_text()


def test_a_pause_of_the_whole_machine_ends_no_process():
    begun, late, never = 0, 1, 2
    beats = Beats(3)
    now = time.monotonic()
    for number, heard in ((begun, now - 1), (late, now - SILENT_SECONDS - 1), (never, 0)):
        beats.write(number, heard)
    assert [beats.is_silent(number, now) for number in (begun, late, never)] == [False, True, False]
    assert reset_beats_after_pause(beats, 3, looked=now - 1, now=now) == now
    assert beats.is_silent(late, now)
    reset_beats_after_pause(beats, 3, looked=now - SILENT_SECONDS, now=now)
    assert not beats.is_silent(late, now)
    assert beats.is_silent(late, now + SILENT_SECONDS + 1)
    assert not beats.is_silent(never, now + SILENT_SECONDS + 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_end_of_the_one_that_watches_is_the_end_of_all(serve, number):
    web = serve()
    web.wait(web.answers)
    children = web.children()
    web.process.send_signal(number)
    assert web.process.wait(SECONDS) == (-number if number == signal.SIGKILL else 0)
    assert gone(list(children))
    assert web.log.read_text() == ""


def test_what_cannot_load_ends_it_and_only_the_error_class_is_said(serve):
    web = serve("tests.unit.web_server.small_application:absent")
    assert web.process.wait(SECONDS) == 3
    for line in web.log.read_text().splitlines():
        assert re.fullmatch(r"[\w.]+:absent cannot be loaded: AttributeError at \w+:\d+\. .*", line)
