"""Link to the page on which an address of the workbook is read, and to the place on it."""

from typing import Any

from flask import url_for

from app.services.content.workbook_content import WorkbookPlace, WorkbookText


def build_workbook_link(book: WorkbookText, place: WorkbookPlace) -> str:
    """Return the link to a place. The questions are read on the last chapter."""
    endpoint = {"questions": "chapter"}.get(place.page, place.page)
    values: dict[str, Any] = {"key": place.key} if place.key else {}
    if place.page == "questions":
        values = {"key": book.edition.chapters[-1].key}
    if place.anchor:
        values["_anchor"] = place.anchor
    return url_for(f"learning.{endpoint}", **values)
