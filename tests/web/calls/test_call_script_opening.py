"""A script opens with the right sentence, and one of a nearly empty draft asks all that one made
from nothing asks.
"""

from __future__ import annotations

import pytest

from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.record_client import begin, fill, signed

A_CHILD = "I’m calling because I’m worried about a child."
OUR_TEAM = "I’m worried about how someone on our team may have behaved towards a child."


def script(client, path: str) -> str:
    return client.page(f"{path}/phone-script").text


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_a_worry_about_our_team_says_so_first(world: World, answer: str):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/now", {"about_our_team": [answer]})
    page = script(sam, draft)
    assert OUR_TEAM in page
    assert A_CHILD not in page
    assert "whether they are with children now" in page


@pytest.mark.parametrize("answer", ["no", ""])
def test_any_other_worry_is_about_a_child(world: World, answer: str):
    sam = world.client("sam")
    draft = begin(sam)
    if answer:
        fill(sam, f"{draft}/now", {"about_our_team": [answer]})
    page = script(sam, draft)
    assert A_CHILD in page
    assert OUR_TEAM not in page


@pytest.mark.parametrize(
    ("name", "first"), [("about_staff", OUR_TEAM), ("full", A_CHILD), ("about_unsure", OUR_TEAM)]
)
def test_a_signed_file_opens_as_its_draft_did(world: World, name: str, first: str):
    disclosure = load(name)
    file = f"/concerns/{signed(world, disclosure)}"
    page = script(world.client(disclosure.author), file)
    assert first in page
    assert ({A_CHILD, OUR_TEAM} - {first}).pop() not in page


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"account": {"seen": ["Shaking."]}},
        {"child": {"children-0-name": ["Kestrel Fenwick"]}, "now": {"danger_now": ["no"]}},
    ],
    ids=["nothing", "a word", "a name"],
)
def test_a_nearly_empty_draft_asks_at_least_what_is_asked_from_nothing(world: World, written):
    sam = world.client("sam")
    nothing = sam.get("/phone-script").get_data(as_text=True)
    start, end = nothing.index('id="first-h"'), nothing.index('id="not-known-h"')
    asked = [one.split("</li>")[0] for one in nothing[start:end].split("<li>")[1:]]
    assert len(asked) > 8
    draft = begin(sam)
    for page, answers in written.items():
        fill(sam, f"{draft}/{page}", answers)
    filled = sam.get(f"{draft}/phone-script").get_data(as_text=True)
    assert [one for one in asked if f"<li>{one}</li>" not in filled] == []


def test_prompts_are_open_where_nothing_is_written_and_else_folded(world: World):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/account", {"seen": ["Shaking."]})
    page = sam.get(f"{draft}/phone-script").get_data(as_text=True)
    seen, people = (
        page.split(f'id="{key}" ')[1].split("</section>")[0] for key in ("seen", "people")
    )
    assert "<details" in seen
    assert "What else they may ask" in seen
    assert "<details" not in people
    assert "user names, apps and phone numbers" in people
