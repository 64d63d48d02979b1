"""No question is missed in silence: in the call script, in council forms, in versions of papers.

Each failure names the question, the file to edit and the command to run.
"""

from __future__ import annotations

from tools.frozen import forms, placed, record_vector


def test_every_question_has_a_place_in_the_call_script_and_in_council_forms() -> None:
    assert placed.faults() == []


def test_each_version_of_a_form_prints_what_it_always_did() -> None:
    assert forms.faults(forms.frozen()) == []


def test_every_question_is_answered_in_a_frozen_record() -> None:
    wanted = {(page.part_name, field.name) for page, field in record_vector.wanted()}
    missing = [".".join(key) for key in sorted(wanted - record_vector.held())]
    assert missing == [], "run `make frozen`"


def test_a_question_without_a_place_is_told_with_the_file_to_edit() -> None:
    asked = ("child.name", "child.year", "child.pet")
    named = {"Nobody asks for it by phone": ["child.pet", "child.name", "child.gone"]}
    found = placed.between(asked, {"child.name"}, named, "the script")
    assert [one.partition(":")[0] for one in found] == ["child.year", "child.name", "child.gone"]
    assert found[0].endswith(
        f"add it to the script, or name it with a reason in {placed.ELSEWHERE}"
    )


def test_a_form_that_changes_without_a_new_version_is_told_with_the_file_to_edit() -> None:
    known = forms.frozen()
    known["lado-summary"]["2"].remove("child.part")
    known["summary-for-a-referral"].clear()
    changed, new = sorted(forms.faults(known))
    assert "+ child.part" in changed
    assert "referral_forms/forms/versions.py" in changed
    assert new.endswith("Run `make frozen`")
