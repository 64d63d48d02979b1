"""A server is started while its database is away: it serves what needs no account, and waits.

One that is ended meanwhile leaves nothing behind. And one whose secret is gone or is another's does
not start, and changes nothing.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET
from tests.unit.test_make_run import FIRST_PAGE, Serving
from tests.unit.test_serve import gone

pytestmark = pytest.mark.server
PATIENCE = 30
PROMPTLY = 8
AWAY = 503
"""Seconds until a server has ended that was asked to while it waits: less than its whole grace."""
PUBLIC = ("/with-a-child", "/numbers", "/blank-form", "/help", "/support")
DOORS = ("/", "/sign-in", "/set-up", "/record/new", "/account")


@pytest.fixture
def serve() -> Iterator[Callable[..., Serving]]:
    """`serve(data, DATABASE_URL=…)` is `make run` with these settings."""
    running: list[Serving] = []

    def start(data: Path, **settings: str) -> Serving:
        running.append(Serving(data, **settings))
        return running[-1]

    yield start
    for one in running:
        one.process.kill()
        one.process.wait()


def ask(served: Serving, path: str) -> tuple[int, str]:
    """Status and text of a page."""
    try:
        return 200, served.page(path)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def becomes_ready(served: Serving) -> None:
    """Wait until the monitor's page says so."""
    deadline = time.monotonic() + PATIENCE
    while ask(served, "/readyz")[0] != 200:
        assert time.monotonic() < deadline, served.said
        time.sleep(0.05)


def only_public_pages(served: Serving) -> None:
    """Check that only public pages are shown, and elsewhere the reason and who to call."""
    for path in PUBLIC:
        status, text = ask(served, path)
        assert (path, status) == (path, 200)
        assert 'href="tel:999"' in text
    for path in DOORS:
        status, text = ask(served, path)
        assert (path, status) == (path, 503)
        assert "Heard cannot answer now" in text
        assert 'href="tel:999"' in text
    assert ask(served, "/healthz") == (200, '{"ok":true}\n')
    assert "one use" not in served.said


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Each file under a folder: when it was changed, and its bytes."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.mark.postgresql
def test_a_server_that_starts_before_its_postgresql_opens_when_it_answers(
    templates, own_cluster, tmp_path: Path, serve
):
    template = templates("postgresql", True)
    data = tmp_path / "club"
    shutil.copytree(template.data, data)
    world = World(template.made, data, own_cluster.receive(template.url))
    world.client().get("/")  # the club was seen by its public pages once
    world.close()
    own_cluster.pause()
    served = serve(data, DATABASE_URL=world.url)
    only_public_pages(served)
    assert "01632 960001" in ask(served, "/numbers")[1]
    assert json.loads(ask(served, "/readyz")[1]) == {"ok": False, "problem": "database away"}
    assert "check DATABASE_URL" in served.said
    own_cluster.resume()
    becomes_ready(served)
    for _ in range(4):  # both workers
        assert ask(served, "/sign-in")[0] == 200
    assert ask(served, "/")[0] == 200
    assert served.stop() == 0
    assert "Traceback" not in served.said


def test_a_folder_that_is_not_mounted_yet_is_migrated_once_it_is(tmp_path: Path, serve):
    data, secret, folder = tmp_path / "data", tmp_path / "key", tmp_path / "mount"
    secret.write_bytes(SECRET)
    secret.chmod(0o400)
    at = {"SECRET_FILE": str(secret), "DATABASE_URL": f"sqlite:///{folder / 'heard.sqlite3'}"}
    served = serve(data, **at)
    only_public_pages(served)
    folder.mkdir()
    becomes_ready(served)
    assert FIRST_PAGE in ask(served, "/set-up")[1]
    assert "Set-up code, for one use:" in served.said
    assert not (data / "server-secret").exists()
    assert served.stop() == 0


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("there", [b"", b"o" * 32], ids=["missing", "another"])
def test_with_a_full_database_a_lost_or_wrong_secret_starts_nothing(
    world: World, serve, there: bytes
):
    world.close()
    secret = world.data / "server-secret"
    secret.unlink(missing_ok=True)
    if there:
        secret.write_bytes(there)
        secret.chmod(0o400)
    (world.data / "first-start.lock").touch()
    before = everything(world.data.parent)
    served = serve(world.data, DATABASE_URL=world.url)
    assert served.process.wait(PATIENCE) == 1
    assert served.said.startswith("Heard did not start. ")
    assert str(secret) in served.said
    assert "from its backup" in served.said
    assert "Traceback" not in served.said
    after = everything(world.data.parent)
    after.pop(str(served.log))
    assert after == before


class SilentDatabase:
    """A PostgreSQL that takes every connection and never says a word."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(PATIENCE)
        self._taken: list[socket.socket] = []
        self.url = f"postgresql+psycopg://heard@127.0.0.1:{self._listening.getsockname()[1]}/heard"

    def take(self) -> None:
        """Wait until one more connection was begun, and let it wait."""
        self._taken.append(self._listening.accept()[0])

    def close(self) -> None:
        for one in (*self._taken, self._listening):
            one.close()


@pytest.fixture
def silent() -> Iterator[SilentDatabase]:
    database = SilentDatabase()
    yield database
    database.close()


def end(served: Serving, how: signal.Signals) -> None:
    """End it by a signal, and check that nothing of it is left, and soon."""
    children = list(served.children())
    deadline = time.monotonic() + PROMPTLY
    served.process.send_signal(how)
    status = served.process.wait(PROMPTLY)
    assert status == (0 if children and how is signal.SIGTERM else -how)
    while not gone(children):  # after a kill they end by themselves
        assert time.monotonic() < deadline, served.said
    assert "Traceback" not in served.said


def demand_untouched(data: Path) -> None:
    """Check that nothing was made or left half made, and that no one holds the lock."""
    assert {path.name for path in data.rglob("*") if path.is_file()} <= {"first-start.lock"}
    with (data / "first-start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize(
    "how", [signal.SIGTERM, pytest.param(signal.SIGKILL, marks=pytest.mark.prove)]
)
def test_a_server_that_is_ended_while_it_waits_leaves_nothing_behind(
    tmp_path: Path, serve, silent: SilentDatabase, how: signal.Signals
):
    data, secret = tmp_path / "data", tmp_path / "key"
    secret.write_bytes(SECRET)
    secret.chmod(0o400)
    at = {"SECRET_FILE": str(secret)}
    served = serve(data, DATABASE_URL=silent.url, **at)
    silent.take()  # its first look, under the lock of a start
    end(served, how)
    demand_untouched(data)
    served = serve(data, DATABASE_URL=silent.url, **at)
    silent.take()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask, served, "/sign-in")
        for _ in range(2):
            silent.take()  # the start looks again, and so does whoever serves a page
        assert len(served.children()) == 2
        end(served, how)
        # Cut off, or told at once that the database is away, while the start was looking itself.
        assert asking.exception(PATIENCE) is not None or asking.result()[0] == AWAY
    demand_untouched(data)
    served = serve(data, DATABASE_URL=f"sqlite:///{tmp_path / 'heard.sqlite3'}", **at)
    assert FIRST_PAGE in ask(served, "/set-up")[1]
    assert served.stop() == 0
    assert "Traceback" not in served.said
