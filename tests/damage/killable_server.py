"""A club on a real server that can be killed at any moment and started again on the same data."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from app.serve import make_server_command
from app.web_server.worker_processes import die_with_parent
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.server import ROOT, environment, free_port

START_SECONDS = 30


class Nursery:
    """Forks servers from a process that has read every module already (`fork_server`)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.damage.fork_server"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=die_with_parent,
            start_new_session=True,
        )

    def ask(self, request: dict[str, Any]) -> int:
        """One request, one answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End it, and whatever it still runs."""
        self._process.communicate(timeout=30)


class Live:
    """The server of a `World`. `group` is the process group that a kill reaches."""

    def __init__(
        self, nursery: Nursery, world: World, log: Path, *, workers: int = 1, **more: str
    ) -> None:
        self._nursery, self.world, self.workers, self._more = nursery, world, workers, more
        self.port = free_port()
        self.log_path = log
        self.group = 0
        settings(world.data, world.url)  # leaves the club's secret where the first start looks

    @property
    def cookie(self) -> str:
        """Name of the sign-in cookie: it holds the port, as app/access/cookies.py says."""
        return f"heard-sign-in-{self.port}"

    @property
    def log(self) -> str:
        """All that the server has written to its console."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """First start and web server; returns once it answers."""
        if self.group:
            return
        given = {"DATABASE_URL": self.world.url, "PORT": str(self.port)} | self._more
        env = environment(self.world.data, **given)
        words = make_server_command(str(self.port), workers=self.workers)
        arguments = words[words.index("app.web_server") + 1 :]
        request = {"env": env, "arguments": arguments, "log": str(self.log_path)}
        self.group = self._nursery.ask(request)
        self._wait()

    def kill(self) -> None:
        """SIGKILL to all its processes at once: no goodbye, no flush."""
        group, self.group = self.group, 0
        if group:
            self._nursery.ask({"kill": group})

    def processes(self) -> list[int]:
        """The one that watches, and those that answer."""
        children = Path(f"/proc/{self.group}/task/{self.group}/children").read_text()
        return [self.group, *map(int, children.split())]

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("GET", "/healthz", headers={"Host": f"localhost:{self.port}"})
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.01)
            finally:
                connection.close()
            assert os.path.exists(f"/proc/{self.group}"), self.log
        raise AssertionError(f"no answer in {START_SECONDS} s:\n{self.log}")
