"""A worker's own duties after signing: who has which, by when, and only what the law asks now."""

from __future__ import annotations

import pytest

from app.domain.record.entry_schema import Part
from app.services.concerns import additions
from app.services.drafts import addition_drafts
from content import pack_loader
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.record_client import sign, write
from tests.web.recording.test_every_question import speaks

ASKED = ("c1.csa_reported_by", "c1.csa_reported_at")


def club(world: World) -> Office:
    """The club by today's clock, since a browser's sign-in runs by it."""
    now = world.now()
    office = Office(world)
    office.now = now
    return office


def duties(world: World):
    concern_id = club(world).signed("sam")
    return world.client("sam").page(f"/concerns/{concern_id}/duties")


def test_the_page_says_who_must_tell_the_police_of_fgm_and_by_when(world: World):
    text = duties(world).text
    for words in (
        "Teachers, and regulated health and social care professionals, must tell the police",
        "a girl under 18 told you it was done to her, or you saw signs of it in your work",
        "Call 101 by the close of the next working day.",
        "Telling your safeguarding lead is not enough. No one can stop you.",
    ):
        assert text.count(words) == 1, words


def first_of(page, words: str) -> int:
    assert words in page.text, words
    return page.text.index(words)


@pytest.mark.parametrize("pack", ["north_lincolnshire", "example_authority"])
def test_whom_each_duty_binds_is_said_once_and_before_anything_is_asked(world: World, pack: str):
    """Also with two children: a person is bound, not a child."""
    speaks(world, pack)
    sam = world.client("sam")
    pages = ("now", "account", "child", "told")
    page = sam.page(f"/concerns/{sign(sam, write(sam, load('full'), pages), [])}/duties")
    order = [
        first_of(page, "Teachers, and regulated health and social care professionals"),
        first_of(page, "Child sexual abuse: "),
        first_of(page, pack_loader.load_pack(pack).settings.csa_duty.text),
        first_of(page, "If one of these duties is yours"),
        first_of(page, "If neither is yours, you do not need this page."),
        first_of(page, "Female genital mutilation: did a girl tell you"),
    ]
    assert order == sorted(order)
    assert page.text.count("Teachers, and regulated health") == 1
    assert page.text.count("did a girl tell you") == 2


@pytest.mark.parametrize(
    ("pack", "status", "asks"),
    [
        ("england", "a new duty that might not have started", False),
        ("north_lincolnshire", "a new duty that might not have started", False),
        ("example_authority", "your duty to report", True),
    ],
)
def test_reports_of_sexual_abuse_are_asked_for_where_the_duty_binds(world, pack, status, asks):
    speaks(world, pack)
    page = duties(world)
    assert f"Child sexual abuse: {status}" in page.text
    assert pack_loader.load_pack(pack).settings.csa_duty.text in page.text
    names = {control.get("name") for control in page.controls}
    assert [name in names for name in ASKED] == [asks, asks]
    assert "c1.fgm" in names


def test_what_was_stored_while_a_duty_bound_is_read_after_it_does_not(world: World):
    office = club(world)
    concern_id = office.signed("sam")
    uow = office.at("sam")
    issued = addition_drafts.find_addition_draft(uow, concern_id, "duties")
    addition_drafts.start_addition_draft(uow, concern_id, "duties", issued.id)
    said = Part("duties", ("c1",), {"csa_reported_by": "Sam, by phone to 101"})
    additions.sign_details(uow, concern_id, issued.id, "duties", (said,), None)
    jo = world.client("jo")
    for end in ("", "/referral/summary"):
        text = jo.page(f"/concerns/{concern_id}{end}").text
        assert "Child sexual abuse: who reported it?" in text
        assert "Sam, by phone to 101" in text


def test_what_was_begun_while_a_duty_bound_is_still_asked(world: World):
    speaks(world, "example_authority")
    path = f"/concerns/{club(world).signed('sam')}/duties"
    sam = world.client("sam")
    form = next(f for f in sam.page(path).forms if "/duties/" in f["action"])
    sam.send(form["action"], {ASKED[0]: "Sam", "version": "0", "save": "1"}, via=path)
    speaks(world, "north_lincolnshire")
    held = {c["name"]: c.get("value") for c in sam.page(path).controls if "name" in c}
    assert held[ASKED[0]] == "Sam"
