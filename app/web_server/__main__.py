"""`python -m app.web_server --port 8000`: serve until asked to stop.

`python -m app serve` starts this, next to the housekeeper, after everything is made ready.
"""

import argparse
import sys

from app.operation.log_lines import configure_logging
from app.web_server import worker_processes
from config import LOG_FORMATS, THREADS, WORKERS

APPLICATION = "wsgi:app"


def main(words: list[str]) -> int:
    """Serve; return the exit status."""
    chosen = _build_parser().parse_args(words)
    configure_logging(chosen.log_format)
    return worker_processes.serve_until_stopped(
        chosen.port,
        chosen.application,
        workers=chosen.workers,
        threads=chosen.threads,
        address=chosen.bind,
        log_format=chosen.log_format,
    )


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app.web_server",
        description="Serve. On a real host, put a proxy with TLS in front of it.",
    )
    host, plain = worker_processes.HOST, LOG_FORMATS[0]
    add = parser.add_argument
    add("--port", type=int, default=8000, help="the port (8000)")
    add("--bind", default=host, help=f"the address ({host})")
    add("--workers", type=int, default=WORKERS, help=f"processes that answer ({WORKERS})")
    add("--threads", type=int, default=THREADS, help=f"threads of each process ({THREADS})")
    add("--application", default=APPLICATION, help=f"what to serve, module:name ({APPLICATION})")
    add("--log-format", choices=LOG_FORMATS, default=plain, help=f"how lines are written ({plain})")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
