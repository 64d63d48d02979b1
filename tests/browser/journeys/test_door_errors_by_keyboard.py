"""Errors of sign-in, account, team and confirming: fixed by keyboard alone, at 320 px, no script.

Each answer says in its title that there is an error, has a link to the field, and says there what
to do.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from app.domain.routing.actors import Role
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Club
from tests.support.club.club_setup import PASSPHRASE, words_of
from tests.support.club.newcomers import join_as
from tests.support.machine.browser import SMALL, scrolls_sideways
from tests.support.web.word_confirmation import read_places

DESCRIPTION = """() => [document.activeElement, document.activeElement.closest("fieldset")]
  .flatMap(el => (el?.getAttribute("aria-describedby") || "").split(" "))
  .map(id => document.getElementById(id)?.innerText || "").join(" ")"""


def go_to_error(found: Hands, words: str) -> None:
    """Follow the link of an error to its field, which has the error next to it."""
    page = found.page
    assert page.title().startswith("Error: "), page.url
    assert not scrolls_sideways(page), page.url
    link = found.reach(lambda at: at.get("href", "")[:1] == "#" and words in at["text"], words)
    found.press("Enter")
    assert f"#{found.here()['id']}" == link["href"], page.url
    assert words in page.evaluate(DESCRIPTION), page.url


def open_page(found: Hands, club: Club, path: str) -> None:
    found.page.goto(club.server.url + path)


@pytest.mark.browser
def test_each_error_of_an_account_leads_to_its_field_by_keyboard(
    club: Club, tabs: Callable[..., Page]
) -> None:
    jo = Hands(tabs(SMALL["width"], script=False))
    open_page(jo, club, "/sign-in")
    jo.fill({}, "Sign in")
    go_to_error(jo, "Enter the email address")
    jo.fill({"email": ["jo@example.org"], "passphrase": [f"not {PASSPHRASE}"]}, "Sign in")
    assert jo.page.title().startswith("Error: ")
    jo.fill({"email": ["jo@example.org"], "passphrase": [PASSPHRASE]}, "Sign in")
    assert jo.page.inner_text("h1") == "Today"
    open_page(jo, club, "/account/details")
    jo.fill({"phone": ["x"]}, "Save your details")
    go_to_error(jo, "Enter the phone number in digits")
    open_page(jo, club, "/account/passphrase")
    jo.fill({}, "Change your passphrase")
    go_to_error(jo, "Enter your current passphrase")
    assert jo.unseen == []


@pytest.mark.browser
def test_each_error_of_the_team_and_of_confirming_is_fixed_by_keyboard(
    club: Club, tabs: Callable[..., Page]
) -> None:
    new = join_as(club.world, "lyn", (Role.ADMINISTRATOR,), "Lyn Marsh")
    jo = Hands(tabs(SMALL["width"], script=False))
    jo.page.context.add_cookies(club.cookies("jo"))
    open_page(jo, club, "/members/invite")
    jo.fill({}, "Make an invite code")
    go_to_error(jo, "Enter their name")
    open_page(jo, club, "/members")
    jo.fill({}, "Confirm those ticked")
    go_to_error(jo, "Tick each person")
    confirm, button = f"/members/{new.id}/confirm", "Confirm Lyn Marsh"
    open_page(jo, club, confirm)
    jo.fill({}, button)
    go_to_error(jo, "Enter their")
    open_page(jo, club, confirm)
    jo.fill({"first": ["apple"], "second": ["apple"]}, button)
    go_to_error(jo, "Those words do not match")
    words = words_of(club.world.uow("jo"), new.id)
    first, second = (words[at - 1] for at in read_places(jo.page.content()))
    jo.fill({"first": [first], "second": [second]}, button)
    assert not jo.page.title().startswith("Error: ")
    open_page(jo, club, f"/members/{new.id}/sessions")
    jo.fill({}, "End all sessions")
    assert "Lyn Marsh is signed out on every device" in jo.page.inner_text("main")
    assert jo.unseen == []
