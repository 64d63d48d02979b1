"""Two walks from the first page to the paper: a child of another council, somebody else's account.

The child of `other_area` lives in Doncaster, the club is in North Lincolnshire. The account of
`for_somebody_else` is the cook's, who has no account here; the deputy types it.
"""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.every_answer import Read
from tests.support.web.record_client import signed
from tests.unit.referral_forms.document_text import shown, squash
from tests.web.recording.test_every_question import pdf_of

THEIRS, OURS = "01302 737777", "01724 296500"
ALSO_OURS = ("01724 296555", "08081 689667")
COOK = {
    "Whose account is this?": "Someone else's",
    "Their name": "Bronwen Hale",
    "Their role": "Cook",
    "How to reach them": "Kitchen, 01632 960812",
    "How their account reached the worker who wrote this": "On paper, handed to me at 09:05",
    "When they told the worker, or wrote it": ", 08:50",
}


@pytest.fixture
def far(world: World) -> str:
    return f"/concerns/{signed(world, load('other_area'))}"


@pytest.mark.parametrize("end", ["/signed", "/referral"])
def test_a_child_of_another_council_is_rung_about_there_and_not_here(
    world: World, far: str, end: str
) -> None:
    page = world.client("pat").page(f"{far}{end}")
    assert THEIRS in page.text
    assert "tel:01302737777" in page.links
    for number in (OURS, *ALSO_OURS):
        assert number not in page.text, number


def test_a_paper_about_another_councils_child_has_their_numbers_only(
    world: World, far: str
) -> None:
    client = world.client("pat")
    paper = client.page(f"{far}/referral/summary?child=c1").text
    printed = pdf_of(client, far.rpartition("/")[2], "c1")
    assert THEIRS in paper
    assert squash(THEIRS) in printed
    for number in (OURS, *ALSO_OURS):
        assert number not in paper, number
        assert squash(number) not in printed, number


def test_the_numbers_of_the_club_are_looked_for_in_the_right_place(world: World) -> None:
    near = f"/concerns/{signed(world, load('for_somebody_else'))}"
    assert OURS in world.client("deputy").page(f"{near}/signed").text
    assert squash(OURS) in pdf_of(world.client("jo"), near.rpartition("/")[2], "c1")


def test_an_account_typed_for_someone_else_says_whose_it_is(
    world: World,
) -> None:
    concern = signed(world, load("for_somebody_else"))
    lead = world.client("jo")
    ends = (f"/concerns/{concern}", f"/concerns/{concern}/referral/summary?child=c1")
    for end in ends:
        found = Read(lead.get(end).get_data(as_text=True)).pairs
        for label, text in COOK.items():
            assert any(one.strip() == label and text in said for one, said in found), (end, label)
    printed = pdf_of(lead, concern, "c1")
    for label, text in COOK.items():
        wanted = re.escape(squash(label)) + ".{0,20}?" + re.escape(shown(text))
        assert re.search(wanted, printed), label
    assert "Dele Okoro" in unescape(lead.get(ends[1]).get_data(as_text=True))  # who typed it
