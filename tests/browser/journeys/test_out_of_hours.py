"""Show who to call at a set time: on the Saturday of a bank holiday, and on a Monday in hours.

The app stands behind a real browser with its clock set to that time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page

from content.london_time import LONDON
from tests.browser.network import ALL_STAND, KEPT, until
from tests.browser.served_clubs import serve_world
from tests.support.club.world import COOKIE, World
from tests.support.machine.browser import SMALL, scrolls_sideways
from tests.support.web.record_client import begin, fill, sign

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("keeps_copies")]
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
BOXING_DAY = datetime(2026, 12, 26, 21, 30, tzinfo=LONDON)  # a Saturday; Monday is its holiday
MACHINE, LEAD = "01724 296555", "07700 900123"
SAYS_SO = "This is an answerphone."
SHOWN = """() => [...document.querySelectorAll(".heard-ring li")]
  .filter(line => line.checkVisibility())
  .map(line => line.innerText.replace(/\\s+/g, " ").trim())"""

RED_NUMBERS = """() => {
  const probe = document.createElement("i");
  probe.style.color = "var(--urgent)";
  document.body.append(probe);
  const red = getComputedStyle(probe).color;
  probe.remove();
  return [...document.querySelectorAll(".heard-calls .tel")]
    .filter((one) => getComputedStyle(one).backgroundColor === red)
    .map((one) => one.textContent.replace("Call ", "").trim());
}"""
"""The numbers to call that are drawn in the red of 999."""
BOTTOMS = """where => [...document.querySelectorAll(where)]
  .map(one => one.getBoundingClientRect().bottom)"""


@pytest.fixture
def saturday(world: World) -> World:
    """The club on that evening: it is closed, and so is the council."""
    return world.stop_clocks(BOXING_DAY)


def seen(page: Page, address: str) -> list[str]:
    """The numbers that a page shows without a touch, as their lines say them."""
    page.goto(address)
    assert not scrolls_sideways(page)
    return page.evaluate(SHOWN)


def at(lines: list[str], number: str) -> int:
    return next(place for place, line in enumerate(lines) if line.endswith(number))


def check(page: Page, address: str) -> None:
    """999, then 101, then whoever may not answer; the line of the council is an answerphone."""
    lines = seen(page, address)
    assert [line.rsplit(" ", 1)[1] for line in lines[:2]] == ["999", "101"], address
    machine = lines[at(lines, MACHINE)]
    assert SAYS_SO in machine, address
    assert not [line for line in lines if SAYS_SO in line and not line.endswith(MACHINE)]
    assert "999 or 101" in page.locator(".heard-ring__warning").first.inner_text()


def danger(world: World, **more: list[str]) -> tuple[str, str]:
    """Paths of a draft and of a signed file in which the writer says that a child is in danger."""
    found = []
    for _ in range(2):
        sam = world.client("sam")
        draft = begin(sam)
        fill(sam, f"{draft}/now", {"danger_now": ["yes"], **more})
        fill(sam, f"{draft}/account", {"worry": ["He is outside in the car."]})
        found.append(draft)
    return found[0], f"/concerns/{sign(sam, found[1], [])}"


@pytest.mark.parametrize("more", [{}, {"about_our_team": ["yes"]}], ids=["usual", "our team"])
def test_with_danger_101_comes_straight_after_999(
    saturday: World, tabs: Callable[..., Page], more: dict[str, list[str]]
) -> None:
    draft, file = danger(saturday, **more)
    page = tabs(SMALL["width"])
    with serve_world(saturday) as url:
        page.context.add_cookies([{"name": COOKIE, "value": saturday.token("sam"), "url": url}])
        check(page, f"{url}{draft}/call-first")
        check(page, f"{url}{draft}/phone-script")
        check(page, f"{url}{file}/signed")
        check(page, f"{url}{file}/phone-script")
        check(page, f"{url}{file}/referral")
        page.goto("about:blank")


def test_the_phone_script_starts_with_999_and_names_the_answerphone(
    saturday: World, tabs: Callable[..., Page]
) -> None:
    page = tabs(SMALL["width"])
    with serve_world(saturday) as url:
        for who in ("", "sam"):
            if who:
                token = saturday.token(who)
                page.context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
            lines = seen(page, f"{url}/phone-script")
            assert lines[0].endswith(" 999")
            assert SAYS_SO in lines[at(lines, MACHINE)]
            assert at(lines, "101") < at(lines, MACHINE)
        assert at(lines, LEAD) > 0
        page.goto("about:blank")


def test_the_order_is_the_same_before_the_question_of_danger_is_answered(
    saturday: World, tabs: Callable[..., Page]
) -> None:
    sam = saturday.client("sam")
    draft = begin(sam)
    page = tabs(SMALL["width"])
    with serve_world(saturday) as url:
        page.context.add_cookies([{"name": COOKIE, "value": saturday.token("sam"), "url": url}])
        check(page, f"{url}{draft}/call-first")
        fill(sam, f"{draft}/now", {"danger_now": ["no"]})
        lines = seen(page, f"{url}{draft}/call-first")
        assert at(lines, "101") < min(at(lines, LEAD), at(lines, MACHINE))
        page.goto("about:blank")


@pytest.mark.parametrize("at", [MONDAY, BOXING_DAY], ids=["in hours", "out of hours"])
@pytest.mark.parametrize("who", ["", "sam"])  # a trainee: learning/test_trainee_home.py
def test_a_small_phone_first_shows_two_choices_and_three_numbers(
    world: World, tabs: Callable[..., Page], at: datetime, who: str
) -> None:
    page = tabs(SMALL["width"])
    with serve_world(world.stop_clocks(at)) as url:
        if who:
            token = world.token(who)
            page.context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
        page.goto(url)
        assert page.locator(".heard-choices a").count() == 2
        bottoms = page.evaluate(BOTTOMS, ".heard-calls li")
        assert len(bottoms) == 3
        assert max(bottoms) <= SMALL["height"]
        assert page.evaluate(RED_NUMBERS) == ["999"]
        page.goto(f"{url}/with-a-child")
        assert page.evaluate(RED_NUMBERS) == ["999"]
        assert page.evaluate(BOTTOMS, ".heard-say")[1] <= SMALL["height"]
        page.goto("about:blank")


@pytest.mark.parametrize("who", ["jo", "senior"])
def test_a_small_phone_first_shows_who_has_a_today_999_and_the_counts(
    world: World, tabs: Callable[..., Page], who: str
) -> None:
    page = tabs(SMALL["width"])
    with serve_world(world.stop_clocks(MONDAY)) as url:
        page.context.add_cookies([{"name": COOKIE, "value": world.token(who), "url": url}])
        page.goto(url)
        for where, count in (
            (".heard-quick a", 2),
            (".heard-counts li", 5),
            ('[href="tel:999"]', 1),
        ):
            bottoms = page.evaluate(BOTTOMS, where)[:count]
            assert len(bottoms) == count, where
            assert max(bottoms) <= SMALL["height"], where
        until(page, ALL_STAND, list(KEPT))  # none is fetched while the server ends
        page.goto("about:blank")
