"""Serve the fictional club by a real server for many tests, or in this process for one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from tests.browser.page_inspection import Club
from tests.support.club.club_setup import make
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.server import Server


def serve_club(folder: Path, migrated_file: Path) -> Iterator[Club]:
    """Yield a new club behind a server of its own, and stop it at the end."""
    url = f"sqlite:///{shutil.copy(migrated_file, folder / 'club.sqlite3')}"
    data = folder / "data"
    data.mkdir(mode=0o700)
    world = World(make(url, data), data, url)
    settings(data, url)  # the secret that the club was made with
    server = Server(data, DATABASE_URL=url)
    yield Club(world, server)
    server.stop()
    world.close()


def lend_club(served: Club) -> Iterator[Club]:
    """Yield a served club to one test, and set its clock and sessions right afterwards."""
    clock = served.world.now
    yield served
    served.world.now = clock
    served.world.close_sessions()


@contextmanager
def serve_world(world: World) -> Iterator[str]:
    """Yield the address of the app on a loopback port. It goes by the clock of the world."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
