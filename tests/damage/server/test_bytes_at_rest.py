"""What lies on the disk holds no word and no name of a record, with and without the server secret.

A whole journey with made-up words in every box, then every file is read byte by byte: database,
write-ahead log, PostgreSQL's data folder, checkpoints, the server's console, its temporary folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import MetaData, func, select

from app.models.tables import METADATA
from tests.damage import byte_search, socket_browser
from tests.damage import every_row_journey as whole
from tests.support.club.office import Office
from tests.support.server import ROOT

HOLDING_WORDS = (
    "entry", "card", "draft_page", "draft_aside", "rescue", "document", "index_slip",
    "learning_box", "training_entry", "debrief_entry", "child_file", "child_entry",
)  # fmt: skip
"""A table that has no row here holds words that this test would not look for."""
pytestmark = pytest.mark.both_databases

IN_CLEAR = ("Sam Lee", "sam@example.org")  # in clear by design: proves that the search can find


@pytest.fixture
def walked(world, serve, browse, tmp_path):
    """A server on which the whole journey has just been made."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    words, office = whole.Words(), Office.today(world)
    whole.learn(office, words)
    whole.fill_child_file(office, words)
    live = serve(world, TMPDIR=str(temporary))
    sam, jo = browse(live, "sam"), browse(live, "jo")
    draft = whole.record(sam, words)
    concern = socket_browser.press_sign(sam, draft).location.removesuffix("/signed")
    whole.after_signing(sam, jo, concern, words)
    unsigned = whole.record(sam, words)
    whole.aside(sam, unsigned, words)
    whole.late(sam, world, unsigned, words)
    assert (
        sam.get(f"/{words.new().encode().hex()}").status == 404
    )  # an address that somebody pasted words into
    assert words.given > 500
    return live


def everything(live, cluster_folder: Path | None) -> list[Path]:
    """Every file that a thief of the disk would hold."""
    world = live.world
    places = [world.data, live.log_path, live.log_path.parent / "temporary"]
    if cluster_folder is None:
        file = Path(world.url.removeprefix("sqlite:///"))
        places += list(file.parent.glob(f"{file.name}*"))
    else:
        places.append(cluster_folder / "data")
    others = _other_databases(world.url) if cluster_folder else set()
    return [path for path in byte_search.files_under(*places) if path.parent.name not in others]


def _other_databases(url: str) -> set[str]:
    """Folders of other tests' databases on the same server."""
    with psycopg.connect(url.replace("+psycopg", "")) as mine:
        found = mine.execute("SELECT oid FROM pg_database WHERE datname <> current_database()")
        return {str(oid) for (oid,) in found}


def list_empty(live) -> list[str]:
    """Return the tables for words of records, training, practice and files that have no row."""
    with live.world.engine.connect() as connection:
        return [
            name
            for name in HOLDING_WORDS
            if not connection.scalar(select(func.count()).select_from(METADATA.tables[name]))
        ]


def rows(live) -> bytes:
    """Every value of every column, as the database gives it: what it compressed is plain here."""
    tables = MetaData()
    with live.world.engine.connect() as connection:
        tables.reflect(connection)
        values = [
            value
            for table in tables.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for value in values
    )


def test_no_file_and_no_row_holds_a_word_or_a_name_of_a_record(walked, request):
    live = walked
    cluster = None
    if not live.world.url.startswith("sqlite"):
        cluster = request.getfixturevalue("cluster")
        login = {"host": str(cluster.folder), "user": "heard", "dbname": "postgres"}
        with psycopg.connect(**login, autocommit=True) as admin:
            admin.execute("CHECKPOINT")
    files = everything(live, cluster.folder if cluster else None)
    leaks, in_clear = {}, set()
    for path in files:
        data = path.read_bytes()
        if found := byte_search.found_in(data, whole.STEMS):
            leaks[path.name] = found
        in_clear |= byte_search.found_in(data, IN_CLEAR)
    assert leaks == {}
    assert byte_search.found_in(rows(live), whole.STEMS) == set()
    assert in_clear == set(IN_CLEAR), "the search finds what is there"
    assert list_empty(live) == []


def test_the_search_knows_every_spelling():
    word = whole.STEMS[1]
    for blob in byte_search.spellings(word):
        assert byte_search.found_in(os.urandom(64) + blob + os.urandom(64), [word]) == {word}
    assert byte_search.found_in((ROOT / "config.py").read_bytes(), [word]) == set()
