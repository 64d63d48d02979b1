"""That words are not saved is said where a phone shows it: under the head, over nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NO_NETWORK, cut
from tests.browser.page_inspection import Stage
from tests.support.web.record_client import begin

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("keeps_copies")]
SIZES = ((320, 640), (320, 460), (1280, 800))
COVERED = """() => {
  const line = document.querySelector("[data-above]").getBoundingClientRect();
  const over = (box) => box.top < line.bottom && line.top < box.bottom
    && box.left < line.right - 1 && line.left < box.right - 1;
  const hide = document.querySelector(".heard-hide");
  const at = hide.getBoundingClientRect();
  const on = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
  return [hide.contains(on), over(document.activeElement.getBoundingClientRect())];
}"""


def typed(stage: Stage, who: str, size: tuple[int, int], act: str) -> Page:
    """A page on which words were typed that could not be saved, its box close under the head."""
    draft = begin(stage.club.client(who))
    page = stage.back(who)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.clock.install()
    page.goto(f"{stage.club.server.url}{draft}/child?whole=1")
    page.fill("[name=children-0-name]", "Kayla Pell")
    box = page.locator("[name=children-0-name]")
    box.evaluate("el => scrollTo(0, el.getBoundingClientRect().top + scrollY - 70)")
    stage.expire(who) if act == "signed out" else cut(page)
    page.clock.fast_forward(6000)
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("signed out", "You’re signed out. Press Save to save your words."),
        ("offline", "Not saved. Keep this page open."),
    ],
)
def test_it_is_in_view_and_covers_neither_hide_nor_what_has_the_focus(
    stage: Stage, size: tuple[int, int], act: str, said: str
) -> None:
    page = typed(stage, "sam", size, act)
    line = page.locator("[data-above]")
    expect(line).to_contain_text(said)
    expect(line).to_be_in_viewport(ratio=1)
    if "Press Save" in said:
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_attached()
    assert page.evaluate(COVERED) == [True, False]
    assert page.locator(".heard-unsaved[role]").count() == 0  # read out once
    for _ in range(6):  # backwards, so that each control comes in from above
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(COVERED)[0]
        inside = page.evaluate("document.activeElement.closest('form[data-autosave]') !== null")
        assert page.evaluate(COVERED)[1] is False or not inside
    if act == "offline":
        page.context.set_offline(False)
        expect(line).to_be_empty()
    stage.forgive("401")
    stage.forgive(NO_NETWORK)


def test_signed_out_elsewhere_the_page_says_so_and_returns_the_words(stage: Stage) -> None:
    draft = begin(stage.club.client("sam"))
    page = stage.back("sam")
    page.clock.install()
    page.goto(f"{stage.club.server.url}{draft}/account?whole=1")
    page.fill("[name=seen]", "A bruise on the left arm")
    page.context.clear_cookies()
    page.clock.fast_forward(6000)
    expect(page.locator("[data-above]")).to_contain_text("Not saved. Keep this page open.")
    expect(page.locator("[data-unsaved]")).to_contain_text("Copy your words, then sign in again")
    page.locator("main button[name=save]").click()
    expect(page.locator("main")).to_contain_text("Copy your words from below first")
    expect(page.locator("main")).to_contain_text("A bruise on the left arm")
    stage.forgive("400")
