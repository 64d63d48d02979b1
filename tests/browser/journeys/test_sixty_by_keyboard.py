"""A team of sixty, sixty who wait and sixty sessions: find, turn pages, confirm, end one.

By keyboard alone, at 320 px, without JavaScript. Confirming, with every error from sign-in on, in
two widths, with and without JavaScript.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.domain.routing.actors import Role
from content.london_time import to_london
from tests.browser.journeys.test_door_errors_by_keyboard import go_to_error
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import PICTURES, Club
from tests.browser.served_clubs import serve_world
from tests.support import axe
from tests.support.club.club_setup import PASSPHRASE, words_of
from tests.support.club.many_members import add_confirmed_staff, count_members, join_staff
from tests.support.club.newcomers import join_as
from tests.support.club.world import World
from tests.support.machine.browser import SMALL, scrolls_sideways
from tests.support.web.word_confirmation import read_places

SIXTY = 60
MINUTES_AGO = timedelta(minutes=9)
LONG = "word " * 4000
NAME = "Lyn Marsh"
BUTTON = f"Confirm {NAME}"


def sit_down(club: Club, tabs: Callable[..., Page], who: str, path: str) -> Hands:
    """Return someone's hands on a page, signed in a moment ago."""
    page = tabs(SMALL["width"], script=False)
    page.context.add_cookies(club.cookies(who))
    page.goto(club.server.url + path)
    return Hands(page)


def says(found: Hands, words: str, picture: str = "") -> None:
    """Find words on a page that fits the screen; keep a picture of it if those are wanted."""
    page = found.page
    assert words in " ".join(page.inner_text("main").split()), page.url
    assert not scrolls_sideways(page), page.url
    if picture and os.environ.get("PICTURES") == "1":
        width = (page.viewport_size or {})["width"]
        page.screenshot(path=PICTURES / str(width) / f"sixty-{picture}.png", full_page=True)


def start_sessions(club: Club, who: str, count: int) -> str:
    """Start so many sessions, one of them some minutes ago; return when that one was started."""
    started = datetime.now(UTC) - MINUTES_AGO
    club.world.now = lambda: started
    club.world.token(who)
    club.world.now = lambda: datetime.now(UTC)
    for _ in range(count - 1):
        club.world.token(who)
    return to_london(started).strftime("%-d %B %Y, %H:%M")


@pytest.mark.browser
def test_one_of_sixty_sessions_is_found_and_ended_by_keyboard(
    club: Club, tabs: Callable[..., Page]
) -> None:
    started = start_sessions(club, "pat", SIXTY - 1)
    pat = sit_down(club, tabs, "pat", "/account")
    listed = pat.page.locator(".heard-people li")
    before, button = listed.count(), f"signed in {started}"
    assert before >= SIXTY
    pat.reach(lambda at: at["text"].startswith("End this session") and button in at["text"], button)
    pat.enter()
    says(pat, "That device is signed out.")
    assert listed.count() == before - 1
    assert button not in pat.page.content()
    pat.go("End all other sessions")
    says(pat, "You are signed in here only.")
    assert listed.count() == 1
    assert pat.unseen == []


@pytest.mark.browser
def test_someone_in_a_team_of_sixty_is_found_and_signed_out_by_keyboard(
    club: Club, tabs: Callable[..., Page]
) -> None:
    add_confirmed_staff(club.world, SIXTY - count_members(club.world))
    tess = sit_down(club, tabs, "tess", "/account")
    jo = sit_down(club, tabs, "jo", "/members")
    says(jo, "This page shows 1 to ")
    first = jo.page.locator(".heard-team li").all_inner_texts()
    jo.go("Next page")
    says(jo, "Page 2 of ")
    assert not {*first} & {*jo.page.locator(".heard-team li").all_inner_texts()}
    jo.go("Previous page")
    says(jo, "Page 1 of ")
    assert jo.page.locator(".heard-team li").all_inner_texts() == first
    jo.fill({"q": ["Tess Bell"]}, "Search the team")
    says(jo, "1 person found.")
    jo.go("Tess Bell")
    jo.go("End their sessions")
    jo.go("End all sessions")
    says(jo, "Tess Bell is signed out on every device")
    tess.page.reload()
    assert "/sign-in" in tess.page.url
    assert jo.unseen == []


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """A club where sixty people wait, one of them for a lead to type two words."""
    join_staff(world.uow("jo"), range(SIXTY - 1))
    join_as(world, "lyn", (Role.ADMINISTRATOR,), NAME)
    world.token("jo")  # on another device
    with serve_world(world) as url:
        yield url


def meet_error(found: Hands, words: str) -> None:
    """Find the focus on the summary of errors, and go from there to the field."""
    expect(found.page.locator(".heard-problem")).to_be_focused()
    go_to_error(found, words)


def type_words(found: Hands, world: World, *, right: bool = True) -> None:
    """Type the two words that the page asks for, or two others."""
    words = words_of(world.uow("jo"), world.people["lyn"].id)
    low, high = read_places(found.page.content())
    first, second = (words[low - 1], words[high - 1]) if right else ("apple", "apple")
    found.fill({"first": [first], "second": [second]}, BUTTON)


def ask_for_others(found: Hands) -> None:
    """Open the page in a second tab until it asks for other words: one time in 15 it does not."""
    second = found.page.context.new_page()
    asked = read_places(found.page.content())
    address = found.page.url.partition("#")[0]  # with it chromium moves, and asks for no page
    for _ in range(20):
        second.goto(address)
        if read_places(second.content()) != asked:
            return
    raise AssertionError("the second tab asked for the same two words 20 times")


def sign_in(found: Hands) -> None:
    found.fill({}, "Sign in")
    meet_error(found, "Enter the email address")
    found.fill({"email": ["jo@example.org"], "passphrase": ["not the right one"]}, "Sign in")
    meet_error(found, "do not match")
    found.fill({"passphrase": [PASSPHRASE]}, "Sign in")
    assert found.page.inner_text("h1") == "Today"


def find_waiting(found: Hands, address: str, *, script: bool) -> None:
    """Open the page of the one who waits, by a search that first finds no one.

    `script`: whether the page runs JavaScript, as axe must.
    """
    found.page.goto(f"{address}/members")
    says(found, "Waiting: tick who is in the room with you", "waiting")
    if script:
        assert axe.violations(found.page) == []
    found.fill({"q": ["Zebedee"]}, "Search the team")
    says(found, "No one was found.", "none_found")
    found.fill({"q": ["lyn marsh"]}, "Search the team")
    says(found, "1 person found.", "found")
    found.go(NAME)


def end_other_sessions(found: Hands, address: str) -> None:
    found.page.goto(f"{address}/account")
    found.go("End all other sessions")
    says(found, "You are signed in here only.", "sessions")


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [320, 1280])
def test_one_of_sixty_who_wait_is_confirmed_by_keyboard(
    world: World, address: str, tabs: Callable[..., Page], width: int, script: bool
) -> None:
    jo = Hands(tabs(width, script=script))
    jo.page.goto(f"{address}/sign-in")
    sign_in(jo)
    find_waiting(jo, address, script=script)
    says(jo, "Waiting to be confirmed", "person")
    jo.go(BUTTON)
    says(jo, f"Ask {NAME}", "confirm")
    jo.fill({}, BUTTON)
    meet_error(jo, "Enter their")
    jo.fill({"first": [LONG], "second": ["apple"]}, BUTTON)
    meet_error(jo, "Those words do not match")
    ask_for_others(jo)
    type_words(jo, world)
    meet_error(jo, "You opened this page again")
    says(jo, "Type the two that it asks for now", "stale")
    type_words(jo, world)
    says(jo, f"{NAME} is confirmed.", "confirmed")
    end_other_sessions(jo, address)
    assert jo.unseen == []
