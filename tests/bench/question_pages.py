"""Question pages: GET and POST of Heard and of the bare page, turn about, so that both have the
same weather."""

from __future__ import annotations

import multiprocessing
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.club import Served
from tests.bench.figures import Figure, ms, not_measured, p50, p95
from tests.damage import socket_browser
from tests.damage.socket_browser import Browser, Fields, Form
from tests.support.club.world import World

ROUNDS, SECONDS, POSTS, CLIENTS = 5, 3, 200, 4
BARE, FULL, LIGHT = "bare", "people", "words"
TYPED = {FULL: "people-0-description", LIGHT: "child_words"}
WORDS = "She said it again, and that he would be cross if she told. " * 12
VERSION = re.compile(rb'name="version" value="([^"]+)"')
NOT_ASKED = {"csrf_token", "version"}
GET_TARGET, POST_TARGET = "≥ 0.8 × bare", "≤ 2 × bare"
PAIR_TARGET = "≥ 250/s and ≥ 0.5 × bare"


@dataclass
class Place:
    """A page that can be asked for and sent: `fields` but for the words, which change each time."""

    port: int
    path: str
    fields: Fields
    cookie: str
    words: str

    def browser(self) -> Browser:
        """A connection of its own."""
        name, _, value = self.cookie.partition("=")
        return Browser(self.port, value, name)


def places(world: World, heard: Served, bare: Served) -> dict[str, Place]:
    """The bare page, the question page for the child's words and the fullest question page."""
    cookie = f"heard-sign-in-{heard.port}"
    sam = Browser(heard.port, world.token("sam"), cookie)
    draft = socket_browser.begin(sam)
    for page, fields in socket_browser.core_pages("“no”", "Kestrel").items():
        sam.send(f"{draft}/{page}", fields)
    token = f"{cookie}={sam.cookies[cookie]}"
    found = {
        page: Place(heard.port, *_form(sam, f"{draft}/{page}"), token, words)
        for page, words in TYPED.items()
    }
    sam.close()
    visitor = Browser(bare.port)
    form = Form(visitor.get("/question").body.decode(), "").fields
    session = next(f"{name}={value}" for name, value in visitor.cookies.items())
    visitor.close()
    return {BARE: Place(bare.port, "/question", form, session, "words"), **found}


def _form(browser: Browser, path: str) -> tuple[str, Fields]:
    """The address of the question page, not of the stored page of that name, and its form."""
    return f"{path}?", browser.form(f"{path}?", path)


def gets(found: dict[str, Place]) -> list[Figure]:
    """Requests a second at 8 connections, by wrk."""
    wrk = shutil.which("wrk")
    name = "question page GET, 8 connections"
    if wrk is None:
        return [not_measured(name, GET_TARGET, "wrk is not on this machine")]
    rates: dict[str, list[float]] = {one: [] for one in found}
    for _ in range(ROUNDS):
        for one, place in found.items():
            rates[one].append(_wrk(wrk, place))
    bare = p50(rates[BARE])
    return [
        Figure(
            f"{name}: `{page}` ({_questions(found[page])} questions)",
            GET_TARGET,
            f"{bare:,.0f}/s",
            f"{p50(rates[page]):,.0f}/s",
            f"{p50(rates[page]) / bare:.2f}",
            p50(rates[page]) / bare >= 0.8,
            f"medians of {ROUNDS} rounds of {SECONDS} s; the bare page has 1 question",
        )
        for page in (LIGHT, FULL)
    ]


def _questions(place: Place) -> int:
    return len({name.removesuffix("-unknown") for name in place.fields} - NOT_ASKED)


def _wrk(wrk: str, place: Place) -> float:
    url = f"http://localhost:{place.port}{place.path}"
    command = [wrk, "-t2", "-c8", f"-d{SECONDS}s", "-H", f"Cookie: {place.cookie}", url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in text, text
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


def posts(found: dict[str, Place]) -> list[Figure]:
    """Milliseconds of one POST at a time: sealed, committed, redirected."""
    times: dict[str, list[float]] = {one: [] for one in found}
    browsers = {one: place.browser() for one, place in found.items()}
    for number in range(POSTS):
        for one, place in found.items():
            fields = place.fields | {place.words: [f"{number} {WORDS}"]}
            start = time.perf_counter()
            answer = browsers[one].post(place.path, fields)
            times[one].append((time.perf_counter() - start) * 1000)
            assert answer.status == 303, answer.text[-1000:]
    for browser in browsers.values():
        browser.close()
    bare = times[BARE]
    return [
        Figure(
            f"question page POST, p50: `{page}`",
            POST_TARGET,
            ms(p50(bare)),
            ms(p50(times[page])),
            f"{p50(times[page]) / p50(bare):.2f}",
            p50(times[page]) <= 2 * p50(bare),
            f"{POSTS} each, in turns; p95 {ms(p95(times[page]))}, bare {ms(p95(bare))}",
        )
        for page in (LIGHT, FULL)
    ]


def _version(browser: Browser, place: Place) -> str:
    found = VERSION.search(browser.get(place.path).body)
    return found[1].decode() if found else ""


def pairs(world: World, found: dict[str, Place], folder: Path) -> list[Figure]:
    """GET and POST pairs a second by 4 clients, each with a draft of its own."""
    rates: dict[str, list[float]] = {BARE: [], FULL: []}
    heard = [_own(world, found[FULL]) for _ in range(CLIENTS)]
    for _ in range(ROUNDS):
        rates[BARE].append(_together([found[BARE]] * CLIENTS))
        rates[FULL].append(_together(heard))
    bare, ours = p50(rates[BARE]), p50(rates[FULL])
    return [
        Figure(
            f"GET + POST pairs, {CLIENTS} clients: `{FULL}`",
            PAIR_TARGET,
            f"{bare:,.0f}/s",
            f"{ours:,.0f}/s",
            f"{ours / bare:.2f}",
            ours >= 250 and ours >= 0.5 * bare,
            f"medians of {ROUNDS} rounds of {SECONDS} s; clients on the same cores",
        )
    ]


def _own(world: World, like: Place) -> Place:
    """A draft and a sign-in of one more person's."""
    cookie = like.cookie.partition("=")[0]
    browser = Browser(like.port, world.token("pat"), cookie)
    address, fields = _form(browser, f"{socket_browser.begin(browser)}/{FULL}")
    token = f"{cookie}={browser.cookies[cookie]}"
    place = Place(like.port, address, fields, token, like.words)
    browser.close()
    return place


def _together(every: list[Place]) -> float:
    with multiprocessing.get_context("fork").Pool(len(every)) as pool:
        return sum(pool.map(_client, every)) / SECONDS


def _client(place: Place) -> int:
    browser, done, until = place.browser(), 0, time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        version = _version(browser, place)
        words = [f"{time.perf_counter_ns()} {WORDS}"]
        fields = place.fields | {"version": [version], place.words: words}
        assert browser.post(place.path, fields).status == 303
        done += 1
    browser.close()
    return done
