"""Routes of a signed-in reader: chapters read, chapters changed since, page settings."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.policy import Policy, policy
from app.errors import StaleError
from app.learning.blueprint import bp
from app.learning.workbook.reading_forms import SettingsForm
from app.services.content import changed_chapters, reading_progress, workbook_content
from app.services.content.workbook_content import WorkbookText
from content.london_time import format_day


@bp.before_request
def load_reader() -> None:
    """Fill `g.reading` for every page of learning: None for a reader who is signed out."""
    g.reading = (
        reading_progress.load_reading_progress(g.uow) if g.get("actor") is not None else None
    )


@bp.context_processor
def inject_body_classes() -> dict[str, Any]:
    """Return classes of the page's body. An error page asks too: nothing is looked up here."""
    kept = g.get("reading")
    return {"set_as": kept.reading.settings.classes if kept else ""}


@bp.get("/reading")
@policy(Policy.SIGNED_IN)
def settings() -> ResponseReturnValue:
    """Show spacing, width, size and colour, and some lines to try them on."""
    form = SettingsForm.of(g.reading.reading.settings)
    return _page(form, saved="saved" in request.args, spoiled=g.reading.spoiled)


@bp.post("/reading")
@policy(Policy.SIGNED_IN)
def keep_settings() -> ResponseReturnValue:
    """Keep what was chosen; it holds from the next page on."""
    form = SettingsForm.of_request()
    if not form.validate():
        return _page(form), 422
    reading_progress.save_page_settings(g.uow, form.to_settings())
    return redirect(url_for("learning.settings", saved=1), 303)


@bp.post("/reading/<key>/read")
@policy(Policy.SIGNED_IN)
def mark_read(key: str) -> ResponseReturnValue:
    """Save that the reader read it: on to the next chapter, or to the contents."""
    reading_progress.mark_chapter_read(g.uow, key)
    keys = list(workbook_content.hash_chapters(g.org))
    after = keys[keys.index(key) + 1 :]
    if not after:
        return redirect(url_for("learning.workbook"), 303)
    return redirect(url_for("learning.chapter", key=after[0]), 303)


@bp.post("/reading/<key>/not-read")
@policy(Policy.SIGNED_IN)
def mark_not_read(key: str) -> ResponseReturnValue:
    """Take the mark off again."""
    reading_progress.mark_chapter_not_read(g.uow, key)
    return redirect(url_for("learning.chapter", key=key, _anchor="mark"), 303)


def build_progress_context(book: WorkbookText) -> dict[str, Any]:
    """Return what a page says to its reader of how far they are; `mine` is None for a stranger.

    `stands` and `read_on` (a day in words) by the key of a chapter; `onward`: the one to go on
    with, None when each is read.
    """
    mine = g.reading
    if mine is None:
        return {"mine": None}
    today = get_today()
    marks = workbook_content.hash_chapters(g.org)
    return {
        "mine": mine,
        "stands": {key: mine.reading.standing(key, mark) for key, mark in marks.items()},
        "read_on": {key: format_day(one.on, today) for key, one in mine.reading.read.items()},
        "onward": book.edition.chapter(mine.reading.go_on(marks)),
    }


def _page(form: SettingsForm, **more: Any) -> str:
    return render_template("learning/reading.html", form=form, **more)


@bp.get("/changed")
@policy(Policy.SIGNED_IN)
def changed() -> ResponseReturnValue:
    """Show which chapters changed since I completed it, or read what had changed.

    `again`: some changed once more while the page was open.
    """
    asked = changed_chapters.find_changed_chapters(g.uow)
    again = "again" in request.args and bool(asked.stands.changed)
    said = "said" in request.args
    return render_template("learning/changed.html", asked=asked, said=said, again=again)


@bp.post("/changed")
@policy(Policy.SIGNED_IN)
def have_read() -> ResponseReturnValue:
    """Save that I have read them."""
    try:
        changed_chapters.sign_chapters_read(g.uow, request.form.get("seen", ""))
    except StaleError:
        return redirect(url_for("learning.changed", again=1), 303)
    return redirect(url_for("learning.changed", said=1), 303)
