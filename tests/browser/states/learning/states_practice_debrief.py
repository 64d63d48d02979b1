"""A practice sent to somebody, and what two people note of their talk, in each of their states."""

from __future__ import annotations

from app.services.practice import debriefs, practice_runs
from tests.browser.page_inspection import Stage, search_team, shows
from tests.browser.states.states_accounts import LONG
from tests.support.club.office import Office
from tests.support.training.debrief_steps import (
    finish_practice,
    send_practice,
    write_account,
    write_talk_note,
)
from tests.support.web.html_forms import form_to

NAMED = "Then Wilhelmina Featherstone came in, and he stopped."


def office(stage: Stage) -> Office:
    """The club's units of work, by the true clock."""
    return Office.today(stage.club.world)


@shows("learning.practice_send", "empty", "full", "long", "errors")
@shows("learning.do_practice_send", "conflict")
@shows("learning.practices_sent", "empty", "full")
def sending(stage: Stage) -> None:
    uows = office(stage)
    stage.visit("learning.practices_sent", "empty", "senior", "/learn/practice/sent")
    run = finish_practice(uows, "pat")
    path = f"/learn/practice/run/{run}/send"
    stage.visit("learning.practice_send", "full", "pat", path)
    write_account(uows, "pat", run, NAMED)
    tab = stage.visit("learning.practice_send", "full", "pat", path, "a name to ask about")
    found = stage.send(tab, path, {"confirmer": ""}, "Sign and send")
    stage.judge("learning.practice_send", "errors", tab, found)
    tab.goto(f"{stage.club.server.url}{path}")
    search_team(tab, stage.club.world.people["jo"].name)
    write_account(uows, "pat", run, "Changed in another tab.")
    found = stage.send(tab, path, {"confirmer": str(uows.id("jo"))}, "Sign and send")
    stage.judge("learning.do_practice_send", "conflict", tab, found)
    training = send_practice(uows, "pat", run, "jo")
    write_account(uows, "pat", run, LONG[:19_000])
    stage.visit("learning.practice_send", "long", "pat", path, "sent before")
    stage.visit("learning.practices_sent", "full", "jo", "/learn/practice/sent", "not read")
    debriefs.open_debrief_and_mark_read(uows.at("jo"), training)
    version = practice_runs.load_run(uows.at("pat"), run).version
    practice_runs.go_back_to_turn(uows.at("pat"), run, 1, version)
    stage.visit("learning.practice_send", "empty", "pat", path, "not at its end")
    practice_runs.delete_run(uows.at("pat"), run)


@shows("learning.practice_sent", "full", "long", "errors", "conflict")
@shows("learning.practice_note", "conflict", "expired")
@shows("public.home", "full")
def talking(stage: Stage) -> None:
    uows, sam = office(stage), stage.club.client("sam")
    run = finish_practice(uows, "deputy")
    training = send_practice(uows, "deputy", run, "sam")
    path = f"/learn/practice/sent/{training}"
    stage.visit("public.home", "full", "sam", "/", "a practice was sent")
    stage.visit("learning.practice_sent", "full", "deputy", f"{path}?sent=1", "just sent")
    tab = stage.visit("learning.practice_sent", "full", "sam", path, "to read")
    found = stage.send(tab, path, {"on": "soon"}, "Sign this note")
    stage.judge("learning.practice_sent", "errors", tab, found)
    tab.goto(f"{stage.club.server.url}{path}")
    write_account(uows, "deputy", run, "A newer text.")
    send_practice(uows, "deputy", run, "sam")
    said = {"on": "today", "how": "phone", "note": "We talked about silence."}
    found = stage.send(tab, path, said, "Sign this note")
    stage.judge("learning.practice_note", "conflict", tab, found)
    _two_texts(stage, sam, path)
    tab.goto(f"{stage.club.server.url}{path}")
    stage.expire("sam")
    found = stage.send(tab, path, {"note": "What was typed last."}, "Save")
    stage.judge("learning.practice_note", "expired", tab, found)
    stage.forgive("401")
    stage.back("sam")
    stage.visit("public.home", "full", "sam", "/", "a note that came late")
    write_talk_note(uows, "sam", training, LONG[:19_000])
    stage.visit("public.home", "full", "deputy", "/", "a note about a practice")
    stage.visit("learning.practice_sent", "long", "deputy", path, "talked about")
    debriefs.open_debrief_and_mark_read(uows.at("sam"), training)
    practice_runs.delete_run(uows.at("deputy"), run)


def _two_texts(stage: Stage, sam, path: str) -> None:
    form = form_to(sam.get(path).get_data(as_text=True), path)
    form.set("note", ["The first tab."])
    sam.post(path, data=form.sent(form.button("Save")))
    form.set("note", ["The other tab."])
    sam.post(path, data=form.sent(form.button("Save")))
    stage.visit("learning.practice_sent", "conflict", "sam", path)
