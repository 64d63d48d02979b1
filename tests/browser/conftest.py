"""The club behind one real server for the whole run; tests bring their own people and tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.page_inspection import Club, Stage
from tests.browser.served_clubs import lend_club, serve_club
from tests.support.server import Server
from tests.support.web.record_client import begin


@pytest.fixture(scope="session")
def served_club(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Club]:
    """Everybody has joined, one senior is confirmed; nobody has recorded anything yet."""
    yield from serve_club(tmp_path_factory.mktemp("served"), migrated_file)


@pytest.fixture(scope="session")
def thorough_club(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Club]:
    """Another such club, for tests that do all of it again: people can be invited only once."""
    yield from serve_club(tmp_path_factory.mktemp("thorough"), migrated_file)


@pytest.fixture
def club(served_club: Club) -> Iterator[Club]:
    """The served club by the true clock, also after a test that stopped it, and with no session.

    A sign-in made by a clock that stands still is half an hour old in a long run, and has ended.
    """
    yield from lend_club(served_club)


@pytest.fixture
def stage(club: Club, tabs: Callable[..., Page], start_server: Callable[..., Server]) -> Stage:
    """Pages to be judged."""
    return Stage(club, tabs, start_server)


@pytest.fixture
def uow(stage: Stage) -> Callable[..., Page]:
    """A tab with the page `told` of a new record open; its clock can be turned on."""

    def open_page(who: str = "sam", name: str = "account", width: int = 320) -> Page:
        draft = begin(stage.club.client(who))
        page = stage.tab(who)
        page.set_viewport_size({"width": width, "height": 640})
        page.clock.install()
        page.goto(f"{stage.club.server.url}{draft}/{name}?whole=1")
        return page

    return open_page
