"""Browser Back after a form of an account had something to mend: no error page, nothing lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.page_inspection import Stage
from tests.browser.recording.test_browser_back import back, press
from tests.support.club.club_setup import PASSPHRASE

pytestmark = pytest.mark.browser
NOTE = "A shop answers"


def open_tab(stage: Stage, path: str) -> Page:
    page = stage.tab("jo")
    page.goto(f"{stage.club.server.url}/help")
    page.goto(stage.club.server.url + path)
    return page


def leave_and_come_back(page: Page) -> None:
    """Follow a link of the page, then press Back."""
    with page.expect_navigation():
        page.get_by_role("link", name="Today", exact=True).first.click()
    assert back(page) in {403, 422}, "the page of ours, as it was"


def test_a_number_with_something_to_mend_and_back(stage: Stage) -> None:
    page = open_tab(stage, "/directory")
    page.locator("a.govuk-button[href^='/directory/']").first.click()
    form = page.url
    page.fill("[name=said]", NOTE)
    press(page, "Save")
    assert page.url == f"{form}?returned=1"
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.matches('.heard-problem')")
    leave_and_come_back(page)
    assert page.input_value("[name=said]") == NOTE
    assert page.title().startswith("Error: ")
    page.reload()
    assert page.input_value("[name=said]") == NOTE
    page.check("[name=result][value=wrong]")
    press(page, "Save")
    assert page.url.partition("?")[0].endswith("/directory")
    assert back(page) == 200
    assert NOTE in page.content(), "it is saved, and the page of the number has it"
    assert not page.title().startswith("Error: ")
    page.check("[name=result][value=right]")  # other tests of the same club read this number
    press(page, "Save")


def test_the_page_that_asks_for_the_passphrase_and_back(stage: Stage) -> None:
    page = stage.tab()
    page.context.add_cookies(stage.club.cookies("jo", by_passphrase=False))
    page.goto(f"{stage.club.server.url}/help")
    page.goto(f"{stage.club.server.url}/members/invite")
    page.fill("[name=name]", "Ann Bell")
    page.check("[name=role][value=practitioner]")
    page.fill("[name=email]", "back@example.org")
    press(page, "Make an invite code")
    assert page.get_by_role("heading", level=1).inner_text() == "Enter your passphrase to continue"
    leave_and_come_back(page)
    page.fill("[name=step_up_passphrase]", "not the passphrase")
    press(page, "Continue")
    assert page.title().startswith("Error: ")
    leave_and_come_back(page)
    page.fill("[name=step_up_passphrase]", PASSPHRASE)
    press(page, "Continue")
    assert page.url.endswith("/members/codes")
    assert "back@example.org" in page.content()
    assert back(page) == 200
    assert page.url.partition("?")[0].endswith("/members/invite"), "an empty form, not sent again"
    assert page.input_value("[name=email]") == ""
    page.context.clear_cookies()


def test_boxes_for_an_own_passphrase_open_once_it_is_chosen(stage: Stage) -> None:
    page = open_tab(stage, "/account/passphrase")
    boxes = page.locator("[name=passphrase], [name=again]")
    assert [boxes.nth(place).is_visible() for place in range(2)] == [False, False]
    page.check("[name=passphrase_choice][value=own]")
    assert [boxes.nth(place).is_visible() for place in range(2)] == [True, True]
    page.check("[name=passphrase_choice][value=words]")
    assert not boxes.first.is_visible(), "what no one sees, no one types in by mistake"
