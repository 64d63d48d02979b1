"""Say which questions have no place: on a question page, in the call script, in council forms."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from app.domain import call_script, call_sentences
from app.domain.journey import child_pages, record_pages, start_pages
from app.domain.journey.journey_pages import QUESTIONS_BY_NAME, REPLACED_PAGES
from app.domain.journey.question_model import QuestionPage
from app.domain.pages import PAGES, label_stored_fields, list_fields
from app.domain.record.entry_schema import Part
from content import pack_loader

ELSEWHERE = "tests/data/questions_elsewhere.toml"
BOXES = "a box in content/packs/*/forms.toml"
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = f"the call script, with words in {Path(call_sentences.__file__).relative_to(ROOT)}"
NO_ASK = "{page}.{name}: no question page asks it. Add an Ask to a page in {file}"
TWICE = "{page}.{name}: {times} question pages ask it. Take all but one out, in {file}"
_NEVER_SAID = ("sign.",)
"""Questions about who may read the record: nobody says them on the phone."""


def find_placing_faults() -> list[str]:
    """Return what is wrong, each with the question, the file and the cure."""
    asked = label_stored_fields()
    named = tomllib.loads((ROOT / ELSEWHERE).read_text(encoding="utf-8"))
    said = {key for key in asked if _is_said_openly(key) or key.startswith(_NEVER_SAID)}
    script, boxes = named["folded_in_the_call_script"], named["in_no_box_of_a_council"]
    return [
        *find_asking_faults(_count_asks()),
        *compare_places(asked, said, script, SCRIPT),
        *compare_places(asked, _mapped(), boxes, BOXES),
    ]


def find_asking_faults(asks: Counter[tuple[str, str]]) -> list[str]:
    """Return each answer of a stored page that question pages ask never, or more than once."""
    files = _find_asking_files()
    stored = [
        (page.name, field.name)
        for page in PAGES
        if page.name in REPLACED_PAGES
        for field in list_fields(page)
    ]
    return [
        cure.format(page=page, name=name, times=asks[page, name], file=files[page])
        for page, name in stored
        for cure in ((NO_ASK,) if not asks[page, name] else (TWICE,))
        if asks[page, name] != 1
    ]


def compare_places(
    asked: Iterable[str], placed: set[str], named: dict[str, list[str]], where: str
) -> list[str]:
    """Return faults between questions, those that have a place, and those named by reason."""
    every, count = set(asked), Counter(key for keys in named.values() for key in keys)
    wrong = {
        f"add it to {where}, or name it with a reason in {ELSEWHERE}": every - placed - set(count),
        f"it has a place in {where}. Take it out of {ELSEWHERE}": placed & every & set(count),
        f"no page asks it. Take it out of {ELSEWHERE}": set(count) - every,
        f"it stands twice in {ELSEWHERE}": {key for key, times in count.items() if times > 1},
    }
    found = [f"{key}: {cure}" for cure, keys in wrong.items() for key in sorted(keys)]
    no_reason = [reason for reason in named if len(reason.split()) < 4]
    return found + [f"{ELSEWHERE}: {reason!r} is no reason. Say why" for reason in no_reason]


def _count_asks() -> Counter[tuple[str, str]]:
    return Counter(field for page in QUESTIONS_BY_NAME.values() for field in page.fields)


def _find_asking_files() -> dict[str, str]:
    """Return the file of the first question page that asks anything of each stored page."""
    found: dict[str, str] = {}
    for module in (start_pages, child_pages, record_pages):
        file = Path(str(module.__file__)).relative_to(ROOT).as_posix()
        for value in vars(module).values():
            for stored in value.pages if isinstance(value, QuestionPage) else ():
                found.setdefault(stored, file)
    return found


def _is_said_openly(key: str) -> bool:
    """Return whether an answer to this question stands open in the call script, as it is made."""
    page, _, name = key.partition(".")
    given = call_script.ScriptPart(Part(page=page, children=("c1",), values={name: "An answer"}))
    made = call_script.build_call_script([given], {}, {"c1": "Sam"}, third=False)
    return any(row for said in made.said.values() for block in said.shown for row in block.rows)


def _mapped() -> set[str]:
    """Return the keys that a box of some council's form asks for."""
    packs = [pack_loader.load_pack(name) for name in pack_loader.list_pack_names()]
    maps = [form for pack in packs for form in pack.council_forms.values()]
    return {key for form in maps for box in form.boxes.values() for key in box.keys}
