"""The web server and the housekeeper start together and end together, whoever is ended first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.serve import make_scheduler_command
from app.web_server.worker_processes import open_port, serve_until_stopped
from tests.support.server import ROOT

CHILD = "import os, time; open({!r}, 'w').write(str(os.getpid())); time.sleep(60)"
DIED_FIRST = 256 - signal.SIGKILL
"""How a supervisor ends whose first child was killed, if nothing else had told it to end."""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + CHILD


def supervise(
    folder: Path, *scripts: str, more: str = ""
) -> tuple[subprocess.Popen[str], list[int]]:
    """Run these scripts side by side; return the supervisor and its children's process ids."""
    paths = [folder / f"{number}.pid" for number in range(len(scripts))]
    commands = [
        [sys.executable, "-c", script.format(str(path))]
        for script, path in zip(scripts, paths, strict=True)
    ]
    run = f"run_until_one_ends({commands!r}, grace=1{more})"
    code = f"import sys, time; from app.serve import run_until_one_ends; sys.exit({run})"
    supervisor = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 20
    while not all(path.exists() and path.read_text() for path in paths):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return supervisor, [int(path.read_text()) for path in paths]


def gone(pids: list[int]) -> bool:
    """Whether all of them have ended within thirty seconds."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


def wait_for_one_thread(pid: int) -> None:
    """Wait until all threads of a process have ended but its first."""
    deadline = time.monotonic() + 20
    while len(list(Path(f"/proc/{pid}/task").iterdir())) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_both_and_is_no_failure(tmp_path, number):
    supervisor, children = supervise(tmp_path, CHILD, CHILD)
    supervisor.send_signal(number)
    _, said = supervisor.communicate(timeout=20)
    assert (supervisor.returncode, said) == (0, "")
    assert gone(children)


def test_a_stop_that_is_asked_for_twice_ends_in_the_same_order(tmp_path):
    supervisor, children = supervise(tmp_path, STUBBORN, CHILD)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) * 20:  # as `make` and a terminal
        supervisor.send_signal(number)
    _, said = supervisor.communicate(timeout=20)
    assert (supervisor.returncode, said) == (0, "")
    assert gone(children)


def test_killing_the_supervisor_leaves_nothing_behind(tmp_path):
    supervisor, children = supervise(tmp_path, CHILD, CHILD)
    supervisor.kill()
    supervisor.communicate()
    assert gone(children)


@pytest.mark.parametrize("first", [0, 1])
def test_when_one_dies_the_other_is_ended_and_it_is_a_failure(tmp_path, first):
    supervisor, children = supervise(tmp_path, CHILD, CHILD)
    os.kill(children[first], signal.SIGKILL)
    supervisor.communicate(timeout=20)
    assert supervisor.returncode != 0
    assert gone(children)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists processes under /proc")
@pytest.mark.parametrize("goes_on", [True, False])
def test_both_end_when_the_work_meanwhile_says_that_they_cannot_go_on(tmp_path, goes_on: bool):
    """After a change of the server secret, which they read when they began."""
    said = tmp_path / "said"
    os.mkfifo(said)
    work = f", meanwhile=lambda: open({str(said)!r}).read() == 'on'"
    supervisor, children = supervise(tmp_path, CHILD, CHILD, more=work)
    said.write_text("on" if goes_on else "over")  # returns once the work has begun to read
    if goes_on:
        wait_for_one_thread(supervisor.pid)
        os.kill(children[0], signal.SIGKILL)
    supervisor.communicate(timeout=20)
    assert supervisor.returncode == (DIED_FIRST if goes_on else 1)
    assert gone(children)


def test_a_child_that_will_not_listen_is_killed(tmp_path):
    supervisor, children = supervise(tmp_path, STUBBORN, CHILD)
    supervisor.terminate()
    supervisor.communicate(timeout=30)
    assert gone(children)


def test_the_server_listens_on_loopback_only():
    with open_port(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_said_in_one_sentence(capsys):
    with open_port(0) as listener:
        port = listener.getsockname()[1]
        assert serve_until_stopped(port, "wsgi:app", workers=1, threads=1) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Port {port} on 127.0.0.1 cannot be used")
    assert said.count("\n") == 1


def test_the_housekeeper_works_every_minute():
    assert make_scheduler_command()[-3:] == ["tend", "--every", "60"]
