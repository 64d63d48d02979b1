"""The database is away: the page says so and whom to ring, and what was saved is there afterwards.

A real PostgreSQL is stopped and started again; a SQLite file is locked by another program.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.damage import socket_browser
from tests.support.club.world import World

WORDS = "“dont tell”\n\tOR ELSE"


def says_so(answer):
    """Whether an answer is the page for a database that is away, with numbers to ring."""
    assert answer.status == 503, (answer.status, answer.text[-1500:])
    assert "Heard cannot answer now" in answer.text
    assert 'href="tel:999"' in answer.text
    assert 'href="tel:' in answer.text.replace('href="tel:999"', "")
    return True


def stands_in_full(answer):
    """Whether a public page is there with every number: it needs no row."""
    assert answer.status == 200, (answer.status, answer.text[-1500:])
    for number in ("999", "01632 960001", "01724 296500", "101"):
        assert number in answer.text
    return True


@pytest.mark.postgresql
def test_a_stopped_postgresql_is_said_plainly_and_comes_back(
    templates, own_cluster, tmp_path, serve, browse
):
    template, cluster = templates("postgresql", True), own_cluster
    data = tmp_path / "club"
    shutil.copytree(template.data, data)
    world = World(template.made, data, cluster.receive(template.url))
    live = serve(world)
    sam = browse(live, "sam")
    draft = socket_browser.begin(sam)
    assert sam.send(f"{draft}/account", {"child_words": [WORDS]}).status == 303
    filled = sam.form(f"{draft}/account") | {"child_words": [WORDS + "!"]}
    assert sam.get("/").status == 200  # every visit begins there: numbers are kept from then on
    world.engine.dispose()
    cluster.pause()
    for path in ("/", f"{draft}/account", "/sign-in"):
        assert says_so(sam.get(path)), path
    for path in ("/blank-form", "/numbers"):
        assert stands_in_full(sam.get(path)), path
    assert 'href="tel:999"' in sam.get("/with-a-child").text
    assert says_so(sam.post(f"{draft}/account", filled))
    assert json.loads(sam.get("/healthz").body) == {"ok": True}
    cluster.resume()
    assert sam.form(f"{draft}/account")["child_words"] == [WORDS]
    assert sam.post(f"{draft}/account", filled).status == 303
    assert sam.form(f"{draft}/account")["child_words"] == [WORDS + "!"]
    world.close()


@pytest.mark.sqlite
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_locked_file_is_still_read_and_says_that_it_cannot_save(world: World, serve, browse):
    live = serve(world)
    sam = browse(live, "sam")
    draft = socket_browser.begin(sam)
    assert sam.send(f"{draft}/account", {"child_words": [WORDS]}).status == 303
    filled = sam.form(f"{draft}/account") | {"child_words": [WORDS + "!"]}
    path = world.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert says_so(sam.post(f"{draft}/account", filled))
        assert sam.form(f"{draft}/account")["child_words"] == [WORDS]
        assert sam.get("/with-a-child").status == 200
        other.execute("ROLLBACK")
    assert sam.post(f"{draft}/account", filled).status == 303
    assert sam.form(f"{draft}/account")["child_words"] == [WORDS + "!"]
