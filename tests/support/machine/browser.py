"""Debian's chromium without a window, driven for real: in two sizes, with and without JavaScript.

A page that throws, breaks its own Content-Security-Policy, or stores something where scripts can
(which is never a place for a word of a record) fails the test that opened it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.support.machine.needed_programs import program

SMALL = {"width": 320, "height": 640}
LARGE = {"width": 1280, "height": 800}
PATIENCE = 15_000
"""Milliseconds after which what a test waits for isn't coming, on a busy machine too."""
FLAGS = [
    "--no-sandbox",  # as root chromium starts in no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXPECTED = "Failed to load resource: the server responded with a status of 4"

STORES = """async () => {
  if (!["http:", "https:"].includes(location.protocol)) return [];
  const found = {localStorage: localStorage.length, sessionStorage: sessionStorage.length,
    cookie: document.cookie.length, indexedDB: (await indexedDB.databases()).length};
  return Object.keys(found).filter(name => found[name]);
}"""


class Tabs:
    """Opens pages. `problems` collects what scripts threw or the console reported as errors.

    `keep_copies`: the pages' service workers run too.
    """

    def __init__(self, browser: Browser, *, keep_copies: bool = False) -> None:
        self.problems: list[str] = []
        self.contexts: list[BrowserContext] = []
        self._browser, self._workers = browser, "allow" if keep_copies else "block"
        self._scripted: set[BrowserContext] = set()

    def __call__(self, width: int = 1280, *, script: bool = True, **choices: object) -> Page:
        """A page in a context of its own (own cookies), `width` pixels wide."""
        size = SMALL if width == SMALL["width"] else LARGE | {"width": width}
        context = self._browser.new_context(
            viewport=size,
            java_script_enabled=script,
            locale="en-GB",
            **{"service_workers": self._workers} | choices,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if script:
            self._scripted.add(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._heard)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # A page of errors (422) or a refusal (404) is an answer, not a fault of the page.
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.problems.append(message.text)

    def close(self) -> None:
        """Close every context that this test opened; what a page in it stores is a problem."""
        for context in self.contexts:
            if context in self._scripted:
                self.problems += [
                    f"{page.url} stores: {found}"
                    for page in context.pages
                    if (found := page.evaluate(STORES))
                ]
            context.close()


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window: WCAG 2.2, 1.4.10 Reflow."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def find_chromium() -> str:
    """Return the path of chromium's headless shell: the same engine at less than half the CPU."""
    return program("chromium-headless-shell", "chromium-headless-shell")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One chromium for the whole run; tests get contexts of their own."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def keeps_copies() -> None:
    """Let service workers keep copies: five in each tab, or twelve, so only where it matters."""


@pytest.fixture
def tabs(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open pages: `tabs(320)`, `tabs(1280, script=False)`. Fails on script and console errors."""
    tabs = Tabs(chromium, keep_copies="keeps_copies" in request.fixturenames)
    yield tabs
    tabs.close()
    assert tabs.problems == []
