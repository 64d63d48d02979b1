"""Choose who to call from a question page, under the answer that needs it and in no panel."""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.domain.journey.question_model import QuestionPage
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.who_was_told import TOLD_WHO_CHILD_IS
from app.domain.record.form_data import FormData, get_text
from app.recording.editor.page_rendering import PageSheet, make_call_context
from app.recording.questions.question_sheet import QuestionSheet
from app.services.contacts.phone_numbers import PhoneLine

_BEFORE_TELLING = frozenset({"where", "read", "how", "words", "when", "seen", "others"})
_URGENT = frozenset({"yes", "unsure"})
_NOT_SAFE = frozenset({"no", "unsure"})


class CallReminder(msgspec.Struct, frozen=True):
    """One line above a question. `why`: danger, untold or tonight; `line`: whom to call first."""

    why: str
    line: PhoneLine | None = None


def make_numbers(sheet: QuestionSheet) -> dict[str, Any]:
    """Return what a question page says of calls: lines for its notes, one reminder above it."""
    stored = PAGES_BY_NAME[sheet.page.pages[0]]
    raw = sheet.pages.get(stored.name, {})
    known = {name: sheet.pages.get(name, {}) for name in ("child", "now")}
    found = make_call_context(
        PageSheet(
            page=stored,
            raw=raw,
            pages=known,
            children=sheet.children,
            action="",
            autosave="",
            back="",
            scene=sheet.scene,
        )
    )
    return {
        "panel": found["panel"],
        "elsewhere": found["elsewhere"],
        "past_leads": found["past_leads"],
        "staff_lines": lambda: find_staff_lines(found),
        "reminder": find_reminder(sheet.page, sheet.pages, found),
    }


def find_staff_lines(found: Mapping[str, Any]) -> list[PhoneLine]:
    """Return whom to call about someone who works with children."""
    return [line for line in found["panel"]().lines if line.kind not in {"lead", "away"}]


def find_reminder(
    page: QuestionPage, pages: Mapping[str, FormData], found: Mapping[str, Any]
) -> CallReminder | None:
    """Return the reminder that stands above a question; None where nothing calls for one."""
    if page.name in {"danger", "told"} or page.detail:
        return None
    told = pages.get("told", {})
    if has_told_someone(told):
        return None
    if get_text(pages.get("now", {}), "danger_now") in _URGENT:
        return CallReminder("danger")
    if page.name == "family" and _is_unsafe_tonight(pages.get("wishes", {})):
        return CallReminder("tonight")
    if page.name not in _BEFORE_TELLING:
        return None
    lines = found["panel"]().lines
    leads = [line for line in lines if line.kind in {"lead", "away"} and line.number]
    return CallReminder("untold", next(iter(leads), None))


def has_told_someone(told: FormData) -> bool:
    """Whether the lead was told, or a call told someone who the child is."""
    ends = [texts for name, texts in told.items() if name.endswith("-how_it_ended")]
    return get_text(told, "told_lead") == "yes" or [TOLD_WHO_CHILD_IS] in ends


def _is_unsafe_tonight(wishes: FormData) -> bool:
    said = (texts for name, texts in wishes.items() if name.endswith(".safe_tonight"))
    return any(set(texts) & _NOT_SAFE for texts in said)
