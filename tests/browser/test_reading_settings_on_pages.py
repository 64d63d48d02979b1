"""Each of a reader's own settings changes how words are drawn, and leaves paper as it is.

The classes are laid on one open page after another: what a browser then computes is what is
judged, not what the style sheet says.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from app.domain.training.reading_state import ReadingSettings, TextSize
from app.services.content import reading_progress
from tests.browser.page_inspection import Stage

pytestmark = pytest.mark.browser
COLOURS = {"ink": 7.0, "quiet": 4.5, "brand": 4.5, "note": 4.5, "urgent": 4.5, "line": 3.0}
DRAWN = """name => {
  if (name) document.body.classList.add(name);
  const all = [document.body, ...document.querySelectorAll("main, main *:not(script)")];
  const found = all.map(one => {
    const s = getComputedStyle(one);
    return [s.zoom, s.lineHeight, s.letterSpacing, s.wordSpacing, s.maxWidth, s.fontSize,
      s.backgroundColor].join(" ");
  }).join("\\n");
  if (name) document.body.classList.remove(name);
  return found;
}"""
COLOUR = """([tint, colour]) => {
  document.body.classList.add(tint);
  const probe = document.createElement("span");
  probe.style.color = `var(--${colour})`;
  document.querySelector("main").append(probe);
  const found = [getComputedStyle(probe).color, getComputedStyle(document.body).backgroundColor];
  probe.remove();
  document.body.classList.remove(tint);
  return found.map(one => one.match(/[0-9]+/g).map(Number));
}"""
NAMED = """() => {
  const inside = rules => [...rules].flatMap(one =>
    one.selectorText ? [one.selectorText] : inside(one.cssRules || []));
  const sheet = [...document.styleSheets].find(one => one.href.includes("/reading.css"));
  return inside(sheet.cssRules).join(" ").match(
    /[.]heard-(size|lines|letters|width|tint)-[a-z]+/g).map(one => one.slice(1));
}"""


def classes() -> dict[str, str]:
    """Every class that a setting can put on a page, and the setting."""
    return {
        f"heard-{name}-{value}": name
        for name in ReadingSettings.__struct_fields__
        for value in type(getattr(ReadingSettings(), name))
        if value != "usual"
    }


@pytest.fixture
def chapter(stage: Stage) -> Iterator[Page]:
    """A chapter with the sheet that comes with a setting, and then without the setting."""
    uow, page = stage.club.world.uow("tess"), stage.tab("tess")
    reading_progress.save_page_settings(uow, ReadingSettings(size=TextSize.LARGER))
    page.goto(f"{stage.club.server.url}/learn/workbook/signs")
    page.evaluate("document.body.classList.remove('heard-size-larger')")
    yield page
    reading_progress.save_page_settings(uow, ReadingSettings())


def luminance(colour: list[int]) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (part / 255 for part in colour[:3])
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: list[int], other: list[int]) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_each_setting_draws_a_page_differently_and_there_are_no_others(chapter: Page) -> None:
    usual = chapter.evaluate(DRAWN, "")
    drawn = {name: chapter.evaluate(DRAWN, name) for name in classes()}
    assert len({usual, *drawn.values()}) == 1 + len(drawn)
    assert set(chapter.evaluate(NAMED)) == set(drawn)
    assert chapter.evaluate(DRAWN, "") == usual


def test_paper_stays_as_it_is_with_every_setting(chapter: Page) -> None:
    chapter.emulate_media(media="print")
    usual = chapter.evaluate(DRAWN, "")
    assert [name for name in classes() if chapter.evaluate(DRAWN, name) != usual] == []


def test_words_and_borders_stand_out_on_each_colour(chapter: Page) -> None:
    tints = [name for name, setting in classes().items() if setting == "tint"]
    found = {
        (tint, colour): chapter.evaluate(COLOUR, [tint, colour])
        for tint in tints
        for colour in COLOURS
    }
    assert len({tuple(paper) for _, paper in found.values()}) == len(tints)
    too_pale = [
        one for one, (drawn, paper) in found.items() if contrast(drawn, paper) < COLOURS[one[1]]
    ]
    assert too_pale == []


def test_contrast_is_that_of_the_standard() -> None:
    assert round(contrast([0, 0, 0], [255, 255, 255]), 1) == 21.0
    assert round(contrast([119, 119, 119], [255, 255, 255]), 2) == 4.48
