"""CPU of a request in Heard's server and in gunicorn.

    python -m tests.bench.other_servers.gunicorn_cpu FOLDER

Heard does not install gunicorn. FOLDER is where you did, for this alone:

    python -m pip install --target FOLDER gunicorn

Both servers have the same code, data and number of processes and threads, and are asked in turns
for the companion page: one request at a time, and by several connections at once. The first turn
warms up and does not count.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from app.web_server.worker_processes import die_with_parent
from config import THREADS, WORKERS
from tests.bench import club
from tests.bench.attack_table import CPU_REQUESTS, PAGE, PATIENCE, count_cpu, fetch
from tests.support.club.world import World
from tests.support.server import ROOT, environment, free_port

TURNS = 6
CONNECTIONS = (1, 8)


class GunicornServed(club.Served):
    """Heard by gunicorn on loopback, as it was served before waitress."""

    def __init__(self, installed: Path, world: World, folder: Path) -> None:
        self.port, self.log = free_port(), folder / "gunicorn.log"
        env = environment(folder / "data", PORT=str(self.port), DATABASE_URL=world.url)
        env["PYTHONPATH"] = f"{installed}:{ROOT}"
        size = ["-k", "gthread", "-w", str(WORKERS), "--threads", str(THREADS)]
        bind = ["-b", f"127.0.0.1:{self.port}", "wsgi:app"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *size, *bind],
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )
        self.wait("/healthz")


def ask(port: int, connections: int) -> None:
    """Ask for the page so many times, by so many at once."""
    with ThreadPoolExecutor(connections) as pool:
        asked = [pool.submit(fetch, port, PAGE, PATIENCE) for _ in range(CPU_REQUESTS)]
        assert all(one.result() for one in asked)


def compare(servers: dict[str, club.Served], connections: int) -> dict[str, float]:
    """Return the milliseconds of CPU that a request takes in each server."""
    used = dict.fromkeys(servers, 0.0)
    for turn in range(TURNS + 1):
        for name, served in servers.items():
            before = count_cpu(served)
            ask(served.port, connections)
            used[name] += count_cpu(served) - before if turn else 0
    return {name: 1000 * one / TURNS / CPU_REQUESTS for name, one in used.items()}


def main(installed: Path) -> None:
    """Measure and print."""
    if not (installed / "gunicorn").is_dir():
        sys.exit(f"There is no gunicorn in {installed}. See the top of this file.")
    with tempfile.TemporaryDirectory(prefix="heard-gunicorn-") as place, ExitStack() as stack:
        world = club.new_club(Path(place))
        stack.callback(world.close)
        servers = {"Heard": club.serve_heard(world, Path(place))}
        stack.callback(servers["Heard"].stop)
        servers["gunicorn"] = GunicornServed(installed, world, Path(place))
        stack.callback(servers["gunicorn"].stop)
        write = sys.stdout.write
        write("| Connections | Heard | gunicorn | ratio |\n|---|---|---|---|\n")
        for connections in CONNECTIONS:
            ours, theirs = compare(servers, connections).values()
            write(f"| {connections} | {ours:.1f} ms | {theirs:.1f} ms | {ours / theirs:.2f} |\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
