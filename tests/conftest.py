"""What every test may ask for. The parts live in `tests/support`, one subject a file.

A test that takes `database_url`, or anything built on it, runs twice: on a migrated SQLite file
and on a real PostgreSQL. Which run each target of `make` takes: `tests/support/tiers.py`. Nothing
here stands in for our own code.
"""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from config import Config
from tests.support.machine.server_settings import settings

pytest_plugins = [  # one that another imports comes before it
    "tests.support.machine.run_memory",
    "tests.support.compiled",
    "tests.support.machine.postgres",
    "tests.support.machine.standby",
    "tests.support.machine.databases",
    "tests.support.club.world",
    "tests.support.machine.prepared_clubs",
    "tests.support.club.office",
    "tests.support.club.sole_lead",
    "tests.support.web.record_client",
    "tests.support.server",
    "tests.support.machine.mail_server",
    "tests.support.machine.browser",
    "tests.support.vnu",
    "tests.support.machine.run_report",
    "tests.support.tiers",
]

# How long an example takes says more of the machine than of the code: tests/bench has the times.
hypothesis.settings.register_profile(
    "unhurried",
    hypothesis.settings(),  # as it is on this machine, or in CI
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of this test's own, empty."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def config(data: Path, database_url: str) -> Config:
    """Settings as a first start on loopback would read them, on this test's database."""
    return settings(data, database_url)


@pytest.fixture
def app(config: Config):
    """The application. Never hold an app context round the client: sign-ins would leak."""
    from app import create_app
    from app.extensions import db

    made = create_app(config)
    yield made
    with made.app_context():
        db.engine.dispose()  # a connection left open fails whichever test runs next


@pytest.fixture
def client(app):
    """A browser without a memory: Flask's own test client, CSRF protection on."""
    return app.test_client()
