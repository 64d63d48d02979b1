"""Take the network away from a tab, and wait for what its service workers keep."""

from __future__ import annotations

from playwright.sync_api import Page

NO_NETWORK = "net::ERR_"
KEPT = ("/with-a-child", "/numbers", "/blank-form", "/support", "/help")
ALL_STAND = """wanted => navigator.serviceWorker.getRegistrations().then(all =>
  all.every(one => one.active?.state === "activated") &&
  wanted.every(path => all.some(one => new URL(one.scope).pathname === path)))"""
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
