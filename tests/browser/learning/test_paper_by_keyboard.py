"""Enter in a paper that is being recorded does what its form is for, and searches in the search."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from app.services.members.member_status import LONG_TEAM
from tests.browser.page_inspection import Club
from tests.browser.states.learning.states_completion import FORM
from tests.support.club.many_members import add_confirmed_staff
from tests.support.machine.browser import SMALL

pytestmark = pytest.mark.browser


def press_enter(page: Page, field: str, text: str) -> None:
    """Type into a field, and press Enter in it."""
    page.focus(f"[name={field}]")
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_signs_a_paper_and_in_its_search_it_searches(
    club: Club, tabs: Callable[..., Page], scripts: bool
) -> None:
    add_confirmed_staff(club.world, LONG_TEAM)
    page = tabs(SMALL["width"], script=scripts)
    page.context.add_cookies(club.cookies("jo"))
    page.goto(club.server.url + FORM)
    press_enter(page, "q", "sam lee")
    assert "1 person found" in page.inner_text("main")
    assert not page.title().startswith("Error: "), "a search has nothing to mend"
    page.select_option("[name=learner]", str(club.world.people["sam"].id))
    press_enter(page, "edition", "2015")
    assert page.title().startswith("Error: "), "the form was sent, not searched again"
    assert page.input_value("[name=edition]") == "2015"
    page.check("[name=how][value=paper_workbook]")
    page.fill("[name=on]", "today")
    page.fill("[name=confirmer]", "Mel Fox")
    page.fill("[name=job_title]", "Head of care")
    page.check("[name=role][value=outside_trainer]")
    page.check("[name=understands]")
    page.check("[name=seen]")
    press_enter(page, "talked", "today")
    assert page.title().startswith("Completion record")
