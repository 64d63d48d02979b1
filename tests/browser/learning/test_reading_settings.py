"""Pages set as a reader wants them: on every page, in every sign-in, and nothing is ever cut off.

Measured at 320 px with every setting at its most, and with the text spacing of WCAG 2.2, 1.4.12
laid over pages as everybody sees them.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from content.workbook import workbook_loader
from tests.browser.page_inspection import Stage
from tests.browser.states.learning.states_reading import FIXED, WIDEST
from tests.support.club.office import Office
from tests.support.machine.browser import SMALL, scrolls_sideways
from tests.support.training.confirmations import answer_all

pytestmark = pytest.mark.browser
BOOK = workbook_loader.load_workbook("north_lincolnshire")
PATHS = (
    "/learn/reading",
    *(f"/learn/{name}" for name in FIXED),
    *(f"/learn/workbook/{one.key}" for one in BOOK.chapters),
    *(f"/learn/roles/{one.key}" for one in BOOK.roles),
    *(f"/learn/pictures/{key}" for key in BOOK.pictures),
)
OTHERS = (  # where a member answers and confirms; empty for most, and set all the same
    "/learn/questions",
    *(f"/learn/questions/{one.key}" for one in BOOK.questions),
    *(f"/learn/{name}" for name in ("send", "confirm", "answers", "completion", "check")),
)
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`main * { line-height: 1.5 !important;
    letter-spacing: .12em !important; word-spacing: .16em !important; }
    main p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
  document.querySelectorAll("details").forEach(one => { one.open = true; });
}"""
CUT = """() => {
  const said = one => one.textContent.trim().replace(/\\s+/g, " ").slice(0, 50);
  const seen = one => one.checkVisibility() && !one.closest(".govuk-visually-hidden")
    && one.getBoundingClientRect().width > 1;
  const words = [...document.querySelectorAll("main *")].filter(one => seen(one)
    && [...one.childNodes].some(each => each.nodeType === 3 && each.textContent.trim()));
  const outside = words.filter(one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const frame = (one.closest("svg") || document.documentElement).getBoundingClientRect();
    const box = range.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1;
  });
  const hidden = words.filter(one => !one.closest("svg")
    && getComputedStyle(one).overflow !== "visible"
    && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1));
  const over = [...document.querySelectorAll("main :is(p, li, dt, dd, h1, h2, h3, summary)")]
    .filter(one => seen(one) && one.getBoundingClientRect().height < one.scrollHeight * 0.6);
  return [...outside, ...hidden, ...over].map(said);
}"""


def cut(page: Page) -> list[str]:
    """What cannot be read in full on this page, and that it scrolls sideways."""
    return [*page.evaluate(CUT), *(["scrolls sideways"] if scrolls_sideways(page) else [])]


def small(stage: Stage, who: str = "") -> Page:
    page = stage.tab(who)
    page.set_viewport_size(SMALL)
    return page


def choose(page: Page, stage: Stage, settings: dict[str, str]) -> None:
    page.goto(f"{stage.club.server.url}/learn/reading")
    for name, value in settings.items():
        page.check(f"[name={name}][value={value}]")
    page.get_by_role("button", name="Save and show").click()


def measured(page: Page, where: str) -> dict[str, str]:
    return page.evaluate(
        """where => {
          const style = getComputedStyle(document.querySelector(where));
          const size = getComputedStyle(document.querySelector("main")).zoom;
          return {size, lines: style.lineHeight, letters: style.letterSpacing,
            words: style.wordSpacing};
        }""",
        where,
    )


def test_settings_hold_over_pages_and_sign_ins_and_cut_nothing(stage: Stage) -> None:
    page = small(stage, "pat")
    choose(page, stage, WIDEST)
    assert page.get_by_role("status").inner_text().startswith("Saved")
    for path in (*PATHS, *OTHERS):
        page.goto(stage.club.server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert cut(page) == [], path
    page.goto(f"{stage.club.server.url}/learn/workbook/signs")
    set_so = measured(page, ".heard-passage .govuk-body")
    other = stage._tabs(320, script=False)  # another browser, without JavaScript
    other.context.add_cookies(stage.club.cookies("pat"))
    other.goto(f"{stage.club.server.url}/learn/workbook/grooming")
    assert other.locator("body.heard-size-largest.heard-tint-cream").count() == 1
    public = small(stage)
    public.goto(f"{stage.club.server.url}/learn/workbook/signs")
    usual = measured(public, ".heard-passage .govuk-body")
    assert (usual["letters"], usual["words"]) == ("normal", "0px")
    assert all(set_so[name] != usual[name] for name in usual)


def test_spacing_that_a_browser_lays_over_every_page_cuts_nothing(stage: Stage) -> None:
    page = small(stage)
    for path in PATHS[1:]:
        page.goto(stage.club.server.url + path)
        page.evaluate(SPACED)
        assert cut(page) == [], path


def test_what_is_printed_is_as_everybody_prints_it(stage: Stage) -> None:
    page = stage.tab("pat")
    choose(page, stage, WIDEST)
    looks = []
    for one in (page, stage.tab("")):
        one.emulate_media(media="print")
        one.goto(f"{stage.club.server.url}/learn/workbook/signs")
        looks.append(
            one.evaluate("document.querySelector('.heard-passage').getBoundingClientRect().height")
        )
        one.emulate_media(media="screen")
    assert looks[0] == looks[1]


def test_a_reader_marks_and_goes_on_by_keyboard_without_javascript(stage: Stage) -> None:
    page = stage._tabs(320, script=False)
    page.context.add_cookies(stage.club.cookies("tess"))
    page.goto(f"{stage.club.server.url}/learn/workbook/signs")
    page.get_by_role("button", name="I have read this").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/workbook/grooming")
    page.goto(f"{stage.club.server.url}/learn/workbook")
    assert page.get_by_role("button", name="Go on").count() == 0
    page.get_by_role("link", name="Continue: chapter 5").click()
    assert page.url.endswith("/learn/workbook/grooming")


def test_a_form_that_comes_back_with_problems_fits_the_widest_settings(stage: Stage) -> None:
    page = small(stage, "deputy")
    choose(page, stage, WIDEST)
    answer_all(Office.today(stage.club.world), "deputy")
    page.goto(f"{stage.club.server.url}/learn/send")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign and send").click()
    assert page.locator(".govuk-error-summary").count() == 1
    assert not scrolls_sideways(page)
    page.goto(f"{stage.club.server.url}/learn/reading")
    for name in WIDEST:
        page.locator(f"[name={name}]").first.check()  # as it is, for whoever comes next
    page.get_by_role("button", name="Save and show").click()
