"""Completion records: recorded from paper, shown, told to the board, checked from outside."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from app.models.training import TrainingNote
from tests.browser.page_inspection import Stage, search_team, shows
from tests.browser.states.states_accounts import LONG, answer

MINE = "/learn/completion"
FORM = f"{MINE}/record"
CHECK = "/learn/check"
LONGEST = "Bartholomew-Featherstonehaugh " * 4


def refused(
    stage: Stage, route: str, state: str, who: str, path: str, typed: dict[str, str]
) -> None:
    """Send a form that is not in order, and judge the page that it leads to."""
    page = stage.tab(who)
    page.goto(stage.club.server.url + path)
    found = stage.send(page, path, typed)
    assert found.status == 200
    assert page.title().startswith("Error: ")
    stage.judge(route, state, page, found)


def fields(stage: Stage) -> dict[str, str]:
    return {
        "learner": str(stage.club.world.people["sam"].id),
        "how": "paper_workbook",
        "workbook": "Child sexual exploitation: awareness workbook",
        "edition": "2015",
        "on": "today",
        "confirmer": "Zażółć Gęślą-Jaźń",
        "job_title": LONGEST.strip(),
        "role": "outside_trainer",
        "talked": "today",
        "understands": "y",
        "seen": "y",
    }


def recorded(stage: Stage) -> str:
    """Record Sam's paper as Jo; the address of its record."""
    page = stage.tab("jo")
    page.goto(stage.club.server.url + FORM)
    search_team(page, stage.club.world.people["sam"].name)
    found = stage.send(page, FORM, fields(stage))
    assert found.status == 200
    return found.url


@shows("learning.on_paper", "empty")
@shows("learning.recorded_on_paper", "errors", "long")
@shows("learning.completions", "empty", "full")
@shows("learning.completion", "full")
@shows("learning.board", "empty", "full")
@shows("learning.board_noted", "errors", "long")
@shows("learning.board_letter", "full")
@shows("learning.check", "empty")
@shows("learning.checked", "errors", "full", "long")
def completion(stage: Stage) -> None:
    stage.visit("learning.on_paper", "empty", "jo", FORM)
    refused(stage, "learning.recorded_on_paper", "errors", "jo", FORM, {})
    long = {name: LONG for name in ("workbook", "edition", "on", "confirmer", "job_title")}
    refused(stage, "learning.recorded_on_paper", "long", "jo", FORM, long)
    record = recorded(stage)
    stage.visit("learning.completions", "empty", "tess", MINE)
    for who in ("jo", "sam"):
        stage.visit("learning.completions", "full", who, MINE, who)
        stage.visit("learning.completion", "full", who, record, who)
    board(stage, record)
    check(stage)
    not_trusted(stage, record)


def board(stage: Stage, record: str) -> None:
    address = f"{record}/board"
    stage.visit("learning.board", "empty", "sam", address)
    for state, typed in (("errors", "soon"), ("long", LONG)):
        to = address.removeprefix(stage.club.server.url)
        refused(stage, "learning.board_noted", state, "sam", to, {"sent": typed})
    for who, kind, words in (("sam", "sent", "Save the day it was"), ("jo", "received", "came")):
        page = stage.tab(who)
        page.goto(address)
        page.locator(f"input[name={kind}]").fill("today")
        with page.expect_navigation():
            page.locator(f"form:has(input[name={kind}]) button").click()
        assert words in page.content()
    stage.visit("learning.board", "full", "sam", address)
    stage.visit("learning.board_letter", "full", "sam", f"{address}/letter")


def check(stage: Stage) -> None:
    stage.visit("learning.check", "empty", "", CHECK)
    for state, code in (("errors", "7K3M"), ("long", LONG)):
        answer(stage, "learning.checked", state, "", CHECK, {"code": code})
    with stage.club.world.session() as session:
        code = session.scalars(select(TrainingNote.code).where(TrainingNote.code != "")).first()
    page = stage.tab("")
    page.goto(stage.club.server.url + CHECK)
    found = stage.send(page, CHECK, {"code": code.lower()})
    stage.judge("learning.checked", "full", page, found)


def not_trusted(stage: Stage, record: str) -> None:
    """A row that somebody wrote to: the page says so."""
    mine = TrainingNote.id == UUID(record.rpartition("/")[2])
    row = update(TrainingNote).where(mine)
    with stage.club.world.session() as session:
        kept = session.scalars(select(TrainingNote.signature).where(mine)).one()
    stage.club.world.change(row.values(signature=b"x" * 64))
    stage.visit("learning.completion", "full", "sam", record, "not trusted")
    stage.visit("learning.completions", "full", "sam", MINE, "not trusted")
    stage.club.world.change(row.values(signature=kept))
