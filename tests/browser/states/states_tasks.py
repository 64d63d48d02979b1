"""Tasks that a lead gives someone about a concern, and the line that says one is done."""

from __future__ import annotations

import re

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.disclosures import load
from tests.support.web.record_client import fill, signed

WHAT = "Tell Theo’s lead about the flat on Mill Lane"


@shows("review.new_task", "empty", "full")
@shows("review.add_task", "errors", "long")
@shows("review.task", "empty", "full")
@shows("review.finish_task", "errors", "conflict")
@shows("review.concern", "full")
@shows("review.short_name", "empty", "full")
@shows("review.name_concern", "errors", "conflict")
@shows("review.new_note", "empty")
@shows("review.add_note", "errors", "long")
@shows("review.handover", "empty")
@shows("review.hand_over", "errors", "long", "conflict")
@shows("review.escalation", "empty", "full")
@shows("review.answer_escalation", "errors", "long", "conflict")
@shows("review.concerns", "full")
@shows("review.new_question", "empty", "full")
@shows("review.ask_author", "errors", "long")
@shows("review.author_question", "empty", "full")
@shows("review.answer_question", "errors", "long", "conflict")
@shows("public.home", "full")
def tasks(stage: Stage) -> None:
    one = f"/concerns/{signed(stage.club.world, load('single_sentence'))}"
    stage.visit("review.new_task", "empty", "jo", f"{one}/tasks/new")
    path = f"/concerns/{signed(stage.club.world, load('full'))}"
    tab = stage.visit("review.new_task", "full", "jo", f"{path}/tasks/new", "several children")
    found = stage.send(tab, f"{path}/tasks/new", {}, "Add this task")
    stage.judge("review.add_task", "errors", tab, found)
    found = stage.send(tab, f"{path}/tasks/new", {"what": LONG, "due": "x" * 99}, "Add this task")
    stage.judge("review.add_task", "long", tab, found)
    stage.send(tab, f"{path}/tasks/new", {"what": WHAT, "due": "tomorrow"}, "Add this task")
    stage.visit("review.concern", "full", "jo", path, "with a task")
    stage.visit("public.home", "full", "jo", "/", "with a task")
    at = f"{path}/tasks/2"
    tab = stage.visit("review.task", "empty", "jo", at)
    found = stage.send(tab, at, {}, "Mark as done")
    stage.judge("review.finish_task", "errors", tab, found)
    jo = stage.club.client("jo")
    (once,) = re.findall(r'name="once" value="([0-9a-f-]{36})"', jo.get(at).get_data(as_text=True))
    jo.send(at, {"said": "Left a message.", "seen": "0", "once": once})
    found = stage.send(tab, at, {"said": "Spoke to Ines at 14:20."}, "Mark as done")
    stage.judge("review.finish_task", "conflict", tab, found)
    stage.visit("review.task", "full", "jo", at)
    show_notes(stage, path)
    show_naming(stage, path)
    show_handing_over(stage, path)
    show_escalating(stage, path)
    stage.visit("review.new_question", "empty", "jo", f"{one}/questions/new")
    show_asking(stage, path)


def show_asking(stage: Stage, path: str) -> None:
    at = f"{path}/questions/new"
    tab = stage.visit("review.new_question", "full", "jo", at, "several children")
    found = stage.send(tab, at, {}, "Ask this question")
    stage.judge("review.ask_author", "errors", tab, found)
    found = stage.send(tab, at, {"question": LONG, "due": "x" * 99}, "Ask this question")
    stage.judge("review.ask_author", "long", tab, found)
    stage.send(tab, at, {"question": "Which door was it?", "due": "today"}, "Ask this question")
    stage.visit("review.concern", "full", "jo", path, "with a question")
    stage.visit("review.concern", "full", "sam", path, "with a question to its author")
    stage.visit("public.home", "full", "jo", "/", "with a question")
    stage.visit("public.home", "full", "sam", "/", "with a question to answer")
    stage.visit("review.concerns", "full", "sam", "/concerns", "with a question to answer")
    sam = stage.club.client("sam")
    (number,) = re.findall(
        r"/questions/(\d+)", sam.get(path).get_data(as_text=True).replace("questions/new", "")
    )
    at = f"{path}/questions/{number}"
    tab = stage.visit("review.author_question", "empty", "sam", at)
    found = stage.send(tab, at, {}, "Sign and save")
    stage.judge("review.answer_question", "errors", tab, found)
    text = sam.get(at).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="(once|seen)" value="([^"]*)"', text))
    sam.send(at, hidden | {"said": "The side door."})
    found = stage.send(tab, at, {"said": "It was the side door."}, "Sign and save")
    stage.judge("review.answer_question", "conflict", tab, found)
    found = stage.send(tab, at, {"said": "x" * 60_000}, "Sign and save")
    stage.judge("review.answer_question", "long", tab, found)
    stage.visit("review.author_question", "full", "jo", at)


def show_notes(stage: Stage, path: str) -> None:
    at = f"{path}/note"
    tab = stage.visit("review.new_note", "empty", "jo", at)
    found = stage.send(tab, at, {}, "Sign and save")
    stage.judge("review.add_note", "errors", tab, found)
    found = stage.send(tab, at, {"note": LONG + "x" * 60_000}, "Sign and save")
    stage.judge("review.add_note", "long", tab, found)
    stage.send(tab, at, {"note": "The same car was named by another child."}, "Sign and save")
    stage.visit("review.concern", "full", "jo", path, "with a note")


def show_naming(stage: Stage, path: str) -> None:
    jo, at = stage.club.client("jo"), f"{path}/name"
    jo.send(f"{path}/acknowledge", via=path)
    tab = stage.visit("review.short_name", "empty", "jo", at)
    found = stage.send(tab, at, {"name": "x" * 200}, "Save the name")
    stage.judge("review.name_concern", "errors", tab, found)
    text = jo.get(at).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="(before)" value="([^"]*)"', text))
    stage.club.client("deputy").send(at, hidden | {"name": "W" * 60})
    found = stage.send(tab, at, {"name": "Boy at the baths"}, "Save the name")
    stage.judge("review.name_concern", "conflict", tab, found)
    stage.visit("review.short_name", "full", "jo", at)
    stage.visit("review.concern", "full", "jo", path, "with a long short name")
    stage.visit("review.concerns", "full", "jo", "/concerns", "with a long short name")


def show_handing_over(stage: Stage, path: str) -> None:
    at = f"{path}/hand-over"
    tab = stage.visit("review.handover", "empty", "jo", at)
    found = stage.send(tab, at, {}, "Hand over this concern")
    stage.judge("review.hand_over", "errors", tab, found)
    found = stage.send(tab, at, {"why": LONG}, "Hand over this concern")
    stage.judge("review.hand_over", "long", tab, found)
    jo = stage.club.client("jo")
    text = jo.get(at).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="(once|seen)" value="([^"]*)"', text))
    to = str(stage.club.world.people["deputy"].id)
    jo.send(at, hidden | {"to": to, "why": "I am away."})
    found = stage.send(tab, at, {"why": "I am away on Friday."}, "Hand over this concern")
    stage.judge("review.hand_over", "conflict", tab, found)
    stage.visit("review.concern", "full", "sam", path, "handed over, as its author sees it")


def show_escalating(stage: Stage, path: str) -> None:
    taken = {"level": ["manager"], "to_whom": ["Noor Ali, team manager"], "why": ["No answer."]}
    jo = stage.club.client("jo")
    number = fill(jo, f"{path}/more/escalation", taken).rpartition("=")[2]
    stage.visit("review.concern", "full", "sam", path, "escalated, as its author sees it")
    at = f"{path}/escalations/{number}"
    tab = stage.visit("review.escalation", "empty", "jo", at)
    found = stage.send(tab, at, {}, "Sign and save")
    stage.judge("review.answer_escalation", "errors", tab, found)
    text = jo.get(at).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="(once|seen)" value="([^"]*)"', text))
    jo.send(at, hidden | {"said": "Noor will look at it today."})
    found = stage.send(tab, at, {"said": "She will call at 16:00."}, "Sign and save")
    stage.judge("review.answer_escalation", "conflict", tab, found)
    found = stage.send(tab, at, {"said": "x" * 60_000}, "Sign and save")
    stage.judge("review.answer_escalation", "long", tab, found)
    stage.visit("review.escalation", "full", "jo", at)
