"""Start real servers in a tenth of the time: the modules are loaded once, then every start forks.

What runs is what `make run` runs: the first start, then the web server with its own command line,
in a session of its own, so that one signal ends all its processes together. Only the reading of
modules and the compiling of templates are shared. This program never imports `wsgi`, so no app
exists before a fork.

One JSON request a line on standard input; one JSON answer a line on standard output.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

import app.factory  # noqa: F401 - loaded here, so that no fork has to
from app import first_start
from app.web_server.__main__ import main as serve_pages
from app.web_server.worker_processes import die_with_parent


class Compiled(FileSystemBytecodeCache):
    """Templates compiled by an earlier start. A full disk is no reason to fail: as without it."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def start(request: dict[str, Any]) -> int:
    """Fork a server; returns its process id, which is also that of its group."""
    child = os.fork()
    if child:
        return child
    try:
        _become(request)
    finally:
        os._exit(1)


def _become(request: dict[str, Any]) -> None:
    os.setsid()
    die_with_parent()
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(request["env"])
    if first_start.main(os.environ):
        return
    serve_pages(request["arguments"])


def kill(group: int) -> int:
    """SIGKILL to a whole server, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    return os.waitpid(group, 0)[1]


def main() -> None:
    """Serve requests until the input ends; then end what still runs."""
    die_with_parent()
    with tempfile.TemporaryDirectory(prefix="heard-templates-") as folder:
        Flask.jinja_options = {"bytecode_cache": Compiled(folder)}
        _serve()


def _serve() -> None:
    running: set[int] = set()
    for line in sys.stdin:
        request = json.loads(line)
        if "kill" in request:
            running.discard(request["kill"])
            answer = kill(request["kill"])
        else:
            answer = start(request)
            running.add(answer)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    for group in running:
        kill(group)


if __name__ == "__main__":
    main()
