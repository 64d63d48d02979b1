"""Take the network away from a tab, and wait for what its service workers keep."""

from __future__ import annotations

from playwright.sync_api import Page

from content.workbook import workbook_loader

NO_NETWORK = "net::ERR_"
KEPT = ("/with-a-child", "/numbers", "/blank-form", "/support", "/help")
ALL_STAND = """wanted => navigator.serviceWorker.getRegistrations().then(all =>
  all.every(one => one.active?.state === "activated") &&
  wanted.every(path => all.some(one => new URL(one.scope).pathname === path)))"""
SCOPES = """navigator.serviceWorker.getRegistrations().then(all =>
  all.map(one => new URL(one.scope).pathname))"""
BOOK_KEPT = "Kept on this device: you can read on without a network."
BOOK_SCOPES = 7
BOOK_STANDS = """many => navigator.serviceWorker.getRegistrations().then(all => all.filter(one =>
  one.scope.includes("/learn/") && one.active?.state === "activated").length === many)"""
ASK_AGAIN = """() => new Promise(async done => {
  navigator.serviceWorker.addEventListener("message", done, { once: true });
  const own = await navigator.serviceWorker.getRegistration("/learn/workbook");
  own.active.postMessage("ask"); })"""
LONGEST = 300


def until(page: Page, asked: str, about: object) -> None:
    """Wait until a promise answers yes: for wait_for_function the promise itself is a yes."""
    for _ in range(LONGEST):
        if page.evaluate(asked, about):
            return
        page.wait_for_timeout(50)
    raise AssertionError(asked)


def cut(page: Page) -> None:
    """Take the network away once the page's service workers stand.

    A page registers them after it has loaded. Where the network goes in the middle of that, the
    browser itself writes an error for each to the console, which no script can catch or prevent.
    """
    until(page, ALL_STAND, list(KEPT))
    page.context.set_offline(True)


def book_pages() -> list[str]:
    """Every page of the workbook that is kept."""
    book = workbook_loader.load_workbook("north_lincolnshire")
    return [
        *("/learn/workbook", "/learn/law", "/learn/glossary", "/learn/changes", "/learn/whole"),
        *(f"/learn/workbook/{one.key}" for one in book.chapters),
        *(f"/learn/roles/{one.key}" for one in book.roles),
        *(f"/learn/pictures/{key}" for key in book.pictures),
    ]
