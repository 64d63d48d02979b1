"""A council's referral form, ready to be filled in, and a locked copy of a whole file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_documents import ADDED, PROTECTED
from tests.browser.states.states_guided_pages import save
from tests.support.disclosures import load
from tests.support.web.record_client import fill, sign, signed, write
from tests.web.recording.test_every_question import speaks

FORM = "referral/forms/front_door"


@contextmanager
def made_up_authority(stage: Stage) -> Iterator[None]:
    """Under the authority that has a form of its own."""
    speaks(stage.club.world, "example_authority")
    yield
    speaks(stage.club.world, "north_lincolnshire")


@shows("referrals.referral", "full")
@shows("referrals.council_form", "empty", "full", "long")
@shows("referrals.pdf_page", "full")
def own_form(stage: Stage) -> None:
    with made_up_authority(stage):
        client = stage.club.client("sam")
        small = f"/concerns/{signed(stage.club.world, load('single_sentence'))}"
        stage.visit("referrals.council_form", "empty", "sam", f"{small}/{FORM}")
        stage.visit("referrals.referral", "full", "sam", f"{small}/referral", "referral form")
        draft = write(client, load("full"))
        nowhere = {f"children-{n}-home_area": [""] for n in (0, 1)}
        fill(client, f"{draft}/child", nowhere)
        path = f"/concerns/{sign(client, draft, [])}"
        fill(client, f"{path}/more/others", PROTECTED)
        fill(client, f"{path}/more/for_council", {"c1.added": [ADDED]})
        stage.visit("referrals.council_form", "full", "sam", f"{path}/{FORM}")
        stage.visit("referrals.council_form", "full", "sam", f"{path}/{FORM}?changed=1", "changed")
        stage.visit(
            "referrals.pdf_page", "full", "sam", f"{path}/referral/pdf", "referral form beside"
        )
        draft = write(client, load("single_sentence"))
        for name in ("account", "view", "people", "about_child", "household", "wishes", "family"):
            save(client, f"{draft}/{name}", LONG)
        path = f"/concerns/{sign(client, draft, [])}"
        stage.visit("referrals.council_form", "long", "sam", f"{path}/{FORM}")


@shows("referrals.whole_file", "full")
@shows("referrals.make_whole_file", "errors", "long")
def whole_file(stage: Stage) -> None:
    path = f"/concerns/{signed(stage.club.world, load('full'))}/export"
    tab = stage.visit("referrals.whole_file", "full", "sam", path)
    found = stage.send(tab, path, {"lock": "key", "key": "age1"}, "Make and download")
    stage.judge("referrals.make_whole_file", "errors", tab, found)
    found = stage.send(tab, path, {"lock": "key", "key": "age1" * 500}, "Make and download")
    stage.judge("referrals.make_whole_file", "long", tab, found)
