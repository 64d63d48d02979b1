"""A sole lead asks someone outside to confirm: both pages, before, meanwhile and afterwards."""

from __future__ import annotations

from playwright.sync_api import Page

from app.services.training import private_drafts
from app.services.training.workbook_answers import load_own_answers
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.club.sole_lead import move_to_sole_lead

HOST = "127.0.0.1"
PATH = "/learn/outside"
ASKED = {"name": "Gwen Ellis", "job_title": "Trainer", "role": "outside_trainer"}


@shows("learning.outside", "empty", "full")
@shows("learning.ask_outside", "errors", "long")
@shows("learning.outside_link", "full", "empty")
@shows("learning.answer_outside", "errors", "long")
@shows("learning.outside_answered", "full")
@shows("learning.send", "full")
def outside(stage: Stage) -> None:
    stage.visit("learning.outside", "empty", "jo", PATH, "someone here can")
    world = stage.club.world
    kept = world.org, world.people, world.recovery_seed
    move_to_sole_lead(world, HOST)
    try:
        with_a_sole_lead(stage)
    finally:
        world.org, world.people, world.recovery_seed = kept


def with_a_sole_lead(stage: Stage) -> None:
    base = stage.club.server.url.replace("localhost", HOST)
    page = stage.tab("jo")
    page.context.add_cookies([{**one, "url": base} for one in stage.club.cookies("jo")])
    stage.visit("learning.send", "full", "jo", f"{base}/learn/send", "no one can confirm")
    stage.visit("learning.outside", "empty", "jo", base + PATH, "answers missing")
    answer_all(stage)
    stage.visit("learning.outside", "empty", "jo", base + PATH)
    for state, typed in (("errors", {}), ("long", dict.fromkeys(("name", "job_title"), LONG))):
        page.goto(base + PATH)
        stage.judge("learning.ask_outside", state, page, stage.send(page, PATH, typed))
    page.goto(base + PATH)
    stage.judge("learning.outside", "full", page, stage.send(page, PATH, ASKED), "open")
    link = page.input_value("#address")
    by_link(stage, link)
    stage.visit("learning.outside", "full", "jo", base + PATH, "confirmed")
    page.goto(base + PATH)
    stage.send(page, f"{PATH}/record", {})
    stage.visit("learning.outside", "full", "jo", base + PATH, "recorded")


def by_link(stage: Stage, link: str) -> None:
    """Show what the person outside sees, from the link to the end of it."""
    page = stage.visit("learning.outside_link", "full", "", link)
    action = link[link.index(PATH) :]
    for state, typed in (
        ("errors", {"name": "", "job_title": "", "talked": ""}),
        ("long", dict.fromkeys(("name", "job_title", "talked"), LONG)),
    ):
        page.goto(link)
        found = stage.send(page, action, typed, "Confirm")
        stage.judge("learning.answer_outside", state, page, found)
    page.goto(link)
    confirm(stage, page, action)
    stage.visit("learning.outside_link", "empty", "", link, "used")


def confirm(stage: Stage, page: Page, action: str) -> None:
    found = stage.send(page, action, {"talked": "today", "understands": "y"}, "Confirm")
    stage.judge("learning.outside_answered", "full", page, found)


def answer_all(stage: Stage) -> None:
    uow = stage.club.world.uow("jo")
    for one in load_own_answers(uow).items:
        raw = {"answer": ["true" if one.chosen else "I would listen."], "-done": ["1"]}
        private_drafts.save_learning_page(
            uow, f"question/{one.question.key}", raw, one.page.version
        )
