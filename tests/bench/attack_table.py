"""`python -m tests.bench.attack_table`: is the companion page answered while others are slow?

Each row is a fresh server as `make run` starts it, a crowd of slow clients in a process of its
own, and one visitor who asks for the companion page again and again for a window of seconds.
`python -m tests.bench.attack_table "20 slow heads"` measures the rows whose names begin so.
Two more rows are "killed process" and "CPU a request". Rows that begin with "nginx" are behind the
proxy of `docs/deploy`: slow clients come from several addresses, since one has at most 100 there.
"""

from __future__ import annotations

import http.client
import os
import signal
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.bench import club
from tests.bench.nginx_proxy import find_nginx, nginx_before
from tests.bench.slow_clients import PDF, slow_clients

PAGE = "/with-a-child"
BEHIND_PROXY = {
    "BASE_URL": "https://localhost",
    "TRUSTED_HOSTS": "localhost",
    "TRUSTED_PROXIES": "1",
}
"""Settings as in docs/deploy/heard.env."""
WINDOW = 20.0
PATIENCE = 10.0
PAUSE = 0.15
VISITORS = 4
CPU_TURNS, CPU_REQUESTS = 5, 100
KILLED, CPU = "killed process", "CPU a request"
ROWS = (
    ("none", 0, ""),
    ("500 idle", 500, "idle"),
    ("500 slow heads", 500, "head"),
    ("500 slow bodies", 500, "body"),
    ("2,000 slow heads", 2_000, "head"),
    ("20 slow heads", 20, "head"),
    ("10 slow heads", 10, "head"),
    ("200 slow readers of the workbook as a file", 200, "reader"),
    ("500 largest bodies, the end held back", 500, "largest"),
    ("50 largest bodies, sent whole", 50, "whole"),
)
NGINX_ROWS = (
    ("nginx, none", 0, ""),
    ("nginx, 500 slow heads", 500, "head"),
    ("nginx, 500 slow bodies", 500, "body"),
    ("nginx, 500 slow readers of the workbook as a file", 500, "reader"),
)
VISITOR = "127.0.0.2"
"""The visitor's own address: a limit for each address is not theirs."""


@dataclass
class Row:
    """The answers that one visitor got."""

    name: str
    times: list[float]
    asked: int
    peak: int

    def __str__(self) -> str:
        answered = f"{len(self.times)}/{self.asked}"
        if not self.times:
            return f"| {self.name} | {answered} | – | – | {self.peak} MB |"
        middle, worst = statistics.median(self.times) * 1000, max(self.times) * 1000
        return f"| {self.name} | {answered} | {middle:.0f} ms | {worst:.0f} ms | {self.peak} MB |"


def fetch(port: int, path: str, patience: float) -> float | None:
    """Seconds that a page takes; nothing if it doesn't come in time."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=patience, source_address=(VISITOR, 0)
    )
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return None
    finally:
        connection.close()
    taken = time.monotonic() - began
    return taken if answer.status == 200 and taken <= patience else None


def visit(port: int, window: float) -> tuple[list[float], int]:
    """The times of the answers that came, and how many were asked for."""
    times, asked, until = [], 0, time.monotonic() + window
    while time.monotonic() < until:
        asked += 1
        taken = fetch(port, PAGE, PATIENCE)
        if taken is not None:
            times.append(taken)
        time.sleep(PAUSE)
    return times, asked


def peak_megabytes(served: club.Served) -> int:
    """The most memory that one process of the server has had."""
    peaks = []
    for pid in served.workers():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        peaks += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return max(peaks) // 1024


def measure(name: str, count: int, kind: str, window: float = WINDOW) -> Row:
    """Measure one row on a fresh server, behind nginx where the name says so."""
    with tempfile.TemporaryDirectory(prefix="heard-attack-") as place, ExitStack() as stack:
        folder = Path(place)
        world = club.new_club(folder)
        stack.callback(world.close)
        behind = name.startswith("nginx")
        served = club.serve_heard(world, folder, **(BEHIND_PROXY if behind else {}))
        stack.callback(served.stop)
        proxy = nginx_before(served.port, folder) if behind else nullcontext(served.port)
        port = stack.enter_context(proxy)
        for path in (PAGE, PDF, PAGE, PDF, PAGE, PDF):  # what is made once is made
            assert fetch(port, path, 30)
        crowd = slow_clients(port, count, kind, window + 60) if count else nullcontext()
        with crowd:
            times, asked = visit(port, window)
        return Row(name, times, asked, peak_megabytes(served))


def measure_killed_process() -> str:
    """Kill one of two processes with -9 while four visitors ask, and say what they noticed."""
    with tempfile.TemporaryDirectory(prefix="heard-attack-") as folder:
        world = club.new_club(Path(folder))
        served = club.serve_heard(world, Path(folder))
        try:
            first = set(served.workers())
            with ThreadPoolExecutor(VISITORS) as pool:
                asking = [pool.submit(visit, served.port, WINDOW) for _ in range(VISITORS)]
                time.sleep(WINDOW / 4)
                os.kill(min(first), signal.SIGKILL)
                killed = time.monotonic()
                while len(set(served.workers()) - first) < 1:
                    time.sleep(0.01)
                again = time.monotonic() - killed
                found = [one.result() for one in asking]
            times = [taken for one, _ in found for taken in one]
            row = Row(KILLED, times, sum(asked for _, asked in found), peak_megabytes(served))
            return f"{row} a new process after {again:.1f} s |"
        finally:
            served.stop()
            world.close()


def count_cpu(served: club.Served) -> float:
    """Return the seconds of CPU that the processes of a server have had."""
    ticks = 0
    for pid in served.workers():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure_cpu() -> str:
    """Compare CPU of a request: the companion page, and the bare page, in turns, one at a time."""
    with tempfile.TemporaryDirectory(prefix="heard-attack-") as folder:
        world = club.new_club(Path(folder))
        servers = {PAGE: club.serve_heard(world, Path(folder))}
        servers["/question"] = club.serve_bare(Path(folder))
        try:
            used = dict.fromkeys(servers, 0.0)
            for turn in range(CPU_TURNS + 1):
                for path, served in servers.items():
                    before = count_cpu(served)
                    for _ in range(CPU_REQUESTS):
                        assert fetch(served.port, path, PATIENCE)
                    used[path] += (count_cpu(served) - before) if turn else 0  # the first warms up
            ours, bare = (1000 * one / CPU_TURNS / CPU_REQUESTS for one in used.values())
            return f"| {CPU} | Heard {ours:.1f} ms | bare {bare:.1f} ms | {ours / bare:.1f} | |"
        finally:
            for served in servers.values():
                served.stop()
            world.close()


def main(wanted: list[str]) -> None:
    """Measure and print."""
    write = sys.stdout.write
    write("| Slow clients | answered within 10 s | p50 | worst | peak memory of a process |\n")
    write("|---|---|---|---|---|\n")
    nginx_rows = NGINX_ROWS if find_nginx() else ()
    for name, count, kind in (*ROWS, *nginx_rows):
        if not wanted or any(name.startswith(word) for word in wanted):
            write(f"{measure(name, count, kind)}\n")
            sys.stdout.flush()
    for name, take in ((KILLED, measure_killed_process), (CPU, measure_cpu)):
        if not wanted or any(name.startswith(word) for word in wanted):
            write(f"{take()}\n")
    if not nginx_rows:
        write("nginx is not installed, so nothing was measured behind it.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
