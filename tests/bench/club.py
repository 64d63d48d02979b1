"""The fictional club on a fresh SQLite file, and both servers: Heard's and the bare one."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from app.migrate import upgrade_database
from app.serve import make_server_command
from app.web_server.worker_processes import die_with_parent
from config import THREADS, WORKERS
from tests.bench.bare import create
from tests.support.club.club_setup import make
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.server import ROOT, environment, free_port


def new_club(folder: Path, url: str = "") -> World:
    """Set up, joined and confirmed for real. `url`: another database than a file in the folder."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    url = url or f"sqlite:///{folder / 'heard.sqlite3'}"
    upgrade_database(url)
    made = make(url, data)
    settings(data, url)
    return World(made, data, url)


class Served:
    """The web server on loopback: `app` is what it loads. Ended by `stop`."""

    def __init__(self, app: str, folder: Path, **more: str) -> None:
        self.port = free_port()
        command = [*make_server_command(str(self.port)), "--application", app]
        self.log = folder / f"{self.port}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(folder / "data", PORT=str(self.port), **more),
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )
        self.what = f"{WORKERS} workers of {THREADS} threads"

    def wait(self, path: str) -> None:
        """Until it answers."""
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            try:
                with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in path.read_text().split()]

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def read_megabytes(process: int, what: str) -> float:
    """Return the memory of a process: `what` is VmRSS for now, VmHWM for the most it had."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(what))
    return int(line.split()[1]) * 1024 / 1e6


def serve_heard(world: World, folder: Path, **settings: str) -> Served:
    """Heard, as `make run` serves it."""
    served = Served("wsgi:app", folder, DATABASE_URL=world.url, **settings)
    served.wait("/healthz")
    return served


def serve_bare(folder: Path) -> Served:
    """The reference, served alike. Its database is made first: two workers that make it at the same
    moment get in each other's way, and the server ends."""
    create(str(folder))
    served = Served("tests.bench.bare:create()", folder, BARE=str(folder))
    served.wait("/question")
    return served
