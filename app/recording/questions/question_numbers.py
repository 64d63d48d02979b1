"""Choose who to call from a question page, under the answer that needs it and in no panel."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from flask import g

from app.access.template_context import load_org_with_call_info
from app.domain.journey.leaving_soon import (
    CALL_FIRST_SPAN,
    list_location_answers,
    may_child_leave_within,
)
from app.domain.journey.question_model import QuestionPage
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.who_was_told import TOLD_WHO_CHILD_IS
from app.domain.record.form_data import FormData, find_first_home_area, get_text
from app.domain.times.spoken_times import find_times
from app.recording.editor.page_rendering import PageSheet, make_call_context
from app.recording.questions.question_sheet import QuestionSheet
from app.services.contacts import phone_numbers
from app.services.contacts.phone_numbers import PhoneLine

WHERE_NAMES = frozenset({"where", "where_each"})
_BEFORE_TELLING = WHERE_NAMES | {"read", "how", "words", "when", "seen", "others"}
_URGENT = frozenset({"yes", "unsure"})
_NOT_SAFE = frozenset({"no", "unsure"})


class CallReminder(msgspec.Struct, frozen=True):
    """One line above a question. `why`: danger, untold, tonight or no_one.

    `line`: whom to call first; `leaves_soon`: the child may be gone before more is
    written, so the call is the first button.
    """

    why: str
    line: PhoneLine | None = None
    leaves_soon: bool = False

    @property
    def name(self) -> str:
        """The name of who to call, short enough for a sentence and a button."""
        if self.line is None:
            return ""
        who = "the police" if self.line.key == "police" else self.line.who.partition(",")[0]
        return f"your {who.removeprefix('Your ')}" if who.startswith("Your ") else who


def make_question_call_context(sheet: QuestionSheet) -> dict[str, Any]:
    """Return what a question page says of calls: lines for its notes, one reminder above it."""
    stored = PAGES_BY_NAME[sheet.page.pages[0]]
    raw = sheet.pages.get(stored.name, {})
    known = {name: sheet.pages.get(name, {}) for name in ("child", "now", "people", "sign")}
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
        "alike": found["alike"],
        "staff_lines": lambda: _list_staff_lines(found, sheet),
        "must_call": sheet.page.name in WHERE_NAMES
        and must_call_before_leaving(sheet.pages, _get_time(sheet)),
        "reminder": _find_untold(sheet)
        or find_call_reminder(sheet.page, sheet.pages, found, _get_time(sheet)),
    }


def _get_time(sheet: QuestionSheet) -> datetime:
    now: datetime = sheet.scene.at if sheet.scene else g.uow.clock()
    return now


def list_lines_about_staff(found: Mapping[str, Any]) -> list[PhoneLine]:
    """Return whom to call about someone who works with children."""
    return [line for line in found["panel"]().lines if line.kind not in {"lead", "away"}]


def _list_staff_lines(found: Mapping[str, Any], sheet: QuestionSheet) -> list[PhoneLine]:
    """Return who answers now, then the LADO: the four rows that a note has room for.

    Where no line of a council is known to be open, the first that might be is one of them.
    """
    lines = list_lines_about_staff(found)
    if sheet.scene:
        return lines
    area = find_first_home_area(sheet.pages)
    lados = phone_numbers.find_lado_lines(load_org_with_call_info(), g.uow.clock(), area)
    known = {(lado.key, lado.tel) for lado in lados}
    others = [line for line in lines if (line.key, line.tel) not in known]
    now = [line for line in others if line.kind in {"emergency", "open"}][:3]
    maybe = [line for line in others if line.tel and line not in now and not line.wrong]
    return [*now, *maybe[: 3 - len(now)], lados[0]]


def find_call_reminder(
    page: QuestionPage,
    pages: Mapping[str, FormData],
    found: Mapping[str, Any],
    at: datetime,
) -> CallReminder | None:
    """Return the reminder that stands above a question; None where nothing calls for one."""
    if page.name in {"danger", "told"} or page.detail or has_told_someone(pages.get("told", {})):
        return None
    now = pages.get("now", {})
    soon = page.name in WHERE_NAMES and any(
        may_child_leave_within(raw, at, CALL_FIRST_SPAN) for raw in list_location_answers(pages)
    )
    if get_text(now, "danger_now") in _URGENT:
        return CallReminder("danger", leaves_soon=soon)
    if page.name == "family" and _is_unsafe_tonight(pages.get("wishes", {})):
        return CallReminder("tonight")
    if page.name not in _BEFORE_TELLING:
        return None
    return CallReminder("untold", find_first_line_to_call(found), soon)


def _find_untold(sheet: QuestionSheet) -> CallReminder | None:
    """Return that no one was told, on every page: no one here can learn of it any other way."""
    untold = sheet.untold and not has_told_someone(sheet.pages.get("told", {}))
    return CallReminder("no_one") if untold else None


def find_first_line_to_call(found: Mapping[str, Any]) -> PhoneLine | None:
    """Return the first line to call short of 999: a lead only while they can be reached."""
    lines = list_lines_about_staff(found) if found["past_leads"] else found["panel"]().lines
    return next((line for line in lines if line.kind != "emergency" and line.tel), None)


def must_call_before_leaving(pages: Mapping[str, FormData], at: datetime) -> bool:
    """Whether the page that asks where the child is comes back with the call first."""
    told = has_told_someone(pages.get("told", {}))
    return not told and any(
        find_times(get_text(raw, "leaves_at"))  # a time no one can read blocks nothing
        and may_child_leave_within(raw, at, CALL_FIRST_SPAN)
        for raw in list_location_answers(pages)
    )


def has_told_someone(told: FormData) -> bool:
    """Whether the lead was told, or a call told someone who the child is."""
    ends = [texts for name, texts in told.items() if name.endswith("-how_it_ended")]
    return get_text(told, "told_lead") == "yes" or [TOLD_WHO_CHILD_IS] in ends


def _is_unsafe_tonight(wishes: FormData) -> bool:
    said = (texts for name, texts in wishes.items() if name.endswith(".safe_tonight"))
    return any(set(texts) & _NOT_SAFE for texts in said)
