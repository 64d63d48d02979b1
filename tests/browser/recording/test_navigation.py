"""Back, forward, errors and the way past the header, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.models.concern import Concern
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Stage
from tests.support.disclosures import load
from tests.support.web.record_client import begin, write

pytestmark = pytest.mark.browser


def count(stage: Stage) -> int:
    with stage.club.world.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Concern))


def test_going_back_loses_nothing_and_asks_nothing(stage: Stage) -> None:
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}{begin(stage.club.client('sam'))}/words")
    page.fill("[name=child_words]", "in the kitchen")
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/when")
    page.go_back()
    page.wait_for_url("**/words")
    assert page.input_value("[name=child_words]") == "in the kitchen"
    page.fill("[name=child_words]", "in the kitchen, he said")
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/when")
    page.go_back()
    assert page.input_value("[name=child_words]") == "in the kitchen, he said"
    assert "two places" not in page.inner_text("main")
    page.go_forward()
    page.wait_for_url("**/when")


def test_going_back_after_signing_never_signs_twice(stage: Stage) -> None:
    draft = write(stage.club.client("sam"), load("single_sentence"))
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}{draft}/sign")
    page.check("[name=not_for][value=none]")
    page.click("text=Sign and save")
    page.wait_for_url("**/signed")
    signed, concerns = page.url, count(stage)
    with page.expect_navigation():
        page.evaluate("history.back()")
    if page.get_by_role("button", name="Sign and save").count():
        page.check("[name=not_for][value=none]")
        page.click("text=Sign and save")
    assert page.url == signed
    assert count(stage) == concerns


def test_pressing_twice_makes_one_record(stage: Stage) -> None:
    draft = write(stage.club.client("sam"), load("single_sentence"))
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}{draft}/sign")
    page.check("[name=not_for][value=none]")
    concerns = count(stage)
    page.dblclick("text=Sign and save")
    page.wait_for_url("**/signed")
    assert count(stage) == concerns + 1


def test_errors_take_the_focus_and_lead_to_the_question(stage: Stage) -> None:
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}{begin(stage.club.client('sam'))}/now?whole=1")
    page.fill("[name=leaves_at]", "half past")
    page.get_by_role("button", name="Continue").last.click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".heard-problem")).to_be_focused()
    hands = Hands(page)
    hands.press("Tab")
    hands.press("Enter")
    # A link within the page moves the focus a moment after the key, as a person would see it.
    expect(page.locator("[name=leaves_at]")).to_be_focused(timeout=5_000)
    assert page.input_value("[name=leaves_at]") == "half past"


def test_the_first_tab_leads_past_the_header(stage: Stage) -> None:
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}/record/new")
    hands = Hands(page)
    hands.press("Tab")
    assert hands.here()["text"] == "Skip to main content"
    assert hands.unseen == []
    hands.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
