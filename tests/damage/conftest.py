"""Real servers on a club's data, for tests that kill, fill and cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.damage.killable_server import Live, Nursery
from tests.damage.socket_browser import Browser
from tests.damage.two_processes import TwoProcesses
from tests.support.club.world import World


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """A process that forks servers, started when the first test asks for one."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def two() -> Iterator[TwoProcesses]:
    """Two processes of their own, for what happens at once in both."""
    processes = TwoProcesses()
    yield processes
    processes.close()


@pytest.fixture
def serve(nursery: Nursery, tmp_path: Path) -> Iterator[Callable[..., Live]]:
    """`serve(world)` starts a server on a club's data; killed at the end of the test."""
    running: list[Live] = []

    def start(world: World, **choices: object) -> Live:
        live = Live(nursery, world, tmp_path / f"console-{len(running)}.log", **choices)
        running.append(live)
        live.start()
        return live

    yield start
    for live in running:
        live.kill()


@pytest.fixture
def browse() -> Iterator[Callable[..., Browser]]:
    """`browse(live, "sam")` is a browser on a server, signed in as Sam; without a name, nobody."""
    opened: list[Browser] = []

    def open_one(live: Live, who: str = "") -> Browser:
        token = live.world.token(who) if who else ""
        opened.append(Browser(live.port, token, live.cookie))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.close()
