"""The published schema of an entry is that of the structs, and frozen entries fit it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.json_schema import faults
from tools.write_entry_schema import make_entry_schema

ROOT = Path(__file__).parents[4]
SCHEMA = json.loads((ROOT / "docs" / "entry-schema.json").read_text(encoding="utf-8"))
FROZEN = sorted((ROOT / "tests" / "vectors" / "record").glob("schema-1*.json"))


def test_the_published_schema_is_that_of_the_structs():
    said = (ROOT / "docs" / "entry-schema.json").read_text(encoding="utf-8")
    assert make_entry_schema() == said, "run `make frozen`"


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.name)
def test_every_frozen_entry_fits_it(path: Path):
    kept = json.loads(path.read_text(encoding="utf-8"))
    entries = kept if isinstance(kept, list) else [kept]
    found = [one for one in entries if isinstance(one, dict) and "kind" in one]
    assert found
    assert [fault for one in found for fault in faults(one, SCHEMA)] == []


@pytest.mark.parametrize(
    "change", [{"score": 3}, {"kind": "verdict"}, {"words": 7}, {"corrects": True}, {"by": {}}]
)
def test_what_is_no_entry_does_not_fit(change: dict):
    by = {"id": "1", "name": "Sam", "job_title": "", "phone": "", "email": "", "roles": []}
    good = {
        "kind": "addition",
        "by": {**by, "confirmed": True},
        "signed_at": "2026-11-24T14:00:00Z",
        "words": "more",
        "children": [],
        "corrects": None,
    }
    assert faults(good, SCHEMA) == []
    assert faults({**good, **change}, SCHEMA) != []
