"""Make what takes a club long once a run, and copy it for each test that asks for the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

import pytest
from sqlalchemy import make_url

from content.london_time import LONDON
from tests.support.club.world import World

T = TypeVar("T")


class PreparedClubs:
    """Clubs as some preparation left them, one for each kind of database."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request = request
        self._folder = folder
        self._kept: dict[tuple[object, ...], tuple[Path, str, object]] = {}

    def prepare(self, world: World, name: str, make: Callable[[], T]) -> T:
        """Bring a club in which nothing was done yet to where `make` brings it; return its result.

        `name` stands for one preparation in all tests: another, or another clock, needs another
        name. On another day it is made again, since pages say "today".
        """
        key = (name, world.org.id, datetime.now(LONDON).date())  # a database has its organisation
        if key in self._kept:
            folder, database, result = self._kept[key]
            self._copy_over(world, folder, database)
            return cast(T, result)
        made = make()
        world.close()
        self._kept[key] = (*self._keep(world), made)
        return made

    def _keep(self, world: World) -> tuple[Path, str]:
        folder = self._folder / str(len(self._kept))
        shutil.copytree(world.data, folder / "data")
        if path := find_file(world):
            shutil.copy(path, folder / "club.sqlite3")
            return folder, ""
        return folder, self._cluster.create(make_url(world.url).database)

    def _copy_over(self, world: World, folder: Path, database: str) -> None:
        shutil.rmtree(world.data)
        shutil.copytree(folder / "data", world.data)
        if path := find_file(world):
            shutil.copy(folder / "club.sqlite3", path)
            return
        name = make_url(world.url).database
        self._cluster.drop(name)
        self._cluster.create(database, name)

    @property
    def _cluster(self):
        return self._request.getfixturevalue("cluster")


def find_file(world: World) -> str:
    """Return the path of a club's SQLite file, or an empty string."""
    url = make_url(world.url)
    return url.database if url.get_backend_name() == "sqlite" else ""


@pytest.fixture(scope="session")
def prepared_clubs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> PreparedClubs:
    """Clubs that were prepared once: `prepared_clubs.prepare(world, "name", make)`."""
    return PreparedClubs(request, tmp_path_factory.mktemp("prepared"))
