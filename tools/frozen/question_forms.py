"""Freeze the wording of every question and of every option that a pack words itself.

A signed record prints the words its worker answered. So a wording is never changed in place: what
reads otherwise now is written to a new form version (content/question_forms), and the digests of
all forms stand in tests/vectors/question_forms.json.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from app.domain.pages import CONCERN_PAGES, PAGES, list_stored_fields
from app.domain.pages.page_model import Field
from app.services.content.pack_content import label_signs_and_sharing_bases
from content import pack_loader, question_wording
from content.question_wording import QUESTIONS, SIGNS

ROOT = Path(__file__).resolve().parents[2]
DIGESTS = ROOT / "tests" / "vectors" / "question_forms.json"
NOT_FROZEN = "{key} reads otherwise than on form {form}. Run `make frozen`: it writes a new form"
CHANGED = "form {form} was changed after it was frozen. Put it back, and run `make frozen`"
Form = dict[str, dict[str, Any]]


def list_wordings() -> dict[str, dict[str, Any]]:
    """Return how each question is asked today, by "part.field"."""
    return {
        f"{page.part_name}.{field.name}": _describe(field)
        for page in (*PAGES, *CONCERN_PAGES)
        for field in list_stored_fields(page)
    }


def list_pack_labels() -> dict[str, dict[str, str]]:
    """Return the labels of each pack's own options today, by pack."""
    return {
        name: label_signs_and_sharing_bases(pack_loader.load_pack(name))
        for name in pack_loader.list_pack_names()
    }


def find_wording_faults() -> list[str]:
    """Return what today's code asks otherwise than the newest form, and forms that were changed."""
    form, new = question_wording.get_current_form_version(), find_new_wordings()
    keys = [*new[QUESTIONS], *(key for labels in new[SIGNS].values() for key in labels)]
    changed = [CHANGED.format(form=number) for number in find_changed_forms()]
    return [*changed, *(NOT_FROZEN.format(key=key, form=form) for key in keys)]


def find_new_wordings(before: int | None = None) -> Form:
    """Return what reads otherwise today than on form `before`, which is the newest by default."""
    form = question_wording.get_current_form_version() if before is None else before
    asked = {
        key: wording
        for key, wording in list_wordings().items()
        if question_wording.find_wording(key, form) != wording
    }
    labels = {
        pack: {key: text for key, text in own.items() if known.get(key) != text}
        for pack, own in list_pack_labels().items()
        for known in (question_wording.load_pack_labels(pack, form),)
    }
    return {QUESTIONS: asked, SIGNS: {pack: own for pack, own in labels.items() if own}}


def find_changed_forms() -> list[int]:
    """Return the forms whose file is not what was frozen, or is gone."""
    known: dict[str, str] = json.loads(DIGESTS.read_text(encoding="utf-8"))
    there = {str(form): _digest(form) for form in question_wording.list_form_versions()}
    return [int(form) for form in sorted({*known, *there}) if known.get(form) != there.get(form)]


def write_new_form() -> tuple[list[str], list[str]]:
    """Write what reads otherwise now as a new form; one that is not committed yet is written again.

    Returns what was written, and what a person must do.
    """
    newest = question_wording.get_current_form_version()
    replaces = newest > 1 and not _is_committed(newest)
    new = find_new_wordings(newest - 1 if replaces else newest)
    if not any(new.values()) or (replaces and new == question_wording.load_form_changes(newest)):
        return [], []
    form = newest if replaces else newest + 1
    _write(form, new)
    return [f"content/question_forms/form-{form}.json: {sum(map(len, new.values()))} changed"], []


def _write(form: int, wordings: Form) -> None:
    text = json.dumps(wordings, indent=1, ensure_ascii=False, sort_keys=True)
    _path(form).write_text(f"{text}\n", encoding="utf-8")
    question_wording.list_form_versions.cache_clear()
    question_wording.load_form_changes.cache_clear()
    question_wording.load_pack_labels.cache_clear()
    digests = {str(number): _digest(number) for number in question_wording.list_form_versions()}
    DIGESTS.write_text(f"{json.dumps(digests, indent=1)}\n", encoding="utf-8")


def _describe(field: Field) -> dict[str, Any]:
    wording: dict[str, Any] = {"label": field.label}
    if field.third:
        wording["third"] = field.third
    if field.options:
        wording["options"] = {
            one.token: [one.label, one.third] if one.third else [one.label] for one in field.options
        }
    return wording


def _is_committed(form: int) -> bool:
    git = shutil.which("git")
    if git is None:
        return True
    command = [git, "ls-tree", "HEAD", str(_path(form).relative_to(ROOT))]
    told = subprocess.run(  # noqa: S603 - a fixed command
        command, cwd=ROOT, check=False, capture_output=True, text=True
    )
    return bool(told.stdout) or told.returncode != 0


def _path(form: int) -> Path:
    return question_wording.FOLDER / f"form-{form}.json"


def _digest(form: int) -> str:
    return hashlib.sha256(_path(form).read_bytes()).hexdigest()
