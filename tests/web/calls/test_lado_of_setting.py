"""The LADO of a worry about staff is that of where the organisation is, not of the child's home."""

from __future__ import annotations

import html
from datetime import datetime

import pytest

from content import pack_loader
from content.contacts.lado_lines import list_lado_lines
from content.london_time import LONDON
from tests.support.club.world import World
from tests.support.disclosures import Disclosure, load
from tests.support.web.record_client import sign, write
from tests.unit.referral_forms.document_text import body_text, squash
from tests.web.referrals.test_summary_pages import offer, pdf

OWN = "01724 298293"
HULL_HAS_NONE = "LADO: Hull"
AT = datetime(2026, 11, 26, 10, 0, tzinfo=LONDON)


def shown(client, path: str) -> str:
    return html.unescape(client.get(path).get_data(as_text=True))


def walk(world: World, what: Disclosure) -> dict[str, str]:
    """Every page that may send somebody to the LADO, and the PDF, for a child in Hull."""
    what.answers["child"]["children"][0]["home_area"] = "hull"
    client = world.client(what.author)
    draft = write(client, what)
    found = {"now": shown(client, f"{draft}/now"), "sign": shown(client, f"{draft}/sign")}
    ticked = [str(world.people[key].id) for key in what.not_for]
    concern = f"/concerns/{sign(client, draft, ticked, what.choice)}"
    for page in ("signed", "referral", "referral/summary"):
        found[page] = shown(client, f"{concern}/{page}")
    fields = offer(client, f"{concern}/referral/pdf")
    made = pdf(client, f"{concern}/referral", fields)
    found["pdf"] = squash(body_text(made.data, fields["words"]))
    return found


def check(found: dict[str, str]) -> None:
    for page, text in found.items():
        number = squash(OWN) if page == "pdf" else OWN
        assert number in text, page
        assert squash(HULL_HAS_NONE) not in squash(text), page


def test_a_concern_about_staff_shows_the_lado_of_the_setting(world):
    found = walk(world, load("about_staff"))
    check(found)
    senior = world.people["senior"].name
    says = (
        f"Tell {senior} now. They should call the LADO. If you cannot reach {senior} now, "
        "call the LADO yourself."
    )
    assert says in " ".join(found["signed"].split())


def test_so_does_a_record_that_nobody_here_can_be_given(world_without_senior):
    found = walk(world_without_senior, load("nobody_inside"))
    check(found)
    assert "should call the LADO" not in found["signed"]


def test_the_numbers_of_another_council_keep_the_clubs_own_lado(world):
    assert OWN in shown(world.client(), "/numbers?area=hull")


@pytest.mark.parametrize("area", ["", "north_lincolnshire", "hull", "elsewhere", "no_such_area"])
def test_an_area_without_a_known_lado_adds_nothing(area: str):
    assert [
        one.number for one in list_lado_lines(pack_loader.load_pack("north_lincolnshire"), AT, area)
    ] == [OWN]


def test_the_lado_of_the_childs_area_comes_second_and_says_whose_it_is():
    first, second = list_lado_lines(
        pack_loader.load_pack("example_authority"), AT, "north_lincolnshire"
    )
    assert (first.who, first.number) == ("Example LADO", "07700 900104")
    assert second.number == OWN
    assert second.who == "North Lincolnshire LADO, for the area where the child lives or is"


def test_an_authority_whose_own_lado_is_not_known_says_what_to_do():
    first, second = list_lado_lines(pack_loader.load_pack("hull"), AT, "north_lincolnshire")
    assert (first.number, first.who) == ("", "LADO: Hull")
    assert "Call 101, or 999 in an emergency" in first.when
    assert second.number == OWN
