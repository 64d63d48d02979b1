"""A club that an older version made is brought up to date, and its people sign in and read.

Two SQLite files as the code of those days left them, after the real set-up, invites, confirmations
and signed records. Everyone in them is made up.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.database import make_engine
from app.migrate import upgrade_database
from app.services.integrity.integrity_check import find_all_differences
from app.services.organisations.organisation_lookup import list_organisations
from tests.support.club.changed_secret import ChangedWorld, rotate
from tests.support.club.club_setup import PASSPHRASE, Made
from tests.support.club.office import CHILD
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.web.checking_client import CheckingClient

HERE = Path(__file__).parent
CLUBS = {"club-2026-11-27": "0005", "club-2026-11-29": "0016"}
"""Which schema each was made at."""
PEOPLE = ("jo", "deputy", "senior", "sam", "pat", "kit", "tess")
pytestmark = pytest.mark.sqlite


@pytest.fixture(params=sorted(CLUBS))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[World, dict[str, str]]]:
    """Yield each club, brought up to date, and the ids of what is in it."""
    name: str = request.param
    file, data = tmp_path / "heard.sqlite3", tmp_path / "data"
    file.write_bytes(gzip.decompress((HERE / f"{name}.sqlite3.gz").read_bytes()))
    told = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    (data / "checkpoints").mkdir(parents=True, mode=0o700)
    (data / "checkpoints" / f"{told['org']}.note").write_text(told["checkpoint"], encoding="utf-8")
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found == (CLUBS[name],)
    url = f"sqlite:///{file}"
    settings(data, url)
    upgrade_database(url)
    engine = make_engine(url)
    with Session(engine) as session:
        (org,) = list_organisations(session)
    engine.dispose()
    world = ChangedWorld(Made(org, {}, b""), data, url)
    yield world, told
    world.close()


def sign_in(world: World, who: str) -> CheckingClient:
    """Sign in on the page, by the passphrase of that day."""
    browser = world.client()
    typed = {"email": f"{who}@example.org", "passphrase": PASSPHRASE}
    answer = browser.send("/sign-in", typed)
    assert answer.status_code == 303, who
    return browser


def test_everyone_signs_in_and_reads_what_they_read(older: tuple[World, dict[str, str]]):
    world, told = older
    browsers = {who: sign_in(world, who) for who in PEOPLE}
    readers_of = {"read": "jo deputy sam", "unread": "jo sam", "staff": "senior pat"}
    for concern, readers in readers_of.items():
        for who in readers.split():
            page = browsers[who].page(f"/concerns/{told[concern]}").text
            assert CHILD in page, (who, concern)
            assert "cannot be trusted" not in page
    assert browsers["deputy"].get(f"/concerns/{told['staff']}").status_code == 404
    draft = browsers["sam"].get(f"/record/{told['draft']}/account", follow_redirects=True)
    assert "A made-up worry, not signed yet." in draft.get_data(as_text=True)
    assert find_all_differences(world.uow()) == ()


def test_the_lead_goes_on_and_the_secret_can_be_changed(older: tuple[World, dict[str, str]]):
    world, told = older
    jo = sign_in(world, "jo")
    waiting = f"/concerns/{told['unread']}"
    assert jo.send(f"{waiting}/acknowledge", via=waiting).status_code == 303
    said = rotate(world)
    assert said.exit_code == 0, said.output
    changed = ChangedWorld(Made(world.org, {}, b""), world.data, world.url)
    for who in ("sam", "jo"):
        assert CHILD in sign_in(changed, who).page(waiting).text
    assert find_all_differences(changed.uow()) == ()
    changed.close()
