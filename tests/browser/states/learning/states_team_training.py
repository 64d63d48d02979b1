"""Who is trained, what waits for the board, and chapters that changed: in each state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from app.models.member import Member
from app.models.training import Training, TrainingNote
from app.services.content import workbook_content
from tests.browser.page_inspection import Stage, shows
from tests.support.club.office import Office
from tests.support.club.saved_contacts import set_organisation
from tests.support.training.completions import complete, note

LIST, BOARD, CHANGED = "/learn/trained", "/learn/trained/board", "/learn/changed"
LONG = "Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley " * 3
OLDER = {"what_cse_is": "0" * 16, "signs": "0" * 16, "law": "0" * 16}


def done(there: Office, who: str, changed: dict[str, str] | None = None, **more):
    marks = dict(workbook_content.load_current_edition(there.org).marks) | (changed or {})
    return complete(there, who, "jo", **{"marks": marks} | more)


@shows("learning.trained", "empty", "full", "long")
@shows("learning.search_trained", "errors")
@shows("learning.for_board", "empty", "full")
@shows("learning.for_board_csv", "empty")
@shows("learning.went", "errors")
@shows("learning.changed", "empty", "full")
@shows("learning.have_read", "conflict")
@shows("public.home", "full")
def trained(stage: Stage) -> None:
    there = Office.today(stage.club.world)
    stage.visit("learning.trained", "empty", "jo", f"{LIST}?standing=overdue")
    stage.visit("learning.for_board", "empty", "jo", BOARD)
    stage.visit("learning.changed", "empty", "tess", CHANGED)
    people(there)
    stage.visit("learning.trained", "full", "jo", LIST, "everybody")
    page = stage.visit("learning.trained", "full", "jo", f"{LIST}?search=nothing", "nothing typed")
    found = stage.send(page, f"{LIST}/search", {"q": "x" * 101})
    stage.judge("learning.search_trained", "errors", page, found)
    stage.visit("learning.trained", "full", "senior", f"{LIST}?standing=changed", "changed")
    chapters(stage)
    board(stage)
    dated(stage, there)
    spoiled(stage, there)


def people(there: Office) -> None:
    """Somebody in each standing that there is without a time to renew it."""
    about = done(there, "sam")
    note(there, about, "sam", "jo", "sent", there.now.date())
    note(there, about, "sam", "jo", "received", there.now.date())
    done(there, "second_senior")
    done(there, "pat", OLDER)
    done(there, "deputy", marks={}, on=date(2019, 3, 8))
    for who, state in (("tess", "sent"), ("kit", "more")):
        row = {"org_id": there.org.id, "learner_id": there.id(who), "began_at": there.now}
        row |= {"id": uuid4(), "confirmer_id": there.id("jo"), "state": state, "entries": 1}
        there.world.change(insert(Training).values(row))


def chapters(stage: Stage) -> None:
    stage.visit("learning.changed", "full", "second_senior", CHANGED, "nothing changed")
    stage.visit("learning.changed", "full", "deputy", CHANGED, "on paper")
    page = stage.visit("learning.changed", "full", "pat", CHANGED, "to read")
    stage.visit("public.home", "full", "pat", "/", "chapters changed")
    page = stage.tab("pat")
    page.goto(stage.club.server.url + CHANGED)
    found = stage.send(page, CHANGED, {"seen": "0" * 32})
    stage.judge("learning.have_read", "conflict", page, found)
    found = stage.send(page, CHANGED, {})
    stage.judge("learning.changed", "full", page, found, "read")


def board(stage: Stage) -> None:
    page = stage.visit("learning.for_board", "full", "jo", BOARD)
    found = stage.send(page, BOARD, {"on": "soon"}, "Note")
    stage.judge("learning.went", "errors", page, found)
    page.goto(stage.club.server.url + BOARD)
    found = stage.send(page, f"{BOARD}/csv", {"about": ["none"]})
    stage.judge("learning.for_board_csv", "empty", page, found)
    page.goto(stage.club.server.url + BOARD)
    found = stage.send(page, BOARD, {"on": "today", "sure": ["y"]}, "Note")
    stage.judge("learning.for_board", "full", page, found, "noted")


def dated(stage: Stage, there: Office) -> None:
    """Where the pack says how often: what comes due, and what is overdue."""
    soon = there.now.date() - timedelta(days=710)
    done(there, "senior", on=soon)
    set_organisation(there.world, pack="example_authority")
    stage.visit("learning.trained", "full", "jo", LIST, "with dates")
    for who, words in (("senior", "due soon"), ("deputy", "overdue")):
        stage.visit("public.home", "full", who, "/", words)
    set_organisation(there.world, pack=there.org.pack)


def spoiled(stage: Stage, there: Office) -> None:
    """Long names, somebody who was suspended, and notes that were changed behind Heard."""
    _change(there, "kit", name=LONG.strip(), job_title=LONG.strip())
    _change(there, "tess", suspended_at=there.now)
    notes = _remove_notes(there, "pat", "senior")
    changed = [{**one, "signature": bytes(64)} for one in notes["pat"]]
    there.world.change(insert(TrainingNote).values(changed))
    stage.visit("learning.trained", "long", "jo", LIST)
    stage.visit("learning.changed", "full", "pat", CHANGED, "not trusted")
    stage.visit("public.home", "full", "pat", "/", "training not trusted")
    # Later tests use these people.
    _remove_notes(there, "pat")
    there.world.change(insert(TrainingNote).values([*notes["pat"], *notes["senior"]]))
    _change(there, "kit", name=there.world.people["kit"].name, job_title="")
    _change(there, "tess", suspended_at=None)


def _remove_notes(there: Office, *people: str) -> dict[str, list[dict[str, Any]]]:
    """Take the notes about each of these people out of the database, and return them."""
    taken = {}
    for who in people:
        mine = TrainingNote.learner_id == there.id(who)
        with there.world.session() as session:
            rows = session.execute(select(TrainingNote.__table__).where(mine)).mappings()
            taken[who] = [dict(row) for row in rows]
        there.world.change(TrainingNote.__table__.delete().where(mine))
    return taken


def _change(there: Office, who: str, **values: object) -> None:
    there.world.change(update(Member).where(Member.id == there.id(who)).values(values))
