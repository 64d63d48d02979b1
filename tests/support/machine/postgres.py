"""A real PostgreSQL for the length of one test run: own folder, own socket, no network.

The server refuses to run as root, so as root it is started as the user `postgres`.
Durability is off because the cluster dies with the run; everything else is as installed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from app.web_server.worker_processes import die_with_parent
from tests.support.machine.needed_programs import absent
from tests.support.machine.run_memory import find_roomy_folder

START_SECONDS = 60
PREFIX = "heard-pg-"
ABANDONED = 3600  # seconds: a younger folder may be one whose lock is about to be taken
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


def programs() -> Path | None:
    """The folder of the newest installed server programs, or None."""
    if found := shutil.which("initdb"):
        folder = Path(found).resolve().parent
        if (folder / "postgres").exists():
            return folder
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


def sweep(where: Path) -> None:
    """Remove the clusters of runs that were killed: in memory they would stay until a restart."""
    for folder in where.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another user's, or gone meanwhile
            if time.time() - folder.stat().st_mtime > ABANDONED:
                with (folder / "lock").open("a") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)


class Cluster:
    """One running server. `create` and `drop` make and remove whole databases by copying."""

    def __init__(self, bin_folder: Path) -> None:
        self.programs = bin_folder
        # Not one of pytest's folders: a socket's path may have 107 bytes, and theirs are longer.
        where = find_roomy_folder()
        sweep(where)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=where))
        self._lock = (self.folder / "lock").open("a")  # held until the end, however it comes
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self.owner:
            shutil.chown(self.folder, **self.owner)
        self._numbers = count(1)
        try:
            self._fill()
            self.process = self._start(bin_folder / "postgres")
            self._admin = self._wait()
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def url(self, database: str) -> str:
        """The address of one database, in SQLAlchemy's form."""
        return f"postgresql+psycopg://heard@/{database}?host={self.folder}"

    def create(self, template: str = "template0", name: str = "") -> str:
        """The name of a new database, a copy of `template`."""
        name = name or f"heard_{next(self._numbers)}"
        self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run a statement as the owner of the server."""
        self._admin.execute(statement)

    def wait_until(self, question: str) -> None:
        """Ask until the server says yes."""
        deadline = time.monotonic() + START_SECONDS
        while not self._admin.execute(question).fetchone()[0]:
            assert time.monotonic() < deadline, question
            time.sleep(0.05)

    def receive(self, url: str) -> str:
        """Copy a database of another server, by PostgreSQL's own programs; return its address."""
        source, name = make_url(url), self.create()
        at = ("-h", source.query["host"], "-U", "heard", source.database)
        dump = subprocess.run([self.programs / "pg_dump", *at], check=True, capture_output=True)
        subprocess.run(
            [self.programs / "psql", "-q", "-h", self.folder, "-U", "heard", "-d", name],
            check=True,
            input=dump.stdout,
            capture_output=True,
        )
        return self.url(name)

    def pause(self) -> None:
        """End the server and keep its folder: every database is away."""
        self._admin.close()
        self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        self.process.wait(30)

    def resume(self) -> None:
        """Start it again as it was."""
        self.process = self._start(self.programs / "postgres")
        self._admin = self._wait()

    def stop(self) -> None:
        """End the server by its own process id and remove its folder."""
        self._admin.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)
        self._lock.close()

    def _fill(self) -> None:
        """Make the data of a new server."""
        program = self.programs / "initdb"
        self._run(program, "-A", "trust", "-U", "heard", "-E", "UTF8", "--no-sync")

    def _run(self, *command: str | Path) -> None:
        where = ["-D", str(self.folder / "data")]
        subprocess.run(
            [*command, *where], check=True, capture_output=True, cwd=self.folder, **self.owner
        )

    def _start(self, program: Path) -> subprocess.Popen[bytes]:
        options = [part for item in OPTIONS.items() for part in ("-c", "=".join(item))]
        folders = ["-D", str(self.folder / "data"), "-k", str(self.folder)]
        return subprocess.Popen(
            [program, *folders, *options],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
            **self.owner,
        )

    def _wait(self) -> psycopg.Connection:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg.connect(
                    host=str(self.folder), user="heard", dbname="postgres", autocommit=True
                )
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)


def _run_cluster() -> Iterator[Cluster]:
    folder = programs()
    if folder is None:
        absent("PostgreSQL", "postgresql")
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server, started when the first test asks for it."""
    yield from _run_cluster()


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test's own, that may be paused."""
    yield from _run_cluster()
