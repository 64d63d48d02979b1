"""`python -m tests.bench`: measure everything against the bare reference, write the document.

`python -m tests.bench pages weight` measures only those and prints them; the document is written
only by a whole run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench import (
    club,
    crowd,
    large_inbox,
    large_team,
    log,
    paper,
    question_pages,
    report,
    session_check,
    sign_in_walk,
    signing,
    weight,
)
from tests.bench.desk import lead_desk, many_concerns, sealed_search
from tests.bench.figures import Figure

Work = Callable[[], list[Figure]]


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
        """What can be measured, in order: the largest table last."""
        return {
            "gets": lambda: question_pages.gets(self.places),
            "posts": lambda: question_pages.posts(self.places),
            "pairs": lambda: question_pages.pairs(self.world, self.places, self.folder),
            "session": lambda: session_check.compare(self.world),
            "door": lambda: sign_in_walk.compare(self.folder),
            "sign": lambda: signing.sign(self.world, self.folder),
            "weight": lambda: weight.weigh(self.heard, self.bare),
            "crowd": lambda: crowd.sign_ins(self.heard, self.places, self.bare),
            "paper": paper.summary,
            "log": lambda: log.verify(self.folder),
            "child": lambda: many_concerns.compare(self.folder),
            "search": lambda: sealed_search.compare(self.folder),
            "desk": lambda: lead_desk.compare(self.folder),
            "team": lambda: large_team.compare(self.folder),
            "inbox": lambda: large_inbox.compare(self.world, self.folder),
        }


def main(wanted: list[str]) -> None:
    """Measure, say, and after a whole run write."""
    load = os.getloadavg()[0]
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="heard-bench-") as name, ExitStack() as stack:
        run = Run(Path(name), stack)
        for key, work in run.works().items():
            if not wanted or key in wanted:
                for figure in work():
                    figures.append(figure)
                    sys.stdout.write(
                        f"{figure.name}: {figure.ours} (bare {figure.bare}, ratio {figure.ratio}, "
                        f"target {figure.target}): {figure.verdict}. {figure.note}\n"
                    )
                    sys.stdout.flush()
        served = run.heard.what
    if not wanted:
        sys.stdout.write(f"Written: {report.write(figures, load, served)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
