"""Signing in, ending a session, confirming and approving: by keyboard alone, at 320 px, no script.

The way from "Sign in" to the first page is counted: a volunteer on a phone types two things.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from app.domain.routing.actors import Role
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import STEP_UP_BOX, Club
from tests.support.club.club_setup import PASSPHRASE, words_of
from tests.support.club.newcomers import join_as
from tests.support.machine.browser import SMALL, scrolls_sideways
from tests.support.web.word_confirmation import read_places


def begin(club: Club, tabs: Callable[..., Page], who: str = "") -> Hands:
    """Return somebody's hands on the first page; signed in a while ago where they have a name."""
    page = tabs(SMALL["width"], script=False)
    if who:
        page.context.add_cookies(club.cookies(who, by_passphrase=False))
    page.goto(club.server.url)
    return Hands(page)


def says(found: Hands, words: str) -> None:
    assert words in found.page.locator("main").inner_text()
    assert not scrolls_sideways(found.page)


def step_up(found: Hands) -> None:
    """Type the passphrase that the page asks for again."""
    assert found.page.locator(STEP_UP_BOX).count() == 1
    found.fill({"step_up_passphrase": [PASSPHRASE]}, "Continue")


def is_end_of_another(at: dict[str, Any]) -> bool:
    return at["text"].startswith("End this session") and "signs you out" not in at["text"]


@pytest.mark.browser
@pytest.mark.parametrize("who", ["sam", "jo"])
def test_two_boxes_and_one_button_lead_from_sign_in_to_the_first_page(
    club: Club, tabs: Callable[..., Page], who: str
) -> None:
    found, opened = begin(club, tabs), []
    found.page.on("response", lambda answer: opened.append(answer.request.resource_type))
    found.go("Sign in")
    found.fill({"email": [f"{who}@example.org"], "passphrase": [PASSPHRASE]}, "Sign in")
    assert found.page.url.rstrip("/") == club.server.url
    says(found, "Record a concern")
    assert {name for _, name in found.asked} == {"email", "passphrase"}
    assert opened.count("document") == 3, "the sign-in page, its answer, the first page"
    assert found.unseen == []


@pytest.mark.browser
def test_a_lead_ends_a_session_and_confirms_a_lead_whom_the_head_approves(
    club: Club, tabs: Callable[..., Page]
) -> None:
    new = join_as(club.world, "kay", (Role.LEAD,), "Kay Lund")
    jo = begin(club, tabs, "jo")
    club.world.token("jo")  # on another device
    jo.page.goto(f"{club.server.url}/account")
    jo.reach(
        lambda at: at["text"].startswith("End this session") and "signs you" not in at["text"],
        "End",
    )
    jo.enter()
    step_up(jo)
    says(jo, "That device is signed out.")
    jo.page.goto(f"{club.server.url}/members")
    jo.go("Kay Lund")
    jo.go("Confirm")
    low, high = read_places(jo.page.content())
    words = words_of(club.world.uow("jo"), new.id)
    jo.fill({"first": [words[low - 1]], "second": [words[high - 1]]}, "Confirm Kay Lund")
    says(jo, "Confirmed, and waiting")
    senior = begin(club, tabs, "senior")
    senior.page.goto(f"{club.server.url}/members/approvals")
    senior.go("Approve")
    step_up(senior)
    says(senior, "Approved")
    senior.go("Stop this")
    says(senior, "They were not given access.")
    assert jo.unseen + senior.unseen == []
