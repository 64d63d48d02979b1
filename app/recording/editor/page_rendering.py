"""Draw one page of questions, wherever it stands: in a draft, or after signing.

The view decides where its buttons lead; this decides what is on the page.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from flask import g, render_template
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.domain.deadlines import calls_still_needed
from app.domain.pages import list_fields
from app.domain.pages.details_support import DUTIES
from app.domain.pages.information_sharing import SHARING
from app.domain.pages.page_model import Page
from app.domain.record import rough_notes
from app.domain.record.answer_parsing import PageAnswers, parse_answers
from app.domain.record.collected_record import lacks_child_who_told
from app.domain.record.form_data import (
    FIRST_CHILD,
    PAGE_DONE,
    FormData,
    find_first_home_area,
    get_text,
    list_home_areas,
)
from app.recording.call_script import call_contacts
from app.recording.editor import empty_question_cache, pack_options, page_problems, version_diff
from app.recording.editor.page_buttons import RemovalQuestion
from app.recording.editor.page_layout import LayoutInput, PageSection, lay_out_page
from app.recording.editor.record_store import PracticeScene
from app.recording.practice import practice_contacts
from app.recording.practice.practice_contacts import CallContacts
from app.services.children.file_contacts import FileContacts
from app.services.contacts import phone_numbers
from app.services.contacts.ruled_out import RuledOut, find_people_not_to_tell
from app.services.content import pack_content
from app.services.drafts.draft_types import ConflictingText
from app.services.drafts.late_page_store import LatePage


class OpenItems(msgspec.Struct, frozen=True):
    """The open things of a concern, as the page that closes it counts them.

    `no_file`: each child in no file, and where one is chosen; `no_call`: danger is not ruled out,
    and no answered call is recorded; `author`: who recorded it, is none of its readers
    and can sign in, or "".
    """

    count: int
    no_file: tuple[tuple[str, str], ...]
    no_call: bool = False
    author: str = ""


class PageSheet(msgspec.Struct, frozen=True, dict=True):
    """A page and what it is drawn from. Addresses: where the form goes, saves itself, leads back.

    `saved_at` is None before the first save; `finish` are the words on the first button;
    `caption` names the file above the heading; `ring`: where the child's numbers are;
    `past_leads`: no lead may read what is written here; `not_to_call`: who is never offered;
    `kept`: what came too late;
    `spoiled`: what was kept of it does not open;
    `seen`: the last entry that its file had when the page was first shown; `known`: what the file
    says already of what this page does not ask; `stops`: why nothing can be made of it now;
    `closing`: what is open, on the page that closes a concern;
    `last`: the newest entry of the file as it is now; `colleagues`: on the page of a decision, the
    entry and the words of each that someone else made; `signed_at`: when its record was signed;
    `scene`: what a page of a practice is judged by; `contacts`: who works with the child, by their
    file, for a lead who decides.
    """

    page: Page
    raw: FormData
    pages: Mapping[str, FormData]
    children: tuple[str, ...]
    action: str
    autosave: str
    back: str
    version: int = 0
    saved_at: datetime | None = None
    touched_at: datetime | None = None
    asides: Sequence[ConflictingText] = ()
    finish: str = "Continue"
    concern_id: UUID | None = None
    tasks: str = ""
    ring: str = ""
    past_leads: bool = False
    not_to_call: frozenset[UUID] = frozenset()
    caption: str = ""
    kept: LatePage | None = None
    spoiled: bool = False
    seen: int | None = None
    known: Sequence[tuple[str, str]] | None = None
    stops: str = ""
    closing: OpenItems | None = None
    last: int = 0
    colleagues: Sequence[tuple[int, str]] = ()
    scene: PracticeScene | None = None
    contacts: Sequence[FileContacts] = ()
    signed_at: datetime | None = None

    def __repr__(self) -> str:
        return f"<Sheet {self.page.name}>"

    @property
    def today(self) -> date:
        """The day in London that its dates are judged by."""
        return self.scene.at.date() if self.scene else get_today()

    @cached_property
    def answers(self) -> PageAnswers:
        """The answers as they are typed now, parsed once however often they are asked for."""
        choices = pack_options.load_pack_options(g.org.pack)
        return parse_answers(self.page, self.raw, self.children, self.today, choices)

    def layout(self, raw: FormData, problems: Mapping[str, str]) -> LayoutInput:
        """Return what the sections depend on, for this text of the page."""
        child_raw = raw if self.page.name == "child" else self.pages.get("child", {})
        found = pack_content.load_org_pack_text(g.org, g.uow.clock())
        return LayoutInput(
            raw,
            problems,
            self.children or (FIRST_CHILD,),
            child_raw,
            g.org.pack,
            found,
            self.scene.labels if self.scene else {},
        )


def get_anchor_after_picking(page: Page, picked: str) -> str:
    """Return where a sign that was just picked leads: who to call comes before its questions."""
    return (
        "ring-now"
        if pack_options.find_sign_group(g.org.pack, page.pick_group).ring
        else f"{picked}basis"
    )


def find_sheet_problems(sheet: PageSheet) -> dict[str, str]:
    """Return what this page says next to its questions: what to correct, what may stay as typed."""
    return page_problems.describe_problems(sheet.answers, sheet.finish)


def render_page_sheet(
    sheet: PageSheet,
    problems: Mapping[str, str] | None = None,
    ask_remove: RemovalQuestion | None = None,
    done: Sequence[str] = (),
) -> ResponseReturnValue:
    """Render the page. A page that was left with Continue shows again what was wrong with it.

    `ask_remove`: whether to remove an item that holds words; `done`: steps whose core pages are.
    """
    more = _once(sheet, problems is not None)
    if problems is None:
        problems = find_sheet_problems(sheet) if PAGE_DONE in sheet.raw else {}
    found = lay_out_page(sheet.page, layout := sheet.layout(sheet.raw, problems))
    values = {
        "sheet": sheet,
        "page": sheet.page,
        "sections": found,
        "draw": empty_question_cache.draw_cached_control,
        "problems": page_problems.list_problems_in_page_order(found, problems),
        "marks": page_problems.list_unreadable_input_marks(sheet.answers) if problems else [],
        "not_needed": lacks_child_who_told(sheet.page, sheet.pages),
        "picked": _picked(sheet, _unasked(found)),
        "ask_remove": ask_remove,
        "done": done,
        "scene": sheet.scene,
        "practice": sheet.scene is not None,
    }
    more |= _both(sheet, layout) | make_call_context(sheet) | _beside(sheet.page)
    return render_template("recording/page.html", **values, **more)


def _once(sheet: PageSheet, pressed: bool) -> dict[str, Any]:
    """Return what two pages say of what is written: no child on one, changed notes on the other."""
    no_child = pressed and page_problems.must_ask_for_child(sheet.page, sheet.raw, {})
    notes = (
        rough_notes.list_earlier_rough_notes(sheet.raw)
        if sheet.page.name == rough_notes.NOTES_PAGE
        else ()
    )
    return {"no_child": page_problems.NO_CHILD_MARK if no_child else "", "notes": notes}


def _beside(page: Page) -> dict[str, Any]:
    """Return what the pack says next to this page, and that some of it is old where it is."""
    said = pack_content.load_org_pack_text(g.org, g.uow.clock())
    names = [field.name for field in list_fields(page)] + ([page.group.name] if page.group else [])
    intro, none = page.intro or page.part_name, ["none" if page.pick_group else "who"]
    keys = [intro, *(f"{page.part_name}-{name}" for name in (*names, *none))]
    return {
        "said": said,
        "duty": said.csa_duty if page.name == DUTIES.name else None,
        "basis": said.sharing if page.name == SHARING.name else None,
        "guide": said.guidance(intro),
        "old": said.old_beside(keys, page.step if page.core else "", page.pick_group),
    }


def make_call_context(sheet: PageSheet) -> dict[str, Any]:
    """Return who is in danger, and the panel: made only where a page shows it in full."""
    now = sheet.pages.get("now", {})
    never = RuledOut() if sheet.scene else find_people_not_to_tell(g.uow, sheet.pages)
    without = never.ids | sheet.not_to_call
    past = sheet.past_leads or call_contacts.is_about_team(now) or never.leads
    danger = call_contacts.is_in_danger(now, asked_here=sheet.page.name == "now")
    area = find_first_home_area(sheet.pages)
    areas = list_home_areas(sheet.pages)
    scene = sheet.scene
    whom: CallContacts = practice_contacts.PracticeContacts(scene.at) if scene else call_contacts
    return {
        "past_leads": past,
        "alike": never.alike,
        "panel": lambda: whom.build_panel(area, past_leads=past, danger=danger, without=without),
        "elsewhere": lambda: whom.list_other_council_panels(
            areas, area, past_leads=past, without=without
        ),
        "for_the_child": whom.list_child_help_lines(sheet.page.name),
        "for_the_worker": whom.list_whistleblowing_lines(sheet.page.name),
        "lados": whom.list_page_lado_lines(sheet.page.name, sheet.raw, area),
        "danger": _danger(sheet),
        "to_ring": calls_still_needed.find_answer_needing_call(sheet.page.name, sheet.raw),
    }


def _both(sheet: PageSheet, layout: LayoutInput) -> dict[str, Any]:
    """Return texts that wait next to this page, each with the differences in words."""
    apart = (
        version_diff.list_differences(sheet.page, sheet.layout(a.raw, {}), layout)
        for a in sheet.asides
    )
    return {"asides": list(zip(sheet.asides, apart, strict=True))}


def _danger(sheet: PageSheet) -> FormData:
    """Return the first page's answers for later pages, if somebody is or may be in danger."""
    now = sheet.pages.get("now", {})
    in_danger = get_text(now, "danger_now") in {"yes", "unsure"} and sheet.page.name != "now"
    return dict(now) if in_danger else {}


def _unasked(found: Sequence[PageSection]) -> str:
    """Return the first question about a picked sign that has no answer yet."""
    asked = (c for s in found for c in s.controls if c.field.name == "basis" and not c.answered)
    return next((c.name for c in asked), "")


def _picked(sheet: PageSheet, asks: str) -> dict[str, Any]:
    """Return, for a page of signs, what the pack says of the group and of those that are picked."""
    if not sheet.page.pick_group:
        return {}
    tokens = {
        token
        for name, texts in sheet.raw.items()
        if name.endswith("indicators-pick")
        for token in texts
    }
    signs = pack_options.list_signs(g.org.pack, sheet.page.pick_group)
    group = pack_options.find_sign_group(g.org.pack, sheet.page.pick_group)
    return {
        "group": group,
        "ring_text": phone_numbers.load_pack(g.org.pack).fill(group.ring_text, g.org.lead_title),
        "any": bool(tokens),
        "asks": asks,
        "kept": [s.label for s in signs if s.keep_from_family and s.token in tokens],
    }
