"""`python -m tests.bench.rehearsal 10000`: back up, restore and move a club of so many concerns.

Each concern is signed as people sign: every entry is sealed for real. The commands run as a person
gives them, in processes of their own, whose peak memory the system tells. Then every entry of every
concern is opened. It writes docs/restore-rehearsal.md.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from sqlalchemy import select

from app.models.concern import Concern
from app.services.concerns.concern_reading import log_and_open_concerns
from app.web_server.worker_processes import die_with_parent
from tests.bench.club import new_club
from tests.support.club.backups import open_restored
from tests.support.club.child_links import sign_about
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.machine import postgres
from tests.support.machine.server_settings import settings
from tests.support.server import ROOT, environment

DOCUMENT = ROOT / "docs" / "restore-rehearsal.md"
CONCERNS, AT_ONCE = 10_000, 50
NAMES = ("Maya Ellis", "Leo Hart", "Amira Khan", "Tom Reed", "Efe Osei")
"""Made-up children."""
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")


@dataclass
class Report:
    """The steps of one rehearsal, as they end."""

    concerns: int
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    failures: int = 0

    def add(self, step: str, seconds: float, result: str, memory: str = "–") -> None:
        """Add a step, and say it."""
        self.rows.append((step, f"{seconds:.1f} s", memory, result))
        sys.stderr.write(f"{step}: {seconds:.1f} s, {memory}, {result}\n")


@contextmanager
def make_cluster() -> Iterator[postgres.Cluster]:
    """Give a PostgreSQL that is as durable as a real one, with its files on the disk."""
    folder = postgres.programs()
    if folder is None:
        sys.exit("PostgreSQL is not on this machine.")
    postgres.MEMORY = Path(tempfile.gettempdir())
    postgres.OPTIONS.update({"fsync": "on", "full_page_writes": "on"})
    cluster = postgres.Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.stop()


def sign_concerns(world: World, report: Report) -> None:
    """Sign so many records of one child each."""
    office, started = Office.today(world), time.monotonic()
    for number in range(report.concerns):
        sign_about(office, {"name": NAMES[number % len(NAMES)], "group": f"{number % 7 + 5}R"})
    report.add("sign the records", time.monotonic() - started, f"{report.concerns:,} concerns")
    world.close()


def run_command(
    report: Report, step: str, place: tuple[Path, str], *words: str, **more: str
) -> None:
    """Run a command on a database; add its time, peak memory and whether it ended well."""
    data, url = place
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [*FLASK, *words],
            cwd=ROOT,
            env=environment(data, DATABASE_URL=url, **more),
            stdout=said,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
        said.seek(0)
        text = said.read()
    report.failures += process.returncode != 0
    if process.returncode:
        sys.stderr.write(text)
    well = "well" if process.returncode == 0 else f"failed ({process.returncode})"
    report.add(step, seconds, well, f"{used.ru_maxrss >> 10} MB")


def open_everything(report: Report, step: str, world: World) -> None:
    """Open every entry of every concern as the lead, and count those that are refused."""
    uow, started, opened, refused = world.uow("jo"), time.monotonic(), 0, 0
    ids = uow.session.scalars(select(Concern.id).where(Concern.org_id == world.org.id)).all()
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        for concern in log_and_open_concerns(uow, some):
            opened += sum(not one.refused for one in concern.entries)
            refused += sum(bool(one.refused) for one in concern.entries)
    missing = report.concerns - len(ids)
    report.failures += refused + missing
    world.close()
    report.add(
        step, time.monotonic() - started,
        f"{opened:,} entries opened, {refused} refused, {missing} concerns missing",
    )  # fmt: skip


def rehearse(concerns: int, folder: Path, cluster: postgres.Cluster) -> Report:
    """Go from SQLite to PostgreSQL, back, and over again by a move."""
    report, key = Report(concerns), pyrage.x25519.Identity.generate()
    (folder / "key.txt").write_text(f"{key}\n", encoding="ascii")
    identity = ("--identity", str(folder / "key.txt"))
    world = new_club(folder)
    sign_concerns(world, report)
    place, url = (world.data, world.url), ""
    for number, (kind, url) in enumerate(_list_places(folder, cluster), 1):
        old = "SQLite" if place[1].startswith("sqlite") else "PostgreSQL"
        file = str(folder / f"{number}.age")
        run_command(report, f"back up {old}", place, "backup", file, "--to", str(key.to_public()))
        report.rows[-1] = (*report.rows[-1][:3], f"well, {Path(file).stat().st_size / 1e6:.1f} MB")
        data = folder / f"data-{number}"
        data.mkdir(mode=0o700)
        settings(data, url)
        place = (data, url)
        run_command(report, f"restore into {kind}", place, "restore", file, *identity)
        open_everything(report, f"open everything in {kind}", open_restored(world, url, data))
    target = cluster.url(cluster.create())
    run_command(report, "move SQLite to PostgreSQL", place, "data", "move", MOVE_TO=target)
    open_everything(report, "open everything there", open_restored(world, target, place[0]))
    run_command(report, "compare log and rows", (place[0], target), "log", "fsck")
    return report


def _list_places(folder: Path, cluster: postgres.Cluster) -> Sequence[tuple[str, str]]:
    return (
        ("PostgreSQL", cluster.url(cluster.create())),
        ("SQLite", f"sqlite:///{folder / 'restored.sqlite3'}"),
    )


def write_document(report: Report, load: float) -> None:
    """Replace the document."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    rows = "".join(f"| {' | '.join(row)} |\n" for row in report.rows)
    DOCUMENT.write_text(
        "# Restore rehearsal\n\n"
        f"Written by `make rehearse N={report.concerns}` on "
        f"{datetime.now(UTC):%-d %B %Y, %H:%M} UTC, on commit `{commit}`. Without `N` it takes "
        f"{CONCERNS:,} concerns.\n\n"
        "Made-up people sign records about made-up children by the same code as in the app. "
        "Commands run as in [back up and restore](running.md#back-up-and-restore), each in a "
        "separate process. Peak memory is that of the process.\n\n"
        f"Machine: {os.cpu_count()} cores, {memory} GB of memory, {platform.machine()}, Python "
        f"{platform.python_version()}. Load {load:.1f} at the start: other work ran at the same "
        "time, so read the seconds as an upper bound. Both databases were on one disk, with every "
        "fsync.\n\n"
        "| Step | Time | Peak memory | Result |\n|---|---|---|---|\n"
        f"{rows}\n"
        f"Failures, which are commands that failed, entries refused and concerns missing: "
        f"**{report.failures}**.\n",
        encoding="utf-8",
    )


def main(words: Sequence[str]) -> int:
    """Rehearse; return the exit status."""
    concerns, load = int(words[0]) if words else CONCERNS, os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, make_cluster() as cluster:
        report = rehearse(concerns, Path(folder), cluster)
    write_document(report, load)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
