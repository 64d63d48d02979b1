"""More about a signed record: one page at a time, each Sign and save an entry of its own.

The children are those of the signed record. The draft's id is in the form's address, so that a
page that comes after the sign-in ended is kept like any other. An id that was not issued to this
person for this page of this file is no draft, whoever else's it may be.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.declarations import keeps_late_text, never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.access.submitted_form import read_submitted_form
from app.domain.journey.detail_groups import DETAIL_GROUPS
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.addition import ADDITION
from app.domain.pages.closure import CLOSURE, REOPENING
from app.domain.pages.decision import DECISION, DISAGREEMENT
from app.domain.pages.information_sharing import SHARING
from app.domain.pages.page_model import Page
from app.domain.pages.referral import ASKED
from app.domain.record.answer_parsing import PageAnswers, resolve_relative_times
from app.domain.record.asked_parts import split_into_stored_parts
from app.domain.record.entry_schema import ENTRY_TYPE_BY_PAGE, Part
from app.domain.record.form_data import FormData, is_blank, select_page_fields
from app.errors import InvalidError, NotFoundError, StaleError
from app.recording.blueprint import bp, get_added_entry_url, is_showing_problems
from app.recording.editor import page_problems
from app.recording.editor.draft_record_store import open_draft_store
from app.recording.editor.page_buttons import (
    change_form_by_button,
    find_newly_picked_sign,
    make_item_query_value,
    make_removal_question,
    must_confirm_removal,
    read_pressed_button,
)
from app.recording.editor.page_handling import save_autosaved_form, save_page
from app.recording.editor.page_rendering import (
    PageSheet,
    get_anchor_after_picking,
    render_page_sheet,
)
from app.recording.follow_up import closing_flow, decision_flow, extra_text_flow, follow_up_rules
from app.recording.follow_up.follow_up_sheet import (
    open_follow_up_sheet,
    read_first_seen_entry_number,
    read_known_decisions_entry_number,
)
from app.services.concerns import additions, concern_access, concern_reading, follow_up_entries
from app.services.concerns.entry_append import MakeBeside
from app.services.drafts import addition_drafts
from app.services.drafts.addition_drafts import IssuedDraft
from app.services.drafts.draft_store import (
    delete_pages_if_signed,
)

DUTIES_PAGE = "duties"
NOTHING_WRITTEN = (
    "Nothing is written here yet. Write something and sign it, or press Back to leave."
)
TWO_VERSIONS = "There are two versions of this page. Look at both and choose, then sign."


@bp.get("/concerns/<uuid:concern_id>/more")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def more(concern_id: UUID) -> ResponseReturnValue:
    """Show the pages that can still be filled, with when I added one."""
    concern_access.load_readable_concern(g.uow, concern_id)
    return render_template(
        "recording/more.html",
        concern_id=concern_id,
        groups=DETAIL_GROUPS,
        begun={one.page for one in addition_drafts.list_started_additions(g.uow, concern_id)},
        added=addition_drafts.find_last_addition_times(g.uow, concern_id),
    )


@bp.get("/concerns/<uuid:concern_id>/add", defaults={"page": ADDITION.name})
@bp.get("/concerns/<uuid:concern_id>/duties", defaults={"page": DUTIES_PAGE})
@bp.get("/concerns/<uuid:concern_id>/sharing", defaults={"page": SHARING.name})
@bp.get("/concerns/<uuid:concern_id>/decide", defaults={"page": DECISION.name})
@bp.get("/concerns/<uuid:concern_id>/disagree", defaults={"page": DISAGREEMENT.name})
@bp.get("/concerns/<uuid:concern_id>/close", defaults={"page": CLOSURE.name})
@bp.get("/concerns/<uuid:concern_id>/reopen", defaults={"page": REOPENING.name})
@bp.get("/concerns/<uuid:concern_id>/more/<page>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def detail(concern_id: UUID, page: str) -> ResponseReturnValue:
    """Show one page to fill after signing; what was started before is there again."""
    asked = _asked(page, concern_id)
    issued = addition_drafts.find_addition_draft(g.uow, concern_id, page)
    sheet = open_follow_up_sheet(concern_id, asked, issued)
    # Back from what was signed to an address that checks: a fresh page, nothing is wrong with it.
    ask = make_removal_question(asked, sheet.pages, request.args.get("remove", ""))
    checks = bool(sheet.stops) or (is_showing_problems() and issued.began)
    there = _list_decided_meanwhile(sheet)
    problems = there | _to_mend(sheet) if checks else there or None
    return render_page_sheet(sheet, problems, ask)


@bp.get("/concerns/<uuid:concern_id>/more/<page>/<uuid:draft_id>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def detail_again(concern_id: UUID, page: str, draft_id: UUID) -> ResponseReturnValue:
    """Show the same page under the address its form is sent to: reloading must not lose it."""
    asked = _asked(page, concern_id)
    return redirect(url_for("recording.detail", concern_id=concern_id, page=asked.name), 303)


@bp.post("/concerns/<uuid:concern_id>/more/<page>/<uuid:draft_id>")
@keeps_late_text()
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def submit_detail(concern_id: UUID, page: str, draft_id: UUID) -> ResponseReturnValue:
    """Keep the page; Sign and save makes it an entry of the file."""
    asked, form = _asked(page, concern_id), read_submitted_form()
    raw = _begun(concern_id, asked, draft_id, form)
    button = read_pressed_button(asked, form)
    ask = must_confirm_removal(asked, {page: raw}, button)
    raw = raw if ask else change_form_by_button(asked, raw, button)
    here = partial(_here, concern_id, asked, form)
    if not save_page(open_draft_store(draft_id), page, raw, form) or button.kind != "continue":
        question = {"remove": make_item_query_value(button), "_anchor": "remove"} if ask else {}
        return redirect(here(**question), 303)
    if picked := find_newly_picked_sign(asked, form):
        return redirect(here(_anchor=get_anchor_after_picking(asked, picked)), 303)
    if extra_text_flow.is_extra_text(asked):
        file = concern_reading.open_concern(g.uow, concern_id)
        return redirect(extra_text_flow.get_url_after_extra_text(file, asked, raw), 303)
    if asked is ASKED and is_blank(raw):  # what is not known never holds a referral back
        return redirect(_after(concern_id, asked), 303)
    if (number := _sign_again(concern_id, asked, draft_id, raw, form)) is None:
        return redirect(here(check=1), 303)
    delete_pages_if_signed(g.uow, draft_id)
    return redirect(_after(concern_id, asked, number), 303)


@bp.post("/concerns/<uuid:concern_id>/more/<page>/<uuid:draft_id>/autosave")
@keeps_late_text()
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def autosave_detail(concern_id: UUID, page: str, draft_id: UUID) -> ResponseReturnValue:
    """Keep the page while it is being typed."""
    asked = _asked(page, concern_id)
    raw = _begun(concern_id, asked, draft_id, read_submitted_form())
    return save_autosaved_form(open_draft_store(draft_id), page, raw)


def _after(concern_id: UUID, page: Page, number: int = 0) -> str:
    """Return where a page leads once it is signed."""
    if page is ASKED:
        return url_for("referrals.referral", concern_id=concern_id)
    return get_added_entry_url(concern_id, number)


def _asked(name: str, concern_id: UUID) -> Page:
    page = PAGES_BY_NAME.get(name)
    if page is None or page.core:
        raise NotFoundError("page")
    if page.for_readers:
        concern_reading.demand_concern_reader(g.uow, concern_id)
    return page


def _here(concern_id: UUID, page: Page, form: Mapping[str, list[str]], **more: Any) -> str:
    """Return the page's address again, for a decision with what its writer had seen."""
    if page.for_readers:
        more |= {"seen": read_first_seen_entry_number(form)}
    if page is DECISION:
        more |= {"decided": read_known_decisions_entry_number(form)}
    return url_for("recording.detail", concern_id=concern_id, page=page.name, **more)


def _answers(sheet: PageSheet) -> PageAnswers:
    found = follow_up_rules.check_required_answers(
        sheet.page, sheet.raw, sheet.children, sheet.answers, get_today()
    )
    if sheet.signed_at is None:
        return found
    return decision_flow.add_decision_time_problem(found, sheet.signed_at, g.uow.clock())


def _sign_again(
    concern_id: UUID, page: Page, draft_id: UUID, raw: FormData, form: Mapping[str, list[str]]
) -> int | None:
    """Sign the page as `_sign` does, once more where the file or the text changed at that moment.

    Looked at anew, the page asks about what came; if that changes again, it is shown again.
    """
    try:
        return _sign(concern_id, page, draft_id, raw, form)
    except StaleError:  # kept once more in this very moment: is it the same, or a second text?
        try:
            return _sign(concern_id, page, draft_id, raw, form)
        except follow_up_entries.OvertakenError:
            return None


def _sign(
    concern_id: UUID, page: Page, draft_id: UUID, raw: FormData, form: Mapping[str, list[str]]
) -> int | None:
    """Sign the page as it was sent; its entry's number. None where there is something to mend."""
    sheet = open_follow_up_sheet(concern_id, page, IssuedDraft(draft_id, began=True))
    given = decision_flow.fill_decision_defaults(sheet.page, raw) if page is DECISION else raw
    found = _answers(msgspec.structs.replace(sheet, raw=given))
    if sheet.asides or sheet.stops or page_problems.must_show_page_again(found, form):
        return None
    if not found.parts or _is_overtaken(sheet, draft_id, form):
        return None
    touched = sheet.touched_at
    if page is CLOSURE:
        return _sign_closing(sheet, found, draft_id, read_first_seen_entry_number(form))
    if (kind := ENTRY_TYPE_BY_PAGE.get(page.name)) is not None:
        try:
            parts, tasks = _split_tasks(page, concern_id, found)
            seen, is_as_seen = read_first_seen_entry_number(form), _make_check(page, form)
            return follow_up_entries.sign_follow_up(
                g.uow, concern_id, draft_id, kind, parts, touched, seen, tasks, is_as_seen
            )
        except InvalidError:  # words that this reader had not seen: they are read first
            return None
    if page.name != ADDITION.name:
        parts = split_into_stored_parts(found.parts) if page.name == ASKED.name else found.parts
        return follow_up_entries.sign_details_and_set_due(
            g.uow, concern_id, draft_id, page.name, parts, touched
        )
    words = follow_up_rules.make_new_addition(draft_id, raw, found)
    return follow_up_entries.add_words_and_set_due(g.uow, concern_id, words, touched)


def _is_overtaken(sheet: PageSheet, draft_id: UUID, form: Mapping[str, list[str]]) -> bool:
    """Whether a colleague decided since, of which the writer of another decision was not told."""
    known = read_known_decisions_entry_number(form)
    is_new = bool(decision_flow.explain_newer_decisions(sheet.colleagues, known))
    file_id = sheet.concern_id or draft_id
    return is_new and not additions.find_added_entry_number(g.uow, file_id, draft_id)


def _make_check(page: Page, form: Mapping[str, list[str]]) -> follow_up_entries.IsAsSeen | None:
    """Return what the file must still be when a decision is signed."""
    if page is not DECISION:
        return None
    return partial(
        decision_flow.has_no_newer_decision_by_others,
        read_known_decisions_entry_number(form),
        str(g.uow.me.id),
    )


def _split_tasks(
    page: Page, concern_id: UUID, found: PageAnswers
) -> tuple[tuple[Part, ...], tuple[MakeBeside, ...]]:
    """Return the answers that are signed, and what makes the tasks that follow from a decision."""
    if page is not DECISION:
        return found.parts, ()
    file = concern_reading.open_concern(g.uow, concern_id)
    return decision_flow.strip_task_boxes(found.parts), decision_flow.prepare_decision_tasks(
        file, found.parts
    )


def _sign_closing(
    sheet: PageSheet, found: PageAnswers, draft_id: UUID, seen: int | None
) -> int | None:
    """Sign a closing. None for one over words that its reader had not seen: they are read first."""
    file = concern_reading.open_concern(g.uow, sheet.concern_id or draft_id)
    try:
        return closing_flow.sign_closing(file, draft_id, found, sheet.touched_at, seen)
    except InvalidError:
        return None


def _to_mend(sheet: PageSheet) -> dict[str, str]:
    """Return what must be corrected before this page, as it was saved, can be signed."""
    if sheet.asides:
        return {"": TWO_VERSIONS}
    if sheet.stops:
        is_closing = sheet.page.name == CLOSURE.name
        first = url_for("review.concern", concern_id=sheet.concern_id) if is_closing else ""
        return {first: sheet.stops}
    found = _answers(sheet)
    if sheet.page.name == CLOSURE.name and (there := _unread(sheet)):
        return there
    return page_problems.describe_problems(found, sheet.finish) or (
        {} if found.parts else {"": NOTHING_WRITTEN}
    )


def _list_decided_meanwhile(sheet: PageSheet) -> dict[str, str]:
    """Return what colleagues decided since, by where it can be read."""
    known = read_known_decisions_entry_number(request.args.to_dict(flat=False))
    found = decision_flow.explain_newer_decisions(sheet.colleagues, known)
    return {_find_entry_address(sheet.concern_id, number): words for number, words in found.items()}


def _unread(sheet: PageSheet) -> dict[str, str]:
    """Return where the words are that nobody has read: a concern is not closed over them."""
    file = concern_reading.open_concern(g.uow, sheet.concern_id) if sheet.concern_id else None
    if file is None or not (added := file.added_since):
        return {}
    there = _find_entry_address(file.id, added[0].number)
    return {there: follow_up_entries.UNREAD_WORDS_MESSAGE}


def _find_entry_address(concern_id: UUID | None, number: int) -> str:
    return url_for("review.concern", concern_id=concern_id, entry=number, _anchor=f"entry-{number}")


def _begun(concern_id: UUID, page: Page, draft_id: UUID, form: Mapping[str, list[str]]) -> FormData:
    addition_drafts.start_addition_draft(g.uow, concern_id, page.name, draft_id)
    return resolve_relative_times(page, select_page_fields(page, form), g.uow.clock())
