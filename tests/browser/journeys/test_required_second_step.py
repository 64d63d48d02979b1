"""A lead from before a second step was required: signs in, records, sets it up, opens Today.

By keyboard alone, without JavaScript, on a phone's screen and a wide one. What stands between
"Sign in" and the first page is counted, for a worker too: for them nothing changed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.keyboard import Hands
from tests.support.club.club_setup import PASSPHRASE, make
from tests.support.machine.browser import scrolls_sideways
from tests.support.machine.server_settings import settings
from tests.support.server import ROOT, Server
from tests.support.web.authenticator_app import read_key, show_code

HEADING = "Set up your second step first"


@pytest.fixture
def strict_server(
    tmp_path: Path, migrated_file: Path, start_server: Callable[..., Server]
) -> Iterator[Server]:
    """The club on a server that requires a second step; nobody has one."""
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'club.sqlite3')}"
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    make(url, data)
    settings(data, url)  # the secret that the club was made with
    return start_server("data", DATABASE_URL=url, SECOND_STEP="required")


def sign_in(hands: Hands, server: Server, who: str) -> None:
    hands.page.goto(server.url)
    hands.go("Sign in")
    typed = {"email": [f"{who}@example.org"], "passphrase": [PASSPHRASE]}
    hands.fill(typed, "Sign in")


def look(hands: Hands, name: str) -> str:
    """Return the heading of the page, which fits the screen; keep a picture if it is wanted."""
    page = hands.page
    assert not scrolls_sideways(page), name
    if os.environ.get("PICTURES"):
        width = (page.viewport_size or {})["width"]
        place = ROOT / "build" / "pictures" / str(width) / f"required_step-{name}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=place, full_page=True)
    return page.inner_text("h1")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_a_lead_records_then_sets_up_a_second_step_and_opens_today(
    strict_server: Server, tabs: Callable[..., Page], width: int
) -> None:
    lead = Hands(tabs(width, script=False))
    sign_in(lead, strict_server, "jo")
    assert look(lead, "needed") == HEADING
    assert {name for _, name in lead.asked} == {"email", "passphrase"}
    lead.go("Record a concern")
    lead.fill({"danger_now": ["no"]})
    lead.page.goto(strict_server.url)
    assert "You have not signed the draft" in lead.page.inner_text("main")
    lead.page.goto(f"{strict_server.url}/concerns")
    assert look(lead, "refused") == HEADING
    lead.go("Set up your second step")
    assert look(lead, "start") == "Set up your second step"
    lead.go("Set up an app")
    look(lead, "prove")
    key = read_key(lead.page.inner_text("main"))
    lead.fill({"code": [show_code(key)]}, "Continue")
    assert look(lead, "codes") == "Your recovery codes"
    tick_and_finish(lead)
    assert look(lead, "today") == "Today"
    assert lead.unseen == []


@pytest.mark.browser
def test_the_steps_from_sign_in_to_the_first_page_are_counted(
    strict_server: Server, tabs: Callable[..., Page]
) -> None:
    link, button, typed = "Sign in", "Sign in", {"email", "passphrase"}
    worker = Hands(tabs(320, script=False))
    sign_in(worker, strict_server, "sam")
    assert worker.page.inner_text("h1") == "What do you need to do?"
    assert (list_boxes(worker), worker.followed) == (typed, [link, button])
    lead = Hands(tabs(320, script=False))
    sign_in(lead, strict_server, "jo")
    assert (list_boxes(lead), lead.followed) == (typed, [link, button])
    lead.go("Set up your second step")
    lead.go("Set up an app")
    key = read_key(lead.page.inner_text("main"))
    lead.fill({"code": [show_code(key)]}, "Continue")
    tick_and_finish(lead)
    assert lead.page.inner_text("h1") == "Today"
    pressed = ["Set up your second step", "Set up an app", "Continue", "Finish"]
    assert lead.followed == [link, button, *pressed], "and one tick: five more presses"
    assert list_boxes(lead) == {*typed, "code"}
    again = Hands(tabs(320, script=False))
    sign_in(again, strict_server, "jo")
    assert again.page.inner_text("h1") == "Enter your code"
    again.fill({"code": [show_code(key, 1)]}, "Sign in")
    assert again.page.inner_text("h1") == "Today"
    assert (list_boxes(again), again.followed) == ({*typed, "code"}, [link, button, button])


def list_boxes(hands: Hands) -> set[str]:
    """Return what the pages asked for that were sent, without what was folded or a tick."""
    return {name for _, name in hands.asked} - {"recovery", "written_down"}


def tick_and_finish(hands: Hands) -> None:
    """Tick that the codes are written down, and go on."""
    hands.reach(lambda at: at["name"] == "written_down", "the tick")
    hands.press("Space")
    hands.go("Finish")
