"""A change of what values and searches are compared by needs a new VERSION.

Slips and books that are sealed have what an earlier version made. Without a new number they would
be compared with what this one makes, and a child's name or a car would not be found.
"""

from __future__ import annotations

import json

from app.domain.values.normalised import VERSION
from tests.vectors.normaliser.make_normaliser import FOLDER, normalise_all


def test_this_version_normalises_as_it_did_when_it_was_frozen():
    frozen = json.loads((FOLDER / f"version{VERSION}.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(normalise_all()))
    changed = [
        (kind, text)
        for kind, texts in made.items()
        for text, what in texts.items()
        if frozen[kind].get(text) != what
    ]
    assert changed == [], "raise VERSION in normalised.py, then run make_normaliser"


def test_every_earlier_version_is_frozen_and_differs_from_the_next():
    texts = [(FOLDER / f"version{one}.json").read_text() for one in range(1, VERSION + 1)]
    assert len(set(texts)) == VERSION
