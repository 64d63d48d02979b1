"""The wording of every question, by form version: what a worker read when they answered.

A signed part names the form it was asked on. Form 1 is in content/question_forms/form-1.json in
full; each later file has only what changed, so a wording counts until a later form replaces it.
Files are never changed once they are committed (tests/vectors/question_forms.json).
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "question_forms"
QUESTIONS, SIGNS = "questions", "packs"
Wording = dict[str, Any]
"""A question's `label`, `third` and `options` (token to its label and `third`)."""


@cache
def list_form_versions() -> tuple[int, ...]:
    """Return the form versions, oldest first."""
    return tuple(sorted(int(path.stem.partition("-")[2]) for path in FOLDER.glob("form-*.json")))


def get_current_form_version() -> int:
    """Return the form that questions are asked on today."""
    return list_form_versions()[-1]


@cache
def load_form_changes(form: int) -> dict[str, dict[str, Any]]:
    """Return what a form changed: question wordings by "part.field", pack labels by pack."""
    found: dict[str, dict[str, Any]] = json.loads(
        (FOLDER / f"form-{form}.json").read_text(encoding="utf-8")
    )
    return found


def find_wording(key: str, form: int) -> Wording | None:
    """Return how "part.field" was asked on a form, or None where that form did not ask it."""
    for number in reversed(list_form_versions()):
        if number <= form and key in load_form_changes(number)[QUESTIONS]:
            wording: Wording = load_form_changes(number)[QUESTIONS][key]
            return wording
    return None


@cache
def load_pack_labels(pack: str, form: int) -> dict[str, str]:
    """Return the labels of a pack's own options on a form, by "part.field:token"."""
    labels: dict[str, str] = {}
    for number in list_form_versions():
        if number <= form:
            labels |= load_form_changes(number)[SIGNS].get(pack, {})
    return labels
