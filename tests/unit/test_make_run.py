"""A start by `make run` over an empty folder: first start, web server and housekeeper.

All of it is real. Installing on a machine that has nothing but Python and make is not tested here.
"""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.serve import make_scheduler_command, make_server_command
from app.web_server.worker_processes import die_with_parent
from tests.support.server import ROOT, START_SECONDS, environment, free_port
from tests.unit.test_serve import gone

pytestmark = pytest.mark.server

FIRST_PAGE = "<title>Set up Heard"
CODE = re.compile(r"Set-up code, for one use: (\S+)")


class Serving:
    """One `python -m app serve`: what the line of `make run` starts."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.port = str(free_port())
        self.url = f"http://localhost:{self.port}"
        self.log = data.parent / f"{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve"],
                cwd=ROOT,
                env=environment(data, **settings, PORT=self.port),
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def page(self, path: str = "/") -> str:
        """The text of a page, once there is a server to answer."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert self.process.poll() is None, self.said
            try:
                with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                    return answer.read().decode()
            except urllib.error.HTTPError:
                raise
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert time.monotonic() < deadline, self.said
                time.sleep(0.1)

    def children(self) -> dict[int, list[str]]:
        """Process ids of the children and what each of them was started as."""
        pid = self.process.pid
        ids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return {int(one): _command(int(one)) for one in ids}

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]


def reads(pid: int, path: Path) -> bool:
    """Whether a process gets as far as its first question to a database: it opens the file."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError):  # a file that was closed while we looked
            if any(one.resolve() == path for one in Path(f"/proc/{pid}/fd").iterdir()):
                return True
        time.sleep(0.05)
    return False


def check_metrics(place: str) -> None:
    """All processes of the server are in its metrics, once the housekeeper serves them."""
    counted = fetch_metrics(place)
    assert re.search(r'heard_requests_total\{endpoint="[a-z_.]+",status="2xx"\} [1-9]', counted)
    assert re.search(r"heard_open_connections \d", counted)
    assert "heard_ready 1.0" in counted


def fetch_metrics(place: str) -> str:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://{place}/metrics", timeout=10) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """Serve the test's one data folder, which does not exist before the first."""
    running: list[Serving] = []

    def start(**settings: str) -> Serving:
        running.append(Serving(tmp_path / "data", **settings))
        return running[-1]

    yield start
    for one in running:
        one.process.kill()
        one.process.wait()


def kept(data: Path) -> tuple[bytes, bytes, list[tuple[str, ...]]]:
    """What no later start may change: secret, set-up code, and the database's tables."""
    with sqlite3.connect(data / "heard.sqlite3") as connection:
        tables = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name")
        version = connection.execute("SELECT 'version', version_num, '' FROM alembic_version")
        found = [*tables, *version]
    connection.close()
    return (data / "server-secret").read_bytes(), (data / "set-up-code").read_bytes(), found


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists processes under /proc")
def test_a_fresh_machine_serves_tends_stops_and_starts_again_as_it_was(serve, tmp_path):
    metrics = f"127.0.0.1:{free_port()}"
    first = serve(METRICS_BIND=metrics)
    assert FIRST_PAGE in first.page()
    code = CODE.search(first.said)
    assert code, first.said
    assert f"Heard is at {first.url}" in first.said
    children = first.children()
    assert [one[1:] for one in children.values()] == [
        make_server_command(first.port)[1:],
        make_scheduler_command()[1:],
    ]
    before = kept(tmp_path / "data")
    assert code[1].encode() == before[1].strip()
    tends = next(
        pid for pid, command in children.items() if command[1:] == make_scheduler_command()[1:]
    )
    assert reads(tends, tmp_path / "data" / "heard.sqlite3"), first.said
    assert first.children() == children
    check_metrics(metrics)
    assert first.stop() == 0
    assert gone(list(children))
    assert "Traceback" not in first.said
    assert "tend: " not in first.said

    second = serve()
    assert FIRST_PAGE in second.page()
    assert CODE.findall(second.said) == [code[1]]
    assert kept(tmp_path / "data") == before
    assert second.stop() == 0


def test_two_that_start_at_once_on_one_folder_are_one_club(serve, tmp_path):
    two = [serve(), serve()]
    for one in two:
        assert FIRST_PAGE in one.page()
    assert len({CODE.search(one.said)[1] for one in two}) == 1
    secret, code, tables = kept(tmp_path / "data")
    assert (len(secret), len(code.strip())) == (32, 14)
    assert len({name for _, name, _ in tables}) == len(tables) > 20
    assert [one.stop() for one in two] == [0, 0]
    assert kept(tmp_path / "data") == (secret, code, tables)
    assert not [one.said for one in two if "Traceback" in one.said]
