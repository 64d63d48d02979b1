"""A browser reports to this server what it stopped in a page, and the server counts it."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser

from app.operation.policy_reports import FOLDER
from tests.browser.page_inspection import Club

WAITS = 30


@pytest.mark.browser
def test_a_style_that_is_not_ours_is_stopped_and_counted(club: Club, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{club.server.url}/help")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    folder, ends = club.world.data / FOLDER, time.monotonic() + WAITS
    while not list(folder.glob("*.style-src")) and time.monotonic() < ends:
        page.wait_for_timeout(100)
    context.close()
    (counted,) = folder.glob("*.style-src")
    assert counted.read_bytes().strip(b".") == b""
