"""What a lead decides, what its author sees of it, and how somebody says that they do not agree."""

from __future__ import annotations

from datetime import date, timedelta

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_drafts import page_action
from tests.browser.states.states_guided_pages import save
from tests.support.disclosures import load
from tests.support.web.record_client import fill, signed

SOON = f"{date.today() + timedelta(days=14):%d/%m/%Y}"  # noqa: DTZ011 - any day to come will do
DECIDED = {
    "concern_types": ["sexual_exploitation", "online"],
    "outcomes-0-outcome": ["refer"],
    "outcomes-0-reason": ["He knows where she lives and has asked her to come to him on Friday."],
    "outcomes-0-for_author": ["Tell her mum that we will call again today. Do not call him."],
    "outcomes-0-agreed_with": ["Dele Okoro, deputy"],
    "outcomes-1-outcome": ["support_in_setting"],
    "outcomes-1-reason": ["She asked for Pat to be with her at the club."],
    "outcomes-1-review_on": [SOON],
}


@shows("recording.detail", "empty", "long")
@shows("recording.submit_detail", "errors")
@shows("review.concern", "full")
def decisions(stage: Stage) -> None:
    path = f"/concerns/{signed(stage.club.world, load('full'))}"
    tab = stage.visit("recording.detail", "empty", "jo", f"{path}/decide", "decision")
    typed = {"outcomes-0-reason": "Not said yet."}
    found = stage.send(tab, page_action(tab), typed, "Sign and save")
    stage.judge("recording.submit_detail", "errors", tab, found, "decision")
    fill(stage.club.client("jo"), f"{path}/decide", DECIDED)
    stage.visit("review.concern", "full", "jo", path, "decided")
    stage.visit("review.concern", "full", "sam", path, "decided, as its author sees it")
    stage.visit("recording.detail", "empty", "sam", f"{path}/disagree", "disagreement")
    save(stage.club.client("sam"), f"{path}/disagree", LONG)
    stage.visit("recording.detail", "long", "sam", f"{path}/disagree", "disagreement")


@shows("recording.detail", "empty")
@shows("recording.submit_detail", "errors")
@shows("review.concern", "full")
@shows("review.concerns", "full")
def referred(stage: Stage) -> None:
    path = f"/concerns/{signed(stage.club.world, load('single_sentence'))}"
    for page in ("referral", "reply"):
        tab = stage.visit("recording.detail", "empty", "sam", f"{path}/more/{page}", page)
        found = stage.send(tab, page_action(tab), {}, "Sign and save")
        stage.judge("recording.submit_detail", "errors", tab, found, page)
    rung = {"method": ["phone"], "referred_at": ["3/11/2026"], "written_by": ["4/11/2026"]}
    sam = stage.club.client("sam")
    fill(sam, f"{path}/more/referral", rung | {"to_whom": ["Ama, duty social worker"]})
    fill(stage.club.client("jo"), f"{path}/decide", DECIDED)
    stage.visit("review.concern", "full", "sam", path, "waits for an answer")
    stage.visit("review.concern", "full", "jo", path, "waits for an answer, as a lead sees it")
    stage.visit("review.concerns", "full", "sam", "/concerns", "own, overdue")
    stage.visit("review.concerns", "full", "jo", "/concerns", "overdue")
