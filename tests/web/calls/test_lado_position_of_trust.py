"""Somebody who works with children: the LADO's number stands wherever one is told to ring it."""

from __future__ import annotations

import pytest

from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.question_client import answer_question, start_with_question
from tests.support.web.record_client import fill, sign, write
from tests.unit.referral_forms.document_text import body_text, squash
from tests.web.calls.test_lado_of_setting import HULL_HAS_NONE, OWN, shown
from tests.web.referrals.test_summary_pages import offer, pdf

PERSON = {"people-0-name_or_nickname": ["Coach K"]}
WORKS = "people-0-position_of_trust"
SAID = "works or volunteers with children"


def after(client, concern: str) -> dict[str, str]:
    """Every page after signing that says whom to ring, and the PDF."""
    found = {p: shown(client, f"{concern}/{p}") for p in ("signed", "referral", "referral/summary")}
    fields = offer(client, f"{concern}/referral/pdf")
    made = pdf(client, f"{concern}/referral", fields)
    found["pdf"] = squash(body_text(made.data, fields["words"]))
    return found


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_answered_while_writing_it_shows_the_lado_on_every_later_page(world: World, answer):
    client, what = world.client("sam"), load("single_sentence")
    draft = write(client, what)
    assert OWN not in shown(client, f"{draft}/people")
    fill(client, f"{draft}/people", PERSON | {WORKS: [answer]})
    found = {"people": shown(client, f"{draft}/people"), "sign": shown(client, f"{draft}/sign")}
    found |= after(client, f"/concerns/{sign(client, draft, [], '')}")
    for page, text in found.items():
        number = squash(OWN) if page == "pdf" else OWN
        assert (number in text) is (answer == "yes"), page
        assert squash(HULL_HAS_NONE) not in squash(text), page
    assert (SAID in found["signed"]) is (answer == "yes")
    assert "The senior person here rings the LADO" not in found["signed"]
    assert "tel:07700900123" in found["referral"]  # the leads read this one: they stay first


def test_said_later_it_shows_the_lado_from_then_on(world: World):
    client, what = world.client("sam"), load("single_sentence")
    concern = f"/concerns/{sign(client, write(client, what), [], '')}"
    assert all(OWN not in one and squash(OWN) not in one for one in after(client, concern).values())
    fill(client, f"{concern}/more/people", PERSON | {WORKS: ["yes"]})
    found = after(client, concern)
    for page, text in found.items():
        assert (squash(OWN) if page == "pdf" else OWN) in text, page
    # After the lead, who reads it, and before the lines that anybody may ring.
    places = [found["referral"].index(one) for one in ("07700900123", OWN, "tel:01724296500")]
    assert places == sorted(places)


def test_a_staff_concern_asks_if_they_are_with_children_unticked(world: World):
    sam = world.client("sam")
    draft = start_with_question(sam).rpartition("/")[0]
    asked, opened = "with_children_now", "heard-follow--open"
    page = sam.get(f"{draft}/people?check=0").text
    assert asked in page
    assert opened not in page
    answer_question(sam, f"{draft}/read", about_our_team="yes")
    assert opened in sam.get(f"{draft}/people?check=0").text
    person = "people-0-"
    answer_question(sam, f"{draft}/people", **{f"{person}name_or_nickname": "Coach K"})
    assert "Are they with children now" in sam.get(f"{draft}/sign").text  # as not answered
    answer_question(
        sam,
        f"{draft}/people",
        **{f"{person}{asked}": "yes", f"{person}with_children_where": "Pool, the under 12s"},
    )
    checked = sam.get(f"{draft}/sign").text
    assert "Pool, the under 12s" in checked
    assert "You also wrote" not in checked
