"""What to say on the phone, and the page on which the call is logged."""

from __future__ import annotations

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_concerns import damage, long_file
from tests.browser.states.states_drafts import page_action
from tests.browser.states.states_guided_pages import save
from tests.support.disclosures import load
from tests.support.web.record_client import begin, fill, signed, write

FULL = load("full")
RANG = {
    "calls-0-whom": ["police"],
    "calls-0-who": ["Humberside Police"],
    "calls-0-number": ["101"],
    "calls-0-advice": ["Keep her with you\n  until we ring back"],
    "calls-0-how_it_ended": ["told_who_the_child_is"],
    "calls-1-whom": ["children_services"],
    "calls-1-how_it_ended": ["without_names"],
}


@shows("recording.phone_script", "empty", "full", "long", "conflict")
def of_a_draft(stage: Stage) -> None:
    client = stage.club.client("sam")
    draft = begin(client)
    stage.visit("recording.phone_script", "empty", "sam", f"{draft}/phone-script")
    stage.visit("recording.phone_script", "full", "sam", f"{write(client, FULL)}/phone-script")
    draft = write(client, load("about_staff"))
    stage.visit("recording.phone_script", "full", "sam", f"{draft}/phone-script", "past the leads")
    save(client, f"{draft}/account", "unbroken" * 20 + LONG[:19_840])
    stage.visit("recording.phone_script", "long", "sam", f"{draft}/phone-script")
    save(client, f"{draft}/told", "Dele")
    save(client, f"{draft}/told", "Jo", version="0")
    stage.visit("recording.phone_script", "conflict", "sam", f"{draft}/phone-script")


@shows("recording.phone_script_of_file", "errors", "full", "long")
@shows("recording.detail", "empty", "full")
@shows("review.concern", "full")
@shows("referrals.summary", "full")
def of_a_file(stage: Stage) -> None:
    concern_id = signed(stage.club.world, FULL)
    path, client = f"/concerns/{concern_id}", stage.club.client("sam")
    tab = stage.visit("recording.detail", "empty", "sam", f"{path}/more/call", "call")
    stage.send(tab, page_action(tab), {"calls-0-number": "101"}, "Save")
    stage.visit("recording.detail", "full", "sam", f"{path}/more/call", "call to the police")
    fill(client, f"{path}/more/call", RANG)
    fill(client, f"{path}/add", {"words": ["It is Kazimir, not Kaz."]})
    stage.visit("review.concern", "full", "jo", path, "calls")
    stage.visit("referrals.summary", "full", "sam", f"{path}/referral/summary", "calls")
    for who in ("sam", "jo"):
        stage.visit("recording.phone_script_of_file", "full", who, f"{path}/phone-script", who)
    elsewhere = f"/concerns/{signed(stage.club.world, load('other_area'))}/phone-script"
    stage.visit("recording.phone_script_of_file", "full", "jo", elsewhere, "other area")
    long = f"{long_file(stage)}/phone-script"
    stage.visit("recording.phone_script_of_file", "long", "jo", long)
    damage(stage, concern_id)
    stage.visit("recording.phone_script_of_file", "errors", "jo", f"{path}/phone-script")
