"""When the network drops: the public pages are there, wherever one began, and say their day."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import ALL_STAND, KEPT, NO_NETWORK, SCOPES, cut, until
from tests.browser.page_inspection import Club, Stage

ALL_KEPT = """wanted => caches.open("heard-public-2").then(one => one.keys()).then(found =>
  wanted.every(path => found.some(one => new URL(one.url).pathname === path)))"""
ADDRESSES = "caches.open('heard-public-2').then(c => c.keys()).then(all => all.map(r => r.url))"
BODIES = """caches.open("heard-public-2").then(async cache => (await Promise.all(
  (await cache.keys())
  .filter(one => !one.url.includes("/static/"))
  .map(async one => (await cache.match(one)).text()))).join("\\n"))"""


def kept(stage: Stage, club: Club, start: str, who: str = "") -> Page:
    """A tab that opened one page, and has its copies."""
    page = stage.tab(who)
    page.goto(club.server.url + start)
    until(page, ALL_KEPT, list(KEPT))
    until(page, ALL_STAND, list(KEPT))
    return page


@pytest.mark.parametrize("start", ["/", "/help", "/sign-in"])
def test_any_page_opened_makes_companion_and_numbers_work_offline(
    club: Club, stage: Stage, start: str
) -> None:
    page = kept(stage, club, start)
    cut(page)
    for path, words in (
        ("/with-a-child", "Thank you for telling me"),
        ("/numbers", "01724 296500"),
        ("/blank-form", "01724 296555"),
        ("/support", "Hearing this is hard"),
        ("/help", "Call first"),
        ("/numbers?area=hull", "Numbers for North Lincolnshire."),
    ):
        page.goto(club.server.url + path)
        expect(page.locator("main")).to_contain_text(words)
        expect(page.locator("[data-offline]")).to_contain_text("This copy was saved on this device")
        assert "pen now" not in page.inner_text("body"), path
    page.goto(f"{club.server.url}/numbers")
    expect(page.locator(".heard-ring")).to_contain_text("Mon to Thu 09:00 to 17:00")
    assert page.evaluate("getComputedStyle(document.querySelector('.tel')).display") != "inline"
    page.context.set_offline(False)
    page.goto(f"{club.server.url}/numbers")
    expect(page.locator("[data-offline]")).to_have_count(0)
    stage.forgive(NO_NETWORK)


def test_nothing_of_a_signed_in_person_is_cached_or_controlled(club: Club, stage: Stage) -> None:
    page = kept(stage, club, "/", "jo")
    assert sorted(page.evaluate(SCOPES)) == sorted(KEPT)
    for path in ("/concerns", "/members", "/account", "/"):
        page.goto(club.server.url + path)
        assert page.evaluate("navigator.serviceWorker.controller") is None
    assert "Jo Smith" in page.inner_text("body")
    paths = {"/" + url.split("/", 3)[3] for url in page.evaluate(ADDRESSES)}
    assert {path for path in paths if not path.startswith("/static/")} == set(KEPT)
    copies = page.evaluate(BODIES)
    assert copies.count("data-offline") == len(KEPT)
    for words in ("Jo Smith", "Sign out", "csrf_token"):
        assert words not in copies
    stage.forgive(NO_NETWORK)
