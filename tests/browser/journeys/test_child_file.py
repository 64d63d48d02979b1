"""A lead at 320 px, by keyboard and without a script: two concerns become one child's file."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_inspection import Club
from tests.support.club.child_links import BORN, HER_WORDS, sign_about
from tests.support.club.office import Office
from tests.support.machine.browser import scrolls_sideways

pytestmark = pytest.mark.browser
IMOGEN = {"name": "Imogen Hale", "age": "14", "group": "9R", "born_on": BORN}


def press(page: Page, words: str) -> None:
    """Follow a link, or press a button, by the keyboard."""
    control = page.locator("main a, main button").filter(has_text=words).first
    control.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not scrolls_sideways(page), page.url


def choose(page: Page, label: str) -> None:
    """Choose an answer by the keyboard."""
    page.get_by_role("radio", name=label).first.focus()
    page.keyboard.press("Space")


def ask(page: Page, club: Club, concern: UUID) -> None:
    page.goto(f"{club.server.url}/concerns/{concern}")
    press(page, "Which child is this?")


def take_out(page: Page) -> None:
    press(page, "Concerns (2)")
    press(page, "Remove from this file")
    page.fill("#why", "Another girl of the same name.")
    press(page, "Remove this concern")


def test_two_concerns_become_one_file_and_one_is_taken_out(
    club: Club, tabs: Callable[..., Page]
) -> None:
    office = Office.today(club.world)
    first, second = (sign_about(office, IMOGEN) for _ in range(2))
    page = tabs(320, script=False)
    page.context.add_cookies(club.cookies("jo"))
    ask(page, club, first)
    choose(page, "Open a new file")
    press(page, "Save your answer")
    expect(page.locator("h1")).to_have_text("Imogen Hale")
    assert "Imogen" not in page.title()
    expect(page.locator("main")).to_contain_text("The concern is linked")
    ask(page, club, second)
    expect(page.locator("form .govuk-radios__hint").first).to_contain_text(
        "Same name, born on the same day and same class or group."
    )
    press(page, "Save your answer")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select a file")
    choose(page, "Imogen Hale, age 14")
    press(page, "Save your answer")
    expect(page.locator(".heard-words")).to_have_text([HER_WORDS] * 2)
    press(page, "Only the child’s words (2)")
    page.go_back()
    expect(page.locator("main")).to_contain_text("2 concerns")
    take_out(page)
    expect(page.locator(".heard-words")).to_have_text([HER_WORDS])
    press(page, "Who has opened this")
    expect(page.locator(".heard-looks")).to_contain_text("took a concern out")
