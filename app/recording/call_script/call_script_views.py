"""What to say on the phone, from a draft or a file; and the call, logged where it belongs.

A call is put into a page that keeps itself like any other: among the calls of a draft, on the page
of calls of a file, or in a record that begins with it. Nothing is signed here.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.declarations import never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.access.session_extension import end_extension, extend_session
from app.access.template_context import build_call_panel
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.later_calls import CALL
from app.domain.pages.page_model import Page
from app.domain.pages.who_was_told import TOLD
from app.domain.record.answer_parsing import Choices
from app.domain.record.collected_record import collect_record
from app.domain.record.form_data import find_first_home_area, label_children, list_home_areas
from app.errors import NotFoundError, StaleError
from app.recording.blueprint import bp, open_own_draft
from app.recording.call_script import call_contacts
from app.recording.editor import call_items, pack_options
from app.services.concerns import concern_reading
from app.services.contacts import call_options, phone_numbers
from app.services.contacts.ruled_out import find_people_not_to_tell
from app.services.drafts import addition_drafts, draft_store
from app.services.referrals import (
    concern_call_script,
    referral_pdf,
    summary_answers,
    summary_metadata,
)

CallPanels = tuple[phone_numbers.CallPanel, call_contacts.OtherCouncilPanels]


@bp.get("/record/<uuid:draft_id>/phone-script")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def phone_script(draft_id: UUID) -> ResponseReturnValue:
    """Show the script of a draft, for its writer alone."""
    draft = open_own_draft(draft_id)
    whole = collect_record(draft.pages, get_today(), _choices())
    names = label_children(draft.pages.get("child", {}), whole.children)
    panels = _of_draft(draft)
    extend_session()
    return render_template(
        "recording/phone_script.html",
        script=concern_call_script.build_draft_script(
            whole.parts, pack_options.load_option_labels(g.org.pack), names
        ),
        front=call_options.split_off_first_calls(panels[0]),
        elsewhere=panels[1],
        rung=_rung(panels, leads=not _past_leads(draft)),
        log=url_for("recording.log_call", draft_id=draft_id),
        back=url_for("recording.tasks", draft_id=draft_id),
        about_team=_past_leads(draft),
        two_texts=_pages(tuple(draft.conflicts)),
        to_mend=_pages(whole.problems),
        draft_id=draft_id,
    )


@bp.post("/record/<uuid:draft_id>/calls")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def log_call(draft_id: UUID) -> ResponseReturnValue:
    """Add one more call on the page that asks who was told."""
    draft = open_own_draft(draft_id)
    chosen = _chosen(_rung(_of_draft(draft), leads=not _past_leads(draft)))
    at = _one_more(draft, TOLD, chosen)
    end_extension()
    there = url_for("recording.page", draft_id=draft_id, page=TOLD.name, _anchor=at)
    return redirect(there, 303)


@bp.get("/concerns/<uuid:concern_id>/phone-script")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def phone_script_of_file(concern_id: UUID) -> ResponseReturnValue:
    """Show the script of a signed concern to its author and readers; opening it is logged."""
    file = concern_reading.open_concern(g.uow, concern_id)
    now, mine = g.uow.clock(), file.author_id == g.uow.me.id
    record, names = file.record, referral_pdf.load_pack_labels(g.uow)
    panels = _of_file(file)
    extend_session()
    said = (
        concern_call_script.build_concern_script(file, record, names, now, third=not mine)
        if record
        else None
    )
    return render_template(
        "recording/phone_script.html",
        script=said.script if said else None,
        added=said.added if said else (),
        refused=said.refused if said else ("1",),
        front=call_options.split_off_first_calls(panels[0]),
        elsewhere=panels[1],
        rung=_rung(panels, leads=True),
        log=url_for("recording.log_call_of_file", concern_id=concern_id),
        back=url_for("review.concern", concern_id=concern_id),
        reference=file.reference,
        signed_at=record.signed_at if record else None,
        added_since=said is not None and said.has_later_words,
        third=not mine,
        about_team=summary_metadata.may_be_about_own_team(file),
    )


@bp.post("/concerns/<uuid:concern_id>/calls")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def log_call_of_file(concern_id: UUID) -> ResponseReturnValue:
    """Add one more call on the page of calls of this concern, to be signed there."""
    file = concern_reading.open_concern(g.uow, concern_id)
    chosen = _chosen(_rung(_of_file(file), leads=True))
    issued = addition_drafts.find_addition_draft(g.uow, concern_id, CALL.name)
    at = ""
    if chosen or issued.began:
        addition_drafts.start_addition_draft(g.uow, concern_id, CALL.name, issued.id)
        at = _one_more(open_own_draft(issued.id), CALL, chosen)
    end_extension()
    there = url_for("recording.detail", concern_id=concern_id, page=CALL.name, _anchor=at or None)
    return redirect(there, 303)


@bp.post("/phone-script")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def log_first_call() -> ResponseReturnValue:
    """Begin a record with a call in it. The same button pressed twice begins one."""
    once = request.form.get("once", "")[:64]
    chosen = _chosen(call_options.list_call_options(build_call_panel().lines))
    place = g.uow.server.place_id(str(g.uow.me.id), f"first call {once}")
    try:
        draft = open_own_draft(draft_store.start_draft(g.uow, draft_id=place))
    except NotFoundError:  # signed or thrown away since that page was shown: this is another call
        draft = open_own_draft(draft_store.start_draft(g.uow))
    at = _one_more(draft, TOLD, chosen)
    end_extension()
    there = url_for("recording.page", draft_id=draft.id, page=TOLD.name, _anchor=at)
    return redirect(there, 303)


def _one_more(draft: draft_store.Draft, page: Page, known: Mapping[str, str]) -> str:
    """Put one more call into a page; where its first question without an answer stands."""
    if page.group is None:
        return ""
    raw = draft.pages.get(page.name, {})
    fuller, at = call_items.add_call(page, raw, known)
    if not at:
        return f"{page.group.name}-full"
    if fuller != raw and (known or raw):
        try:
            draft_store.save_page(
                g.uow, draft.id, page.name, fuller, draft.versions.get(page.name, 0)
            )
        except StaleError:
            return ""  # somebody is writing there now: both texts are shown
    first = next(name for name in ("whom", "when") if not fuller.get(f"{at}{name}"))
    return f"{at}{first}"


def _chosen(found: tuple[call_options.CallOption, ...]) -> Mapping[str, str]:
    return call_options.prefill_call_answers(found, request.form.get("line", ""))


def _rung(panels: CallPanels, *, leads: bool) -> tuple[call_options.CallOption, ...]:
    panel, elsewhere = panels
    lines = [*panel.lines, *(line for _, more in elsewhere for line in more.lines)]
    return call_options.list_call_options(lines, leads=leads)


def _of_draft(draft: draft_store.Draft) -> CallPanels:
    past, area = _past_leads(draft), find_first_home_area(draft.pages)
    danger = call_contacts.is_in_danger(draft.pages.get("now", {}))
    never = find_people_not_to_tell(g.uow, draft.pages).ids
    panel = call_contacts.build_panel(area, past_leads=past, danger=danger, without=never)
    areas = list_home_areas(draft.pages)
    return panel, call_contacts.list_other_council_panels(
        areas, area, past_leads=past, without=never
    )


def _past_leads(draft: draft_store.Draft) -> bool:
    about_team = call_contacts.is_about_team(draft.pages.get("now", {}))
    return about_team or find_people_not_to_tell(g.uow, draft.pages).leads


def _of_file(file: concern_reading.OpenConcern) -> CallPanels:
    """Return panels as the page to refer shows them: leads only where leads can read it."""
    record = file.record
    if record is None:
        return build_call_panel(), ()
    areas = [
        summary_answers.find_child_area(record, child)
        for child in summary_answers.find_child_names(record)
    ]
    area = next(filter(None, areas), "")
    near = summary_metadata.build_concern_call_panel(g.uow, file, area)
    return near, summary_metadata.build_other_children_panels(g.uow, file, record, area)


def _choices() -> Choices:
    return pack_options.load_pack_options(g.org.pack)


def _pages(names: Any) -> list[Page]:
    return [PAGES_BY_NAME[name] for name in names if name in PAGES_BY_NAME]
