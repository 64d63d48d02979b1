"""One question page: shown, saved, left. The same for a record and for a practice of one.

Nothing blocks: only an answer that cannot be stored brings the page back.
"""

from collections.abc import Mapping
from uuid import UUID, uuid4

import msgspec
from flask import g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.submitted_form import read_submitted_form
from app.domain.journey import question_data, question_flow
from app.domain.journey.journey_pages import (
    DANGER_NAME,
    QUESTIONS_BY_NAME,
    STORED_ONLY,
    find_question_page,
)
from app.domain.journey.online_names import ONLINE_PAGE
from app.domain.journey.question_data import PageChange
from app.domain.journey.question_model import QuestionPage, Style
from app.domain.journey.same_answers import (
    SAME_CHILDREN,
    add_answers_of_unshown_children,
    is_same_for_each_chosen,
    must_ask_each,
)
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import Page
from app.domain.record.answer_parsing import resolve_relative_times
from app.domain.record.form_data import FormData, get_text, list_children
from app.domain.record.text_limits import demand_page_fits
from app.domain.times.shown_times import format_clock_time
from app.errors import StaleError
from app.recording.blueprint import is_showing_problems
from app.recording.editor.page_buttons import (
    PressedButton,
    RemovalQuestion,
    change_form_by_button,
    find_new_item_anchor,
    find_unasked_child_question,
    make_item_query_value,
    make_removal_question,
    must_confirm_removal,
    read_pressed_button,
)
from app.recording.editor.record_store import CALL_FIRST, RecordStore
from app.recording.questions.question_numbers import (
    WHERE_NAMES,
    has_told_someone,
    must_call_before_leaving,
)
from app.recording.questions.question_rendering import render_call_first, render_question
from app.recording.questions.question_sheet import (
    PageFaults,
    find_page_faults,
    make_first_question_sheet,
    make_question_sheet,
)
from app.services.content.pack_content import list_sign_tokens
from app.services.drafts.draft_types import Draft

Typed = dict[str, FormData]
CHANGED_IN_OTHER_TAB = (
    "These answers were changed somewhere else. Press Continue to see both versions. You will "
    "not lose either."
)
CALL_SHOWN = "call-first"
"""Among what a form has shown: the call that comes before writing."""
LEAVING = "later"
"""In the address of who to call: the writer is about to leave the record for now."""
_URGENT = frozenset({"yes", "unsure"})


def show_question_or_none(store: RecordStore, name: str) -> ResponseReturnValue | None:
    """Show the question page of this name; None where only a stored page has it.

    A stored page that question pages ask leads to the first of them. `whole` in the address asks
    for the stored page itself: with every answer of it, and each text that waits next to it.
    """
    if "whole" in request.args:
        return None
    if name == CALL_FIRST:
        return _show_call_first(store)
    if name in STORED_ONLY:
        store.load()  # nobody else's draft leads anywhere
        return redirect(store.url("page", page=find_question_page(name)))
    page = QUESTIONS_BY_NAME.get(name)
    return None if page is None else _show(store, page)


def show_first_question() -> ResponseReturnValue:
    """Show the first question of a record that its answer will begin."""
    return render_question(make_first_question_sheet(QUESTIONS_BY_NAME[DANGER_NAME], uuid4()))


def submit_question(store: RecordStore, page: QuestionPage) -> ResponseReturnValue:
    """Save a question page, then do what the pressed button says."""
    draft, form = store.load(), read_submitted_form()
    stored = PAGES_BY_NAME.get(page.group)
    button = read_pressed_button(stored, form) if stored else PressedButton("continue")
    typed = _read_left(store, draft, page, form)
    here = store.url("page", page=page.name)
    if stored and button.kind in {"add", "remove"}:
        pages = {**draft.pages, stored.name: typed[stored.name]}
        if must_confirm_removal(stored, pages, button):
            if not _save(store, page, typed, form, done=False):
                return redirect(here, 303)
            return redirect(f"{here}?remove={make_item_query_value(button)}#remove", 303)
        typed[stored.name] = change_form_by_button(stored, typed[stored.name], button)
    if not _save(store, page, typed, form, done=button.kind == "continue"):
        return redirect(here, 303)
    if stored and button.kind == "add" and stored.group:
        anchor = find_new_item_anchor(
            typed[stored.name], stored.group, button.start, page.first_of_item
        )
        return redirect(f"{here}#{anchor}", 303)
    if button.kind != "continue":
        return redirect(here, 303)
    return redirect(_onwards(store, draft, page, typed, form), 303)


def autosave_question(store: RecordStore, page: QuestionPage) -> ResponseReturnValue:
    """Save a question page while it is being typed. JSON: the version of the form from now on."""
    form = read_submitted_form()
    typed = _read_typed(store, page, form)
    changes = _list_changes(page, typed, form, done=False, growing=True)
    try:
        at = store.save_question((*changes, *_list_online_changes(store, page, form)))
    except StaleError:
        return jsonify(error="stale", said=CHANGED_IN_OTHER_TAB), 409
    return jsonify(version=question_data.bump_form_version(form), saved=format_clock_time(at))


def find_posted_question(name: str) -> QuestionPage | None:
    """Return the question page that a form was sent for; None for the form of a stored page."""
    page = QUESTIONS_BY_NAME.get(name)
    is_ours = page is not None and (
        name not in PAGES_BY_NAME or question_data.is_question_form(read_submitted_form())
    )
    return page if is_ours else None


def _show(store: RecordStore, page: QuestionPage) -> ResponseReturnValue:
    draft = store.load()
    sheet = make_question_sheet(store, draft, page)
    stored = PAGES_BY_NAME.get(page.group)
    ask = _ask_removal(stored, draft.pages)
    return render_question(sheet, check=is_showing_problems(), ask_remove=ask)


def _ask_removal(stored: Page | None, pages: Mapping[str, FormData]) -> RemovalQuestion | None:
    address = request.args.get("remove", "")
    return make_removal_question(stored, pages, address) if stored and address else None


def _show_call_first(store: RecordStore) -> ResponseReturnValue:
    draft = store.load()
    sheet = make_question_sheet(store, draft, QUESTIONS_BY_NAME[DANGER_NAME])
    following = question_flow.find_next_question_page(DANGER_NAME, draft.pages)
    onwards = store.url("page", page=following.name if following else DANGER_NAME)
    leaving = LEAVING in request.args and not store.scene
    script = "" if store.scene else url_for("recording.phone_script", **store.ids)
    return render_call_first(
        msgspec.structs.replace(sheet, back=store.url("page", page=DANGER_NAME)),
        onwards=url_for("public.home") if leaving else onwards,
        leaving=leaving,
        add_call=store.url("page", page="told", call=1, _anchor="calls-0-whom"),
        script=script,
    )


def _read_typed(store: RecordStore, page: QuestionPage, form: Mapping[str, list[str]]) -> Typed:
    found = question_data.split_form(page, form, list_sign_tokens(g.org.pack))
    typed = {
        name: resolve_relative_times(PAGES_BY_NAME[name], raw, store.now)
        for name, raw in found.items()
    }
    if page.name == "how":  # unticked, the account is the worker's own
        typed["account"].setdefault("account_by", ["me"])
    if SAME_CHILDREN in form:
        whole = add_answers_of_unshown_children(page, typed, form, store.load().pages)
        signs = list_sign_tokens(g.org.pack)
        typed = {
            name: question_data.select_shown_texts(page, name, raw, signs.get(name))
            for name, raw in whole.items()
        }
    return typed


def _read_left(
    store: RecordStore, draft: Draft, page: QuestionPage, form: Mapping[str, list[str]]
) -> Typed:
    """Return what a form says that was sent with a button: that no sign fits is an answer too."""
    typed = _read_typed(store, page, form)
    if not page.signs:
        return typed
    children, tokens = list_children(draft.pages), list_sign_tokens(g.org.pack)
    if SAME_CHILDREN in form and not is_same_for_each_chosen(form):
        children = children[:1]  # the list of the others was not shown
    return question_data.mark_children_without_signs(typed, draft.pages, children, tokens)


def _list_changes(
    page: QuestionPage,
    typed: Typed,
    form: Mapping[str, list[str]],
    *,
    done: bool,
    growing: bool = False,
) -> tuple[PageChange, ...]:
    version, signs = question_data.read_form_version(form), list_sign_tokens(g.org.pack)
    return tuple(
        PageChange(
            question=page.name,
            page=name,
            typed=raw,
            version=version,
            done=done and name in page.ends,
            growing=growing and question_data.has_rough_notes(page, name),
            tokens=signs.get(name, frozenset()),
            left=not growing,
        )
        for name, raw in typed.items()
    )


def _list_online_changes(
    store: RecordStore, page: QuestionPage, form: Mapping[str, list[str]]
) -> tuple[PageChange, ...]:
    if page.name != ONLINE_PAGE:
        return ()
    change = question_data.make_online_change(page, form, store.load().pages)
    if change is None:
        return ()
    typed = {n: [text.replace("\r\n", "\n") for text in texts] for n, texts in change.typed.items()}
    demand_page_fits(typed)
    return (msgspec.structs.replace(change, typed=typed),)


def _save(
    store: RecordStore,
    page: QuestionPage,
    typed: Typed,
    form: Mapping[str, list[str]],
    *,
    done: bool,
) -> bool:
    """Save a page; False where a text waits next to a newer one, which the page then says."""
    changes = _list_changes(page, typed, form, done=done)
    try:
        store.save_question((*changes, *_list_online_changes(store, page, form)))
    except StaleError:
        return False
    return True


def _onwards(
    store: RecordStore,
    draft: Draft,
    page: QuestionPage,
    typed: Typed,
    form: Mapping[str, list[str]],
) -> str:
    here = store.url("page", page=page.name)
    changes = _list_changes(page, typed, form, done=False)
    merged = {
        one.page: question_data.merge_change(one, draft.pages.get(one.page, {})) for one in changes
    }
    pages = {**draft.pages, **merged}
    for name in page.pages:
        store.is_spoiled(draft, name)  # what was there is written over: that it was, is logged
    if place := _find_place_to_stay(store, page, pages, form):
        return f"{here}{place}"
    match get_text(form, "to"):
        case "later":
            return _get_leaving_url(store, pages)
        case "check":
            return store.url("sign")
    if must_ask_each(form):
        return f"{here}?each=1"
    if page.name == "child" and (asks := _find_whose(pages, form)):
        return f"{here}#{asks}"
    return _get_following_url(store, page, pages)


def _get_leaving_url(store: RecordStore, pages: Mapping[str, FormData]) -> str:
    """Return where “Finish later” leads: in danger, to who to call, until someone was told."""
    if store.scene:
        return store.scene.leave
    in_danger = get_text(pages.get("now", {}), "danger_now") in _URGENT
    if in_danger and not has_told_someone(pages.get("told", {})):
        return store.url("page", page=CALL_FIRST, **{LEAVING: 1})
    return url_for("public.home")


def _find_place_to_stay(
    store: RecordStore,
    page: QuestionPage,
    pages: Mapping[str, FormData],
    form: Mapping[str, list[str]],
) -> str:
    """Return where on this page something is to fix, to choose or to call first; "" if nothing."""
    faults = find_page_faults(page, pages, store.today)
    if faults.problems:
        return "?check=1"
    asks = _find_answer_to_check(page, faults, form) or _find_call(store, page, pages, form)
    return f"#{asks}" if asks else ""


def _get_following_url(
    store: RecordStore, page: QuestionPage, pages: Mapping[str, FormData]
) -> str:
    if page.name == DANGER_NAME and get_text(pages.get("now", {}), "danger_now") in _URGENT:
        return store.url("page", page=CALL_FIRST)
    following = question_flow.find_next_question_page(page.name, pages)
    if page.detail:
        return store.url("tasks") + f"#{page.step}"
    return store.url("page", page=following.name) if following else store.url("sign")


def _find_call(
    store: RecordStore,
    page: QuestionPage,
    pages: Mapping[str, FormData],
    form: Mapping[str, list[str]],
) -> str:
    """Return the call that the page comes back with, once, as its first button; "" without one."""
    left = bool(get_text(form, "to")) or CALL_SHOWN in form.get("shown", ())
    if page.name not in WHERE_NAMES or store.scene or left:
        return ""
    return CALL_SHOWN if must_call_before_leaving(pages, g.uow.clock()) else ""


def _find_answer_to_check(
    page: QuestionPage, faults: PageFaults, form: Mapping[str, list[str]]
) -> str:
    """Return the first answer to check that the page has not asked about yet."""
    unseen = (mark for mark in faults.to_check if mark not in form.get("shown", ()))
    name = next(unseen, "").partition(" ")[0]
    is_day = any(ask.style is Style.DAY and ask.name == name for ask in page.asks)
    return f"{name}-other" if is_day else name  # a day in words stands in the box of another day


def _find_whose(pages: Mapping[str, FormData], form: Mapping[str, list[str]]) -> str:
    """Return the first question of whose a text is, when another child has just made it needed."""
    children = list_children(pages)
    found = find_unasked_child_question(PAGES_BY_NAME["child"], form, children)
    account = pages.get("account", {})
    texts = {"whose_child_words": "child_words", "whose_seen": "seen"}
    texts |= {"whose_told_by_others": "told_by_others"}
    return next((name for name, text in texts.items() if found and account.get(text)), "")


def read_new_draft_id() -> UUID:
    """Return the id that the first question carries, so that pressing twice begins one record."""
    try:
        return UUID(get_text(read_submitted_form(), "draft"))
    except ValueError:
        return uuid4()
