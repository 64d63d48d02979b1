"""Nothing typed is lost, and a passer-by sees nothing: what JavaScript adds, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NO_NETWORK, cut
from tests.browser.page_inspection import Stage
from tests.support.club.club_setup import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("keeps_copies")]
WORDS = "he said  dont tell\nANYONE"


def wait(page: Page, seconds: int) -> None:
    """Turn the page's own clock on."""
    page.clock.fast_forward(seconds * 1000)


def words(page: Page) -> str:
    return page.input_value("[name=child_words]")


def test_a_page_saves_itself_five_seconds_after_typing_stops(uow: Callable[..., Page]) -> None:
    page = uow()
    page.fill("[name=child_words]", WORDS)
    wait(page, 4)
    assert page.locator("[data-saved]").inner_text().startswith("Only you")
    wait(page, 2)
    expect(page.locator("[data-saved]")).to_contain_text("Saved ")
    page.reload()
    assert words(page) == WORDS


def test_leaving_a_page_at_once_keeps_what_was_typed(
    uow: Callable[..., Page], stage: Stage
) -> None:
    page = uow()
    page.fill("[name=child_words]", WORDS)
    address = page.url
    page.click("text=Back")
    assert stage.arrives("sam", address, "child_words", WORDS)
    page.goto(address)
    assert words(page) == WORDS


@pytest.mark.parametrize("way", ["the button", "Shift three times"])
def test_hiding_blanks_locks_and_comes_back_to_the_same_words(
    uow: Callable[..., Page], way: str
) -> None:
    page = uow("deputy")
    address = page.url
    page.fill("[name=child_words]", WORDS)
    page.focus("[name=seen]")
    with page.expect_navigation(url="**/locked**"):
        if way == "the button":
            page.click(".heard-hide")
        else:
            for _ in range(3):
                page.keyboard.press("Shift")
    assert page.title() == "Page locked"
    for shown in ("Heard", "Riverside", "999", "Dele", "child"):
        assert shown not in page.inner_text("body")
    assert "browser's history" in page.inner_text("body")
    page.goto(address)  # the address alone opens nothing
    assert "child_words" not in page.content()
    page.go_back()
    page.fill("[name=passphrase]", PASSPHRASE)
    page.click("text=Go back")
    page.goto(address)
    assert words(page) == WORDS


def test_hiding_blanks_the_page_before_the_server_answers(uow: Callable[..., Page]) -> None:
    page = uow("deputy")
    with page.expect_navigation(url="**/locked**"):
        shown = page.evaluate(  # in one breath: nothing has been sent yet
            """() => {
                document.querySelector("form[data-hide]").requestSubmit();
                const heading = document.querySelector("h1");
                return [getComputedStyle(heading).visibility, document.title];
            }"""
        )
    assert shown == ["hidden", "Page"]


def test_signing_out_keeps_the_last_words_first(uow: Callable[..., Page], stage: Stage) -> None:
    page = uow("tess")
    address = page.url
    page.fill("[name=child_words]", WORDS)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(stage.club.server.url + "/")
    page.goto(address)
    assert "child_words" not in page.content()
    stage.back("tess")
    page.goto(address)
    assert words(page) == WORDS


def test_signing_out_unsaved_says_so_and_needs_a_second_press(
    uow: Callable[..., Page], stage: Stage
) -> None:
    page = uow("tess")
    page.route("**/autosave", lambda route: route.abort())
    page.fill("[name=child_words]", WORDS)
    page.get_by_role("button", name="Sign out").click()
    unsaved = page.locator("[data-unsaved]")
    expect(unsaved).to_contain_text("Still signed in: your last words are not saved.")
    expect(unsaved).to_be_in_viewport()
    assert words(page) == WORDS
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(stage.club.server.url + "/")
    stage.back("tess")
    stage.forgive(NO_NETWORK)


def test_hiding_is_one_tap_on_a_phone(uow: Callable[..., Page]) -> None:
    box = uow().locator(".heard-hide").bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 44


def test_two_minutes_before_the_end_the_page_warns_and_can_be_kept_open(
    uow: Callable[..., Page],
) -> None:
    page = uow()
    assert "You will be signed out at" in page.inner_text("[data-time-out]")
    soon = page.locator("[data-soon]")
    wait(page, 17 * 60)
    expect(soon).to_be_hidden()
    wait(page, 65)
    expect(soon).to_be_visible()
    with page.expect_response("**/stay") as answer:
        soon.get_by_role("button").click()
    assert answer.value.json()["seconds"] > 19 * 60
    expect(soon).to_be_hidden()


def test_staying_moves_the_end_that_the_page_itself_keeps(uow: Callable[..., Page]) -> None:
    page = uow()
    soon = page.locator("[data-soon]")
    wait(page, 18 * 60 + 5)
    expect(soon).to_be_visible()
    page.evaluate("document.body.dataset.same = 'yes'")  # a page that ends is loaded again
    with page.expect_response("**/stay"):
        soon.get_by_role("button").click()
    expect(soon).to_be_hidden()
    wait(page, 5 * 60)  # past the end that was
    expect(soon).to_be_hidden()
    wait(page, 13 * 60)  # not yet past the new one
    expect(soon).to_be_visible()
    expect(soon.get_by_role("button")).to_be_visible()
    assert page.evaluate("document.body.dataset.same") == "yes"


def test_somebody_who_types_is_not_asked(uow: Callable[..., Page]) -> None:
    page = uow()
    page.fill("[name=child_words]", WORDS)
    wait(page, 6)
    expect(page.locator("[data-saved]")).to_contain_text("Saved ")
    with page.expect_response("**/stay"):
        wait(page, 18 * 60)
    expect(page.locator("[data-soon]")).to_be_hidden()


def test_at_the_end_the_words_stay_on_the_page_and_are_kept(
    uow: Callable[..., Page], stage: Stage
) -> None:
    page = uow("pat")
    address = page.url
    stage.expire("pat")
    page.fill("[name=child_words]", WORDS)
    wait(page, 6)
    expect(page.locator("[data-unsaved]")).to_contain_text("You’ve been signed out")
    page.get_by_role("button", name="Continue").last.click()
    assert "We’ve saved what you just sent" in page.inner_text("main")
    stage.back("pat")
    page.goto(f"{stage.club.server.url}/record/kept")
    page.click("main a[href*='/record/kept/']")
    page.click("text=Put it back on its page")
    page.goto(address)
    assert words(page) == WORDS


def test_at_the_end_a_page_with_unsaved_words_is_not_loaded_again(
    uow: Callable[..., Page], stage: Stage
) -> None:
    page = uow("pat")
    stage.expire("pat")
    page.fill("[name=child_words]", WORDS)
    wait(page, 6)
    expect(page.locator("[data-unsaved]")).to_contain_text("You’ve been signed out")
    loads: list[str] = []
    page.on("request", lambda sent: sent.is_navigation_request() and loads.append(sent.url))
    wait(page, 20 * 60)
    expect(page.locator("[data-soon]")).to_contain_text("You’ve been signed out")
    page.evaluate("fetch('/static/heard.css').then(answer => answer.ok)")  # comes after any load
    assert loads == []
    assert words(page) == WORDS


def test_two_tabs_never_overwrite_each_other_in_silence(uow: Callable[..., Page]) -> None:
    first = uow("kit")
    second = first.context.new_page()
    second.goto(first.url)
    second.fill("[name=child_words]", "from the second tab")
    second.get_by_role("button", name="Continue").last.click()
    first.fill("[name=child_words]", WORDS)
    wait(first, 6)
    expect(first.locator("[data-saved]")).to_contain_text("changed somewhere else")
    assert words(first) == WORDS
    first.get_by_role("button", name="Continue").last.click()
    expect(first.locator("h2", has_text="Two versions of this page")).to_be_visible()
    quotes = first.locator(".heard-conflict blockquote").all_inner_texts()
    assert WORDS in quotes
    assert "from the second tab" in quotes


def test_without_network_the_page_says_so_and_the_words_can_be_copied(
    uow: Callable[..., Page], stage: Stage
) -> None:
    page = uow("jo")
    page.context.grant_permissions(["clipboard-write"])
    cut(page)
    page.fill("[name=child_words]", WORDS)
    wait(page, 6)
    unsaved = page.locator("[data-unsaved]")
    expect(unsaved).to_contain_text("Not saved. Keep this page open.")
    unsaved.get_by_role("button").click()
    expect(unsaved.get_by_role("button")).to_have_text("Copied")
    page.focus("[name=seen]")
    page.keyboard.press("Control+V")
    assert WORDS in page.input_value("[name=seen]")
    page.fill("[name=seen]", "")
    page.get_by_role("button", name="Continue").last.click()
    assert words(page) == WORDS  # leaving now would lose the page
    page.context.set_offline(False)
    expect(unsaved).to_be_hidden()
    page.reload()
    assert words(page) == WORDS
    stage.forgive(NO_NETWORK)
