"""Measure a way to signing on a phone: what its pages show, and how long it takes.

Knows no page by name, so that it measures older ways too: docs/core-path.md compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.keyboard import ASKED, Hands

PHONE = {"width": 320, "height": 640}
TYPED_A_MINUTE = 25 * 5  # 25 words of five characters
READ = 3.0  # seconds for each question on a page, answered or not
CHOOSE = 1.5  # seconds for each tick or choice
TURN = 3.0  # seconds for each page to come and be recognised
FIRST = """() => document.querySelector("main form input:not([type=hidden])")
  .closest("fieldset").getBoundingClientRect().top + scrollY"""
SCREENS = """() => {
  const all = [...document.querySelectorAll("main form button")].filter(el => el.offsetParent);
  const last = all.filter(el => el.innerText.trim().startsWith("Continue")).pop();
  return (last.getBoundingClientRect().bottom + scrollY) / innerHeight;
}"""
NOT_KNOWN = """() => [...document.querySelectorAll("main form input")].filter(el =>
  el.offsetParent && el.labels[0]?.innerText.trim().startsWith("Not known")).length"""


@dataclass(frozen=True)
class PageFigures:
    """The size of a page of questions before anything on it is answered.

    `screens`: how many go by from its top to its button.
    """

    name: str
    questions: int
    not_known: int
    screens: float


def get_path(page: Page) -> str:
    """Return the address of a page without what is behind its path."""
    return page.url.partition("#")[0].partition("?")[0]


def measure_unanswered(page: Page) -> Iterator[PageFigures]:
    """Yield the pages of questions up to the one to sign, leaving every question blank."""
    while not get_path(page).endswith("/sign"):
        here = get_path(page)
        yield PageFigures(
            here.rpartition("/")[2],
            len(set(page.evaluate(ASKED))),
            page.evaluate(NOT_KNOWN),
            page.evaluate(SCREENS),
        )
        while get_path(page) == here:
            with page.expect_navigation():
                page.locator("main form button:visible", has_text="Continue").last.click()


def count_seconds(hands: Hands, pages: int) -> float:
    """Return how long it takes, by the rates above."""
    typing = hands.typed / TYPED_A_MINUTE * 60
    return typing + len(hands.asked) * READ + hands.choices * CHOOSE + pages * TURN


def say_time(seconds: float) -> str:
    """Return minutes and seconds."""
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
