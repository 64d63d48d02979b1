"""nginx on loopback with the file of `docs/deploy`, for the rows of `tests.bench.attack_table`.

Its limits, times and buffers are the documented ones, in the main file that Debian has: a process
a core, 768 connections each. Names, ports and the paths of logs are changed, and TLS is
left out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from app.web_server.worker_processes import die_with_parent
from tests.support.server import ROOT, free_port

DOCUMENTED = ROOT / "docs" / "deploy" / "nginx.conf"
MAIN = """daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
access_log off;
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{site}
}}
"""


def find_nginx() -> str | None:
    """Return where nginx is installed. Its folder is often in the path of root alone."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def adapt_site(documented: str, folder: Path, port: int, behind: int) -> str:
    """Return the documented site for one port of loopback, before the server at `behind`."""
    opening, *servers = re.split(r"^server \{\n", documented, flags=re.M)
    site = next(one for one in servers if "proxy_pass" in one)
    site = re.sub(r"^ +(listen|ssl_\w+) .*\n", "", site, flags=re.M)
    for pattern, put in (
        (r"server_name \S+;", f"listen 127.0.0.1:{port};\n    server_name localhost;"),
        (r"/var/log/nginx/heard/", f"{folder}/heard-"),
        (r"proxy_pass http://127\.0\.0\.1:8000;", f"proxy_pass http://127.0.0.1:{behind};"),
    ):
        site, changed = re.subn(pattern, put, site)
        assert changed, f"docs/deploy/nginx.conf has no {pattern}"
    return f"{opening}server {{\n{site}"


@contextmanager
def nginx_before(behind: int, folder: Path) -> Iterator[int]:
    """Yield the port of an nginx that passes on to `behind`."""
    program, port = find_nginx(), free_port()
    assert program, "nginx is not installed"
    site = adapt_site(DOCUMENTED.read_text(encoding="utf-8"), folder, port, behind)
    settings = folder / "nginx.conf"
    settings.write_text(MAIN.format(folder=folder, site=site), encoding="utf-8")
    process = subprocess.Popen(
        [program, "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(settings)],
        preexec_fn=die_with_parent,
    )
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(100):
        assert process.poll() is None, "nginx did not start"
        try:
            HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx did not answer")
