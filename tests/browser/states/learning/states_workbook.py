"""The workbook's pages: they ask nothing, so each has one state."""

from __future__ import annotations

from content.workbook import workbook_loader
from tests.browser.page_inspection import Stage, shows

FIXED = {
    "learning.workbook": "/learn/workbook",
    "learning.law": "/learn/law",
    "learning.glossary": "/learn/glossary",
    "learning.changes": "/learn/changes",
    "learning.whole": "/learn/whole",
}


def read(stage: Stage) -> None:
    book = workbook_loader.load_workbook("north_lincolnshire")
    for route, path in FIXED.items():
        stage.visit(route, "full", "", path)
    for one in book.chapters:
        who = "tess" if one is book.chapters[0] else ""
        stage.visit("learning.chapter", "full", who, f"/learn/workbook/{one.key}", one.key)
    for one in book.roles:
        stage.visit("learning.role", "full", "", f"/learn/roles/{one.key}", one.key)
    for key in book.pictures:
        stage.visit("learning.picture", "full", "", f"/learn/pictures/{key}", key)


@shows("learning.start", "full")
@shows("learning.debrief_sheet", "full")
def learn(stage: Stage) -> None:
    stage.visit("learning.start", "full", "tess", "/learn", "of a trainee")
    stage.visit("learning.start", "full", "jo", "/learn", "of a lead")
    stage.visit("learning.debrief_sheet", "full", "jo", "/learn/trained/debrief")


for each in (*FIXED, "learning.chapter", "learning.role", "learning.picture"):
    shows(each, "full")(read)
