"""Pages that came too late to be saved: look at each, put it in, keep both or put it away."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.domain.journey.question_data import is_up_to_date, merge_change, read_late_change
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import Page
from app.domain.record.answer_parsing import resolve_relative_times
from app.domain.record.form_data import FormData, is_blank, list_children, select_page_fields
from app.errors import NotFoundError
from app.recording.blueprint import bp
from app.recording.editor.page_layout import LayoutInput, list_answers
from app.recording.follow_up import follow_up_rules
from app.recording.follow_up.follow_up_sheet import read_signed_children
from app.recording.follow_up.signed_answers import list_signed_answers
from app.services.concerns import concern_reading
from app.services.content.pack_content import list_sign_tokens
from app.services.drafts import addition_drafts, draft_store, late_page_store

CONCERN = "concern"
"""Hidden field of pages filled after signing: where a draft that never began belongs."""


@bp.get("/record/kept")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def show_late_page_list() -> ResponseReturnValue:
    """Show every page that was saved for this person."""
    kept = [
        (one, PAGES_BY_NAME[one.page].title)
        for one in late_page_store.list_distinct_late_pages(g.uow)
    ]
    return render_template("recording/kept_list.html", kept=kept)


@bp.get("/record/kept/<uuid:rescue_id>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def show_late_page(rescue_id: UUID) -> ResponseReturnValue:
    """Show what was sent, next to what is saved now."""
    one = late_page_store.find_late_record_page(g.uow, rescue_id)
    raw = late_page_store.read_late_page(g.uow, rescue_id)
    draft, page, concern_id = _draft(one, raw), PAGES_BY_NAME[one.page], _concern(one, raw)
    done = draft_store.find_signed_draft(g.uow, one.draft_id)
    now = draft.pages.get(page.name, {}) if draft else {}
    place = _place(page, draft, concern_id or (done.concern_id if done else None))
    return render_template(
        "recording/kept.html",
        kept=one,
        page=page,
        done=done,
        can_put_in=draft is not None or concern_id is not None,
        mine=place.lines(select_page_fields(page, raw)),
        signed=list_signed_answers(page, place.file) if place.file else [],
        theirs=place.lines(now),
    )


@bp.post("/record/kept/<uuid:rescue_id>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def apply_late_page_choice(rescue_id: UUID) -> ResponseReturnValue:
    """Put it in, keep both, or put it away."""
    one = late_page_store.find_late_record_page(g.uow, rescue_id)
    choice = request.form.get("choice", "")
    if choice not in {"put_in", "both", "away"}:
        return redirect(url_for("recording.show_late_page", rescue_id=rescue_id), 303)
    where = url_for("recording.show_late_page_list")
    if choice != "away":
        where = _put(one, late_page_store.read_late_page(g.uow, rescue_id), swap=choice == "put_in")
    late_page_store.dismiss_late_page_and_older(g.uow, rescue_id)
    return redirect(where, 303)


def _put(one: late_page_store.LatePage, raw: FormData, *, swap: bool) -> str:
    """Give the text to its draft, beside or instead of what is there; returns where it now is."""
    page, concern_id, draft_id = PAGES_BY_NAME[one.page], _concern(one, raw), _now_in(one, raw)
    if concern_id is not None:
        addition_drafts.start_addition_draft(g.uow, concern_id, page.name, draft_id)
    draft = draft_store.load_own_draft(g.uow, draft_id, g.sign_in_id)
    typed = resolve_relative_times(page, select_page_fields(page, raw), one.came_at)
    present = draft.pages.get(page.name, {})
    change = read_late_change(page.name, raw, list_sign_tokens(g.org.pack))
    if change is not None:  # it was typed on a question page: the rest of the page stays
        change = msgspec.structs.replace(
            change, typed=resolve_relative_times(page, change.typed, one.came_at)
        )
        typed = merge_change(change, present)
    if (
        is_blank(present)
        or page.name == draft_store.TICKS_PAGE
        or (change is not None and is_up_to_date(change, present))
    ):
        version = draft.versions.get(page.name, 0)
        draft_store.save_page(g.uow, draft.id, page.name, typed, version, given_at=one.came_at)
    elif present != typed:
        draft_store.save_conflict(g.uow, draft.id, page.name, typed)
        if swap:
            newest = draft_store.load_conflicts(g.uow, draft.id, page.name)[-1]
            draft_store.swap_with_conflict(g.uow, draft.id, page.name, newest.id)
    if draft.concern_id is not None:
        return url_for("recording.detail", concern_id=draft.concern_id, page=page.name)
    name = "recording.sign" if page.name == "sign" else "recording.page"
    return url_for(name, draft_id=draft.id, page=change.question if change else page.name)


def _now_in(one: late_page_store.LatePage, raw: FormData) -> UUID:
    """Return the draft that a saved page belongs to; of a signed concern the open one."""
    concern_id = _concern(one, raw)
    if concern_id is None:
        return one.draft_id
    return addition_drafts.find_addition_draft(g.uow, concern_id, one.page).id


def _draft(one: late_page_store.LatePage, raw: FormData) -> draft_store.Draft | None:
    try:
        return draft_store.load_own_draft(g.uow, _now_in(one, raw), g.sign_in_id)
    except NotFoundError:
        return None


def _concern(one: late_page_store.LatePage, raw: FormData) -> UUID | None:
    """Return the signed concern that a saved page can be added to."""
    if PAGES_BY_NAME[one.page].core:
        return None
    try:
        return UUID((raw.get(CONCERN) or [""])[0])
    except ValueError:  # a page of a draft: perhaps it is a record by now
        done = draft_store.find_signed_draft(g.uow, one.draft_id)
        return done.concern_id if done else None


class _Place(msgspec.Struct, frozen=True):
    """Where a kept page belongs: the page as it is asked there, the children, the file if any."""

    page: Page
    others: Mapping[str, FormData]
    child_raw: FormData
    children: tuple[str, ...]
    file: concern_reading.OpenConcern | None = None

    def lines(self, typed: FormData) -> list[tuple[str, str]]:
        """Return what was typed, in words."""
        known = self.children or list_children({**self.others, self.page.name: typed})
        mentioned = sorted({name.partition(".")[0] for name in typed if "." in name})
        children = tuple(dict.fromkeys((*known, *mentioned)))  # also one who was removed since
        return list_answers(self.page, LayoutInput(typed, {}, children, self.child_raw, g.org.pack))


def _place(page: Page, draft: draft_store.Draft | None, concern_id: UUID | None) -> _Place:
    others = draft.pages if draft else {}
    if concern_id is not None:
        try:
            file = concern_reading.open_concern(g.uow, concern_id)
        except NotFoundError:  # the file is not theirs to read any more: their own words are
            return _Place(page, others, {}, ())
        asked = follow_up_rules.add_entry_choices(page, file, g.uow.clock())
        return _Place(asked, others, *read_signed_children(file), file)
    return _Place(page, others, others.get("child", {}), ())
