"""The box that finds a sign by a word of it: on a phone and a desk, and only with a script."""

from __future__ import annotations

import pytest

from tests.browser.page_inspection import Stage
from tests.support.machine.browser import LARGE, SMALL, Tabs
from tests.support.web.record_client import begin

pytestmark = pytest.mark.browser
FINDER = "[data-find-signs]"


def test_a_sign_is_found_on_a_phone_and_a_desk(stage: Stage) -> None:
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}{begin(stage.club.client('sam'))}/signs")
    for size in (SMALL, LARGE):
        page.set_viewport_size(size)
        assert page.locator(FINDER).is_visible(), size
        label = page.locator(f"{FINDER} label").bounding_box()
        box = page.locator(f"{FINDER} input").bounding_box()
        assert label is not None
        assert box is not None
        assert label["y"] + label["height"] <= box["y"] + 1, size


def test_without_a_script_the_box_is_hidden(stage: Stage, tabs: Tabs) -> None:
    page = tabs(script=False)
    page.context.add_cookies(stage.club.cookies("sam"))
    page.goto(f"{stage.club.server.url}{begin(stage.club.client('sam'))}/signs")
    assert not page.locator(FINDER).is_visible()
