"""The guided pages of a draft: one view pair for all of PAGES, and what saves itself.

A page is kept before it is judged: Continue keeps what was typed also when it cannot be used yet.
"""

from typing import Any
from uuid import UUID

from flask import g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.typed import CHANGED, submitted, uuid_of, version_of
from app.domain import first_notes, still_to_ring
from app.domain.answers import fix_times
from app.domain.dates import shown_time
from app.domain.fields import Page
from app.domain.pages import BY_NAME
from app.domain.raws import Raw, children_of, keep
from app.errors import NotFoundError, StaleError
from app.recording import buttons, mending, progress, removing, settled
from app.recording.blueprint import bp, checked, kept_of, my_draft
from app.recording.drawing import Sheet, after_picking, answers_of, draw, problems_of, today
from app.services import drafts, spoiled_drafts


@bp.get("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
def page(draft_id: UUID, page: str) -> ResponseReturnValue:
    """One page of questions, as it was last kept."""
    asked, draft = _asked(page), my_draft(draft_id)
    sheet = _sheet(draft, asked, draft.pages.get(page, {}))
    ask = removing.question(asked, draft.pages, request.args.get("remove", ""))
    done = settled.steps_done(draft, today(), g.org.pack)
    return draw(sheet, problems_of(sheet) if checked() else None, ask, done)


@bp.post("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
def submit(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    asked, draft, form = _asked(page), my_draft(draft_id), submitted()
    button = buttons.pressed(asked, form)
    typed = fix_times(asked, keep(asked, form), g.desk.clock())
    removes = button.kind == "remove"  # else no other page need be opened
    ask = removes and removing.must_ask(asked, {**draft.pages, page: typed}, button)
    raw = typed if ask else buttons.apply(asked, typed, button)
    here = url_for("recording.page", draft_id=draft_id, page=page)
    if not keep_page(draft_id, page, raw, form):
        return redirect(here, 303)
    if ask:
        return redirect(f"{here}?remove={removing.address_of(button)}#remove", 303)
    return _onwards(draft, asked, raw, form, button)


@bp.post("/record/<uuid:draft_id>/<page>/autosave")
@policy(Policy.SIGNED_IN)
def autosave(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed. JSON: the version to base the next save on."""
    asked, form = _asked(page), submitted()
    raw = fix_times(asked, keep(asked, form), g.desk.clock())
    return autosaved(draft_id, page, raw)


def autosaved(draft_id: UUID, page: str, raw: Raw) -> ResponseReturnValue:
    """Keep a page; 409 when a newer one is there, with this text kept beside it."""
    try:
        saved = drafts.save(
            g.desk, draft_id, page, first_notes.growing(page, raw), version_of(submitted())
        )
    except StaleError:
        return jsonify(error="stale", said=CHANGED), 409
    return jsonify(version=saved.version, saved=shown_time(saved.at))


def keep_page(draft_id: UUID, page: str, raw: Raw, form: dict[str, list[str]]) -> bool:
    """Keep a page and settle what was chosen between two texts; whether the way goes on.

    False: a newer text was there, or a choice was made: the page must be shown again.
    """
    away = [aside for text in form.get("away", []) if (aside := uuid_of(text))]
    try:
        drafts.save(g.desk, draft_id, page, raw, version_of(form), away)
    except StaleError:
        return False
    for text in form.get("use", []):
        if aside := uuid_of(text):
            drafts.swap(g.desk, draft_id, page, aside)
    return not ("use" in form or away)


def _asked(name: str) -> Page:
    found = BY_NAME.get(name)
    if found is None or found.after_signing or name == "sign":
        raise NotFoundError("page")
    return found


def _sheet(draft: drafts.Draft, asked: Page, raw: Raw) -> Sheet:
    here: dict[str, Any] = {"draft_id": draft.id, "page": asked.name}
    list_of_pages = url_for("recording.tasks", draft_id=draft.id)
    earlier = progress.before(asked)
    back = url_for("recording.page", draft_id=draft.id, page=earlier.name) if earlier else ""
    pages = {"child": draft.pages.get("child", {}), "now": draft.pages.get("now", {})}
    if asked.needs_child_told:
        pages["account"] = draft.pages.get("account", {})
    per_child = asked.per_child or asked.name == "child"
    everything = {**draft.pages, asked.name: raw} if per_child else {}
    return Sheet(
        page=asked,
        raw=raw,
        pages={**pages, asked.name: raw},
        children=children_of(everything) if per_child else children_of(pages),
        action=url_for("recording.submit", **here),
        autosave=url_for("recording.autosave", **here),
        back=back or list_of_pages,
        version=draft.versions.get(asked.name, 0),
        saved_at=draft.saved_at.get(asked.name),
        asides=drafts.asides(g.desk, draft.id, asked.name) if draft.asides else (),
        tasks=list_of_pages,
        kept=kept_of(draft.id, asked.name) if draft.kept else None,
        spoiled=spoiled_drafts.is_spoiled(g.desk, draft, asked.name),
        ring=url_for("recording.page", draft_id=draft.id, page="now", _anchor="ring-now"),
    )


def _onwards(
    draft: drafts.Draft,
    asked: Page,
    raw: Raw,
    form: dict[str, list[str]],
    button: buttons.Pressed,
) -> ResponseReturnValue:
    here = url_for("recording.page", draft_id=draft.id, page=asked.name)
    if button.kind == "add" and asked.group:
        anchor = buttons.new_item(raw, asked.group, button.start)
        return redirect(f"{here}#{anchor}", 303)
    if button.kind in {"save", "remove"}:
        return redirect(here, 303)
    if first := _first(asked, raw, form, _sheet(draft, asked, raw)):
        return redirect(f"{here}{first}", 303)
    following = progress.after(asked)
    if following is None:
        return redirect(url_for("recording.tasks", draft_id=draft.id) + f"#{asked.step}", 303)
    return redirect(url_for("recording.page", draft_id=draft.id, page=following.name), 303)


def _first(asked: Page, raw: Raw, form: dict[str, list[str]], sheet: Sheet) -> str:
    """Where on the page itself Continue leads first: "" when it may leave the page."""
    if picked := buttons.newly_picked(asked, form):
        return f"#{after_picking(asked, picked)}"
    if still_to_ring.unshown(asked.name, raw, form.get(mending.SHOWN, ())):
        return f"#{still_to_ring.SHOWN_AT}"
    if mending.stops(answers_of(sheet), form):
        return "?check=1"
    if mending.no_child(asked, raw, form):
        return f"?check=1#{mending.NO_CHILD}"
    whose = buttons.whose_unasked(asked, form, sheet.children)
    return f"#{whose}" if whose else ""
