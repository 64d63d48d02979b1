"""An application that says which process answered, for tests of the processes."""

from __future__ import annotations

import os


def application(environ, start_response):
    """The number of the process."""
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def make_application():
    """Return the application."""
    return application
