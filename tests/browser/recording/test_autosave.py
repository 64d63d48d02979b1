"""When a page saves itself, and when it stops: after a conflict, and while it is too large."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.page_inspection import Stage

pytestmark = pytest.mark.browser
WORDS = "he said  dont tell\nANYONE"
MARKUP = "<b id=planted>Saved</b> elsewhere"
FILL = """(el, most) => {
  el.form.style.display = "none"; // drawing so long a box takes minutes
  el.value = "w".repeat(most);
  el.dispatchEvent(new Event("input", { bubbles: true }));
}"""
SHORTER = """(el, words) => {
  el.value = words;
  el.form.style.display = "";
  el.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def turn_on(page: Page, seconds: int) -> None:
    """Turn the page's own clock on."""
    page.clock.fast_forward(seconds * 1000)


def posts(page: Page) -> list[str]:
    """Fills up with the last part of each address that a form or a script sends to."""
    sent: list[str] = []
    page.on(
        "request",
        lambda one: (
            sent.append(urlsplit(one.url).path.rpartition("/")[2]) if one.method == "POST" else None
        ),
    )
    return sent


def test_after_a_conflict_a_page_saves_itself_no_more_until_it_is_sent(
    uow: Callable[..., Page], stage: Stage
) -> None:
    page = uow("kit")
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("[name=child_words]", "from the second tab")
    other.get_by_role("button", name="Continue").last.click()
    sent = posts(page)
    page.fill("[name=child_words]", WORDS)
    turn_on(page, 6)
    expect(page.locator("[data-saved]")).to_contain_text("changed somewhere else")
    page.fill("[name=child_words]", f"{WORDS}, she said")
    turn_on(page, 6)
    turn_on(page, 60)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Continue").last.click()
    quotes = page.locator(".heard-conflict blockquote")
    expect(quotes.first).to_be_visible()
    assert f"{WORDS}, she said" in quotes.all_inner_texts()
    assert sent == ["autosave", "account"]
    stage.forgive("409")


def test_what_the_server_says_is_shown_as_text(uow: Callable[..., Page], stage: Stage) -> None:
    page = uow("pat")

    def conflict(route: Route) -> None:
        route.fulfill(status=409, json={"said": MARKUP})

    page.route("**/autosave", conflict)
    page.fill("[name=child_words]", WORDS)
    turn_on(page, 6)
    expect(page.locator("[data-saved]")).to_have_text(MARKUP)
    assert page.locator("#planted").count() == 0
    stage.forgive("409")


def test_a_page_too_long_says_so_and_saves_itself_once_it_fits(
    uow: Callable[..., Page], stage: Stage
) -> None:
    page = uow()
    sent: list[int] = []
    page.on("response", lambda one: sent.append(one.status) if "/autosave" in one.url else None)
    page.locator("[name=worry]").evaluate(FILL, 9 * 1024 * 1024)
    turn_on(page, 6)
    box = page.locator("[data-unsaved]")
    expect(box).to_contain_text("more than the page can keep", timeout=30_000)
    expect(box).not_to_contain_text("cannot be reached")
    turn_on(page, 60)
    page.locator("[name=worry]").evaluate(SHORTER, "He would not go home.")
    turn_on(page, 6)
    expect(box).to_be_hidden(timeout=15_000)
    assert sent == [413, 200]
    stage.forgive("status of 413")
