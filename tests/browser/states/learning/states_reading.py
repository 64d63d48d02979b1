"""A signed-in reader: what they marked as read, and every page set as wide as it goes."""

from __future__ import annotations

from sqlalchemy import update

from app.models.training import LearningBox
from app.services.content import reading_progress
from content.workbook import workbook_loader
from tests.browser.page_inspection import Stage, shows

FIELDS = ("size", "lines", "letters", "width", "tint")
WIDEST = {
    "size": "largest",
    "lines": "widest",
    "letters": "widest",
    "width": "narrow",
    "tint": "cream",
}
FIXED = ("workbook", "law", "glossary", "changes", "whole")
VERSION_SHIFT = 70


@shows("learning.settings", "empty", "full")
@shows("learning.keep_settings", "errors")
@shows("learning.workbook", "full")
@shows("learning.chapter", "full", "disk_full")
def marked(stage: Stage) -> None:
    """Nothing yet, some of it, no room, a chapter that changed since, a box that does not open."""
    stage.visit("learning.workbook", "full", "kit", "/learn/workbook", "nothing yet")
    page = stage.visit("learning.settings", "empty", "kit", "/learn/reading")
    found = stage.send(page, "/learn/reading", {name: [] for name in FIELDS})
    stage.judge("learning.keep_settings", "errors", page, found)
    chapters = workbook_loader.load_workbook("north_lincolnshire").chapters
    uow = stage.club.world.uow("kit")
    for one in chapters[:3]:
        reading_progress.mark_chapter_read(uow, one.key)
    stage.visit("learning.chapter", "full", "kit", f"/learn/workbook/{chapters[1].key}", "read")
    with stage.club.no_room():  # a place that cannot be kept keeps nobody from reading
        stage.visit("learning.chapter", "disk_full", "kit", f"/learn/workbook/{chapters[4].key}")
    changed_since(uow, chapters[0].key)
    first = f"/learn/workbook/{chapters[0].key}"
    stage.visit("learning.chapter", "full", "kit", first, "changed")
    stage.visit("learning.workbook", "full", "kit", "/learn/workbook", "some read")
    tinted(stage)
    for one in chapters:
        reading_progress.mark_chapter_read(uow, one.key)
    stage.visit("learning.workbook", "full", "kit", "/learn/workbook", "all read")
    own_boxes = update(LearningBox).where(LearningBox.user_id == uow.me.id)
    stage.club.world.change(own_boxes.values(version=LearningBox.version + VERSION_SHIFT))
    stage.visit("learning.workbook", "full", "kit", "/learn/workbook", "spoiled")
    stage.visit("learning.settings", "full", "kit", "/learn/reading", "spoiled")
    # Later tests use these people.
    stage.club.world.change(own_boxes.values(version=LearningBox.version - VERSION_SHIFT))


def changed_since(uow: reading_progress.UnitOfWork, key: str) -> None:
    """As if the words of a chapter had been others when it was read."""
    kept = reading_progress.private_store.load_private_document(uow, reading_progress.DOCUMENT)
    kept.values["read"][key] = {"mark": "0" * 16, "on": "2025-03-01"}
    reading_progress.private_store.save_private_document(
        uow, reading_progress.DOCUMENT, kept.values, kept.version
    )


def tinted(stage: Stage) -> None:
    """Each colour behind everything that the contents hold."""
    for tint in ("blue", "green"):
        page = stage.tab("kit")
        page.goto(f"{stage.club.server.url}/learn/reading")
        stage.send(page, "/learn/reading", {"tint": tint})
        stage.visit("learning.workbook", "full", "kit", "/learn/workbook", tint)


@shows("learning.settings", "full")
@shows("learning.workbook", "full")
@shows("learning.chapter", "full")
@shows("learning.role", "full")
@shows("learning.picture", "full")
@shows("learning.law", "full")
@shows("learning.glossary", "full")
@shows("learning.changes", "full")
@shows("learning.whole", "full")
def widest(stage: Stage) -> None:
    """Every page of the workbook at the largest settings."""
    page = stage.tab("pat")
    page.goto(f"{stage.club.server.url}/learn/reading")
    found = stage.send(page, "/learn/reading", WIDEST)
    stage.judge("learning.settings", "full", page, found, "widest")
    book = workbook_loader.load_workbook("north_lincolnshire")
    for name in FIXED:
        stage.visit(f"learning.{name}", "full", "pat", f"/learn/{name}", "widest")
    for one in (*book.chapters, *book.roles):
        route = "chapter" if one.number else "role"
        path = f"/learn/{'workbook' if one.number else 'roles'}/{one.key}"
        stage.visit(f"learning.{route}", "full", "pat", path, f"{one.key} widest")
    for key in book.pictures:
        path = f"/learn/pictures/{key}"
        stage.visit("learning.picture", "full", "pat", path, f"{key} widest")
    page.goto(f"{stage.club.server.url}/learn/reading")
    stage.send(page, "/learn/reading", dict.fromkeys(WIDEST, "usual"))
