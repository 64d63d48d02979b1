"""Seconds of the server from "Sign in" to the first page: `python -m tests.bench door`.

Each request on that way is timed inside this process, redirects too, without a socket and without
the seconds that a person reads and types. Fictional people of the club: Sam, a practitioner, and
Jo, a lead. Jo walks with a passphrase alone on a server where a second step is offered. Where it is
required, Jo sets it up the first time, and types six digits each time after that.

With a passkey both walk in chromium, which has a made-up device that makes secrets. There the
seconds are those from the first press to the first page, with the browser, the script and the
socket. A real device also asks for a finger, a face or a PIN.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from werkzeug.test import TestResponse

from tests.bench.club import new_club, serve_heard
from tests.bench.figures import Figure, ms, p50
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import World
from tests.support.machine.browser import FLAGS, find_chromium
from tests.support.machine.virtual_authenticator import VirtualAuthenticator
from tests.support.web.authenticator_app import read_key, show_code
from tests.support.web.checking_client import Page
from tests.support.web.html_forms import form_to

ROUNDS = 5
STEP, ALONE = "/account/second-step", "Let this passkey sign you in alone"
Times = list[tuple[str, float]]


class Walk:
    """One browser on its way, and the milliseconds of each request."""

    def __init__(self, client: FlaskClient) -> None:
        self._client, self.times = client, Times()
        self.page = ""

    def open(self, path: str) -> None:
        """Ask for a page."""
        self._take(f"GET {path}", lambda: self._client.get(path))

    def send(self, action: str, **typed: str) -> None:
        """Send a form of the page as it is, with what was typed, and follow where it leads."""
        form = form_to(self.page, action)
        fields = form.sent() | {name: [text] for name, text in typed.items()}
        self._take(f"POST {action}", lambda: self._client.post(action, data=fields))

    def _take(self, name: str, ask) -> None:
        start = time.perf_counter()
        answer: TestResponse = ask()
        self.page = answer.get_data(as_text=True)
        self.times.append((name, (time.perf_counter() - start) * 1000))
        if answer.status_code in {302, 303}:
            self.open(answer.location)
        else:
            assert answer.status_code == 200, f"{name}: {answer.status_code}"

    def read_heading(self) -> str:
        """Return the heading of the page."""
        return Page(self.page).headings[0]


def compare(folder: Path) -> list[Figure]:
    """Return the sum of each way, p50 of the rounds; its requests or steps are in the note."""
    return [*_compare_typed(folder), *_compare_passkeys(folder)]


def _compare_typed(folder: Path) -> list[Figure]:
    rounds: dict[str, list[Times]] = {}
    for number in range(ROUNDS):
        for required in (False, True):
            place = folder / f"door_{number}_{required}"
            place.mkdir()
            world = new_club(place)
            world.step_required = required
            for name, times in _walk_club(world, required=required):
                rounds.setdefault(name, []).append(times)
            world.close()
    return [_make_figure(name, found) for name, found in rounds.items()]


def _walk_club(world: World, *, required: bool) -> Iterator[tuple[str, Times]]:
    """Yield each way of one club, on a server that has just started."""
    if not required:
        yield "practitioner, first on a new server", _sign_in(world, "sam")
        yield "practitioner, later", _sign_in(world, "sam")
        yield "lead without a second step, first", _sign_in(world, "jo")
        yield "lead without a second step, later", _sign_in(world, "jo")
        return
    yield "practitioner, where leads need a second step", _sign_in(world, "sam")
    walk = _start(world, "jo")
    assert walk.read_heading() == "Set up your second step first"
    yield "lead, first time: to the page that asks for a second step", list(walk.times)
    key = _set_up(walk)
    yield "lead, first time: to Today with a second step", walk.times
    walk = _start(world, "jo")
    walk.send("/sign-in/code", code=show_code(key, 1))
    assert walk.read_heading() == "Today"
    yield "lead with a second step, later", walk.times


def _start(world: World, who: str) -> Walk:
    walk = Walk(world.app.test_client())
    walk.open("/sign-in")
    walk.send("/sign-in", email=f"{who}@example.org", passphrase=PASSPHRASE)
    return walk


def _sign_in(world: World, who: str) -> Times:
    walk = _start(world, who)
    assert walk.read_heading() in {"Today", "What do you need to do?"}
    return walk.times


def _set_up(walk: Walk) -> bytes:
    """Set an app up from the page that asks for it; return its key."""
    walk.open(STEP)
    walk.send(f"{STEP}/start")
    key = read_key(Page(walk.page).text)
    walk.send(STEP, code=show_code(key))
    walk.send(f"{STEP}/kept", written_down="y")
    assert walk.read_heading() == "Today"
    return key


def _make_figure(name: str, found: list[Times]) -> Figure:
    requests = [request for request, _ in found[0]]
    each = [p50([times[at][1] for times in found]) for at in range(len(requests))]
    steps = ". ".join(
        f"{request} {ms(taken)}" for request, taken in zip(requests, each, strict=True)
    )
    total = p50([sum(taken for _, taken in times) for times in found])
    return Figure(
        f"from “Sign in” to the first page, {name}",
        "no target",
        "",
        f"{ms(total)} in {len(requests)} requests",
        "",
        None,
        f"p50 of {len(found)} clubs, in this process. {steps}",
    )


class PasskeyWalk:
    """One person's tab with a device, and what they did since `start`."""

    def __init__(self, browser: Browser, url: str, who: str) -> None:
        self._url, self._who = url, who
        self.tab: Tab = browser.new_page()
        VirtualAuthenticator(self.tab, hasPrf=True)
        self.fields = self.presses = 0
        self._started = 0.0

    def start(self) -> None:
        """Open the sign-in page, and count from there."""
        self.tab.context.clear_cookies()
        self.tab.goto(f"{self._url}/sign-in")
        self.fields = self.presses = 0
        self._started = time.perf_counter()

    def stop(self) -> float:
        """Return the milliseconds since the start. The page must be the first one."""
        taken = (time.perf_counter() - self._started) * 1000
        heading = self.tab.inner_text("h1")
        assert heading in {"Today", "What do you need to do?"}, heading
        return taken

    def press(self, words: str) -> None:
        """Press a button that leads to a page."""
        self.presses += 1
        with self.tab.expect_navigation():
            self.tab.get_by_role("button", name=words, exact=True).click()

    def type_passphrase(self) -> None:
        """Fill in the first page and send it."""
        self.fields += 2
        self.tab.fill("#email", f"{self._who}@example.org")
        self.tab.fill("#passphrase", PASSPHRASE)
        self.press("Sign in")

    def set_up(self) -> None:
        """Add a passkey, and let it sign in alone."""
        self.start()
        self.type_passphrase()
        self.tab.goto(f"{self._url}{STEP}/passkeys/new")
        self.press("Add a passkey")
        self.tab.check("#written_down")
        self.press("Finish")
        self.tab.goto(f"{self._url}{STEP}")
        self.tab.get_by_role("link", name=ALONE).click()
        self.press(ALONE)


def _compare_passkeys(folder: Path) -> list[Figure]:
    place = folder / "door_passkeys"
    place.mkdir()
    world = new_club(place)
    served = serve_heard(world, place)
    try:
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            url = f"http://localhost:{served.port}"
            return [
                figure
                for title, who in (("practitioner", "sam"), ("lead", "jo"))
                for figure in _time_passkeys(PasskeyWalk(browser, url, who), title)
            ]
    finally:
        served.stop()
        world.close()


def _time_passkeys(walk: PasskeyWalk, title: str) -> Iterator[Figure]:
    walk.set_up()
    for way in ("a passkey alone", "a passkey after the passphrase"):
        taken = []
        for _ in range(ROUNDS + 1):
            walk.start()
            if way == "a passkey alone":
                walk.press("Sign in with a passkey")
            else:
                walk.type_passphrase()
                walk.press("Use your passkey")
            taken.append(walk.stop())
        yield Figure(
            f"from “Sign in” to the first page, {title}, {way}",
            "no target",
            "",
            f"{ms(p50(taken[1:]))}, {walk.fields} fields and {walk.presses} presses",
            "",
            None,
            f"p50 of {ROUNDS} in chromium with a made-up device, after one that does not count",
        )
