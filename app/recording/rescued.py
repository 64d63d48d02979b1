"""Pages that came after their writer was signed out: look at each, put it in or keep both."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.domain.answers import fix_times
from app.domain.pages import BY_NAME
from app.domain.raws import Raw, blank, children_of, keep
from app.errors import NotFoundError
from app.recording.blueprint import bp
from app.recording.sections import Layout, lines
from app.services import drafts, rescues

CONCERN = "concern"
"""Hidden field of pages filled after signing: where a draft that never began belongs."""


@bp.get("/record/kept")
@policy(Policy.SIGNED_IN)
def rescued() -> ResponseReturnValue:
    """Every page that was kept for this person."""
    kept = [(one, BY_NAME[one.page].title) for one in rescues.rescued(g.desk)]
    return render_template("recording/kept_list.html", kept=kept)


@bp.get("/record/kept/<uuid:rescue_id>")
@policy(Policy.SIGNED_IN)
def kept(rescue_id: UUID) -> ResponseReturnValue:
    """What was sent, beside what is saved now."""
    one = rescues.one(g.desk, rescue_id)
    raw, draft = rescues.open_kept(g.desk, rescue_id), _draft(one)
    page = BY_NAME[one.page]
    typed = keep(page, raw)
    now = draft.pages.get(page.name, {}) if draft else {}
    return render_template(
        "recording/kept.html",
        kept=one,
        page=page,
        can_put_in=draft is not None or _concern(raw) is not None,
        mine=_lines(page.name, typed, draft),
        theirs=_lines(page.name, now, draft),
    )


@bp.post("/record/kept/<uuid:rescue_id>")
@policy(Policy.SIGNED_IN)
def settle(rescue_id: UUID) -> ResponseReturnValue:
    """Put it in, keep both, or put it away."""
    one = rescues.one(g.desk, rescue_id)
    choice = request.form.get("choice", "")
    if choice not in {"put_in", "both", "away"}:
        return redirect(url_for("recording.kept", rescue_id=rescue_id), 303)
    where = url_for("recording.rescued")
    if choice != "away":
        where = _put(one, rescues.open_kept(g.desk, rescue_id), swap=choice == "put_in")
    rescues.settle(g.desk, rescue_id)
    return redirect(where, 303)


def _put(one: rescues.Kept, raw: Raw, *, swap: bool) -> str:
    """Give the text to its draft, beside or instead of what is there; returns where it now is."""
    page, concern_id = BY_NAME[one.page], _concern(raw)
    if concern_id is not None:
        drafts.begin(g.desk, concern_id, one.draft_id)
    draft = drafts.load(g.desk, one.draft_id, g.sign_in_id)
    typed = fix_times(page, keep(page, raw), one.came_at)
    present = draft.pages.get(page.name, {})
    if blank(present) or page.name == drafts.TICKS:
        drafts.save(g.desk, draft.id, page.name, typed, draft.versions.get(page.name, 0))
    elif present != typed:
        drafts.set_aside(g.desk, draft.id, page.name, typed)
        if swap:
            newest = drafts.asides(g.desk, draft.id, page.name)[-1]
            drafts.swap(g.desk, draft.id, page.name, newest.id)
    if draft.concern_id is not None:
        return url_for("recording.detail", concern_id=draft.concern_id, page=page.name)
    name = "recording.sign" if page.name == "sign" else "recording.page"
    return url_for(name, draft_id=draft.id, page=page.name)


def _draft(one: rescues.Kept) -> drafts.Draft | None:
    try:
        return drafts.load(g.desk, one.draft_id, g.sign_in_id)
    except NotFoundError:
        return None


def _concern(raw: Raw) -> UUID | None:
    try:
        return UUID((raw.get(CONCERN) or [""])[0])
    except ValueError:
        return None


def _lines(name: str, raw: Raw, draft: drafts.Draft | None) -> list[tuple[str, str]]:
    pages = {**draft.pages, name: raw} if draft else {name: raw}
    children = children_of(pages)
    child_raw = pages.get("child", {})
    return lines(BY_NAME[name], Layout(raw, {}, children, child_raw, g.org.pack))
