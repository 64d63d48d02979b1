"""What a file waits for after a referral, whom to go to, how it is closed and opened again."""

from __future__ import annotations

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_drafts import page_action
from tests.browser.states.states_guided_pages import save
from tests.support.disclosures import load
from tests.support.web.closing_client import close_by_page
from tests.support.web.record_client import fill, signed

CLOSED = {
    "reason": "Her social worker has it, and sees her each week.",
    "told_c1": "We told her that the file is closed and that she can always come to us.",
}
RUNG = {"method": ["phone"], "referred_at": ["3/11/2026"], "to_whom": ["Ama, duty social worker"]}
TAKEN = {
    "level": ["next_senior"],
    "to_whom": ["Noor Ali, head of service"],
    "why": ["Nobody has rung back since Tuesday."],
    "answered": ["She will have it looked at today."],
}


@shows("recording.detail", "empty", "long")
@shows("recording.submit_detail", "errors")
@shows("review.concern", "full")
@shows("review.concerns", "full")
@shows("public.home", "full")
def chased(stage: Stage) -> None:
    path = f"/concerns/{signed(stage.club.world, load('single_sentence'))}"
    sam, jo = stage.club.client("sam"), stage.club.client("jo")
    fill(sam, f"{path}/more/referral", RUNG)
    typed = {"outcome": "refer", "reason": "Told.", "for_author": "Stay with her."}
    fill(jo, f"{path}/decide", {f"outcomes-0-{name}": [text] for name, text in typed.items()})
    fill(jo, f"{path}/more/reply", {"answer": ["no_answer"]})
    stage.visit("review.concern", "full", "sam", path, "asked again, nobody answered")
    tab = stage.visit("recording.detail", "empty", "sam", f"{path}/more/escalation", "escalation")
    found = stage.send(tab, page_action(tab), {}, "Sign and save")
    stage.judge("recording.submit_detail", "errors", tab, found, "escalation")
    save(sam, f"{path}/more/escalation", LONG)
    stage.visit("recording.detail", "long", "sam", f"{path}/more/escalation", "escalation")
    fill(jo, f"{path}/more/escalation", TAKEN)
    stage.visit("review.concern", "full", "jo", path, "taken to somebody higher up")
    stage.visit("review.concerns", "full", "jo", "/concerns", "late answer")
    stage.visit("public.home", "full", "jo", "/", "late answer, for a reader")
    stage.visit("public.home", "full", "sam", "/", "late answer, for its author")


@shows("recording.detail", "empty")
@shows("recording.submit_detail", "errors")
@shows("review.closed", "empty", "full")
@shows("review.concern", "full")
@shows("public.home", "full")
def closed(stage: Stage) -> None:
    stage.visit("review.closed", "empty", "senior", "/concerns/closed")
    path = f"/concerns/{signed(stage.club.world, load('full'))}"
    sam, jo = stage.club.client("sam"), stage.club.client("jo")
    fill(sam, f"{path}/more/referral", RUNG)
    tab = stage.visit("recording.detail", "empty", "jo", f"{path}/close", "closure")
    found = stage.send(tab, page_action(tab), {}, "Sign and save")
    stage.judge("recording.submit_detail", "errors", tab, found, "closure")
    close_by_page(jo, path, **CLOSED)
    stage.visit("review.closed", "full", "jo", "/concerns/closed")
    stage.visit("public.home", "full", "sam", "/", "closed, for its author")
    stage.visit("review.concern", "full", "sam", path, "closed, as its author sees it")
    stage.visit("review.concern", "full", "jo", path, "closed")
    tab = stage.visit("recording.detail", "empty", "sam", f"{path}/reopen", "reopening")
    found = stage.send(tab, page_action(tab), {}, "Sign and save")
    stage.judge("recording.submit_detail", "errors", tab, found, "reopening")
    fill(sam, f"{path}/reopen", {"why": ["He came back to the club today."]})
    stage.visit("review.concern", "full", "jo", path, "open again")


@shows("review.concern", "full")
def duties(stage: Stage) -> None:
    path = f"/concerns/{signed(stage.club.world, load('about_staff'))}"
    told = {"c1.fgm": ["girl_told_me"]}
    fill(stage.club.client("sam"), f"{path}/duties", told)
    stage.visit("review.concern", "full", "sam", path, "own duties wait")
    stage.visit("review.concern", "full", "senior", path, "the LADO waits, and somebody's duty")
