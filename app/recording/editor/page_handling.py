"""One guided page: shown, kept, left. The same for a record and for a practice of one.

A page is kept before it is judged: Continue keeps what was typed also when it cannot be used yet.
"""

from typing import Any

from flask import g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.access.submitted_form import (
    CHANGED_ELSEWHERE,
    parse_uuid,
    read_submitted_form,
    read_version,
)
from app.domain.deadlines import calls_still_needed
from app.domain.journey.journey_pages import REPLACED_PAGES, find_question_page
from app.domain.journey.question_flow import find_unanswered_question_page
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import Page
from app.domain.record import rough_notes
from app.domain.record.answer_parsing import parse_answers, resolve_relative_times
from app.domain.record.form_data import FormData, list_children, select_page_fields
from app.domain.times.shown_times import format_clock_time
from app.errors import NotFoundError, StaleError
from app.recording.blueprint import find_late_page, is_showing_problems, list_late_pages
from app.recording.editor import pack_options, page_problems
from app.recording.editor.page_buttons import (
    PressedButton,
    change_form_by_button,
    find_new_item_anchor,
    find_newly_picked_sign,
    find_unasked_child_question,
    make_item_query_value,
    make_removal_question,
    must_confirm_removal,
    read_pressed_button,
)
from app.recording.editor.page_rendering import (
    PageSheet,
    find_sheet_problems,
    get_anchor_after_picking,
    render_page_sheet,
)
from app.recording.editor.record_store import RecordStore
from app.recording.editor.step_progress import (
    find_done_steps,
    list_step_tasks,
)
from app.services.contacts import ruled_out
from app.services.content import pack_content
from app.services.drafts.draft_types import Draft


def show_page(store: RecordStore, page: str) -> ResponseReturnValue:
    """Show one page of questions, as it was last saved."""
    asked, draft = find_asked_page(store, page), store.load()
    sheet = _sheet(store, draft, asked, draft.pages.get(page, {}))
    ask = make_removal_question(asked, draft.pages, request.args.get("remove", ""))
    done = find_done_steps(draft, store.today, g.org.pack)
    return render_page_sheet(
        sheet, find_sheet_problems(sheet) if is_showing_problems() else None, ask, done
    )


def submit_page(store: RecordStore, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    asked, draft, form = find_asked_page(store, page), store.load(), read_submitted_form()
    button = read_pressed_button(asked, form)
    typed = resolve_relative_times(asked, select_page_fields(asked, form), store.now)
    removes = button.kind == "remove"  # else no other page need be opened
    ask = removes and must_confirm_removal(asked, {**draft.pages, page: typed}, button)
    raw = typed if ask else change_form_by_button(asked, typed, button)
    if not save_page(store, page, raw, form):
        return redirect(get_page_url(store, page), 303)
    if ask:
        address = make_item_query_value(button)
        return redirect(get_page_url(store, page, remove=address) + "#remove", 303)
    return redirect(_onwards(store, draft, asked, raw, form, button), 303)


def autosave_page(store: RecordStore, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed. JSON: the version to base the next save on."""
    asked, form = find_asked_page(store, page), read_submitted_form()
    return save_autosaved_form(
        store, page, resolve_relative_times(asked, select_page_fields(asked, form), store.now)
    )


def save_autosaved_form(store: RecordStore, page: str, raw: FormData) -> ResponseReturnValue:
    """Keep a page; 409 when a newer one is there, with this text kept beside it."""
    try:
        version = read_version(read_submitted_form())
        saved = store.save(page, rough_notes.mark_note_growing(page, raw), version, ())
    except StaleError:
        return jsonify(error="stale", said=CHANGED_ELSEWHERE), 409
    return jsonify(version=saved.version, saved=format_clock_time(saved.at))


def save_page(store: RecordStore, page: str, raw: FormData, form: dict[str, list[str]]) -> bool:
    """Keep a page and settle what was chosen between two texts; whether the way goes on.

    False: a newer text was there, or a choice was made: the page must be shown again.
    """
    away = tuple(aside for text in form.get("away", []) if (aside := parse_uuid(text)))
    try:
        store.save(page, raw, read_version(form), away)
    except StaleError:
        return False
    for text in form.get("use", []):
        if aside := parse_uuid(text):
            store.swap(page, aside)
    return not ("use" in form or away)


def show_task_list(store: RecordStore, **more: Any) -> ResponseReturnValue:
    """Show every page of the record, with a word for how far each is."""
    draft = store.load()
    choices, headings = (
        pack_options.load_pack_options(g.org.pack),
        pack_content.list_step_headings(g.org, g.uow.clock()),
    )
    return render_template(
        "recording/tasks.html",
        draft=draft,
        store=store,
        steps=list_step_tasks(draft.pages, store.today, choices, headings, store.extra_pages),
        two_texts=[
            (get_page_url(store, name), PAGES_BY_NAME[name].title)
            for name in draft.conflicts
            if name in PAGES_BY_NAME
        ],
        kept=list_late_pages(draft),
        scene=store.scene,
        practice=store.scene is not None,
        **more,
    )


def get_page_url(store: RecordStore, page: str, **more: Any) -> str:
    """Return the address of a stored page; one that question pages ask is shown whole."""
    whole = {"whole": 1} if page in REPLACED_PAGES else {}
    return store.url("page", page=page, **whole, **more)


def find_asked_page(store: RecordStore, name: str) -> Page:
    """Return the page of this name that this record asks. Raises NotFoundError."""
    found = PAGES_BY_NAME.get(name)
    if found is None or name == "sign" or (found.after_signing and name not in store.extra_pages):
        raise NotFoundError("page")
    return found


def _sheet(store: RecordStore, draft: Draft, asked: Page, raw: FormData) -> PageSheet:
    list_of_pages = store.url("tasks")
    names = ["child", "now", *ruled_out.NEEDED_PAGES]
    if asked.needs_child_told:
        names.append("account")
    return PageSheet(
        page=asked,
        raw=raw,
        pages={name: draft.pages.get(name, {}) for name in names} | {asked.name: raw},
        children=_list_children(draft, asked, raw),
        action=store.url("submit", page=asked.name),
        autosave=store.url("autosave", page=asked.name),
        back=list_of_pages,
        version=draft.versions.get(asked.name, 0),
        saved_at=draft.saved_at.get(asked.name),
        asides=draft.conflicts[asked.name],
        tasks=list_of_pages,
        kept=find_late_page(draft.id, asked.name) if draft.kept else None,
        spoiled=store.is_spoiled(draft, asked.name),
        ring=store.numbers_url,
        scene=store.scene,
    )


def _list_children(draft: Draft, asked: Page, raw: FormData) -> tuple[str, ...]:
    """List ids of the children that this text of a page is asked for; may open other pages."""
    if asked.per_child or asked.name == "child":
        return list_children({**draft.pages, asked.name: raw})
    return list_children({"child": draft.pages.get("child", {})})


def _onwards(
    store: RecordStore,
    draft: Draft,
    asked: Page,
    raw: FormData,
    form: dict[str, list[str]],
    button: PressedButton,
) -> str:
    here = get_page_url(store, asked.name)
    if button.kind == "add" and asked.group:
        return f"{here}#{find_new_item_anchor(raw, asked.group, button.start)}"
    if button.kind in {"save", "remove"}:
        return here
    store.is_spoiled(draft, asked.name)  # what was there is written over: that it was, is logged
    if first := _first(store, asked, raw, form, _list_children(draft, asked, raw)):
        return first if first.startswith("/") else f"{here}{first}"
    return _find_following_url(store, draft, asked, raw)


def _find_following_url(store: RecordStore, draft: Draft, asked: Page, raw: FormData) -> str:
    """Return the first question page without an answer after those of this page; else the list."""
    first = find_question_page(asked.name)
    if not asked.core:
        return store.url("tasks") + f"#{asked.step}"
    pages = {**draft.pages, asked.name: raw}
    following = find_unanswered_question_page(first, pages)
    return store.url("page", page=following.name) if following else store.url("sign")


def _first(
    store: RecordStore,
    asked: Page,
    raw: FormData,
    form: dict[str, list[str]],
    children: tuple[str, ...],
) -> str:
    """Return where on the page itself Continue leads first, or "" to leave the page."""
    if picked := find_newly_picked_sign(asked, form):
        return f"#{get_anchor_after_picking(asked, picked)}"
    if calls_still_needed.must_still_show_call_numbers(
        asked.name, raw, form.get(page_problems.SHOWN_FIELD, ())
    ):
        return f"#{calls_still_needed.NUMBERS_SHOWN_MARK}"
    answers = parse_answers(
        asked, raw, children, store.today, pack_options.load_pack_options(g.org.pack)
    )
    if page_problems.must_show_page_again(answers, form):
        return get_page_url(store, asked.name, check=1)
    if page_problems.must_ask_for_child(asked, raw, form):
        return get_page_url(store, asked.name, check=1) + f"#{page_problems.NO_CHILD_MARK}"
    whose = find_unasked_child_question(asked, form, children)
    return f"#{whose}" if whose else ""
