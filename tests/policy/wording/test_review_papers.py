"""A reviewer is given all: each promise has code and tests, and no requirement is missing.

That the paths, functions and links exist is tested with those of all other pages.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.policy.wording.test_docs_agree import PLACE
from tests.support.sweeping import each

DOCS = Path(__file__).resolve().parents[3] / "docs"
GUIDE = (DOCS / "review-guide.md").read_text(encoding="utf-8")
TABLE = (DOCS / "asvs.md").read_text(encoding="utf-8")
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
}
"""How many requirements of levels 1 and 2 each section of a chapter has: its first ones."""
LEFT_OUT_WHOLE = 29 + 7
"""OAuth and WebRTC, chapters 10 and 17."""


def read_rows(page: str, first: str) -> list[list[str]]:
    """Return the cells of each row whose first cell fits the pattern."""
    rows = [[c.strip() for c in line.split("|")[1:-1]] for line in page.splitlines()]
    return [row for row in rows if row and re.fullmatch(first, row[0])]


PROMISES = GUIDE.partition("## The promises")[2].partition("\n## ")[0]


@each(read_rows(PROMISES, r"\d+"))
def test_each_promise_names_its_code_and_its_tests(row: list[str]):
    _, _, code, tests, attack = row
    assert PLACE.findall(code)
    assert re.search(r"`tests/[\w/]+\.py`", tests)
    assert attack


def test_each_requirement_of_two_levels_is_answered_once():
    rows = read_rows(TABLE, r"\d+\.\d+\.\d+(, \d+\.\d+\.\d+)*")
    answered = [number for row in rows for number in row[0].split(", ")]
    asked = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    ]
    assert sorted(answered) == sorted(asked)
    assert len(asked) + LEFT_OUT_WHOLE == 253
    for row in rows:
        assert len(row) == 4, row[0]
        assert re.match(r"(met|not met|does not apply)\b", row[1]), row[0]
        assert row[1] != "not met", row[0]
