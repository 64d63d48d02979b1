"""Where a link within a page lands on a phone: the question's words are seen, clear of the bar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.page_inspection import Stage
from tests.support.machine.browser import LARGE
from tests.support.web.record_client import begin

pytestmark = pytest.mark.browser
SIZES = ({"width": 320, "height": 640}, {"width": 640, "height": 320}, LARGE)
SEEN = """id => {
  const it = document.getElementById(id);
  const typed = !["radio", "checkbox"].includes(it.type);
  const words = (typed && it.labels?.[0]) || it.closest("fieldset")?.querySelector("legend") || it;
  const box = words.getBoundingClientRect();
  const bars = [...document.querySelectorAll(".heard-header, .heard-hide-form")].filter(one =>
    ["sticky", "fixed"].includes(getComputedStyle(one).position));
  const under = Math.max(0, ...bars.map(one => one.getBoundingClientRect().bottom));
  return { top: box.top - under, room: innerHeight - it.getBoundingClientRect().top };
}"""


@pytest.fixture(params=SIZES, ids=lambda size: f"{size['width']}x{size['height']}")
def phone(request: pytest.FixtureRequest, stage: Stage) -> Callable[[str], Page]:
    """Opens an address of a new record on a screen of this size."""
    draft = begin(stage.club.client("sam"))

    def open_at(where: str) -> Page:
        page = stage.tab("sam")
        page.set_viewport_size(request.param)
        page.goto("about:blank")
        page.goto(f"{stage.club.server.url}{draft}/{where}")
        return page

    return open_at


LINKED = (
    *("danger#danger_now", "why#danger_why", "read#about_our_team", "how#how_known"),
    *("words#child_words", "words#questions_asked", "seen#seen", "when#told_at_time"),
    *("child#children-0-home_area", "told#told_lead", "told#calls-0-who", "sign#not_for"),
)


def find_hidden(page: Page, control: str) -> str:
    """Return where the words of a question lie that no one sees, or ""."""
    seen = page.evaluate(SEEN, control)
    if seen["top"] < 0:
        return f"{control} lies under the bar: {seen}"
    return "" if seen["room"] >= 24 else f"{control} lies below the screen: {seen}"


def test_a_question_that_a_link_leads_to_is_seen_whole(phone: Callable[[str], Page]) -> None:
    found = [find_hidden(phone(where), where.partition("#")[2]) for where in LINKED]
    assert [one for one in found if one] == []


def test_ticking_a_sign_of_harm_now_lands_at_whom_to_ring(phone: Callable[[str], Page]) -> None:
    page = phone("indicators_a?whole=1")
    page.locator("[name='c1.indicators-pick']").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").last.click()
    assert page.url.endswith("#ring-now")
    assert find_hidden(page, "ring-now") == ""
    number = page.locator("#ring-now .tel").first.bounding_box()
    assert number["y"] + number["height"] <= page.viewport_size["height"]
    page.click("text=the questions about what you ticked")
    assert find_hidden(page, page.url.partition("#")[2]) == ""


def test_the_line_with_999_stays_in_sight_above_a_long_list_of_problems(
    phone: Callable[[str], Page],
) -> None:
    page = phone("account?whole=1")
    for name in ("seen_at-time", "account_by_written_at-time"):
        page.locator(f"[name={name}]").evaluate("it => { it.value = 'half past'; }")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").last.click()
    problem = page.locator(".heard-problem")
    assert problem.evaluate("it => it === document.activeElement")
    assert page.evaluate("scrollY") == 0
    assert problem.bounding_box()["y"] < page.viewport_size["height"] - 60
