"""A tab left behind: what is typed there after signing elsewhere is kept, and it says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.page_inspection import Stage
from tests.support.disclosures import load
from tests.support.web.record_client import sign, write

pytestmark = pytest.mark.browser
WORDS = "he said  dont tell\nANYONE"
REFUSED = "409"


def test_what_is_typed_after_signing_in_another_tab_is_kept_and_found(stage: Stage) -> None:
    sam = stage.club.client("sam")
    draft = write(sam, load("single_sentence"))
    page = stage.tab("sam")
    page.set_viewport_size({"width": 320, "height": 640})
    page.clock.install()
    page.goto(f"{stage.club.server.url}{draft}/account?whole=1")
    sign(sam, draft, [])
    page.fill("[name=seen]", WORDS)
    page.clock.fast_forward(6000)
    expect(page.locator("[data-saved]")).to_have_text(
        "This record is signed. We’ve saved your words. "
        "Press Continue to look at them and add them. "
    )
    assert any("/record/kept/" in link for link in sam.page("/record/kept").links)
    page.get_by_role("button", name="Continue").last.click()
    assert "You signed this record at" in page.inner_text("main")
    assert WORDS in page.locator("main blockquote").all_inner_texts()
    stage.forgive(REFUSED)
