"""A reader's row says Search once in each width: as a link on a phone, as a box on a desk."""

from __future__ import annotations

import pytest

from tests.browser.page_inspection import Stage

pytestmark = pytest.mark.browser
LINK, BUTTON = ".heard-nav a:text-is('Search')", ".heard-nav-row button:text-is('Search')"
WIDTHS = {320: LINK, 819: LINK, 820: BUTTON, 1280: BUTTON}
AT = {"/": WIDTHS, "/concerns": WIDTHS, "/concerns/search": dict.fromkeys(WIDTHS, LINK)}


@pytest.mark.parametrize("path", AT)
def test_the_row_says_search_once_in_each_width(stage: Stage, path: str) -> None:
    page = stage.tab("jo")
    page.goto(f"{stage.club.server.url}{path}")
    for width, expected in AT[path].items():
        page.set_viewport_size({"width": width, "height": 800})
        seen = [where for where in (LINK, BUTTON) if page.locator(where).is_visible()]
        assert seen == [expected], width
