"""The papers that a file offers: checked before they are made, added to, and kept."""

from __future__ import annotations

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.disclosures import load
from tests.support.web.record_client import fill, sign, write

ADDED = "Ring the club first, not home.\nHer aunt Łucja opens the post."
PROTECTED = {
    "others-0-source": ["Aunt Meg"],
    "others-0-said": ["He waits for her by the gate."],
    "others-0-protect_identity": ["yes"],
}


@shows("referrals.referral", "full")
@shows("referrals.pdf_page", "full")
@shows("referrals.summary", "full")
@shows("recording.detail", "empty", "full", "long")
@shows("review.concern", "full")
def for_others(stage: Stage) -> None:
    client = stage.club.client("sam")
    draft = write(client, load("full"))
    fill(client, f"{draft}/people", {"people-0-position_of_trust": ["yes"]})
    path = f"/concerns/{sign(client, draft, [])}"
    fill(client, f"{path}/more/others", PROTECTED)
    stage.visit("referrals.referral", "full", "sam", f"{path}/referral", "three papers")
    for kind in ("lado", "police"):
        stage.visit(
            "referrals.summary", "full", "sam", f"{path}/referral/summary?form={kind}", kind
        )
        page = f"{path}/referral/pdf?form={kind}"
        stage.visit("referrals.pdf_page", "full", "sam", page, kind)
        stage.visit("recording.detail", "empty", "sam", f"{path}/more/for_{kind}", f"for {kind}")
    words = {"added": ["Maja says that the plate is 7K21."]}
    led = fill(client, f"{path}/more/for_police", words)
    stage.visit("referrals.pdf_page", "full", "sam", led, "police, a name written")
    fill(client, f"{path}/more/for_council", {"c1.added": [ADDED]})
    stage.visit("recording.detail", "full", "sam", f"{path}/more/for_council", "for council")
    stage.visit("referrals.pdf_page", "full", "sam", f"{path}/referral/pdf", "added")
    stage.visit("referrals.pdf_page", "full", "sam", f"{path}/referral/pdf?changed=1", "changed")
    made(stage, path)
    stage.visit("referrals.referral", "full", "jo", f"{path}/referral", "a paper with words")
    stage.visit("review.concern", "full", "jo", path, "a paper with words")
    fill(client, f"{path}/more/for_council", {"c1.added": [LONG]})
    stage.visit("recording.detail", "long", "sam", f"{path}/more/for_council", "for council")


def made(stage: Stage, path: str) -> None:
    """The paper with its words, made by the author."""
    client = stage.club.client("sam")
    page = client.page(f"{path}/referral/pdf")
    names = ("once", "form", "child", "added", "words", "proof")
    fields = {c["name"]: c["value"] for c in page.controls if c.get("name") in names}
    answer = client.send(f"{path}/referral/summary.pdf", fields, via=f"{path}/referral/pdf")
    assert answer.mimetype == "application/pdf"
