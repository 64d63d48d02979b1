"""Show the workbook, page by page or whole, on screen and as a PDF.

None of these pages needs an account, keeps an answer or counts one. The PDF is the same for
everyone of an organisation. A reader who is signed in also sees what they marked as read
(`reading_views`).
"""

from functools import partial
from io import BytesIO
from typing import Any

from flask import g, render_template, send_file
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access.app_state import get_app_state
from app.access.declarations import cacheable_when_signed_out
from app.access.policy import Policy, policy
from app.access.template_context import is_offline_copy, load_org_with_call_info
from app.domain.routing.actors import Org
from app.errors import NotFoundError
from app.learning.blueprint import bp
from app.learning.workbook.reading_views import build_progress_context
from app.learning.workbook.workbook_links import build_workbook_link
from app.services.contacts import org_contacts
from app.services.content import reading_progress, workbook_content, workbook_pdf_cache
from app.services.content.workbook_content import WorkbookText
from content.workbook.chapters import Picture


@bp.get("/workbook")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def workbook() -> ResponseReturnValue:
    """Show what is in it, how long it takes, and where to start."""
    book = _book()
    return render_template("learning/workbook.html", **_shown(book), **build_progress_context(book))


@bp.get("/workbook/<key>")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def chapter(key: str) -> ResponseReturnValue:
    """Show one chapter, to read."""
    book = _book()
    page = book.edition.chapter(key)
    if page is None:
        raise NotFoundError("chapter")
    if g.reading is not None:
        reading_progress.save_opened_chapter(g.uow, g.reading, key)
    before, after = book.next_to(page)
    around = {"before": before, "after": after, "questions": _asked_on(book, page)}
    return _page(book, page, **around, **build_progress_context(book))


@bp.get("/roles/<key>")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def role(key: str) -> ResponseReturnValue:
    """Show what one field of work does: education, health, police."""
    book = _book()
    page = book.edition.role(key)
    if page is None:
        raise NotFoundError("role")
    return _page(book, page)


@bp.get("/law")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def law() -> ResponseReturnValue:
    """Show what the law says, each statement with its date, source and whether it is in force."""
    return render_template("learning/law.html", **_shown(_book()))


@bp.get("/glossary")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def glossary() -> ResponseReturnValue:
    """Show words, and what they mean here."""
    return render_template("learning/glossary.html", **_shown(_book()))


@bp.get("/changes")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def changes() -> ResponseReturnValue:
    """Show what differs from the paper workbook, and why."""
    return render_template("learning/changes.html", **_shown(_book()))


@bp.get("/whole")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def whole() -> ResponseReturnValue:
    """Show every chapter on one page, for the printer."""
    book = _book()
    edition = book.edition
    pages = {one.key: one for one in edition.chapters}
    pages |= {f"roles-{one.key}": one for one in edition.roles}
    lines = {
        front: workbook_content.find_chapter_phone_lines(
            _org(), page, get_app_state().clock(), any_day=True
        )
        for front, page in pages.items()
    }
    return render_template("learning/whole.html", **_shown(book), all_lines=lines)


@bp.get("/pictures/<key>")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def picture(key: str) -> ResponseReturnValue:
    """Show one drawing alone, for the wall, and all that it says in words."""
    book = _book()
    found = book.edition.pictures.get(key)
    if found is None:
        raise NotFoundError("picture")
    return render_template("learning/picture.html", **_shown(book), picture=found)


def _book() -> WorkbookText:
    return workbook_content.load_org_workbook(g.get("org"), get_app_state().clock())


def _org() -> Any:
    return load_org_with_call_info() if g.get("org") is not None else None


def _page(book: WorkbookText, page: Any, **more: Any) -> ResponseReturnValue:
    lines = workbook_content.find_chapter_phone_lines(
        _org(), page, get_app_state().clock(), any_day=is_offline_copy()
    )
    return render_template("learning/chapter.html", **_shown(book), page=page, lines=lines, **more)


def _asked_on(book: WorkbookText, page: Any) -> Any:
    """Return the questions of the paper on the last chapter, and none on others."""
    return book.edition.questions if page is book.edition.chapters[-1] else ()


def _shown(book: WorkbookText) -> dict[str, Any]:
    return {
        "book": book,
        "edition": book.edition,
        "place": book.place,
        "href": partial(build_workbook_link, book),
        "drawn": _drawn,
    }


def _drawn(picture: Picture) -> Markup:
    return Markup(picture.svg)  # noqa: S704 - the pack's own, proved at the start to run nothing


@bp.get("/whole.pdf")
@policy(Policy.ANYONE)
def whole_pdf() -> ResponseReturnValue:
    """Send every chapter, room to answer, boxes to sign, the law, the words and what changed."""
    if g.get("org") is None:
        raise NotFoundError("workbook")
    made = workbook_pdf_cache.get_workbook_pdf(
        get_app_state().workbook, _nameless(), get_app_state().clock()
    )
    return send_file(BytesIO(made.data), "application/pdf", download_name=made.name)


def _nameless() -> Org:
    """Return the organisation as strangers see it: who found a number wrong is not named."""
    return (
        load_org_with_call_info()
        if g.uow is None
        else org_contacts.load_org_with_contacts(g.uow, named=False)
    )
