"""The steps of the Containerfile, run in two fresh Debians, make a Heard that serves.

No image can be pulled here, so none is built: each RUN and COPY of `docs/deploy/Containerfile` is
done in a Debian that mmdebstrap makes. Then CMD runs as USER, with a root that cannot be written
to, and HEALTHCHECK looks at it. No file can grow past a bound, all is deleted whatever fails, and
nothing begins on a disk that is nearly full.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web_server.worker_processes import die_with_parent
from tests.support.machine.needed_programs import denied, program
from tests.support.server import ROOT, START_SECONDS, free_port

pytestmark = [pytest.mark.prove, pytest.mark.server, pytest.mark.timeout(900)]

STEP = re.compile(r"^(FROM|RUN|COPY|ENV|USER|WORKDIR|HEALTHCHECK|CMD)\s+(.*)$", re.M)
SETTINGS = {
    "BASE_URL": "https://club.example.org",
    "TRUSTED_HOSTS": "club.example.org",
    "TRUSTED_PROXIES": "1",
}
ROOM = 4 << 30
"""Free bytes without which nothing begins: two Debians with Python and our packages take 1 GB."""
APART = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c")
BOUNDED = ("prlimit", f"--fsize={ROOM // 8}", "--")
"""No file of a step can grow past this, whatever it copies: a Debian has a /dev/zero."""
READ_ONLY = """
mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount -t tmpfs none "$1/tmp" &&
mount --bind "$2" "$1/data" && mount -o remount,bind,ro "$1" &&
exec chroot --userspec="$3" "$1" "${@:4}"
"""


class Container:
    """The folders that two stages left, and what the file says of the second."""

    def __init__(self, folder: Path) -> None:
        text = (ROOT / "docs/deploy/Containerfile").read_text(encoding="utf-8")
        self._roots = [folder / "build", folder / "image"]
        make_debian(self._roots[0])
        copy_as_it_is(*self._roots)
        self.said: dict[str, str] = {}
        stage = -1
        for kind, words in STEP.findall(text):
            stage += kind == "FROM"
            if kind == "RUN":
                run_inside(self._roots[stage], *shlex.split(words))
            elif kind == "COPY":
                self._copy(self._roots[stage], *shlex.split(words))
            elif stage == 1:
                self.said[kind] = words
        self.root = self._roots[1]

    def _copy(self, root: Path, *words: str) -> None:
        source = ROOT
        if words[0].startswith("--from="):
            source, words = self._roots[0], words[1:]
        *names, target = words
        for name in names:
            place = root / target.lstrip("/")
            place = place / name if target.endswith("/") else place
            place.parent.mkdir(parents=True, exist_ok=True)
            copy_as_it_is(source / name.lstrip("/"), place)

    def start(self, data: Path, port: str, log: Path) -> subprocess.Popen[bytes]:
        """Run CMD as USER; the root cannot be written to."""
        env = dict(word.split("=", 1) for word in shlex.split(self.said["ENV"])) | SETTINGS
        env |= {"PORT": port, "PATH": os.environ["PATH"]}
        words = ["env", "-i", "-C", self.said["WORKDIR"], *(f"{k}={v}" for k, v in env.items())]
        within = [*BOUNDED, *APART, READ_ONLY]
        places = ["container", str(self.root), str(data), self.said["USER"]]
        with log.open("wb") as console:
            return subprocess.Popen(
                [*within, *places, *words, *json.loads(self.said["CMD"])],
                stdout=console, stderr=console, preexec_fn=die_with_parent,
            )  # fmt: skip

    def is_healthy(self, port: str) -> bool:
        """Whether HEALTHCHECK, with another port, is content."""
        words = json.loads(self.said["HEALTHCHECK"].split(" CMD ")[1])
        words = [word.replace(":8000", f":{port}") for word in words]
        return subprocess.run(["chroot", self.root, *words], capture_output=True).returncode == 0


def copy_as_it_is(source: Path, place: Path) -> None:
    """Copy a device as a device. Python would read a /dev/zero to its end."""
    words = ["cp", "--archive", "--no-target-directory", str(source), str(place)]
    subprocess.run([*BOUNDED, *words], check=True)


def make_debian(folder: Path) -> None:
    debian = program("mmdebstrap", "mmdebstrap")
    if os.geteuid():
        denied("a fresh Debian", "run this as root")
    if shutil.disk_usage(folder.parent).free < ROOM:
        denied("a fresh Debian", "free 4 GB of the disk")
    done = subprocess.run(
        [*BOUNDED, debian, "--quiet", "--mode=root", "--variant=minbase", "trixie", str(folder)],
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        denied("a fresh Debian", "connect this machine to a Debian archive")


def run_inside(root: Path, *words: str) -> None:
    env = {"PATH": os.environ["PATH"], "DEBIAN_FRONTEND": "noninteractive", "HOME": "/root"}
    env |= {name: os.environ[name] for name in os.environ if name.casefold().endswith("_proxy")}
    env["PIP_CERT"] = "/etc/certificates.pem"  # a registry may be behind a proxy of this network
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/certificates.pem")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    within = [*BOUNDED, *APART]
    enter = 'mount -t proc proc "$1/proc" && exec chroot "$1" "${@:2}"'
    done = subprocess.run(
        [*within, enter, "step", str(root), *words], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    folder = tmp_path_factory.mktemp("container")
    try:
        yield Container(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_steps_make_a_heard_that_serves_from_a_read_only_root(container: Container, tmp_path):
    user = int(container.said["USER"].split(":")[0])
    data, log, port = tmp_path / "data", tmp_path / "console.log", str(free_port())
    data.mkdir(mode=0o700)
    os.chown(data, user, user)
    process = container.start(data, port, log)
    try:
        deadline = time.monotonic() + 3 * START_SECONDS
        while not container.is_healthy(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(1)
        ask = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={
            "Host": "club.example.org", "X-Forwarded-For": "192.0.2.1",
            "X-Forwarded-Proto": "https", "X-Forwarded-Host": "club.example.org",
        })  # fmt: skip
        with urllib.request.urlopen(ask, timeout=20) as answer:
            assert "Set up Heard" in answer.read().decode()
        assert (data / "server-secret").stat().st_uid == user
        assert not list(container.root.glob("opt/heard/instance"))
    finally:
        process.kill()  # and --kill-child ends the container with it
        process.wait(timeout=30)
