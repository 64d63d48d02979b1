"""With a phone at the ear: the script stays on the screen, and Hide takes it away at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_inspection import Stage
from tests.support.club.club_setup import PASSPHRASE
from tests.support.disclosures import load
from tests.support.machine.browser import SMALL
from tests.support.web.record_client import begin, fill, signed

pytestmark = pytest.mark.browser
SAID = "DONT tell my mum"


def script_of_a_file(stage: Stage, who: str) -> Page:
    """A file's script on a small screen, with a clock that can be turned on."""
    concern_id = signed(stage.club.world, load("full"))
    page = stage.tab(who)
    page.set_viewport_size(SMALL)
    page.clock.install()
    page.goto(f"{stage.club.server.url}/concerns/{concern_id}/phone-script")
    return page


def wait(page: Page, minutes: int) -> None:
    page.clock.fast_forward(minutes * 60 * 1000)


def test_it_stays_for_58_minutes_without_a_touch_and_then_warns(stage: Stage) -> None:
    page = script_of_a_file(stage, "jo")
    soon = page.locator("[data-soon]")
    for _ in range(3):
        wait(page, 19)
        expect(page.locator("body")).to_contain_text(SAID)
        expect(soon).to_be_hidden()
    wait(page, 2)
    expect(soon).to_be_visible()
    expect(page.locator("body")).to_contain_text(SAID)


@pytest.mark.parametrize("way", ["the button", "Shift three times"])
def test_hide_locks_it_at_once_and_the_passphrase_brings_it_back(stage: Stage, way: str) -> None:
    page = script_of_a_file(stage, "deputy")
    address = page.url
    wait(page, 30)
    with page.expect_navigation(url="**/locked**"):
        if way == "the button":
            page.click(".heard-hide")
        else:
            for _ in range(3):
                page.keyboard.press("Shift")
    assert SAID not in page.content()
    page.goto(address)  # the address alone opens nothing
    assert SAID not in page.content()
    page.go_back()
    page.fill("[name=passphrase]", PASSPHRASE)
    page.click("text=Go back")
    expect(page.locator("body")).to_contain_text(SAID)


def test_a_call_is_logged_by_keyboard_without_javascript(
    stage: Stage, tabs: Callable[..., Page]
) -> None:
    draft = begin(stage.club.client("sam"))
    fill(stage.club.client("sam"), f"{draft}/account", {"seen": ["She was shaking."]})
    page = tabs(SMALL["width"], script=False)
    page.context.add_cookies(stage.club.cookies("sam"))
    page.goto(f"{stage.club.server.url}{draft}/phone-script")
    page.get_by_role("radio", name="Police, when it is not an emergency").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/told#calls-0-when")
    assert page.input_value("[name=calls-0-number]") == "101"
    expect(page.locator("main")).to_contain_text("Ask the police for the log number")
