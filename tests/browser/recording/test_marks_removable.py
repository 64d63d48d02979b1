"""What takes a mark such as “Not asked” off again is shown where there is one, and only there."""

from __future__ import annotations

import pytest

from tests.browser.page_inspection import Stage
from tests.support.disclosures import load
from tests.support.web.record_client import signed

pytestmark = pytest.mark.browser


def test_a_mark_can_be_taken_off_as_soon_as_there_is_one(stage: Stage) -> None:
    concern_id = signed(stage.club.world, load("single_sentence"))
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}/concerns/{concern_id}/more/family")
    row = page.locator(".heard-unknown").first
    off = row.get_by_text("None of these: I have answered above")
    assert not off.is_visible()
    assert row.get_by_text("Not asked").is_visible()
    row.get_by_text("Not asked").click()
    assert off.is_visible()
    off.click()
    assert off.is_visible()  # whoever is on it with the keyboard stays there
    assert not page.locator(".heard-unknown").nth(1).get_by_text("None of these").is_visible()
