"""`python -m tests.bench.attack_table`: is the companion page answered while others are slow?

Each row is a fresh server as `make run` starts it, a crowd of slow clients in a process of its
own, and one visitor who asks for the companion page again and again for a window of seconds.
`python -m tests.bench.attack_table "20 slow heads"` measures the rows whose names begin so.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.bench import club
from tests.bench.slow_clients import PDF, slow_clients

PAGE = "/with-a-child"
WINDOW = 20.0
PATIENCE = 10.0
PAUSE = 0.15
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
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
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
    """Measure one row on a fresh server."""
    with tempfile.TemporaryDirectory(prefix="heard-attack-") as folder:
        world = club.new_club(Path(folder))
        served = club.serve_heard(world, Path(folder))
        try:
            for path in (PAGE, PDF, PAGE, PDF, PAGE, PDF):  # what is made once is made
                assert fetch(served.port, path, 30)
            crowd = slow_clients(served.port, count, kind, window + 60) if count else nullcontext()
            with crowd:
                times, asked = visit(served.port, window)
            return Row(name, times, asked, peak_megabytes(served))
        finally:
            served.stop()
            world.close()


def main(wanted: list[str]) -> None:
    """Measure and print."""
    write = sys.stdout.write
    write("| Slow clients | answered within 10 s | p50 | worst | peak memory of a process |\n")
    write("|---|---|---|---|---|\n")
    for name, count, kind in ROWS:
        if not wanted or any(name.startswith(word) for word in wanted):
            write(f"{measure(name, count, kind)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
