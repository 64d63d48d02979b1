"""Beginning a record, the list of its pages, and throwing a draft away."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.domain.pages import BY_NAME
from app.domain.raws import home_area
from app.recording import progress, wording
from app.recording.blueprint import bp, late_pages, my_draft
from app.services import detail_drafts, drafts, pack_words


@bp.get("/record/new")
@policy(Policy.SIGNED_IN)
def start() -> ResponseReturnValue:
    """Before the first page: whom to ring, what was begun before, and the button."""
    begun = detail_drafts.begun(g.desk)
    return render_template("recording/start.html", drafts=drafts.mine(g.desk), begun=begun)


@bp.post("/record/new")
@policy(Policy.SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Begin a record."""
    draft_id = drafts.begin(g.desk)
    return redirect(url_for("recording.page", draft_id=draft_id, page="now"), 303)


@bp.get("/record/<uuid:draft_id>")
@policy(Policy.SIGNED_IN)
def tasks(draft_id: UUID) -> ResponseReturnValue:
    """Every page of a draft, with a word for how far each is."""
    draft = my_draft(draft_id)
    today = g.desk.today
    headings = pack_words.headings(g.org, g.desk.clock())
    return render_template(
        "recording/tasks.html",
        draft=draft,
        steps=progress.tasks(draft.pages, today, wording.choices(g.org.pack), headings),
        area=home_area(draft.pages),
        two_texts=[BY_NAME[n] for n in drafts.in_two_places(g.desk, draft) if n in BY_NAME],
        kept=late_pages(draft),
    )


@bp.get("/record/<uuid:draft_id>/discard")
@policy(Policy.SIGNED_IN)
def ask_discard(draft_id: UUID) -> ResponseReturnValue:
    """Ask before anything is thrown away."""
    return render_template("recording/discard.html", draft=my_draft(draft_id))


@bp.post("/record/<uuid:draft_id>/discard")
@policy(Policy.SIGNED_IN)
def discard(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away, for good."""
    drafts.discard(g.desk, draft_id)
    return redirect(url_for("public.home"), 303)
