"""Take all the room away from a running server, and give it back. Nothing in the app is patched.

A small file system of its own where this user may mount one; a limit on file size everywhere.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.damage.killable_server import Live
from tests.support.club.club_setup import Made
from tests.support.club.world import World

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
ROOM = "16m"


class Limit:
    """No file of the server may grow: the size that files may have becomes nothing."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def full(self) -> None:
        """No room from now on."""
        self._set((0, resource.RLIM_INFINITY))

    def room(self) -> None:
        """As before."""
        self._set(UNLIMITED)

    def _set(self, limit: tuple[int, int]) -> None:
        for process in self._live.processes():
            resource.prlimit(process, resource.RLIMIT_FSIZE, limit)


class SmallDisk:
    """A file system of a few MiB, filled to the last byte."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def full(self) -> None:
        """No room from now on."""
        chunk = 1 << 20
        with self._ballast.open("ab", buffering=0) as file:
            while chunk:
                try:
                    file.write(bytes(chunk))
                except OSError:
                    chunk //= 2

    def room(self) -> None:
        """As before."""
        self._ballast.unlink()


@contextmanager
def mounted(size: str = ROOM) -> Iterator[Path]:
    """A new, small file system. Its path is short: a server may put a socket there."""
    folder = Path(tempfile.mkdtemp(prefix="heard-disk-", dir="/tmp"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


def may_mount() -> bool:
    """Whether this user, here, may mount a file system."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    try:
        with mounted("1m"):
            return True
    except (subprocess.CalledProcessError, OSError):
        return False


def moved(world: World, folder: Path, cluster: Callable[[], object]) -> World:
    """The club again, with its database on the file system at `folder`."""
    made = Made(world.org, world.people, world.recovery_seed)
    data = folder / "data"
    shutil.copytree(world.data, data)
    if world.url.startswith("sqlite"):
        shutil.copy(world.url.removeprefix("sqlite:///"), folder / "club.sqlite3")
        return World(made, data, f"sqlite:///{folder / 'club.sqlite3'}")
    return World(made, data, _in_tablespace(world, folder, cluster()))


def _in_tablespace(world: World, folder: Path, cluster) -> str:
    space = folder / "space"
    space.mkdir()
    if cluster.owner:
        folder.chmod(0o755)
        shutil.chown(space, **cluster.owner)
    url = make_url(world.url)
    name = f"{url.database}_small"
    login = {"host": str(cluster.folder), "user": "heard", "dbname": "postgres"}
    with psycopg.connect(**login, autocommit=True) as admin:
        admin.execute(f"CREATE TABLESPACE {name} LOCATION '{space}'")
        admin.execute(f'CREATE DATABASE {name} TEMPLATE "{url.database}" TABLESPACE {name}')
    return cluster.url(name)


def forget(world: World, cluster) -> None:
    """Drop what `moved` made in PostgreSQL: its tablespace is about to be unmounted."""
    name = make_url(world.url).database
    login = {"host": str(cluster.folder), "user": "heard", "dbname": "postgres"}
    with psycopg.connect(**login, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.execute(f"DROP TABLESPACE {name}")
