"""Facts of a child's file: what stands, what they were, and that stored ones always open."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import UnionType
from typing import get_args

import msgspec
import pytest

from app.domain.children.child_card import FileEntry, decode_file_entry
from app.domain.children.fact_fields import FIELDS, find_fact_problems, list_fact_rows, name_fact
from app.domain.children.file_facts import (
    FACT_TYPES,
    Fact,
    Topic,
    list_newest_facts,
    make_fact,
)
from app.domain.record.entry_schema import Person, encode_canonical
from tests.support.club.child_facts import MOTHER, PLAN

FROZEN = Path(__file__).parents[3] / "vectors" / "record" / "child-entries-1.jsonl"
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
JO = Person("1", "Jo Smith", "", "", "", ("lead",), confirmed=True)


def make(topic: Topic, values: dict[str, str], about: int = 0):
    return make_fact(topic, values, {"by": JO, "signed_at": AT, "once": "x", "about": about})


@pytest.mark.parametrize("topic", list(Topic))
def test_each_field_is_asked_and_has_words(topic: Topic):
    stored = set(FACT_TYPES[topic].__struct_fields__) - set(Fact.__struct_fields__)
    assert {field.name for field in FIELDS[topic]} == stored


def test_each_kind_of_entry_that_was_stored_still_opens_to_the_byte():
    lines = FROZEN.read_bytes().splitlines()
    said = [decode_file_entry(line) for line in lines]
    assert [encode_canonical(one) for one in said] == lines
    kinds = [one for kind in get_args(FileEntry) for one in _list_kinds(kind)]
    assert {type(one) for one in said} == set(kinds)


def _list_kinds(kind: type | UnionType) -> tuple[type, ...]:
    return get_args(kind) or (kind,)


def test_a_fact_about_one_of_another_kind_stands_for_itself():
    mother, plan = make(Topic.FAMILY, MOTHER), make(Topic.PLAN, PLAN, about=1)
    found = list_newest_facts([(1, mother), (2, None), (3, plan)])
    assert [(one.root, one.number) for one in found] == [(1, 1), (3, 3)]


def test_a_fact_with_a_field_that_nobody_knows_is_refused():
    data = encode_canonical(make(Topic.PLAN, PLAN)).replace(
        b'"plan":"child', b'"x":1,"plan":"child'
    )
    with pytest.raises(msgspec.ValidationError):
        decode_file_entry(data)


def test_the_school_of_a_brother_is_needed_before_what_its_lead_was_told():
    theo = {"name": "Theo Ellis", "knows": "not_known", "setting_told": "not_told"}
    problem = {"setting": "Enter which school or club it is"}
    assert find_fact_problems(Topic.FAMILY, theo, {}) == problem
    theo["setting"] = "Mill Lane Primary"
    assert find_fact_problems(Topic.FAMILY, theo, {}) == {}
    rows = {label: words for _, label, words in list_fact_rows(make(Topic.FAMILY, theo))}
    assert rows["School or club"] == "Mill Lane Primary"
    assert rows["Safeguarding lead there"] == "Not told yet"


def test_answers_are_shown_in_words():
    mother = make(Topic.FAMILY, MOTHER)
    rows = {label: words for _, label, words in list_fact_rows(mother)}
    assert rows["Knows"] == "Not told"
    assert rows["Review"] == "4 December 2026"
    assert rows["Safe to call"] == "No. Do not call this number"
    assert name_fact(make(Topic.PLAN, PLAN)) == "Child in need plan"
