"""What is done to a server from outside, before or instead of answering requests.

`python -m app serve` makes ready and serves; `first-start` only makes ready; `migrate` is for
whoever changes the tables. None of them needs a running server, and none opens a record.
"""

import os
import sys

from app import first_start, migrate, serve

USAGE = "usage: python -m app serve | first-start | migrate new MESSAGE | check | upgrade URL\n"


def main(words: list[str]) -> int:
    """Run one command; returns the exit status."""
    match words:
        case ["serve"]:
            return serve.main(os.environ)
        case ["first-start"]:
            return first_start.main(os.environ)
        case ["migrate", *rest]:
            return migrate.main(rest)
    sys.stderr.write(USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
