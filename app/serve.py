"""Run the web server and its housekeeper side by side, and end both together.

Ctrl-C, SIGTERM or the end of either one ends the other; killing this process ends both, so that
nothing is left behind holding the port or the database. This module never touches a record.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from types import FrameType
from typing import Final

from app import first_start

WORKERS: Final = 2
THREADS: Final = 8
TEND_SECONDS: Final = 60
GRACE_SECONDS: Final = 10
IDLE_SECONDS: Final = 5  # a connection that says nothing is closed after so long
WORKER: Final = "app.worker.PatientWorker"
LOGGER: Final = "app.server_log.ServerLog"
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)


def server_command(port: str, *, workers: int = WORKERS) -> list[str]:
    """The gunicorn command. Loopback only: a reverse proxy stands before it on a real host."""
    # The control socket would lie in a home directory and answer to whoever shares it. Forwarded
    # headers are judged in one place, by TRUSTED_PROXIES, so gunicorn believes nobody's.
    return [
        *(sys.executable, "-m", "gunicorn", "--no-control-socket", "--forwarded-allow-ips", ""),
        *("--worker-class", WORKER, "--workers", str(workers), "--threads", str(THREADS)),
        *("--bind", f"127.0.0.1:{port}", "--umask", "0o077", "--graceful-timeout", "5"),
        *("--keep-alive", str(IDLE_SECONDS), "--logger-class", LOGGER),
        *("--log-level", "warning", "wsgi:app"),
    ]


def scheduler_command() -> list[str]:
    """The housekeeper: expiry, mail and clocks, every minute, under a lease in the database."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    return [*flask, "tend", "--every", str(TEND_SECONDS)]


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, however that happens.

    For `preexec_fn`. Elsewhere than on Linux there is no such promise, and this does nothing.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # Its own session: a Ctrl-C reaches this process alone, which then ends the others in order.
    return subprocess.Popen(  # noqa: S603 - the command is ours, whole
        command, preexec_fn=die_with_parent, start_new_session=True
    )


def _end(children: list[subprocess.Popen[bytes]], grace: float) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + grace
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def run_until_one_ends(commands: list[list[str]], *, grace: float = GRACE_SECONDS) -> int:
    """Run these until one ends or a stop is asked for; then end the rest.

    A child that has not ended `grace` seconds after it was asked to is killed.
    Returns 0 after a stop that was asked for, else the status of the first that ended (1 if 0).
    """
    asked: list[int] = []  # nothing is raised: a second signal must not break off the orderly end

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            children.append(_start(command))
        while not asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
        stopped = bool(asked)
    finally:
        _end(children, grace)
    if stopped:
        return 0
    return next(child.returncode for child in children if child.returncode) or 1


def main(env: Mapping[str, str]) -> int:
    """First start, then both processes; returns the exit status."""
    if status := first_start.main(env):
        return status
    return run_until_one_ends([server_command(env.get("PORT") or "8000"), scheduler_command()])
