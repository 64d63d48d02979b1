"""Freeze what each version of each referral form prints, line by line.

Somebody holds papers of every version. So a version never prints anything else than it did: who
changes a form raises its version in referral_forms/forms/shared_sections.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.pages import label_stored_fields
from referral_forms import form_checks
from referral_forms.form_definition import Form, FormSection
from referral_forms.forms import FORMS, shared_sections

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "tests" / "vectors" / "forms.json"
RAISE = (
    "{id}: prints something else than version {version} did ({what}). "
    'Raise "{id}" in {file}, then run `make frozen`'
)
RUNS = Path(shared_sections.__file__).relative_to(ROOT)
WHERE = f"a run of {RUNS} puts it on every form that uses it"
NOT_FROZEN = "{id}: version {version} is new. Run `make frozen`"
Frozen = dict[str, dict[str, Any]]


def load_frozen_forms() -> Frozen:
    """Return what was frozen of each form: its version, its lines, and digests of those before."""
    found: Frozen = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    return found


def find_form_faults(known: Frozen) -> list[str]:
    """Return what is wrong with the forms of the code, each with its cure."""
    new = [
        NOT_FROZEN.format(id=form.id, version=form.version)
        for form in FORMS.values()
        if form.version not in _versions(form, known)
    ]
    return [*find_unsettled_forms(known), *new]


def find_unsettled_forms(known: Frozen) -> list[str]:
    """Return those that a person must mend: no command can decide where a question stands."""
    homeless = [
        fault
        for form in FORMS.values()
        for fault in form_checks.find_form_faults(form, label_stored_fields())
    ]
    changed = [fault for form in FORMS.values() for fault in _changed(form, known)]
    return [*(f"{one} ({WHERE})" for one in homeless), *changed]


def write_new_versions() -> tuple[list[str], list[str]]:
    """Add versions that are new. Return what was added; `find_unsettled_forms` is asked first."""
    known = load_frozen_forms()
    new = [form for form in FORMS.values() if form.version not in _versions(form, known)]
    for form in new:
        before = dict(_versions(form, known))
        now = list(list_printed_lines(form))
        before[form.version] = _digest(now)
        known[form.id] = {"version": form.version, "lines": now, "sha256": before}
    if new:
        text = json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True)
        TARGET.write_text(f"{text}\n", encoding="utf-8")
    return [f"tests/vectors/forms.json: {form.id}, version {form.version}" for form in new], []


def _versions(form: Form, known: Frozen) -> dict[str, str]:
    """Return the digest of each version that a form ever had."""
    found: dict[str, str] = known.get(form.id, {}).get("sha256", {})
    return found


def _digest(printed: list[str]) -> str:
    return hashlib.sha256("\n".join(printed).encode()).hexdigest()


def list_printed_lines(form: Form) -> Iterator[str]:
    """Yield a line for each thing that a form prints, in order."""
    for block in form.blocks:
        yield f"block {block.number}: {block.heading}{' (required)' if block.required else ''}"
        for section in block.sections:
            yield f"section: {_about(section)}"
            yield from section.keys


def _about(section: FormSection) -> str:
    marks = ["repeats"] if section.repeats else []
    marks += ["for each child"] if section.per_child else []
    return ", ".join(filter(None, (section.heading, *marks))) or "no heading"


def _changed(form: Form, known: Frozen) -> Iterator[str]:
    then, now = _versions(form, known).get(form.version), list(list_printed_lines(form))
    if then is None or then == _digest(now):
        return
    before = known[form.id]["lines"]  # of its newest version: mostly this one
    more = [f"+ {one}" for one in now if one not in before]
    less = [f"- {one}" for one in before if one not in now]
    what = ", ".join((*more, *less)[:3]) or "another order"
    yield RAISE.format(id=form.id, version=form.version, what=what, file=RUNS)
