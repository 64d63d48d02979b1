"""The questions, sending answers, confirming and the answered copy, in each of their states."""

from __future__ import annotations

from uuid import UUID

from playwright.sync_api import Page

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_guided_pages import TOO_LONG, save
from tests.support.club.office import Office
from tests.support.training.confirmations import (
    answer_all,
    answer_and_send,
    record_discussion,
    send_answers,
)
from tests.support.web.html_forms import form_to

ASKED = "/learn/questions/what_is_cse"
CHOICE = "/learn/questions/age"


def office(stage: Stage) -> Office:
    """The club's units of work, by the true clock."""
    return Office.today(stage.club.world)


@shows("learning.questions", "empty", "full", "conflict")
@shows("learning.question", "empty", "full", "errors", "long", "conflict")
@shows("learning.answer", "expired", "disk_full")
@shows("learning.answers", "empty", "full", "long")
@shows("public.home", "full")
def questions(stage: Stage) -> None:
    kit = stage.club.client("kit")
    stage.visit("learning.questions", "empty", "kit", "/learn/questions")
    stage.visit("learning.answers", "empty", "kit", "/learn/answers")
    for path in (ASKED, CHOICE):
        stage.visit("learning.question", "empty", "kit", path, path[-3:])
    save(kit, ASKED, TOO_LONG)
    stage.visit("learning.question", "errors", "kit", f"{ASKED}?check=1")
    save(kit, ASKED, "unbroken" * 20 + LONG[:19_840])
    stage.visit("learning.question", "long", "kit", ASKED)
    stage.visit("learning.answers", "long", "kit", "/learn/answers")
    save(kit, ASKED, "The other tab.", version="1")
    stage.visit("learning.question", "conflict", "kit", ASKED)
    stage.visit("learning.questions", "conflict", "kit", "/learn/questions")
    answer_all(office(stage), "kit")
    for path in (ASKED, CHOICE):
        tab = stage.visit("learning.question", "full", "kit", path, path[-3:])
    stage.visit("learning.questions", "full", "kit", "/learn/questions")
    stage.visit("learning.answers", "full", "kit", "/learn/answers")
    _not_saved(stage, tab)
    stage.visit("public.home", "full", "kit", "/", "an answer that came late")
    stage.visit("learning.question", "conflict", "kit", ASKED, "came late")


def _not_saved(stage: Stage, tab: Page) -> None:
    """No room for an answer, and one that comes after an hour."""
    tab.goto(f"{stage.club.server.url}{ASKED}")
    with stage.club.no_room():
        found = stage.send(tab, ASKED, {"answer": "No room for it."}, "Save")
        stage.judge("learning.answer", "disk_full", tab, found)
    tab.goto(f"{stage.club.server.url}{ASKED}")
    stage.expire("kit")
    found = stage.send(tab, ASKED, {"answer": "What was typed last."}, "Save")
    stage.judge("learning.answer", "expired", tab, found)
    for code in ("401", "507"):
        stage.forgive(code)
    stage.back("kit")


@shows("learning.send", "empty", "full", "long", "errors")
@shows("learning.sent", "conflict")
@shows("learning.answers_sent", "full", "long")
def sending(stage: Stage) -> None:
    uows, tab = office(stage), stage.visit("learning.send", "empty", "pat", "/learn/send")
    answer_all(uows, "pat")
    tab = stage.visit("learning.send", "full", "pat", "/learn/send")
    found = stage.send(tab, "/learn/send", {"confirmer": ""}, "Sign and send")
    stage.judge("learning.send", "errors", tab, found)
    tab.goto(f"{stage.club.server.url}/learn/send")
    answer_all(uows, "pat", "Changed in another tab.")
    choice = {"confirmer": str(uows.id("jo")), "relation": "lead"}
    found = stage.send(tab, "/learn/send", choice, "Sign and send")
    stage.judge("learning.sent", "conflict", tab, found)
    for code in ("422", "409"):
        stage.forgive(code)
    tab.goto(f"{stage.club.server.url}/learn/send")
    found = stage.send(tab, "/learn/send", choice, "Sign and send")
    stage.judge("learning.send", "full", tab, found, "asked once")
    training = send_answers(uows, "pat", "jo")
    stage.visit("learning.answers_sent", "full", "pat", f"/learn/answers/{training}?sent=1")
    answer_all(uows, "pat", LONG[:19_000])
    stage.visit("learning.send", "long", "pat", "/learn/send")
    send_answers(uows, "pat", "jo")
    stage.visit("learning.answers_sent", "long", "pat", f"/learn/answers/{training}")


@shows("learning.to_confirm", "empty", "full")
@shows("learning.confirm", "full", "long", "conflict", "errors")
@shows("learning.talked", "conflict", "expired")
@shows("learning.answers_sent", "full")
@shows("public.home", "full")
def confirming(stage: Stage) -> None:
    uows, sam = office(stage), stage.club.client("sam")
    stage.visit("learning.to_confirm", "empty", "senior", "/learn/confirm")
    training = answer_and_send(uows, "deputy", "sam")
    path = f"/learn/confirm/{training}"
    stage.visit("public.home", "full", "sam", "/", "training to confirm")
    tab = stage.visit("learning.confirm", "full", "sam", path, "to read")
    found = stage.send(tab, path, {"on": "soon", "follow_up": TOO_LONG}, "Sign and confirm")
    stage.judge("learning.confirm", "errors", tab, found)
    tab.goto(f"{stage.club.server.url}{path}")
    answer_all(uows, "deputy", "A newer answer.")
    send_answers(uows, "deputy", "sam")
    said = {"on": "today", "how": "phone", "understands": "yes", "follow_up": "Read about power."}
    found = stage.send(tab, path, said, "Sign and confirm")
    stage.judge("learning.talked", "conflict", tab, found)
    _two_texts(stage, sam, path)
    tab.goto(f"{stage.club.server.url}{path}")
    stage.expire("sam")
    found = stage.send(tab, path, {"follow_up": "What was typed last."}, "Save")
    stage.judge("learning.talked", "expired", tab, found)
    for code in ("422", "409", "401"):
        stage.forgive(code)
    stage.back("sam")
    stage.visit("public.home", "full", "sam", "/", "a talk that came late")
    _answered(stage, uows, training)


def _two_texts(stage: Stage, sam, path: str) -> None:
    form = form_to(sam.get(path).get_data(as_text=True), path)
    form.set("follow_up", [LONG[:19_000]])
    sam.post(path, data=form.sent(form.button("Save")))
    stage.visit("learning.confirm", "long", "sam", path)
    form.set("follow_up", ["The other tab."])
    sam.post(path, data=form.sent(form.button("Save")))
    stage.visit("learning.confirm", "conflict", "sam", path)


def _answered(stage: Stage, uows: Office, training: UUID) -> None:
    record_discussion(uows, "sam", training, "more")
    path, copy = f"/learn/confirm/{training}", f"/learn/answers/{training}"
    stage.visit("learning.confirm", "full", "sam", f"{path}?done=more", "asked for more")
    stage.visit("public.home", "full", "deputy", "/", "asked for more")
    stage.visit("learning.answers_sent", "full", "deputy", copy, "asked for more")
    send_answers(uows, "deputy", "sam")
    record_discussion(uows, "sam", training)
    stage.visit("learning.confirm", "full", "sam", f"{path}?done=confirmed", "confirmed")
    stage.visit("learning.to_confirm", "full", "sam", "/learn/confirm")
    stage.visit("learning.answers_sent", "full", "deputy", copy, "confirmed")
    stage.visit("public.home", "full", "deputy", "/", "training confirmed")
