"""Back after Hide, after signing out, or after the session ended: no page shows what it showed.

Chromium keeps whole pages for Back, those that are never to be stored too. Other browser tests run
without that. Here it is on.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error

from app.services.auth import one_time_display, session_endings
from tests.browser.page_inspection import Club, Stage
from tests.support.disclosures import load
from tests.support.machine.browser import FLAGS
from tests.support.machine.needed_programs import program
from tests.support.web.record_client import begin, fill, signed

pytestmark = pytest.mark.browser
OUTSIDE = ("/sign-in", "/locked", "/help", "/")
MOST_POLLS = 400
SHOWN = """() => document.readyState === "complete" && document.querySelector("main")
  ? document.querySelector("main").innerText : "" """
"""Script that returns the visible text: "" for a page that is blank."""
IS_LEFT = "() => document.documentElement.classList.contains('is-left')"
TELL_KEPT = "addEventListener('pageshow', e => { if (e.persisted) console.log('kept whole'); })"


@pytest.fixture(scope="module")
def keeper(chromium: Browser) -> Iterator[Browser]:
    """A whole chromium keeps pages for Back, as everyone’s does. The headless shell does not."""
    browser = chromium.browser_type.launch(
        executable_path=program("chromium", "chromium"),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def pages(served_club: Club) -> list[str]:
    """Every page that tells about someone, those with a child's words last."""
    lead, kit = served_club.client("jo"), served_club.world.people["kit"].id
    draft = begin(lead)
    fill(lead, f"{draft}/account", {"child_words": ["the dog is called Biscuit"]})
    concern = signed(served_club.world, load("single_sentence"))
    return [
        *("/account/notices", f"/members/{kit}/sessions", f"/members/{kit}/confirm", "/members"),
        *("/account", "/", "/concerns", f"{draft}/account", f"/concerns/{concern}"),
    ]


class Visitor:
    """A lead who opens pages one after the other, leaves, and someone who then presses Back."""

    def __init__(self, stage: Stage, browser: Browser, *, script: bool, who: str = "jo") -> None:
        self._stage, self._context = stage, browser.new_context(java_script_enabled=script)
        cookies = stage.club.cookies(who)
        self._context.add_cookies(cookies)
        self._who, self._token = who, str(cookies[0]["value"])
        self.page, self.seen, self.console = self._context.new_page(), {}, []
        self.page.on("console", lambda message: self.console.append(message.text))
        if script:
            self.page.add_init_script(TELL_KEPT)

    def open(self, paths: list[str]) -> None:
        for path in paths:
            self.page.goto(self._stage.club.server.url + path)
            self.seen[path] = self.page.evaluate(SHOWN)
            assert len(self.seen[path]) > 40, path
        self.page.goto(f"{self._stage.club.server.url}/help")

    def leave(self, way: str) -> None:
        if way == "ended elsewhere":
            session_endings.end_other_sessions(self._stage.club.world.uow("jo"), b"")
            return
        with self.page.expect_navigation():
            form = ".heard-hide-form" if way == "hide" else ".heard-sign-out"
            self.page.locator(f"{form} button").click()

    def press_back(self, path: str) -> str:
        """Go back to a page; return where that led. At no moment is there what it showed."""
        self.page.go_back(wait_until="commit")
        for _ in range(MOST_POLLS):
            try:
                text = self.page.evaluate(SHOWN)
                assert text != self.seen.get(path), path
                if text and not self.page.evaluate(IS_LEFT):
                    return self.page.url.removeprefix(self._stage.club.server.url)
            except Error:
                pass  # the page is on its way to another
            self.page.wait_for_timeout(10)
        raise AssertionError(f"{path} stays blank")

    def put_card_away(self) -> None:
        uow = self._stage.club.world.uow(self._who)
        one_time_display.forget_shown_secrets(uow, self._token, one_time_display.RECOVERY_CARD)

    def close(self) -> None:
        self._context.close()


@pytest.mark.parametrize(
    ("way", "script", "last"),
    [
        *(("hide", True, 9), ("hide", False, 4), ("sign out", True, 4), ("sign out", False, 4)),
        ("ended elsewhere", True, 4),
    ],
)
def test_back_shows_no_page_again(
    stage: Stage, keeper: Browser, pages: list[str], way, script, last
):
    visitor, paths = Visitor(stage, keeper, script=script), pages[-last:]
    visitor.open(paths)
    visitor.leave(way)
    if way != "ended elsewhere":
        visitor.press_back("/help")
    for path in reversed(paths):
        assert visitor.press_back(path).partition("?")[0] in OUTSIDE, path
    visitor.close()


def test_a_page_kept_whole_is_there_with_what_was_typed(stage: Stage, keeper: Browser):
    visitor = Visitor(stage, keeper, script=True)
    page = visitor.page
    page.goto(f"{stage.club.server.url}/account/details")
    page.fill("[name=job_title]", "Typed and not sent")
    page.evaluate("location.assign('/help')")
    page.wait_for_url("**/help")
    page.go_back(wait_until="commit")
    page.wait_for_function(f"() => !({IS_LEFT})()")
    assert page.locator("h1").is_visible()
    assert page.input_value("[name=job_title]") == "Typed and not sent"
    assert visitor.console == ["kept whole"]
    visitor.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_recovery_card_that_is_on_paper_is_not_shown_again(
    stage: Stage, keeper: Browser, script: bool
):
    visitor = Visitor(stage, keeper, script=script, who="pat")
    page = visitor.page
    page.goto(f"{stage.club.server.url}/account/recovery-card")
    page.locator("main button").click()
    card = page.locator(".heard-reference").inner_text()
    if script:  # put away in another window: no cookie of this browser changes
        page.goto(f"{stage.club.server.url}/account")
        visitor.put_card_away()
    else:
        page.locator("main form button").last.click()
        page.wait_for_url("**/account")
    assert visitor.press_back("/account/recovery-card") == "/account/recovery-card"
    assert card not in page.content()
    visitor.close()


def test_a_page_that_was_not_left_is_there_again(stage: Stage, keeper: Browser):
    # Some phones say that a page is left when a number on it is tapped.
    visitor = Visitor(stage, keeper, script=True)
    visitor.page.goto(f"{stage.club.server.url}/account")
    visitor.page.context.set_offline(True)
    visitor.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    visitor.page.wait_for_function(IS_LEFT)
    visitor.page.wait_for_function(f"() => !({IS_LEFT})()")
    assert visitor.page.locator("h1").is_visible()
    visitor.close()
