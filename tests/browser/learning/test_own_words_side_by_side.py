"""A trainee's own words stand next to the written replies that are nearest to them."""

import pytest

from tests.browser.page_inspection import Stage
from tests.support.machine.browser import scrolls_sideways

pytestmark = pytest.mark.browser
OWN = "I'm glad you told me, Kieran. Take your time."


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (320, False)])
def test_the_nearest_replies_are_beside_the_words_where_there_is_room(
    stage: Stage, width: int, beside: bool
) -> None:
    page = stage._tabs(width)
    page.context.add_cookies(stage.club.cookies("tess"))
    page.goto(f"{stage.club.server.url}/learn/practice/game_and_pictures")
    page.get_by_role("button", name="Start").click()
    page.locator("[name=reply][value=own]").check()
    page.fill("#own", OWN)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Show that I believe them").check()
    page.get_by_role("button", name="Continue").click()
    words = page.locator("main").get_by_text(OWN).bounding_box()
    first = page.locator("[name=nearest]").first.bounding_box()
    assert words
    assert first
    assert page.locator("[name=nearest]").count() == 4, "the replies of the turn, and none"
    assert (words["x"] + words["width"] <= first["x"]) is beside
    assert beside or first["y"] > words["y"], "below them on a phone"
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_ring_round_the_written_replies_is_one_box(stage: Stage, width: int) -> None:
    """A browser's own ring follows the lines of the words, so it has steps."""
    page = stage._tabs(width)
    page.context.add_cookies(stage.club.cookies("tess"))
    page.goto(f"{stage.club.server.url}/learn/practice/game_and_pictures")
    page.get_by_role("button", name="Start").click()
    page.locator("[name=reply][value=own]").check()
    page.fill("#own", "The moon is big tonight over there.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Show that I believe them").check()
    page.get_by_role("button", name="Continue").click()
    title = page.locator("#closest-title")
    assert title.inner_text() == "Which written reply comes next?"
    assert title.evaluate("one => document.activeElement === one")
    assert title.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    assert title.evaluate("one => parseFloat(getComputedStyle(one).outlineOffset)") >= 4
