"""No question is missed in silence: on screen, in the call script, in forms and their versions.

Each failure names the question, the file to edit and the command to run.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from msgspec import structs

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from referral_forms.forms import FORMS
from tools.frozen import forms, question_places, record_vector


def test_every_question_has_a_place_in_call_script_and_council_forms() -> None:
    assert question_places.find_placing_faults() == []


def test_each_version_of_a_form_prints_what_it_always_did() -> None:
    assert forms.find_form_faults(forms.load_frozen_forms()) == []


def test_every_question_is_answered_in_a_frozen_record() -> None:
    wanted = {
        (page.part_name, field.name) for page, field in record_vector.list_recorded_questions()
    }
    missing = [".".join(key) for key in sorted(wanted - record_vector.find_held_answers())]
    assert missing == [], "run `make frozen`"


def test_a_question_without_a_place_is_told_with_the_file_to_edit() -> None:
    asked = ("child.name", "child.year", "child.pet")
    named = {"Nobody asks for it by phone": ["child.pet", "child.name", "child.gone"]}
    found = question_places.compare_places(asked, {"child.name"}, named, "the script")
    assert [one.partition(":")[0] for one in found] == ["child.year", "child.name", "child.gone"]
    assert found[0].endswith(
        f"add it to the script, or name it with a reason in {question_places.ELSEWHERE}"
    )


def test_a_question_on_no_page_is_named_with_the_file_to_edit() -> None:
    asks = Counter(field for page in QUESTIONS_BY_NAME.values() for field in page.fields)
    asks["child", "age"], asks["now", "leaves_at"] = 0, 2
    assert question_places.find_asking_faults(asks) == [
        "now.leaves_at: 2 question pages ask it. Take all but one out, in "
        "app/domain/journey/start_pages.py",
        "child.age: no question page asks it. Add an Ask to a page in "
        "app/domain/journey/child_pages.py",
    ]


LADO = FORMS["lado-summary"]
URGENT = structs.replace(LADO.blocks[0], heading="Something urgent")
CHANGED = structs.replace(LADO, blocks=(URGENT, *LADO.blocks[1:]))


def test_a_form_changed_without_a_version_names_the_file_to_edit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(FORMS, LADO.id, CHANGED)
    (changed,) = forms.find_form_faults(forms.load_frozen_forms())
    assert "+ block 0: Something urgent" in changed
    assert "referral_forms/forms/shared_sections.py" in changed


def test_a_new_version_is_frozen_and_those_before_stay_as_they_were(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "forms.json"
    target.write_text(forms.TARGET.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(forms, "TARGET", target)
    monkeypatch.setitem(FORMS, LADO.id, structs.replace(CHANGED, version="99"))
    assert forms.find_form_faults(forms.load_frozen_forms()) == [
        "lado-summary: version 99 is new. Run `make frozen`"
    ]
    forms.write_new_versions()
    assert forms.find_form_faults(forms.load_frozen_forms()) == []
    monkeypatch.setitem(FORMS, LADO.id, LADO)
    assert forms.find_form_faults(forms.load_frozen_forms()) == []
    monkeypatch.setitem(FORMS, LADO.id, CHANGED)
    assert len(forms.find_form_faults(forms.load_frozen_forms())) == 1
