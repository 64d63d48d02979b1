"""A streaming standby of a test's PostgreSQL, kept by synchronous commit, that can be promoted.

Made as docs/running.md says: a base backup with a separate slot, and the name of the standby in
`synchronous_standby_names` of the primary alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.machine.postgres import START_SECONDS, Cluster

NAME = "heard_standby"
IN_STEP = (
    "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"
)


def kill_server(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL a PostgreSQL and the processes it started, each by its id: no goodbye, no flush."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    for child in map(int, children):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    process.wait(30)


class Standby(Cluster):
    """A copy of `primary` that follows it. Both answer at their own sockets."""

    def __init__(self, primary: Cluster) -> None:
        self._primary = primary
        super().__init__(primary.programs)

    def pair_url(self, database: str) -> str:
        """The address of one database at both: whichever can be written to."""
        hosts = f"host={self._primary.folder}&host={self.folder}"
        return f"postgresql+psycopg://heard@/{database}?{hosts}"

    def promote(self) -> None:
        """Make it the primary; returns once it can be written to."""
        self.execute(f"SELECT pg_promote(true, {START_SECONDS})")
        self.wait_until("SELECT NOT pg_is_in_recovery()")

    def release_primary(self) -> None:
        """Let the primary go on without this standby, as docs/running.md says."""
        self._primary.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        self._primary.execute("SELECT pg_reload_conf()")

    def demand_in_step(self) -> None:
        """Let the primary wait for this standby at each commit, and return once it is in step."""
        names = f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'"
        self._primary.execute(names)
        self._primary.execute("SELECT pg_reload_conf()")
        self._primary.wait_until(IN_STEP)

    def _fill(self) -> None:
        self._primary.execute(f"SELECT pg_create_physical_replication_slot('{NAME}')")
        source = f"host={self._primary.folder} user=heard application_name={NAME}"
        self._run(
            *(self.programs / "pg_basebackup", "-d", source, "-S", NAME),
            *("-R", "-X", "stream", "-c", "fast", "--no-sync"),
        )


@pytest.fixture
def standby(own_cluster: Cluster) -> Iterator[Standby]:
    """A standby of `own_cluster`. Nothing waits for it until `demand_in_step`."""
    made = Standby(own_cluster)
    yield made
    made.stop()
