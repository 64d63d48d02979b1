"""Browser Back after an error, a question or a signature: never an error page, nothing repeated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, select

from app.models.concern import Entry
from tests.browser.page_inspection import Stage
from tests.support.disclosures import load
from tests.support.web.checking_client import show_whole
from tests.support.web.record_client import begin, fill, sign, write

pytestmark = pytest.mark.browser
WORDS = "  he said dont tell\nANYONE"


@pytest.fixture
def tab(stage: Stage) -> Callable[..., Page]:
    """Somebody's tab with two pages of a record behind it: the list, and the page given."""

    def open_tab(draft: str, name: str) -> Page:
        page = stage.tab("sam")
        page.goto(f"{stage.club.server.url}{draft}")
        page.goto(f"{stage.club.server.url}{show_whole(f'{draft}/{name}')}")
        return page

    return open_tab


def entries(stage: Stage) -> int:
    with stage.club.world.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Entry))


def press(page: Page, words: str) -> None:
    """Press the button with these words that a person can see."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).last.click()


def back(page: Page) -> int:
    """Press the browser's Back; the status of what came, which must be one of our pages."""
    answer = page.go_back()
    assert page.locator(".heard-wordmark").count() == 1, page.url
    assert "ERR_" not in page.content()
    return answer.status if answer else 200


def back_to(page: Page, end: str) -> None:
    """Back until the address ends so: at most twice, each time a page of ours."""
    for _ in range(2):
        assert back(page) == 200
        if page.url.endswith(end):
            return
    raise AssertionError(page.url)


def test_an_error_and_back_and_back(stage: Stage, tab: Callable[..., Page]) -> None:
    draft = begin(stage.club.client("sam"))
    page = tab(draft, "account")
    page.fill("[name=child_words]", WORDS)
    page.fill("[name=told_at_time]", "2.05")
    press(page, "Continue")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.matches('.heard-problem')")
    assert page.url.endswith("/account?whole=1&check=1")
    page.reload()
    assert page.input_value("[name=child_words]") == WORDS
    back_to(page, "/account?whole=1")
    assert page.input_value("[name=child_words]") == WORDS
    assert page.input_value("[name=told_at_time]") == "2.05"
    back_to(page, draft)
    for _ in range(2):
        page.go_forward()
        assert page.locator(".heard-wordmark").count() == 1
    page.fill("[name=told_at_time]", "14:05")
    press(page, "Continue")
    assert page.url.endswith("/seen")
    assert back(page) == 200
    assert not page.title().startswith("Error: ")
    assert page.input_value("[name=child_words]") == WORDS


def test_a_child_about_whom_more_is_written_and_back(
    stage: Stage, tab: Callable[..., Page]
) -> None:
    client = stage.club.client("sam")
    draft = begin(client)
    two = {
        "children-0-name": ["Maja"],
        "children-1-name": ["Kestrel"],
    }
    fill(client, f"{draft}/child", two)
    fill(client, f"{draft}/wishes", {"c2.next_contact": ["Thursday"]})
    page = tab(draft, "child")
    page.fill("[name=children-0-group]", "9B")
    press(page, "Remove Child 2")
    assert page.url.endswith("/child?whole=1&remove=c2#remove")
    back_to(page, "/child?whole=1")
    assert page.input_value("[name=children-0-group]") == "9B"
    assert page.input_value("[name=children-1-name]") == "Kestrel"
    press(page, "Remove Child 2")
    press(page, "Yes, remove")
    assert page.locator("[name=children-1-name]").count() == 0
    assert back(page) == 200
    assert page.get_by_role("button", name="Yes, remove").count() == 0
    assert page.locator("[name=children-1-name]").count() == 0


def test_signing_with_something_to_mend_and_back(stage: Stage, tab: Callable[..., Page]) -> None:
    draft = write(stage.club.client("sam"), load("single_sentence"))
    page, before = tab(draft, "sign"), entries(stage)
    press(page, "Sign and save")
    assert page.title() == "Error: Check and sign - Heard"
    assert page.url.endswith("/sign?check=1")
    jo = str(stage.club.world.people["jo"].id)
    page.check(f"[value='{jo}']")
    press(page, "Sign and save")  # who can open it has changed: shown once more
    assert page.title().startswith("Error: ")
    back_to(page, "/sign")
    assert page.is_checked(f"[name=not_for][value='{jo}']")
    back_to(page, draft)
    assert entries(stage) == before
    page.go_forward()
    press(page, "Sign and save")
    page.wait_for_url("**/signed")
    assert entries(stage) == before + 1
    assert back(page) == 200  # every earlier address leads to the record now
    assert back(page) == 200
    assert entries(stage) == before + 1


def test_more_of_a_signed_record_and_back(stage: Stage, tab: Callable[..., Page]) -> None:
    client = stage.club.client("sam")
    concern = f"/concerns/{sign(client, write(client, load('single_sentence')), [])}"
    page, before = tab(concern, "more/circumstances"), entries(stage)
    press(page, "Sign and save")
    assert "Nothing is written here yet" in page.inner_text(".heard-problem")
    page.fill("[name=happened_where]", WORDS.splitlines()[0])
    page.fill("[name=happened_on]", "31/2/2026")
    press(page, "Sign and save")
    assert "There is no such day" in page.inner_text(".heard-problem")
    back_to(page, "/more/circumstances")
    assert page.input_value("[name=happened_where]") == WORDS.splitlines()[0]
    assert page.input_value("[name=happened_on]") == "31/2/2026"
    back_to(page, concern)
    assert entries(stage) == before


def test_continue_pressed_twice_and_a_page_loaded_again_repeat_nothing(
    stage: Stage, tab: Callable[..., Page]
) -> None:
    draft = begin(stage.club.client("sam"))
    page = tab(draft, "account")
    page.fill("[name=child_words]", WORDS)
    page.get_by_role("button", name="Continue", exact=True).last.dblclick()
    page.wait_for_url("**/when")
    page.reload()
    assert page.url.endswith("/when")
    assert back(page) == 200
    assert page.input_value("[name=child_words]") == WORDS
    assert page.locator(".heard-conflict").count() == 0
    page.goto(f"{stage.club.server.url}{draft}/told?whole=1")
    page.fill("[name=calls-0-who]", "Police")
    page.get_by_role("button", name="Add another call").dblclick()
    page.wait_for_url("**#calls-1-whom")
    page.reload()
    assert page.locator("[name$='-who']").count() == 2
    assert back(page) == 200
    assert page.locator("[name$='-who']").count() == 2
    assert page.locator(".heard-conflict").count() == 0


def test_back_from_the_sign_page_before_signing(stage: Stage, tab: Callable[..., Page]) -> None:
    draft = write(stage.club.client("sam"), load("single_sentence"))
    page, before = tab(draft, "told"), entries(stage)
    page.goto(f"{stage.club.server.url}{draft}/sign")
    page.reload()
    back_to(page, "/told?whole=1")
    assert page.locator(".heard-conflict").count() == 0
    press(page, "Continue")
    page.goto(f"{stage.club.server.url}{draft}/sign")
    page.check("[name=not_for][value=none]")
    press(page, "Sign and save")
    page.wait_for_url("**/signed")
    page.reload()
    assert page.url.endswith("/signed")
    assert entries(stage) == before + 1
