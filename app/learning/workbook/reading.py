"""Routes of a signed-in reader: chapters that they have read, and how they want pages set."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import house
from app.access.policy import Policy, policy
from app.domain.times.london_time import LONDON, format_day
from app.learning.blueprint import bp
from app.learning.workbook.reading_forms import SettingsForm
from app.services.content import reading_progress, workbook_content
from app.services.content.workbook_content import Book


@bp.before_request
def look_up() -> None:
    """Fill `g.reading` for every page of learning: None for a reader who is signed out."""
    g.reading = reading_progress.load_reading(g.desk) if g.get("actor") is not None else None


@bp.context_processor
def as_set() -> dict[str, Any]:
    """Classes of the page's body. An error page asks too: nothing is looked up here."""
    kept = g.get("reading")
    return {"set_as": kept.reading.settings.classes if kept else ""}


@bp.get("/reading")
@policy(Policy.SIGNED_IN)
def settings() -> ResponseReturnValue:
    """Spacing, width, size and colour, and some lines to see them on."""
    form = SettingsForm.of(g.reading.reading.settings)
    return _page(form, saved="saved" in request.args, spoiled=g.reading.spoiled)


@bp.post("/reading")
@policy(Policy.SIGNED_IN)
def keep_settings() -> ResponseReturnValue:
    """Keep what was chosen; it holds from the next page on."""
    form = SettingsForm.of_request()
    if not form.validate():
        return _page(form), 422
    reading_progress.save_page_settings(g.desk, form.to_settings())
    return redirect(url_for("learning.settings", saved=1), 303)


@bp.post("/reading/<key>/read")
@policy(Policy.SIGNED_IN)
def mark_read(key: str) -> ResponseReturnValue:
    """The reader says that they read it: on to the next chapter, or to the contents."""
    reading_progress.mark_chapter_read(g.desk, key)
    keys = list(workbook_content.hash_chapters(g.org))
    after = keys[keys.index(key) + 1 :]
    if not after:
        return redirect(url_for("learning.workbook"), 303)
    return redirect(url_for("learning.chapter", key=after[0]), 303)


@bp.post("/reading/<key>/not-read")
@policy(Policy.SIGNED_IN)
def mark_not_read(key: str) -> ResponseReturnValue:
    """Take the mark off again."""
    reading_progress.mark_chapter_not_read(g.desk, key)
    return redirect(url_for("learning.chapter", key=key, _anchor="mark"), 303)


def progress(book: Book) -> dict[str, Any]:
    """What a page says to its reader of how far they are; `mine` is None for a stranger.

    `stands` and `read_on` (a day in words) by the key of a chapter; `onward`: the one to go on
    with, None when each is read.
    """
    mine = g.reading
    if mine is None:
        return {"mine": None}
    today = house().clock().astimezone(LONDON).date()
    marks = workbook_content.hash_chapters(g.org)
    return {
        "mine": mine,
        "stands": {key: mine.reading.standing(key, mark) for key, mark in marks.items()},
        "read_on": {key: format_day(one.on, today) for key, one in mine.reading.read.items()},
        "onward": book.edition.chapter(mine.reading.go_on(marks)),
    }


def _page(form: SettingsForm, **more: Any) -> str:
    return render_template("learning/reading.html", form=form, **more)
