"""No question is missed in silence: in the call script, in council forms, in versions of papers.

Each failure names the question, the file to edit and the command to run.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from app.domain import phone_script
from app.domain.entries import Part
from app.domain.pages import catalogue
from content import library
from tools.frozen import forms, record_vector

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = "tests/data/questions_elsewhere.toml"
QUESTIONS = set(catalogue())
NEVER_SAID = ("sign.",)
"""Questions about who may read the record: nobody says them on the phone."""


def elsewhere(table: str) -> list[str]:
    found = tomllib.loads((ROOT / ELSEWHERE).read_text(encoding="utf-8"))[table]
    assert all(len(reason) > 20 for reason in found), "give a reason in words"
    return [key for keys in found.values() for key in keys]


def said_openly(key: str) -> bool:
    """Whether an answer to this question stands open in the call script, as it is made."""
    page, _, name = key.partition(".")
    given = phone_script.Given(Part(page=page, children=("c1",), values={name: "An answer"}))
    made = phone_script.script([given], {}, {"c1": "Sam"}, third=False)
    return any(row for said in made.said.values() for block in said.shown for row in block.rows)


def mapped() -> set[str]:
    """Keys that a box of some council's form asks for."""
    packs = [library.load(name) for name in library.names()]
    maps = [form for pack in packs for form in pack.council_forms.values()]
    return {key for form in maps for box in form.boxes.values() for key in box.keys}


def faults(placed: set[str], named: list[str], where: str) -> list[str]:
    """What is wrong between the questions, where they stand, and those that are named."""
    wrong = {
        f"add it to {where}, or name it with a reason in {ELSEWHERE}": QUESTIONS
        - {*placed, *named},
        f"it has a place in {where}. Take it out of {ELSEWHERE}": placed & set(named),
        f"no page asks it. Take it out of {ELSEWHERE}": set(named) - QUESTIONS,
        f"it stands twice in {ELSEWHERE}": {key for key, n in Counter(named).items() if n > 1},
    }
    return [f"{key}: {cure}" for cure, keys in wrong.items() for key in sorted(keys)]


def test_every_question_is_open_in_the_call_script_or_folded_by_name() -> None:
    placed = {key for key in QUESTIONS if said_openly(key) or key.startswith(NEVER_SAID)}
    where = "_SHOWN in app/domain/phone_script.py"
    assert faults(placed, elsewhere("folded_in_the_call_script"), where) == []


def test_every_question_has_a_box_of_a_council_or_is_named() -> None:
    where = "a box in content/packs/*/forms.toml"
    assert faults(mapped() & QUESTIONS, elsewhere("in_no_box_of_a_council"), where) == []


def test_each_version_of_a_form_prints_what_it_always_did() -> None:
    assert forms.faults(forms.frozen()) == []


def test_every_question_is_answered_in_a_frozen_record() -> None:
    wanted = {(page.part_name, field.name) for page, field in record_vector.wanted()}
    missing = [".".join(key) for key in sorted(wanted - record_vector.held())]
    assert missing == [], "run `make frozen`"
