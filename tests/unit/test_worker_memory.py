"""A worker carries what its requests need: memory is bought once for each worker, by everybody."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import ROOT, environment
from tests.unit.test_first_start import start

pytestmark = pytest.mark.server

NOT_NEEDED = {"alembic", "mako", "pygments", "psycopg", "pytest", "rapidfuzz", "zxcvbn"}
SAYS = "import sys, wsgi; print(*{name.partition('.')[0] for name in sys.modules})"


def test_a_sqlite_worker_loads_no_migrations_other_driver_or_word_list(
    tmp_path: Path,
):
    data = tmp_path / "data"
    assert start(data).returncode == 0
    loaded = subprocess.run(
        [sys.executable, "-c", SAYS],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert {"flask", "sqlalchemy", "reportlab"} <= set(loaded)
    assert not NOT_NEEDED & set(loaded)
