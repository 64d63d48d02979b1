"""Routes of the workbook. None of them needs an account, keeps an answer or counts one.

A reader who is signed in also sees what they marked as read (`reading.py`).
"""

from functools import partial
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access.app_state import house
from app.access.policy import Policy, policy
from app.access.template_context import copied, org_to_ring
from app.errors import NotFoundError
from app.learning.blueprint import bp
from app.learning.workbook.reading import progress
from app.learning.workbook.workbook_links import href
from app.services.content import reading_progress, workbook_content
from app.services.content.workbook_content import Book
from content.workbook.chapters import Picture


@bp.get("/workbook")
@policy(Policy.ANYONE)
def workbook() -> ResponseReturnValue:
    """What is in it, how long it takes, and where to begin."""
    book = _book()
    return render_template("learning/workbook.html", **_shown(book), **progress(book))


@bp.get("/workbook/<key>")
@policy(Policy.ANYONE)
def chapter(key: str) -> ResponseReturnValue:
    """One chapter, to read."""
    book = _book()
    page = book.edition.chapter(key)
    if page is None:
        raise NotFoundError("chapter")
    if g.reading is not None:
        reading_progress.save_opened_chapter(g.desk, g.reading, key)
    before, after = book.next_to(page)
    around = {"before": before, "after": after, "questions": _asked_on(book, page)}
    return _page(book, page, **around, **progress(book))


@bp.get("/roles/<key>")
@policy(Policy.ANYONE)
def role(key: str) -> ResponseReturnValue:
    """What one field of work does: education, health, police."""
    book = _book()
    page = book.edition.role(key)
    if page is None:
        raise NotFoundError("role")
    return _page(book, page)


@bp.get("/law")
@policy(Policy.ANYONE)
def law() -> ResponseReturnValue:
    """What the law says, each statement with its date, source and whether it is in force."""
    return render_template("learning/law.html", **_shown(_book()))


@bp.get("/glossary")
@policy(Policy.ANYONE)
def glossary() -> ResponseReturnValue:
    """Words, and what they mean here."""
    return render_template("learning/glossary.html", **_shown(_book()))


@bp.get("/changes")
@policy(Policy.ANYONE)
def changes() -> ResponseReturnValue:
    """What differs from the paper workbook, and why."""
    return render_template("learning/changes.html", **_shown(_book()))


@bp.get("/whole")
@policy(Policy.ANYONE)
def whole() -> ResponseReturnValue:
    """Every chapter on one page, for the printer."""
    book = _book()
    edition = book.edition
    pages = {one.key: one for one in edition.chapters}
    pages |= {f"roles-{one.key}": one for one in edition.roles}
    lines = {
        front: workbook_content.find_phone_lines(_org(), page, house().clock(), any_day=True)
        for front, page in pages.items()
    }
    return render_template("learning/whole.html", **_shown(book), all_lines=lines)


@bp.get("/pictures/<key>")
@policy(Policy.ANYONE)
def picture(key: str) -> ResponseReturnValue:
    """One drawing alone, for the wall, and all that it says in words."""
    book = _book()
    found = book.edition.pictures.get(key)
    if found is None:
        raise NotFoundError("picture")
    return render_template("learning/picture.html", **_shown(book), picture=found)


def _book() -> Book:
    return workbook_content.load_org_workbook(g.get("org"), house().clock())


def _org() -> Any:
    return org_to_ring() if g.get("org") is not None else None


def _page(book: Book, page: Any, **more: Any) -> ResponseReturnValue:
    lines = workbook_content.find_phone_lines(_org(), page, house().clock(), any_day=copied())
    return render_template("learning/chapter.html", **_shown(book), page=page, lines=lines, **more)


def _asked_on(book: Book, page: Any) -> Any:
    """The questions of the paper stand on the last chapter."""
    return book.edition.questions if page is book.edition.chapters[-1] else ()


def _shown(book: Book) -> dict[str, Any]:
    return {
        "book": book,
        "edition": book.edition,
        "place": book.place,
        "href": partial(href, book),
        "drawn": _drawn,
    }


def _drawn(picture: Picture) -> Markup:
    return Markup(picture.svg)  # noqa: S704 - the pack's own, proved at the start to run nothing
