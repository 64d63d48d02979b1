"""Where pages are put into a state, looked at in two sizes, and judged.

A maker is a function that brings pages into states; `@shows` says which. Each page that it shows is
checked by axe at 320 px, and each route once at 1280 px (by `make prove` in every state). At 320 px
it must not scroll sideways, nothing to tap may be smaller than 44 px, red is for 999 alone, and no
text may be in the browser's own font. Its source goes to the Nu checker with all others of the run.
With PICTURES=1 each is also kept in `build/pictures`, in both sizes, for somebody to look at:
drawing them takes a third of the time.
"""

from __future__ import annotations

import os
import re
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models.member import SignIn
from tests.support import axe
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import World
from tests.support.machine.browser import LARGE, SMALL, Tabs, scrolls_sideways
from tests.support.machine.other_fonts import find_other_fonts
from tests.support.machine.tap_targets import too_small
from tests.support.server import Server
from tests.support.urgent import in_red
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import forms

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
SET = """fields => {
  for (const [name, values] of Object.entries(fields)) {
    const found = [...document.getElementsByName(name)].filter(el => el.form);
    if (!found.length) throw Error("not asked: " + name);
    for (const el of found)
      if (["radio", "checkbox"].includes(el.type)) el.checked = values.includes(el.value);
      else el.value = values[0];
  }
}"""
SEND = """([action, words]) => {
  const forms = [...document.forms].filter(one => one.action.endsWith(action));
  const form = forms.find(one => one.method === "post") || forms[0];  // a long list is searched too
  const button = [...form.querySelectorAll("button[type=submit]:not([name=search])")].find(one =>
    one.tabIndex >= 0 && one.innerText.trim().startsWith(words));
  form.requestSubmit(button || undefined);
}"""

STEP_UP_BOX = "#step_up_passphrase"
ASKS_STEP_UP = f"document.querySelector('{STEP_UP_BOX}') !== null"

Maker = Callable[["Stage"], None]
MAKERS: list[tuple[str, Maker, set[tuple[str, str]]]] = []


def shows(route: str, *states: str) -> Callable[[Maker], Maker]:
    """Say that a maker shows this route in these states. Its module is the group it runs in."""

    def mark(maker: Maker) -> Maker:
        declared = {(route, state) for state in states}
        for _, known, pairs in MAKERS:
            if known is maker:
                pairs |= declared
                return maker
        MAKERS.append((maker.__module__.rpartition("states_")[2], maker, declared))
        return maker

    return mark


class Club:
    """The fictional club behind a real server, and Flask's client on the same rows."""

    def __init__(self, world: World, server: Server) -> None:
        self.world, self.server = world, server

    def client(self, who: str) -> CheckingClient:
        """A quick hand for what a state needs before it."""
        with self.true_time():
            return self.world.client(who)

    @contextmanager
    def no_room(self) -> Iterator[None]:
        """No file of the server may grow meanwhile: a full disk, without filling this machine's."""
        assert self.server.process is not None
        first = self.server.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        processes = [first, *map(int, children)]
        for process in processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            for process in processes:
                resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

    def cookies(self, who: str, *, by_passphrase: bool = True) -> list[dict[str, object]]:
        """A sign-in for a browser, out of reach of scripts as the real one is."""
        with self.true_time():
            token = self.world.token(who, by_passphrase=by_passphrase)
        values = {"sign-in": token, "step-up": self.world.marks[token]}
        return [
            {
                "name": f"heard-{kind}-{self.server.port}",
                "value": value,
                "url": self.server.url,
                "httpOnly": True,
            }
            for kind, value in values.items()
        ]

    @contextmanager
    def true_time(self) -> Iterator[None]:
        """The server's own time, whatever clock a maker has set: a sign-in must not be old."""
        set_to, self.world.now = self.world.now, lambda: datetime.now(UTC)
        try:
            yield
        finally:
            self.world.now = set_to


def _step_up(page: Page, answer: Response | None) -> Response:
    """Type the passphrase where the page asks for it: a run lasts longer than a step-up counts."""
    assert answer is not None
    if not page.evaluate(ASKS_STEP_UP):
        return answer
    page.fill(STEP_UP_BOX, PASSPHRASE)
    with page.expect_navigation() as leading:
        page.locator(f"form:has({STEP_UP_BOX}) button[type=submit]").click()
    return leading.value


def search_team(page: Page, name: str) -> None:
    """Search for someone on a form whose list of people is too long to have all of them."""
    if page.locator("[name=q]").count():
        page.fill("[name=q]", name)
        with page.expect_navigation():
            page.click("button[name=search]")


class Stage:
    """One run of makers. `html` are the sources of what was shown, `faults` what was found."""

    def __init__(self, club: Club, tabs: Tabs, start_server: Callable[..., Server]) -> None:
        self.club, self._tabs, self.start_server = club, tabs, start_server
        self.html: dict[str, str] = {}
        self.faults: list[str] = []
        self.shown: set[tuple[str, str]] = set()
        self.every_state_wide = True
        self._wide: set[str] = set()
        self._open: dict[str, Page] = {}

    def tab(self, who: str = "") -> Page:
        """A tab of somebody's, kept for the run; "" is signed out."""
        if who not in self._open:
            page = self._tabs(1280)
            if who:
                page.context.add_cookies(self.club.cookies(who))
            self._open[who] = page
        return self._open[who]

    def expire(self, who: str) -> None:
        """Somebody has been away for an hour. Their tab stays as it is."""
        away = datetime.now(UTC) - timedelta(hours=1)
        with Session(self.club.world.engine) as session:
            mine = SignIn.user_id == self.club.world.people[who].id
            session.execute(update(SignIn).where(mine).values(last_seen=away, held_until=None))
            session.commit()

    def back(self, who: str) -> Page:
        """They sign in again, in the same tab."""
        page = self.tab(who)
        page.context.add_cookies(self.club.cookies(who))
        return page

    def arrives(self, who: str, address: str, name: str, words: str) -> bool:
        """Whether words come to the server within ten seconds, into a box of somebody's page.

        What is sent on leaving may come after the next page was asked for.
        """
        client = self.club.client(who)
        for _ in range(200):
            found = forms(client.get(address.removeprefix(self.club.server.url)).text)
            if any(name in one.controls and one.controls[name].value == words for one in found):
                return True
            self.tab(who).wait_for_timeout(50)
        return False

    def visit(self, route: str, state: str, who: str, path: str, label: str = "") -> Page:
        """Open an address and judge what comes."""
        page = self.tab(who)
        if not path.startswith("http"):
            path = self.club.server.url + path
        answer = _step_up(page, page.goto(path))
        if who and page.url.partition("?")[0].endswith("/sign-in"):
            self.faults.append(f"{route} {state} {label}: {who} is asked to sign in")
        self.judge(route, state, page, answer, label)
        return page

    def send(self, page: Page, action: str, fields: dict[str, Any], words: str = "") -> Response:
        """Answer questions at once and press a button of the form to `action`."""
        page.evaluate(SET, {n: v if isinstance(v, list) else [v] for n, v in fields.items()})
        with page.expect_navigation() as leading:
            page.evaluate(SEND, [action, words])
        return _step_up(page, leading.value)

    def judge(
        self, route: str, state: str, page: Page, answer: Response | None, label: str = ""
    ) -> None:
        """Look at a page at 320 px, and at 1280 px once a route, or `every_state_wide`.

        The tab stays at 320 px for the pages that come: each change of size costs a layout.
        """
        assert answer is not None
        name = re.sub(r"[^a-z0-9_.]+", "-", f"{route} {state} {label}".strip())
        assert name not in self.html, f"shown twice: {name}"
        self.shown.add((route, state))
        self.html[name] = answer.text()
        pictures = os.environ.get("PICTURES") == "1"
        wide = self.every_state_wide or route not in self._wide
        for size in (LARGE, SMALL) if wide or pictures else (SMALL,):
            page.set_viewport_size(size)
            if size is SMALL or wide:
                self.faults += [f"{name} {size['width']}: {one}" for one in axe.violations(page)]
            if pictures:
                path = PICTURES / str(size["width"]) / f"{name}.png"
                page.screenshot(path=path, full_page=True, timeout=60_000)
        self._wide.add(route)
        self.faults += [f"{name}: too small at 320 px: {one}" for one in too_small(page)]
        if scrolls_sideways(page):
            self.faults.append(f"{name}: scrolls sideways at 320 px")
        self.faults += [f"{name}: red is for 999 alone: {one}" for one in in_red(page)]
        self.faults += [f"{name}: in another font: {one}" for one in find_other_fonts(page)]

    def forgive(self, text: str) -> None:
        """The console reports an answer that was asked for here."""
        self._tabs.problems[:] = [one for one in self._tabs.problems if text not in one]

    def run(self, group: str) -> None:
        """Every maker of a group. Each must show what it says, and nothing else."""
        for known, maker, declared in MAKERS:
            if known == group:
                before, self.shown = self.shown, set()
                maker(self)
                assert self.shown == declared, maker.__name__
                self.shown |= before
