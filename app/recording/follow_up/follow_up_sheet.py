"""Put together what a page about a signed concern shows: its questions, answers and numbers.

This module saves nothing and signs nothing.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from flask import g, request, url_for

from app.domain.pages.closure import CLOSURE, REOPENING
from app.domain.pages.decision import DECISION
from app.domain.pages.page_model import Page
from app.domain.pages.referral import ASKED, ESCALATION
from app.domain.record.form_data import FormData
from app.domain.record.part_lookup import find_first_child
from app.domain.routing.recipients import Recipients
from app.recording.blueprint import find_late_page, open_own_draft
from app.recording.editor.page_rendering import PageSheet
from app.recording.follow_up import (
    closing_flow,
    decision_flow,
    extra_text_flow,
    follow_up_rules,
    signed_answers,
)
from app.services.auth.second_step import step_requirement
from app.services.children import file_contacts
from app.services.children.file_contacts import FileContacts
from app.services.concerns import concern_reading, follow_up_entries, record_routing
from app.services.concerns.concern_deadlines import find_first_child_area
from app.services.content import pack_content
from app.services.drafts.addition_drafts import IssuedDraft
from app.services.drafts.draft_store import Draft, check_and_log_spoiled_page, load_conflicts
from app.services.members import member_lookup


def open_follow_up_sheet(concern_id: UUID, page: Page, issued: IssuedDraft) -> PageSheet:
    """Return a page as its writer sees it, with what was saved of it. Opens the concern."""
    file = concern_reading.open_concern(g.uow, concern_id)  # its opening is logged
    child_raw, children = read_signed_children(file)
    draft = open_own_draft(issued.id) if issued.began else None
    raw = draft.pages.get(page.name, {}) if draft else {}
    fitted = _fit_page(page, file, raw)
    raw = _fill_in(fitted, raw)
    seen = read_first_seen_entry_number(request.args.to_dict(flat=False)) or file.last
    return PageSheet(
        page=fitted,
        raw=raw,
        pages={"child": child_raw, page.name: raw},
        children=children,
        **_get_urls(concern_id, page, issued.id),
        **_describe_draft(draft, page),
        finish=extra_text_flow.FINISH if extra_text_flow.is_extra_text(page) else "Sign and save",
        concern_id=concern_id,
        seen=seen if page.for_readers else None,
        caption=f"Concern {file.reference}",
        ring=_get_numbers_url(file),
        past_leads=file.route != Recipients.LEADS,
        not_to_call=_find_people_not_to_call(file),
        kept=find_late_page(issued.id, page.name),
        known=signed_answers.list_answers_to_repeat(page, file),
        stops=extra_text_flow.explain_missing_document(page, file)
        or closing_flow.explain_already_closed(page, file),
        closing=closing_flow.summarise_open_items(file, fitted) if page is CLOSURE else None,
        **_describe_decision(concern_id, page, file),
    )


def _find_people_not_to_call(file: concern_reading.OpenConcern) -> frozenset[UUID]:
    """Return the leads and seniors who cannot read a concern that went past the leads.

    It may be about one of them.
    """
    if file.route == Recipients.LEADS:
        return frozenset()
    readers = record_routing.find_record_readers(g.uow, file.record) if file.record else ()
    known = member_lookup.list_leads_and_seniors(g.uow)
    return frozenset(one.id for one in known) - {one.id for one in readers}


def _describe_decision(
    concern_id: UUID, page: Page, file: concern_reading.OpenConcern
) -> dict[str, Any]:
    """Return what a decision is made next to; nothing for another page."""
    if page is not DECISION:
        return {}
    return {
        "last": file.last,
        "signed_at": file.signed_at if file.record is None else file.record.signed_at,
        "colleagues": decision_flow.list_colleagues_decisions(file),
        "contacts": _list_contacts(concern_id),
    }


def _list_contacts(concern_id: UUID) -> tuple[FileContacts, ...]:
    """Return who works with the child, by their file, where the page is shown to a lead."""
    if request.method != "GET" or step_requirement.is_step_due(g.uow):
        return ()
    return file_contacts.list_file_contacts(g.uow, concern_id)


def _describe_draft(draft: Draft | None, page: Page) -> dict[str, Any]:
    """Return when a page was saved, and what else waits for it."""
    if draft is None:
        return {}
    return {
        "version": draft.versions.get(page.name, 0),
        "saved_at": draft.saved_at.get(page.name),
        "touched_at": draft.touched_at,
        "asides": load_conflicts(g.uow, draft.id, page.name) if draft.asides else (),
        "spoiled": check_and_log_spoiled_page(g.uow, draft, page.name),
    }


def _fill_in(page: Page, raw: FormData) -> FormData:
    """Return what was typed, with what a page shows filled in."""
    if page.name == CLOSURE.name:
        return closing_flow.adopt_old_closing_draft(page, raw)
    return decision_flow.fill_decision_defaults(page, raw) if page.name == DECISION.name else raw


def _get_urls(concern_id: UUID, page: Page, draft_id: UUID) -> dict[str, Any]:
    """Return where the form is sent and saved, and where Back leads.

    From what a team asks it leads to the page after signing, because its author fills that in.
    """
    here: dict[str, Any] = {"concern_id": concern_id, "page": page.name, "draft_id": draft_id}
    back = "review.signed" if page is ASKED else "review.concern"
    return {
        "action": url_for("recording.submit_detail", **here),
        "autosave": url_for("recording.autosave_detail", **here),
        "back": url_for(back, concern_id=concern_id),
    }


def _fit_page(page: Page, file: concern_reading.OpenConcern, raw: FormData) -> Page:
    """Return the page with the choices of this concern, and only the questions that it needs.

    Whoever opens a concern again is asked for a day only if nothing from before has one.
    """
    if page is REOPENING and follow_up_entries.find_outstanding_if_reopened(g.org, file):
        return msgspec.structs.replace(page, fields=page.fields[:1])
    if page is ASKED:
        return signed_answers.drop_answered_questions(page, file, raw)
    if page is CLOSURE:
        return closing_flow.load_closing_page(file)
    now = g.uow.clock()
    choices = follow_up_rules.add_entry_choices(page, file, now)
    if page is ESCALATION:
        area = find_first_child_area(file.record)
        hint = pack_content.find_escalation_text(g.org, area, now).line
        level = msgspec.structs.replace(choices.fields[0], hint=hint)
        return msgspec.structs.replace(choices, fields=(level, *choices.fields[1:]))
    return follow_up_rules.drop_inactive_duty(
        choices, raw, pack_content.load_org_pack_text(g.org, now)
    )


def _get_numbers_url(file: concern_reading.OpenConcern) -> str:
    """Return where the numbers of the child's own council are; "" for an unreadable record."""
    there = url_for("referrals.referral", concern_id=file.id, _anchor="ring-now")
    return there if file.record else ""


def read_first_seen_entry_number(form: Mapping[str, list[str]]) -> int | None:
    """Return the last entry that the concern had when this page was first shown, or None."""
    return _read_number(form, "seen")


def read_known_decisions_entry_number(form: Mapping[str, list[str]]) -> int | None:
    """Return the last entry that the concern had when its decisions were last shown, or None."""
    known = _read_number(form, "decided")
    return read_first_seen_entry_number(form) if known is None else known


def _read_number(form: Mapping[str, list[str]], name: str) -> int | None:
    text = (form.get(name) or [""])[0]
    return int(text) if text.isdecimal() and len(text) < 10 else None


def read_signed_children(file: concern_reading.OpenConcern) -> tuple[FormData, tuple[str, ...]]:
    """Return names and ids of the children, from the signed record."""
    record = file.record
    parts = record.parts if record else ()
    found = [part for part in parts if part.page == "child"]
    raw: FormData = {}
    for place, part in enumerate(found):
        name = part.values.get("name")
        raw[f"children-{place}-id"] = [part.item]
        raw[f"children-{place}-name"] = [name] if isinstance(name, str) else []
        area = part.values.get("home_area")  # whose numbers the page shows
        raw[f"children-{place}-home_area"] = [area] if isinstance(area, str) else []
    return raw, tuple(part.item for part in found) or (find_first_child(parts),)
