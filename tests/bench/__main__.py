"""`python -m tests.bench`: measure everything against the bare reference, write the document.

`python -m tests.bench pages weight` measures only those and prints them; the document is written
only by a whole run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.bench import (
    club,
    crowd,
    large_inbox,
    log,
    paper,
    question_pages,
    report,
    session_check,
    sign_in_walk,
    signing,
    weight,
)
from tests.bench.desk import key_change, lead_desk, many_concerns, many_entries, sealed_search
from tests.bench.figures import Figure
from tests.bench.growth import busy_people, housekeeping, large_team, log_growth

Work = partial[list[Figure]]
GROWTH = {
    "long log": "A long log",
    "housekeeping": "Housekeeping for many organisations",
    "child": "A child's file with 200 concerns",
    "entries": "A concern with many entries",
    "desk": "A lead's desk over 1,000 and 10,000 concerns",
    "keys": "A new key, with 10 and with 10,000 entries",
    "team": "Pages of a large team",
    "people": "Two hundred people at work",
}
"""The heading of each measure that grows with a club: it has a separate table."""


class Run:
    """One run: servers are started when a measure first needs them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack
        self.world = club.new_club(folder)
        stack.callback(self.world.close)
        self.heard = club.serve_heard(self.world, folder)
        stack.callback(self.heard.stop)
        self.bare = club.serve_bare(folder)
        stack.callback(self.bare.stop)
        self.places = question_pages.places(self.world, self.heard, self.bare)

    def works(self) -> dict[str, Work]:
        """Return what can be measured, in order: the largest table last."""
        return {
            "gets": partial(question_pages.gets, self.places),
            "posts": partial(question_pages.posts, self.places),
            "pairs": partial(question_pages.pairs, self.world, self.places, self.folder),
            "session": partial(session_check.compare, self.world),
            "door": partial(sign_in_walk.compare, self.folder),
            "sign": partial(signing.sign, self.world, self.folder),
            "weight": partial(weight.weigh, self.heard, self.bare),
            "crowd": partial(crowd.sign_ins, self.heard, self.places, self.bare),
            "paper": partial(paper.summary),
            "log": partial(log.verify, self.folder),
            "long log": partial(log_growth.compare, self.folder),
            "housekeeping": partial(housekeeping.compare, self.folder),
            "child": partial(many_concerns.compare, self.folder),
            "entries": partial(many_entries.compare, self.folder),
            "search": partial(sealed_search.compare, self.folder),
            "desk": partial(lead_desk.compare, self.folder),
            "keys": partial(key_change.compare, self.folder),
            "team": partial(large_team.compare, self.folder),
            "people": partial(busy_people.compare, self.folder),
            "inbox": partial(large_inbox.compare, self.world, self.folder),
        }


def main(wanted: list[str]) -> None:
    """Measure, say, and after a whole run write."""
    load = os.getloadavg()[0]
    tables: dict[str, list[Figure]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="heard-bench-") as name, ExitStack() as stack:
        run = Run(Path(name), stack)
        for key, work in run.works().items():
            if not wanted or key in wanted:
                for figure in work():
                    tables[GROWTH.get(key, "")].append(figure)
                    sys.stdout.write(
                        f"{figure.name}: {figure.ours} (bare {figure.bare}, ratio {figure.ratio}, "
                        f"target {figure.target}): {figure.verdict}. {figure.note}\n"
                    )
                    sys.stdout.flush()
        served = run.heard.what
    if not wanted:
        sys.stdout.write(f"Written: {report.write(tables, load, served)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
