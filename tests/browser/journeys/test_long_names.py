"""One letter held down, or words that turn the reading, harm nothing but their own row."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.page_inspection import Stage
from tests.support.disclosures import load
from tests.support.machine.browser import LARGE, SMALL, scrolls_sideways
from tests.support.web.record_client import begin, fill, sign, signed, write

pytestmark = pytest.mark.browser
HELD = "W" * 3_000
TURNED = "\u202eturned"
DANGER = "Danger now: yes"


@pytest.fixture
def path(stage: Stage) -> str:
    """A file of a child with an endless name, beside one that says somebody is in danger."""
    world, client = stage.club.world, stage.club.client("sam")
    signed(world, load("full"))
    draft = write(client, load("single_sentence"), ())
    fill(client, f"{draft}/now", {"danger_now": ["yes"]})
    fill(client, f"{draft}/account", {"worry": [TURNED + " " + HELD]})
    fill(client, f"{draft}/child", {"children-0-name": [HELD], "children-0-age": [HELD]})
    return f"/concerns/{sign(client, draft, [])}"


def widths(page: Page) -> list[int]:
    """The sizes in which a page is wider than its window."""
    found = []
    for size in (SMALL, LARGE):
        page.set_viewport_size(size)
        found += [size["width"]] if scrolls_sideways(page) else []
    return found


def test_an_endless_name_widens_no_page_and_hides_no_row(stage: Stage, path: str) -> None:
    lead = stage.tab("jo")
    lead.goto(f"{stage.club.server.url}/concerns")
    assert widths(lead) == []
    for size in (SMALL, LARGE):
        lead.set_viewport_size(size)
        for words in lead.get_by_text(DANGER).all():
            box = words.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size["width"]
    row = lead.locator("#unread tr", has_text="WWW").first
    box = row.bounding_box()
    assert box is not None
    assert box["height"] < 2 * SMALL["height"], "the next row is in reach"
    for who in ("jo", "sam"):
        page = stage.tab(who)
        for rest in ("", "/referral", "/referral/summary", "/more", "/add"):
            page.goto(f"{stage.club.server.url}{path}{rest}")
            assert widths(page) == [], rest
    assert HELD in stage.tab("jo").goto(f"{stage.club.server.url}{path}").text(), "the file has all"


def test_words_that_turn_the_reading_end_with_themselves(stage: Stage, path: str) -> None:
    lead = stage.tab("jo")
    lead.goto(f"{stage.club.server.url}/concerns")
    cell = lead.locator("#unread td", has_text="turned").first
    assert TURNED in cell.locator("bdi").inner_text()
    assert "Danger now" not in cell.locator("bdi").inner_text()


@pytest.mark.parametrize(("words", "least", "most"), [("", 3, 8), (HELD, 12, 40)])
def test_a_box_grows_with_its_words_to_less_than_a_screen(
    stage: Stage, words: str, least: int, most: int
) -> None:
    client = stage.club.client("sam")
    draft = begin(client)
    fill(client, f"{draft}/account", {"seen": [words]} if words else {})
    page = stage.tab("sam")
    page.set_viewport_size(SMALL)
    page.goto(f"{stage.club.server.url}{draft}/seen")
    box = page.locator("#seen")
    line = "parseFloat(getComputedStyle(one).lineHeight)"
    assert least <= box.evaluate(f"one => one.clientHeight / {line}") <= most
    assert box.evaluate("one => one.offsetHeight") <= 0.7 * SMALL["height"] + 1
