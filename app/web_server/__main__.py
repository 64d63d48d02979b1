"""`python -m app.web_server --port 8000`: serve on loopback until asked to stop.

`python -m app serve` starts this, next to the housekeeper, after everything is made ready.
"""

import argparse
import sys

from app.web_server import worker_processes

WORKERS = 2
THREADS = 8
APPLICATION = "wsgi:app"


def main(words: list[str]) -> int:
    """Serve; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m app.web_server",
        description="Serve on 127.0.0.1. On a real host, put a proxy with TLS in front of it.",
    )
    parser.add_argument("--port", type=int, default=8000, help="the port (8000)")
    parser.add_argument(
        "--workers", type=int, default=WORKERS, help=f"processes that answer ({WORKERS})"
    )
    parser.add_argument(
        "--threads", type=int, default=THREADS, help=f"threads of each process ({THREADS})"
    )
    parser.add_argument(
        "--application", default=APPLICATION, help=f"what to serve, module:name ({APPLICATION})"
    )
    chosen = parser.parse_args(words)
    return worker_processes.serve_until_stopped(
        chosen.port, chosen.application, workers=chosen.workers, threads=chosen.threads
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
