"""Service workers ask for copies without cookies, and keep nothing that is not to be stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import (
    ALL_STAND,
    ASK_AGAIN,
    BOOK_KEPT,
    BOOK_SCOPES,
    BOOK_STANDS,
    KEPT,
    book_pages,
    until,
)
from tests.browser.page_inspection import Club, Stage
from tests.browser.request_proxy import between

pytestmark = pytest.mark.browser
STORED = """caches.keys().then(async names => (await Promise.all(names.map(async one =>
  (await (await caches.open(one)).keys()).map(each => new URL(each.url).pathname)))).flat())"""


def stored(page: Page) -> set[str]:
    """The pages of which this browser holds a copy."""
    return {one for one in page.evaluate(STORED) if not one.startswith("/static/")}


def test_copies_are_asked_for_without_cookies_whoever_is_signed_in(
    club: Club, stage: Stage
) -> None:
    page = stage.tab("jo")
    with between(club.server) as there:
        page.goto(f"{there.url}/learn/workbook")
        expect(page.get_by_text(BOOK_KEPT)).to_be_visible(timeout=30_000)
        until(page, ALL_STAND, list(KEPT))
        assert stored(page) == {*KEPT, *book_pages()}
        page.goto("about:blank")
    copies = [one for one in there.asked if one.by_script]
    assert {one.path for one in copies if one.for_copy} == {*KEPT, *book_pages()}
    assert [one for one in copies if "/static/" in one.path]
    assert [one for one in copies if one.with_cookie] == []
    assert [one for one in there.asked if one.with_cookie]  # she is signed in all the while


@pytest.mark.parametrize("said", ["no-store", "private, max-age=60"])
def test_what_is_not_to_be_stored_is_not_kept(club: Club, stage: Stage, said: str) -> None:
    page = stage.tab()
    with between(club.server) as there:
        there.copies_say = said
        page.goto(f"{there.url}/learn/workbook")
        until(page, ALL_STAND, list(KEPT))  # each has tried to keep its page before it stands
        until(page, BOOK_STANDS, BOOK_SCOPES)
        for _ in range(2):  # the first answer may be to what the page itself asked
            page.evaluate(ASK_AGAIN)
        assert {*KEPT, "/learn/workbook"} <= {one.path for one in there.asked if one.for_copy}
        assert stored(page) == set()
        expect(page.get_by_text(BOOK_KEPT)).to_be_hidden()
        page.goto("about:blank")
