"""A fresh, migrated database for each test that asks, on both kinds.

Migrations run once per kind and run of the tests; each test gets a copy of the result.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.database import make_engine
from app.migrate import upgrade_database
from tests.support.machine.postgres import Cluster

BOTH = [
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest schema, with no rows. Copy it; never open it."""
    path = tmp_path_factory.mktemp("template") / "heard.sqlite3"
    upgrade_database(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def migrated_database(cluster: Cluster) -> str:
    """The name of a PostgreSQL database at the newest schema, with no rows."""
    name = cluster.create()
    upgrade_database(cluster.url(name))
    return name


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """A migrated SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'heard.sqlite3')}"


@pytest.fixture
def postgresql_url(cluster: Cluster, migrated_database: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    name = cluster.create(migrated_database)
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database: the test runs once on each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture
def empty_postgresql_url(cluster: Cluster) -> Iterator[str]:
    """A PostgreSQL database without a single table."""
    name = cluster.create()
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database before its first migration: the test runs once on each kind."""
    return request.getfixturevalue(f"empty_{request.param}_url")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine of the app's own making on this test's database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()
