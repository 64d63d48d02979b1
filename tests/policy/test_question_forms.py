"""No wording of a question or sign is changed in place: it goes to a new form version."""

import json

import pytest

from content import question_wording
from tools.frozen import question_forms


def test_the_newest_form_asks_what_the_code_asks_and_no_form_was_changed():
    assert question_forms.find_wording_faults() == []


def test_a_question_that_was_renamed_is_named_until_it_is_frozen(monkeypatch):
    asked = question_forms.list_wordings()
    renamed = {**asked, "now.where_now": {"label": "Where are they?"}}
    monkeypatch.setattr(question_forms, "list_wordings", lambda: renamed)
    (fault,) = question_forms.find_wording_faults()
    assert fault.startswith("now.where_now reads otherwise")


def test_a_form_that_was_changed_or_lost_is_named(monkeypatch, tmp_path):
    known = {**json.loads(question_forms.DIGESTS.read_text()), "1": "0" * 64, "7": "0" * 64}
    (tmp_path / "forms.json").write_text(json.dumps(known))
    monkeypatch.setattr(question_forms, "DIGESTS", tmp_path / "forms.json")
    assert question_forms.find_changed_forms() == [1, 7]


@pytest.mark.parametrize("form", question_wording.list_form_versions())
def test_the_digest_of_every_form_is_frozen(form):
    assert str(form) in json.loads(question_forms.DIGESTS.read_text())
