"""Start the real server, as `make run` would, on a free loopback port with its own data folder.

Everything is real: the first start, the web server, the database. Servers are ended by their own
process id, and die with the test run if it is killed.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.serve import make_server_command
from app.web_server.worker_processes import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PASSED_ON = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"}  # a developer's own settings stay out


def free_port() -> int:
    """A loopback port that was free a moment ago, and that no other worker is given."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port // 2 % workers == worker:  # the system gives out odd ports first
            return port


def environment(data: Path, **settings: str) -> dict[str, str]:
    """The environment of a server with this data folder and these settings, and no others.

    Leads can do without a second step unless a test says otherwise: most are about something else.
    """
    kept = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    usual = {"DATA": str(data), "PYTHONWARNINGS": "default", "SECOND_STEP": "offered"}
    return kept | usual | settings


class Server:
    """A running Heard. `url` has no slash at its end; `log` is what it wrote to its console."""

    def __init__(self, data: Path, *, workers: int = 2, **settings: str) -> None:
        self.data = data
        self.port = settings.get("PORT") or str(free_port())
        self.env = environment(data, **settings, PORT=self.port)
        self.url = f"http://localhost:{self.port}"
        self.log_path = data.parent / f"{data.name}-{self.port}.log"
        self.workers = workers
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `python WORDS…` with this server's settings and return what it printed."""
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True
        )

    def flask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `flask --app wsgi WORDS…` with this server's settings."""
        return self.command("-m", "flask", "--app", "wsgi", *words)

    def start(self) -> None:
        """First start, then the web server; returns once it answers."""
        made = self.command("-m", "app", "first-start")
        assert made.returncode == 0, made.stderr
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                make_server_command(self.port, workers=self.workers),
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """End it kindly, then surely."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    @property
    def log(self) -> str:
        """Everything that the server has written to its console."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    @property
    def set_up_code(self) -> str:
        """The one-time code that the first start printed."""
        return (self.data / "set-up-code").read_text(encoding="ascii").strip()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, f"the server ended:\n{self.log}"
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"the server did not answer in {START_SECONDS} s:\n{self.log}")


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers: `start_server(workers=1, DEMO="1")`; all end with the test."""
    running: list[Server] = []

    def start(name: str = "data", **choices: object) -> Server:
        running.append(Server(tmp_path / name, **choices))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., Server], database_url: str) -> Server:
    """One real server on this test's database: the test runs once on each kind."""
    return start_server(DATABASE_URL=database_url)
