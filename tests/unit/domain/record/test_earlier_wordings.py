"""A signed part is printed in the words that its worker read, also after they are changed."""

from datetime import date

import pytest

from app.domain.pages import PAGES_BY_NAME, find_field, get_field_as_asked, label_stored_fields
from app.domain.record.answer_parsing import parse_answers
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Part
from content import question_wording

FIRST = {
    "now.where_now": {"label": "Where was the child?", "third": "Where the child was"},
    "now.danger_now": {"label": "Danger?", "options": {"yes": ["It is so"], "no": ["No"]}},
}
"""How form 1 asked, in a world where form 2 asks as the code does."""


@pytest.fixture
def two_forms(monkeypatch):
    forms = {1: {"questions": FIRST, "packs": {}}, 2: {"questions": {}, "packs": {}}}
    monkeypatch.setattr(question_wording, "list_form_versions", lambda: tuple(forms))
    monkeypatch.setattr(question_wording, "load_form_changes", forms.__getitem__)
    get_field_as_asked.cache_clear()
    yield
    get_field_as_asked.cache_clear()


def test_an_older_part_prints_its_own_question_and_options(two_forms):
    old = Part("now", ("c1",), {"danger_now": "yes", "where_now": "at the club"})
    rows = [(row.label, row.text) for row in make_answer_rows(old, {}, third=True)]
    assert rows == [("Danger?", "It is so"), ("Where the child was", "at the club")]
    assert label_stored_fields(1)["now.where_now"] == "Where the child was"


def test_what_is_signed_now_names_its_form_and_prints_todays_question(two_forms):
    typed = {"where_now": ["at the club"]}
    (part,) = parse_answers(PAGES_BY_NAME["now"], typed, ("c1",), date(2026, 11, 28), {}).parts
    assert part.form == 2
    (row,) = make_answer_rows(part, {})
    assert row.label == find_field("now", "where_now").label != "Where was the child?"


def test_a_sign_of_an_older_part_keeps_the_words_its_pack_had(two_forms):
    labels = {"indicators.indicator:distress": "New", "1/indicators.indicator:distress": "Old"}
    old, new = (Part("indicators", ("c1",), {"indicator": "distress"}, form=n) for n in (1, 2))
    assert [make_answer_rows(part, labels)[0].text for part in (old, new)] == ["Old", "New"]


def test_without_a_later_form_a_part_names_none():
    typed = {"where_now": ["at the club"]}
    (part,) = parse_answers(PAGES_BY_NAME["now"], typed, ("c1",), date(2026, 11, 28), {}).parts
    assert part.form_number == question_wording.get_current_form_version()
