"""Stand between a browser and the server: see what is asked for, and change what may be kept."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.server import Server

OWN = {"connection", "content-length", "date", "server", "transfer-encoding"}


@dataclass(frozen=True)
class Asked:
    """One request. `by_script`: fetched by a page's script or a service worker."""

    path: str
    by_script: bool
    for_copy: bool
    with_cookie: bool


class Between(ThreadingHTTPServer):
    """Passes GET on. `asked` is what came; `copies_say` replaces Cache-Control on copies."""

    def __init__(self, server: Server) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = server
        self.asked: list[Asked] = []
        self.copies_say = ""
        self.url = f"http://localhost:{self.server_port}"


class Passing(BaseHTTPRequestHandler):
    """One request, passed on as it came."""

    server: Between

    def do_GET(self) -> None:
        """Write it down, ask the server, and answer with what it said."""
        copy = "Heard-Copy" in self.headers
        kind = (self.headers["Sec-Fetch-Dest"], self.headers["Sec-Fetch-Mode"])
        script = kind == ("empty", "cors")  # an icon too is for nothing that has a name
        cookie = "Cookie" in self.headers
        self.server.asked.append(Asked(self.path, script, copy, cookie))
        port = int(self.server.behind.port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = dict(self.headers.items()) | {"Host": f"localhost:{port}"}
        connection.request("GET", self.path, headers=headers)
        answer = connection.getresponse()
        self._pass_back(answer, answer.read(), copy)
        connection.close()

    def _pass_back(self, answer: http.client.HTTPResponse, body: bytes, copy: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "cache-control":
                value = self._may_be_kept(value, copy)
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _may_be_kept(self, said: str, copy: bool) -> str:
        if self.path.startswith("/static/"):
            return "no-cache"  # or a file would come from the browser's own cache, unseen
        return self.server.copies_say if copy and self.server.copies_say else said

    def log_message(self, *_given: object) -> None:
        """Say nothing: `asked` holds all of it."""


@contextmanager
def between(server: Server) -> Iterator[Between]:
    """Stand before this server for a while."""
    with Between(server) as standing:
        thread = threading.Thread(target=standing.serve_forever)
        thread.start()
        try:
            yield standing
        finally:
            standing.shutdown()
            thread.join()
