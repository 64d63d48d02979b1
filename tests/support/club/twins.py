"""Two copies of one club, to the byte: what is done in one can be held against the other.

Both stand still at one moment, and the same people are signed in, with the same cookies.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import event, make_url

from app.extensions import db
from tests.support.club.club_setup import Made
from tests.support.club.world import COOKIE, MARK_COOKIE, World
from tests.support.web.checking_client import CheckingClient, read_page

FRESH = re.compile(
    r'(name="(?:csrf_token|draft|once|version|words|proof|seen)" value="|data-csrf=")[^"]*"|'
    r"(<(?:code|strong|p|li|dd)[^>]*heard-(?:code|six|words)[^>]*>)[^<]*"
)
"""What differs whenever a page is opened: tokens, and words that are offered once."""


class Asked(NamedTuple):
    """One statement: the address that was opened, its text and its values."""

    path: str
    statement: str
    values: str


class Twin:
    """One of the two, standing still at `at`."""

    def __init__(self, world: World, tokens: dict[str, str], at: datetime) -> None:
        self.world, self._tokens, self.path = world, tokens, ""
        world.stop_clocks(at)
        world.start_session = lambda _, who: tokens[who]  # type: ignore[method-assign]  # no new one

    def client(self, who: str) -> CheckingClient:
        """A browser in which this person is signed in, as in the other one."""
        client = CheckingClient(self.world.app)
        token = self._tokens[who]
        client.set_cookie(COOKIE, token, domain="localhost")
        client.set_cookie(MARK_COOKIE, self.world.marks[token], domain="localhost")
        return client

    def crawl(self, who: str, starts: Iterable[str], skips: re.Pattern[str]) -> dict[str, bytes]:
        """Everything that links lead to, by address, without what is fresh on each page."""
        client, waiting, seen = self.client(who), list(starts), dict[str, bytes]()
        while waiting:
            path = waiting.pop(0).partition("#")[0]
            if path in seen or not path.startswith("/") or skips.search(path):
                continue
            self.path = path
            answer = client.get(path)
            seen[path] = FRESH.sub(r"\1\2", answer.get_data(as_text=True)).encode()
            if answer.mimetype == "text/html":
                waiting += [*read_page(seen[path].decode()).links, answer.location or ""]
        return seen

    @contextmanager
    def asked(self) -> Iterator[list[Asked]]:
        """Every statement that the app sends to its database meanwhile."""
        found: list[Asked] = []

        def keep(_connection, _cursor, statement, parameters, *_more) -> None:
            found.append(Asked(self.path, statement, str(parameters)))

        with self.world.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", keep)
        yield found
        event.remove(engine, "before_cursor_execute", keep)


@contextmanager
def twins(request, world: World, people: Iterable[str], tmp_path: Path) -> Iterator[list[Twin]]:
    """`world` as it stands, and a copy of it."""
    tokens, at = {who: world.token(who) for who in people}, world.now()
    world.close()
    data = tmp_path / "twin"
    shutil.copytree(world.data, data)
    cluster, name = None, ""
    if world.url.startswith("sqlite"):
        shutil.copy(world.url.removeprefix("sqlite:///"), tmp_path / "twin.sqlite3")
        url = f"sqlite:///{tmp_path / 'twin.sqlite3'}"
    else:
        cluster = request.getfixturevalue("cluster")
        name = cluster.create(make_url(world.url).database)
        url = cluster.url(name)
    made = Made(world.org, world.people, world.recovery_seed)
    other = World(made, data, url)
    other.marks = world.marks
    try:
        yield [Twin(world, tokens, at), Twin(other, tokens, at)]
    finally:
        other.close()
        if cluster is not None:
            cluster.drop(name)
