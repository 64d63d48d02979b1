"""What was typed is kept when somebody rings a number or turns to another app, and who is told
where nothing saves itself.

The page's own clock stands still here, so that no save comes by itself after five seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.page_inspection import Stage
from tests.support.web.record_client import begin, look

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("keeps_copies")]
WORDS = "he said  dont tell\nANYONE"
SOON = 10_000
AWAY = """() => {
  Object.defineProperty(document, "hidden", {value: true, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def typing(stage: Stage) -> tuple[Page, Callable[[], Any]]:
    """A page with words in it that were not saved, and what the server holds of them."""
    client = stage.club.client("sam")
    draft, page = begin(client), stage.tab("sam")
    page.clock.install()
    page.goto(f"{stage.club.server.url}{draft}/account?whole=1")
    page.clock.pause_at(page.evaluate("Date.now() + 60_000"))
    page.fill("[name=child_words]", WORDS)
    return page, lambda: look(client, f"{draft}/account").controls["child_words"].value


def test_ringing_a_number_keeps_what_was_typed_first(
    typing: tuple[Page, Callable[[], Any]],
) -> None:
    page, held = typing
    assert held() == ""
    with page.expect_response("**/autosave", timeout=SOON) as answer:
        page.locator('a[href^="tel:"]').first.click()
    assert answer.value.status == 200
    assert held() == WORDS


def test_turning_to_another_app_keeps_what_was_typed(
    typing: tuple[Page, Callable[[], Any]],
) -> None:
    page, held = typing
    assert held() == ""
    with page.expect_response("**/autosave", timeout=SOON) as answer:
        page.evaluate(AWAY)
    assert answer.value.status == 200
    assert held() == WORDS


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_page_that_cannot_save_itself_says_so(
    stage: Stage, tabs: Callable[..., Page], script: bool
) -> None:
    page = tabs(320, script=script)
    page.context.add_cookies(stage.club.cookies("sam"))
    page.goto(f"{stage.club.server.url}{begin(stage.club.client('sam'))}/account?whole=1")
    said = "what you type is saved only when you press Continue or Save" in page.inner_text("main")
    assert said is not script
