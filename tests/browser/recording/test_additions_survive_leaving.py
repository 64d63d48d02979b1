"""Words for a signed file are lost by no way out of the page, and the file says what was added."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.page_inspection import Stage
from tests.support.club.club_setup import PASSPHRASE
from tests.support.disclosures import load
from tests.support.web.record_client import signed

pytestmark = pytest.mark.browser
WORDS = "she rang  back\nNOBODY came"


@pytest.fixture
def page(stage: Stage) -> Page:
    """A phone with “Add information” of a signed record open."""
    concern_id = signed(stage.club.world, load("single_sentence"))
    page = stage.tab("sam")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{stage.club.server.url}/concerns/{concern_id}/add")
    return page


def hide(page: Page) -> None:
    with page.expect_navigation(url="**/locked**"):
        page.click(".heard-hide")
    page.fill("[name=passphrase]", PASSPHRASE)
    page.click("text=Go back")


def sign_out(page: Page, stage: Stage) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(stage.club.server.url + "/")
    stage.back("sam")


@pytest.mark.parametrize("way", ["Hide", "Sign out", "Back"])
def test_no_way_out_loses_a_word(stage: Stage, page: Page, way: str) -> None:
    address = page.url
    page.fill("[name=words]", WORDS)
    page.fill("[name=reason]", "I wrote the wrong day")
    if way == "Hide":
        hide(page)
    elif way == "Sign out":
        sign_out(page, stage)
    else:
        page.click("text=Back")
    assert stage.arrives("sam", address, "words", WORDS)
    page.goto(address)
    assert page.input_value("[name=words]") == WORDS
    assert page.input_value("[name=reason]") == "I wrote the wrong day"


def test_a_signed_correction_is_named_on_top_and_at_what_it_corrects(page: Page) -> None:
    page.fill("[name=words]", WORDS)
    page.fill("[name=reason]", "I wrote the wrong day")
    page.check("[name=corrects][value='1']")
    page.get_by_role("button", name="Sign and save").click()
    page.wait_for_url("**?added=2")
    page.get_by_role("link", name="Entry 2: Correction").click()
    assert page.url.endswith("?added=2#entry-2")
    assert page.locator("#entry-2 .heard-words, #entry-2 .heard-text").first.inner_text() == WORDS
    page.locator("#record").get_by_role("link", name="entry 2").click()
    page.reload()
    assert "Signed and added" in page.inner_text("main")
