"""A trainee's Home on a phone: a child first, then their training, all on the first screen."""

import pytest

from tests.browser.page_inspection import Stage
from tests.support.machine.browser import scrolls_sideways

pytestmark = pytest.mark.browser
FIRST_SCREEN = 568
"""Pixels of the smallest phone that people still have."""


@pytest.mark.parametrize("width", [320, 1280])
def test_training_starts_on_the_first_screen_below_a_child_is_with_me(
    stage: Stage, width: int
) -> None:
    page = stage._tabs(width)
    page.context.add_cookies(stage.club.cookies("tess"))
    page.goto(f"{stage.club.server.url}/")

    def top(name: str, role: str) -> float:
        found = page.locator("main").get_by_role(role, name=name)  # type: ignore[arg-type]
        box = found.first.bounding_box()
        assert box, name
        return box["y"]

    child, training = top("A child is with me", "link"), top("Your training", "heading")
    button = page.locator("main .govuk-button").first.bounding_box()
    assert child < training < top("Record a concern", "link")
    assert button
    assert button["y"] + button["height"] <= FIRST_SCREEN or width > 320, button
    assert not scrolls_sideways(page)
