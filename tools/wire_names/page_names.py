"""Questions and what they store: pages, fields, options, and the names a browser sends."""

from __future__ import annotations

from app.domain.pages import CONCERN_PAGES, PAGES, list_fields
from app.domain.pages.page_model import Field, Page
from app.domain.practice import debrief_form
from app.domain.record.form_data import select_page_fields
from app.domain.training import training_forms
from referral_forms.forms import FORMS, OF_AREA


def describe_pages() -> dict[str, dict[str, str]]:
    """Return, for each page, its part, its group and its fields with kind, tokens and unknowns."""
    return {
        page.name: _page(page) for page in sorted((*PAGES, *CONCERN_PAGES), key=lambda p: p.name)
    }


def _page(page: Page) -> dict[str, str]:
    found = {"(part)": page.part_name, "(step)": page.step.value}
    if page.group:
        found["(group)"] = page.group.name
    for field in list_fields(page):
        _field(field, field.name, found)
    return found


def _field(field: Field, at: str, found: dict[str, str]) -> None:
    found[at] = field.kind.value
    for option in field.options:
        found[f"{at} = {option.token}"] = "option"
    for unknown in field.unknowns:
        found[f"{at} = {{unknown: {unknown.value}}}"] = "unknown"
    for beside in field.beside:
        _field(beside, f"{at} + {beside.name}", found)


def list_typed_names() -> dict[str, list[str]]:
    """Return, for each page, the names of a form that its draft keeps, with their endings."""
    return {
        page.name: _kept(page) for page in sorted((*PAGES, *CONCERN_PAGES), key=lambda p: p.name)
    }


def _kept(page: Page) -> list[str]:
    names = [f.name for f in page.fields]
    if page.group:
        at = page.group.name
        names += [f"{at}-0-{f.name}" for f in page.group.fields]
        names += [f"{at}-0-id", f"{at}-last", f"{at}-pick", "-done"]
    every = [f"{start}{name}{end}" for name in names for start in ("", "c1.") for end in ENDS]
    return sorted(name for name in every if name in select_page_fields(page, {name: ["1"]}))


ENDS = ("", "-time", "-unknown")


def list_training_names() -> dict[str, list[str]]:
    """Return names and tokens of what is typed about training and practice."""
    return {
        "answer": sorted(training_forms.TRAINING_LABELS),
        "discussion": list(training_forms.DISCUSSION),
        "how": sorted(training_forms.DISCUSSION_METHODS),
        "note on a practice": list(debrief_form.NAMES),
        "true or false": sorted(training_forms.TRUE_FALSE_LABELS),
    }


def list_form_ids() -> list[str]:
    """Return the ids of referral forms; what each version prints is in forms.json."""
    return sorted(FORMS)


def map_area_forms() -> dict[str, str]:
    """Return the form of each council area."""
    return {area: form.id for area, form in sorted(OF_AREA.items())}
