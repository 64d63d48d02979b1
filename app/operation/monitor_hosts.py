"""Answer the two pages for monitors at any host name: load balancers ask by address.

Every other page is served at a trusted host alone, because it may build links from the host that
was asked for. These two build none. They are answered as if they were asked for at BASE_URL, so
what a stranger put into `Host` is read by nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGES: Final = {"/healthz", "/readyz"}


def wrap_app_for_monitors(serve: WSGIApplication, host: str) -> WSGIApplication:
    """Return an application that serves PAGES as if they were asked for at `host`."""

    def serve_monitors(env: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if env.get("PATH_INFO") in PAGES and env.get("REQUEST_METHOD") in {"GET", "HEAD"}:
            env["HTTP_HOST"] = host
        return serve(env, start)

    return serve_monitors
