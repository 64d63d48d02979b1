"""One guided page: shown, kept, left. The same for a record and for a practice of one.

A page is kept before it is judged: Continue keeps what was typed also when it cannot be used yet.
"""

from typing import Any

from flask import g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.access.submitted_form import CHANGED, submitted, uuid_of, version_of
from app.domain.deadlines import calls_still_needed
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import Page
from app.domain.record import rough_notes
from app.domain.record.answer_parsing import resolve_relative_times
from app.domain.record.form_data import FormData, list_children, select_page_fields
from app.domain.times.typed_dates import format_clock_time
from app.errors import NotFoundError, StaleError
from app.recording.blueprint import checked
from app.recording.editor import buttons, pack_options, page_problems, progress, removing, settled
from app.recording.editor.page_rendering import Sheet, after_picking, answers_of, draw, problems_of
from app.recording.editor.record_store import Place, day
from app.services.content import pack_content
from app.services.drafts.draft_types import Draft


def shown(place: Place, page: str) -> ResponseReturnValue:
    """One page of questions, as it was last kept."""
    asked, draft = asked_of(place, page), place.draft()
    sheet = _sheet(place, draft, asked, draft.pages.get(page, {}))
    ask = removing.question(asked, draft.pages, request.args.get("remove", ""))
    done = settled.steps_done(draft, day(place), g.org.pack)
    return draw(sheet, problems_of(sheet) if checked() else None, ask, done)


def sent(place: Place, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    asked, draft, form = asked_of(place, page), place.draft(), submitted()
    button = buttons.pressed(asked, form)
    typed = resolve_relative_times(asked, select_page_fields(asked, form), place.now)
    removes = button.kind == "remove"  # else no other page need be opened
    ask = removes and removing.must_ask(asked, {**draft.pages, page: typed}, button)
    raw = typed if ask else buttons.apply(asked, typed, button)
    here = place.at("page", page=page)
    if not keep_page(place, page, raw, form):
        return redirect(here, 303)
    if ask:
        return redirect(f"{here}?remove={removing.address_of(button)}#remove", 303)
    return redirect(_onwards(place, draft, asked, raw, form, button), 303)


def saved_itself(place: Place, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed. JSON: the version to base the next save on."""
    asked, form = asked_of(place, page), submitted()
    return autosaved(
        place, page, resolve_relative_times(asked, select_page_fields(asked, form), place.now)
    )


def autosaved(place: Place, page: str, raw: FormData) -> ResponseReturnValue:
    """Keep a page; 409 when a newer one is there, with this text kept beside it."""
    try:
        saved = place.save(page, rough_notes.mark_growing(page, raw), version_of(submitted()))
    except StaleError:
        return jsonify(error="stale", said=CHANGED), 409
    return jsonify(version=saved.version, saved=format_clock_time(saved.at))


def keep_page(place: Place, page: str, raw: FormData, form: dict[str, list[str]]) -> bool:
    """Keep a page and settle what was chosen between two texts; whether the way goes on.

    False: a newer text was there, or a choice was made: the page must be shown again.
    """
    away = tuple(aside for text in form.get("away", []) if (aside := uuid_of(text)))
    try:
        place.save(page, raw, version_of(form), away)
    except StaleError:
        return False
    for text in form.get("use", []):
        if aside := uuid_of(text):
            place.swap(page, aside)
    return not ("use" in form or away)


def list_of_pages(place: Place, **more: Any) -> ResponseReturnValue:
    """Every page of the record, with a word for how far each is."""
    draft = place.draft()
    choices, headings = (
        pack_options.load_choices(g.org.pack),
        pack_content.list_step_headings(g.org, g.desk.clock()),
    )
    return render_template(
        "recording/tasks.html",
        draft=draft,
        place=place,
        steps=progress.tasks(draft.pages, day(place), choices, headings, place.also),
        two_texts=[PAGES_BY_NAME[n] for n in place.in_two_places(draft) if n in PAGES_BY_NAME],
        kept=place.late(draft),
        scene=place.scene,
        practice=place.scene is not None,
        **more,
    )


def asked_of(place: Place, name: str) -> Page:
    """The page of this name that this place asks. Raises NotFoundError."""
    found = PAGES_BY_NAME.get(name)
    if found is None or name == "sign" or (found.after_signing and name not in place.also):
        raise NotFoundError("page")
    return found


def _sheet(place: Place, draft: Draft, asked: Page, raw: FormData) -> Sheet:
    list_of_pages = place.at("tasks")
    earlier = progress.before(asked)
    back = place.at("page", page=earlier.name) if earlier else ""
    pages = {"child": draft.pages.get("child", {}), "now": draft.pages.get("now", {})}
    if asked.needs_child_told:
        pages["account"] = draft.pages.get("account", {})
    per_child = asked.per_child or asked.name == "child"
    everything = {**draft.pages, asked.name: raw} if per_child else {}
    return Sheet(
        page=asked,
        raw=raw,
        pages={**pages, asked.name: raw},
        children=list_children(everything) if per_child else list_children(pages),
        action=place.at("submit", page=asked.name),
        autosave=place.at("autosave", page=asked.name),
        back=back or list_of_pages,
        version=draft.versions.get(asked.name, 0),
        saved_at=draft.saved_at.get(asked.name),
        asides=place.asides(draft, asked.name),
        tasks=list_of_pages,
        kept=place.kept(draft, asked.name),
        spoiled=place.is_spoiled(draft, asked.name),
        ring=place.ring(),
        scene=place.scene,
    )


def _onwards(
    place: Place,
    draft: Draft,
    asked: Page,
    raw: FormData,
    form: dict[str, list[str]],
    button: buttons.Pressed,
) -> str:
    here = place.at("page", page=asked.name)
    if button.kind == "add" and asked.group:
        return f"{here}#{buttons.new_item(raw, asked.group, button.start)}"
    if button.kind in {"save", "remove"}:
        return here
    if first := _first(asked, raw, form, _sheet(place, draft, asked, raw)):
        return f"{here}{first}"
    following = progress.after(asked)
    if following is None:
        return place.at("tasks") + f"#{asked.step}"
    return place.at("page", page=following.name)


def _first(asked: Page, raw: FormData, form: dict[str, list[str]], sheet: Sheet) -> str:
    """Where on the page itself Continue leads first: "" when it may leave the page."""
    if picked := buttons.newly_picked(asked, form):
        return f"#{after_picking(asked, picked)}"
    if calls_still_needed.has_unshown_numbers(asked.name, raw, form.get(page_problems.SHOWN, ())):
        return f"#{calls_still_needed.NUMBERS_SHOWN_MARK}"
    if page_problems.stops(answers_of(sheet), form):
        return "?check=1"
    if page_problems.no_child(asked, raw, form):
        return f"?check=1#{page_problems.NO_CHILD}"
    whose = buttons.whose_unasked(asked, form, sheet.children)
    return f"#{whose}" if whose else ""
