"""No page, paper or pack puts a child into a band, a colour, a rank or a percentage.

`test_forbidden_words.py` holds the few words that nobody may read anywhere. This looks for what a
score would look like under another name, in all that reaches a screen or paper. Hints may name such
words, to say why not to use them: `language.toml` is left out.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.models.tables import METADATA
from content.pack_loader import list_pack_names, load_pack
from tests.policy.wording.test_forbidden_words import is_read_by_people, read_by_people, shipped
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
LEVEL = "risk|danger|concern|severity|harm|urgency|priority|vulnerability|likelihood"
RANK = re.compile(
    rf"\b(?:high|higher|highest|medium|moderate|low|lower|lowest)[ -](?:{LEVEL})\b"
    rf"|\b(?:{LEVEL})[ -](?:level|band|rating|rank|ranking|matrix|threshold|grade|tier)s?\b"
    r"|\b(?:red|amber|green)[ -](?:flag|rated|rating|risk|case|child)s?\b"
    r"|\bRAG[ -]rat\w+|\btraffic[ -]light\w*"
    r"|\b\d+ (?:of \d+ )?(?:signs?|indicators?|boxes) ticked\b"
    r"|\b(?:per ?cent|percentage)\b",
    re.I,
)
COLUMNS = re.compile(r"score|rank|weight|severity|risk|percent|rating|colou?r|band\b")
READ = [n for n in shipped() if is_read_by_people(n) and "/LICENSE" not in n]
STYLE = (".css", ".svg")


@each([name for name in READ if not name.endswith(STYLE)])
def test_nothing_ranks_a_child(name: str):
    found = RANK.search(read_by_people(name))
    assert found is None, found


def test_no_column_could_hold_a_rank():
    found = [c.name for t in METADATA.tables.values() for c in t.columns if COLUMNS.search(c.name)]
    assert found == []


@pytest.mark.parametrize("name", sorted(list_pack_names()))
def test_a_sign_of_a_pack_carries_no_weight(name: str):
    for sign in load_pack(name).indicators:
        fields = set(sign.__struct_fields__)
        assert not [field for field in fields if COLUMNS.search(field)]
        assert not [f for f in fields if type(getattr(sign, f)) in {int, float}]


def test_the_ways_of_ranking_are_found():
    for words in (
        *("High risk", "low-risk", "medium concern", "Risk level", "severity rating", "red flags"),
        *("RAG-rated", "3 signs ticked", "2 of 9 indicators ticked", "40 per cent"),
    ):
        assert RANK.search(f"This is {words} here"), words
    for words in ("at risk", "in danger now", "a higher branch", "the concern", "a red coat"):
        assert not RANK.search(f"This is {words} here"), words
