"""The workbook without a network: whoever opened it once can read all of it, and it says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from app.access.policy import Policy, get_declared_policy
from content.workbook import workbook_loader
from tests.browser.network import (
    ASK_AGAIN,
    BOOK_KEPT,
    BOOK_SCOPES,
    BOOK_STANDS,
    KEPT,
    NO_NETWORK,
    SCOPES,
    book_pages,
    cut,
    until,
)
from tests.browser.page_inspection import Club, Stage

BLOCKED = "Service Worker registration blocked by Playwright"
NAMES = "caches.keys().then(all => all.filter(one => one.startsWith('heard-workbook-')))"
ADDRESSES = """caches.keys().then(async names => (await Promise.all(names
  .filter(one => one.startsWith("heard-workbook-"))
  .map(async one => (await (await caches.open(one)).keys())
    .map(r => new URL(r.url).pathname)))).flat())"""
BODIES = """caches.keys().then(async names => (await Promise.all(names
  .filter(one => one.startsWith("heard-workbook-"))
  .map(async one => { const cache = await caches.open(one);
    return (await Promise.all((await cache.keys()).filter(r => !r.url.includes("/static/"))
      .map(async r => (await cache.match(r)).text()))).join("\\n"); }))).join("\\n"))"""
OLD = """async () => {
  const name = (await caches.keys()).find(one => one.startsWith("heard-workbook-"));
  const from = await caches.open(name), to = await caches.open("heard-workbook-0000");
  for (const one of await from.keys()) {
    const said = (await (await from.match(one)).text()).replaceAll(name.slice(15), "0000");
    await to.put(one, new Response(said, { headers: { Date: new Date().toUTCString() } }));
  }
  await caches.delete(name); }"""


@pytest.fixture
def opened(club: Club, stage: Stage) -> Iterator[Callable[..., Page]]:
    """A tab that has opened one page of the workbook, and waited until it says that it is kept."""

    def one(start: str, who: str = "") -> Page:
        page = stage.tab(who)
        page.goto(club.server.url + start)
        expect(page.get_by_text(BOOK_KEPT)).to_be_visible(timeout=30_000)
        until(page, BOOK_STANDS, BOOK_SCOPES)
        return page

    yield one
    stage.forgive(NO_NETWORK)


@pytest.mark.parametrize("start", ["/learn/workbook", "/learn/workbook/signs"])
def test_whoever_opened_it_reads_every_page_without_network(club, opened, start) -> None:
    page = opened(start)
    cut(page)
    for path in book_pages():
        page.goto(club.server.url + path)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("[data-offline]")).to_contain_text("This copy was saved on this device")
        expect(page.get_by_text(BOOK_KEPT)).to_have_count(0)
        assert "pen now" not in page.inner_text("body"), path
        assert page.evaluate("document.styleSheets.length") == 4, path


def test_links_between_chapters_and_the_law_work_without_network(club, opened) -> None:
    page = opened("/learn/workbook")
    cut(page)
    book = workbook_loader.load_workbook("north_lincolnshire")
    page.get_by_role("link", name=f"1. {book.chapters[0].title}").click()
    for after in book.chapters[1:]:
        page.get_by_role("link", name=f"Next: {after.title}").click()
        expect(page.locator("h1")).to_have_text(after.title)
    page.goto(f"{club.server.url}/learn/workbook/the_law")
    page.get_by_role("link", name="Law: ").first.click()
    expect(page.locator("h1")).to_have_text("Law, in plain words")
    assert "#law-" in page.url
    page.context.set_offline(False)
    page.goto(f"{club.server.url}/learn/law")
    expect(page.locator("[data-offline]")).to_have_count(0)


def test_the_file_to_print_comes_through_and_is_not_kept(club, opened) -> None:
    page = opened("/learn/workbook")
    page.goto(f"{club.server.url}/learn/whole")
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    with page.expect_response("**/whole.pdf") as coming:
        page.get_by_role("link", name="PDF file").click()
    assert coming.value.ok
    assert coming.value.headers["content-type"] == "application/pdf"
    page.goto(f"{club.server.url}/learn/whole")
    assert not [one for one in page.evaluate(ADDRESSES) if one.endswith(".pdf")]


def test_copies_of_a_signed_in_reader_hold_no_name_and_no_page_of_theirs(club, opened) -> None:
    page = opened("/learn/workbook", "jo")
    assert "Jo Smith" in page.inner_text("body")
    for path in ("/concerns", "/account", "/", "/learn/workbook"):
        page.goto(club.server.url + path)
        stands = page.evaluate("navigator.serviceWorker.controller") is not None
        assert stands == (path == "/learn/workbook"), path
    found = {one for one in page.evaluate(ADDRESSES) if not one.startswith("/static/")}
    assert found == set(book_pages())
    copies = page.evaluate(BODIES)
    assert copies.count("data-offline") == len(found)
    for words in ("Jo Smith", "Sign out", "csrf_token"):
        assert words not in copies


def test_no_workbook_worker_controls_a_page_that_is_not_public(club, opened) -> None:
    page = opened("/learn/workbook")
    found = [one for one in page.evaluate(SCOPES) if one not in KEPT]
    assert len(found) == BOOK_SCOPES
    assert all(one.startswith("/learn/") for one in found)
    below = [
        rule
        for rule in club.world.app.url_map.iter_rules()
        if rule.rule.startswith(tuple(found)) and rule.endpoint != "static"
    ]
    assert len(below) >= len(found)
    with club.world.app.app_context():
        for rule in below:
            assert get_declared_policy(rule.endpoint) is Policy.ANYONE, rule
            assert rule.methods <= {"GET", "HEAD", "OPTIONS"}, rule


def test_when_the_edition_changes_the_copies_are_of_the_new_one(club, opened) -> None:
    page = opened("/learn/workbook")
    (now,) = page.evaluate(NAMES)
    page.evaluate(OLD)
    assert page.evaluate(NAMES) == ["heard-workbook-0000"]
    page.goto(f"{club.server.url}/learn/workbook/signs")
    until(page, f"wanted => {NAMES}.then(all => all.length === 1 && all[0] === wanted)", now)


def test_where_nothing_can_be_cached_nothing_is_promised(club, tabs) -> None:
    page = tabs(1280, service_workers="block")
    refused = []
    page.on("console", lambda one: refused.append(one) if BLOCKED in one.text else None)
    page.goto(f"{club.server.url}/learn/workbook")
    assert page.evaluate(NAMES) == []  # asked behind whatever the page itself asks
    assert len(refused) == BOOK_SCOPES + len(KEPT)
    expect(page.get_by_text(BOOK_KEPT)).to_be_hidden()
    page.get_by_role("link", name="How it happens: four models").click()
    expect(page.locator("h1")).to_have_text("How it happens: four models")


def test_without_room_the_half_that_was_kept_is_given_back(club, stage) -> None:
    page = stage.tab()
    page.goto(f"{club.server.url}/healthz")
    full = {"origin": club.server.url, "quotaSize": 150_000}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", full)
    page.goto(f"{club.server.url}/learn/workbook")
    until(page, BOOK_STANDS, BOOK_SCOPES)
    for _ in range(2):  # the first answer may be to what the page itself asked
        page.evaluate(ASK_AGAIN)
    assert page.evaluate(NAMES) == []
    expect(page.get_by_text(BOOK_KEPT)).to_be_hidden()
    page.get_by_role("link", name="How it happens: four models").click()
    expect(page.locator("h1")).to_have_text("How it happens: four models")


def test_without_a_script_nothing_is_promised(club, tabs) -> None:
    page = tabs(1280, script=False)
    page.goto(f"{club.server.url}/learn/workbook")
    expect(page.get_by_text(BOOK_KEPT)).to_be_hidden()
