"""The workbook's pages: they ask nothing, so each has two states, signed out and in."""

from __future__ import annotations

from content import workbook
from tests.browser.stage import Stage, shows

FIXED = {
    "learning.workbook": "/learn/workbook",
    "learning.law": "/learn/law",
    "learning.glossary": "/learn/glossary",
    "learning.changes": "/learn/changes",
    "learning.whole": "/learn/whole",
}


def read(stage: Stage) -> None:
    book = workbook.load("north_lincolnshire")
    for route, path in FIXED.items():
        stage.visit(route, "empty", "", path)
        stage.visit(route, "full", "tess", path)
    stage.visit("learning.chapter", "empty", "", f"/learn/workbook/{book.chapters[0].key}", "first")
    for one in book.chapters:
        stage.visit("learning.chapter", "full", "tess", f"/learn/workbook/{one.key}", one.key)
    stage.visit("learning.role", "empty", "", f"/learn/roles/{book.roles[0].key}", "first")
    for one in book.roles:
        stage.visit("learning.role", "full", "tess", f"/learn/roles/{one.key}", one.key)
    for key in book.pictures:
        stage.visit("learning.picture", "empty", "", f"/learn/pictures/{key}", key)
        stage.visit("learning.picture", "full", "tess", f"/learn/pictures/{key}", key)


for each in (*FIXED, "learning.chapter", "learning.role", "learning.picture"):
    shows(each, "empty", "full")(read)
