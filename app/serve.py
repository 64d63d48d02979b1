"""Run the web server and its housekeeper side by side, and end both together.

Ctrl-C, SIGTERM or the end of either one ends the other; killing this process ends both, so that
nothing is left behind holding the port or the database. This module never touches a record.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from types import FrameType
from typing import Final

from app import first_start
from app.operation.metric_counters import open_metrics_folder
from app.web_server.worker_processes import HOST, die_with_parent
from config import LOG_FORMATS, THREADS, WORKERS, read_listening

TEND_SECONDS: Final = 60
GRACE_SECONDS: Final = 10


def make_server_command(
    port: str,
    *,
    workers: int = WORKERS,
    threads: int = THREADS,
    bind: str = HOST,
    log_format: str = LOG_FORMATS[0],
) -> list[str]:
    """Return the command of the web server. On a real host a reverse proxy is in front of it."""
    words = [sys.executable, "-m", "app.web_server", "--port", port, "--bind", bind]
    sizes = ["--workers", str(workers), "--threads", str(threads)]
    return [*words, *sizes, "--log-format", log_format]


def make_scheduler_command() -> list[str]:
    """Return the command of the housekeeper: expiry, mail and clocks, each minute, leased."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    return [*flask, "tend", "--every", str(TEND_SECONDS)]


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


def _note_signals() -> list[int]:
    """Return the list that each stop which is asked for will be added to."""
    asked: list[int] = []  # nothing is raised: a second signal must not break off the orderly end

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    return asked


def _end_unless(work: Callable[[], bool], over: threading.Event) -> None:
    if not work():
        over.set()


def run_until_one_ends(
    commands: list[list[str]],
    *,
    grace: float = GRACE_SECONDS,
    meanwhile: Callable[[], bool] | None = None,
) -> int:
    """Run these until one ends or a stop is asked for; then end the rest.

    A child that has not ended `grace` seconds after it was asked to is killed. `meanwhile` runs in
    a thread, from when they were started, and is dropped wherever it is at the end. When it returns
    False, that ends them too.
    Returns 0 after a stop that was asked for, else the status of the first that ended (1 if 0).
    """
    asked, over = _note_signals(), threading.Event()
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            children.append(_start(command))
        if meanwhile:  # a fork while another thread holds a lock could stand still for ever
            threading.Thread(target=_end_unless, args=(meanwhile, over), daemon=True).start()
        while not asked and not over.is_set() and all(child.poll() is None for child in children):
            time.sleep(0.2)
        stopped = bool(asked)
    finally:
        _end(children, grace)
    if stopped:
        return 0
    if over.is_set():
        return 1
    return next(child.returncode for child in children if child.returncode) or 1


def main(env: Mapping[str, str]) -> int:
    """Do the first start, then run both processes; return the exit status.

    With the database away both start all the same, for the pages that need no account, and the
    rest of the first start is done once it answers.
    """
    status = first_start.main(env, may_wait=True)
    if status not in {0, first_start.WAITING}:
        return status
    listening = read_listening(env)
    pages = make_server_command(
        str(listening.port),
        workers=listening.workers,
        threads=listening.threads,
        bind=listening.address,
        log_format=listening.log_format,
    )
    commands = [pages, make_scheduler_command()]
    is_waiting = status == first_start.WAITING
    later = partial(first_start.prepare_when_possible, env) if is_waiting else None
    with open_metrics_folder(os.environ) if listening.metrics else nullcontext():
        return run_until_one_ends(commands, meanwhile=later)
