"""With the database away the public pages stand in full: from the pack and what is remembered."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from msgspec.structs import replace
from sqlalchemy import update

from app import create_app
from app.access.declarations import OrgNeed
from app.extensions import db
from app.models.audit_log import LogHead
from app.models.organisation import Organisation
from app.services.organisations.offline_org_cache import CACHE_FILE_NAME, OfflineOrgCache
from tests.policy.code.test_view_declarations import NEEDS
from tests.support.club.saved_contacts import set_organisation
from tests.support.club.world import COOKIE, World
from tests.support.machine.server_settings import settings
from tests.support.server import free_port
from tests.support.web.checking_client import CheckingClient, Page

pytestmark = pytest.mark.both_databases

PUBLIC = ("/with-a-child", "/blank-form", "/numbers", "/help", "/support", "/phone-script")
NATIONAL = 'href="tel:999"'
DAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, in hours
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


def away(data: Path, kind: str) -> CheckingClient:
    """A browser at a server that was started while its database was away."""
    url = f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x"
    if kind == "sqlite":
        url = f"sqlite:///{data / 'gone' / 'heard.sqlite3'}"
    return CheckingClient(create_app(settings(data, url)))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_the_same_as_ever_after_a_fresh_start(world: World, path, kind):
    with time_machine.travel(DAY, tick=False):
        before = world.client().get(path).text
        browser = away(world.data, kind)
        browser.set_cookie(COOKIE, world.token("sam"), domain="localhost")
        answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.text == before
    assert "Riverside" in before or world.org.name in before


@pytest.mark.parametrize("path", PUBLIC)
def test_a_server_that_never_saw_its_organisation_shows_national_numbers(data: Path, path):
    answer = away(data, "sqlite").get(path)
    assert answer.status_code == 200
    assert NATIONAL in answer.text


def test_every_other_page_says_so_and_still_shows_whom_to_ring(world: World):
    world.client().get("/")
    for path in ("/", "/sign-in", "/concerns", "/record/new"):
        answer = away(world.data, "postgresql").get(path)
        assert answer.status_code == 503
        page = Page(answer.text)
        assert "Heard cannot answer now" in page.text
        assert {"tel:999", "tel:01632960001", "tel:01724296500"} <= set(page.links)


def test_a_database_that_goes_away_while_somebody_is_signed_in(world: World, monkeypatch):
    client = world.client("sam")
    assert client.get("/with-a-child").status_code == 200
    monkeypatch.setattr(
        "app.services.organisations.organisation_lookup.find_organisation_by_host", _gone
    )
    assert client.get("/with-a-child").status_code == 200
    assert client.get("/concerns").status_code == 503


def _gone(*_args):
    from sqlalchemy.exc import TimeoutError as PoolTimeoutError

    raise PoolTimeoutError("every connection is taken")


def test_with_a_secret_that_does_not_fit_only_public_pages_are_served(world: World):
    world.client().get("/")
    browser = CheckingClient(world.make_app(secret=b"o" * 32))
    browser.set_cookie(COOKIE, world.token("sam"), domain="localhost")
    for path in PUBLIC:
        answer = browser.get(path)
        assert answer.status_code == 200
        assert world.org.name in answer.text
    for path in ("/", "/sign-in", "/set-up", "/concerns", "/record/new"):
        answer = browser.get(path)
        assert answer.status_code == 503
        assert "tel:01632960001" in answer.text
    assert browser.get("/healthz").get_json() == {"ok": True}
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"ok": False, "problem": "server secret does not fit"}


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_file_that_is_swapped_while_the_server_runs_is_noticed_at_once(
    world: World, migrated_file: Path, tmp_path: Path
):
    client, file = world.client("sam"), Path(world.url.removeprefix("sqlite:///"))
    assert client.get("/concerns").status_code == 200
    file.rename(tmp_path / "away")
    assert client.get("/concerns").status_code == 503
    assert not file.exists()  # an empty one in its place would be taken for a fresh start
    shutil.copy(migrated_file, file)
    assert client.get("/set-up").status_code == 503
    assert client.get("/readyz").get_json() == {"ok": False, "problem": "database empty"}
    assert client.get("/with-a-child").status_code == 200
    (tmp_path / "away").replace(file)
    assert client.get("/concerns").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_log_that_does_not_match_alerts_a_monitor_and_closes_no_page(world: World):
    world.change(update(LogHead).values(mac=bytes(32)))
    answer = world.client().get("/readyz")
    assert (answer.status_code, answer.get_json()["problem"]) == (503, "log does not match")
    assert world.client().get("/sign-in").status_code == 200


def test_the_file_holds_what_the_public_pages_show_and_nobodys_name(world: World):
    with world.session() as session:
        session.execute(update(Organisation).values(publish_leads=True))
        session.commit()
    assert "Jo Smith" in world.client().get("/numbers").text
    file = world.data / CACHE_FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    held = json.loads(text)["localhost"]
    assert set(held) == {"name", "lead_title", "phone", "pack", "hours", "closures", "demo"}
    for person in world.people.values():
        assert str(person.id) not in text
    for personal in ("Jo Smith", "Dele", "07700", "@", str(world.org.id)):
        assert personal not in text
    assert "Jo Smith" not in away(world.data, "sqlite").get("/numbers").text


def test_the_file_follows_a_change_and_is_not_written_without_one(world: World):
    client, file = world.client(), world.data / CACHE_FILE_NAME
    client.get("/")
    first = file.stat().st_ino
    client.get("/")
    assert file.stat().st_ino == first
    set_organisation(world, phone="01632 960099")
    client.get("/")
    assert "01632 960099" in away(world.data, "sqlite").get("/numbers").text


def test_a_file_that_is_damaged_or_cannot_be_written_stops_no_page(world: World):
    file = world.data / CACHE_FILE_NAME
    file.write_text('{"localhost": {"name": 7')
    assert away(world.data, "sqlite").get("/with-a-child").status_code == 200
    file.unlink()
    file.mkdir()
    assert world.client().get("/").status_code == 200
    assert away(world.data, "sqlite").get("/with-a-child").status_code == 200


def test_a_host_that_was_never_asked_for_shows_no_other_organisation(world: World):
    cache = OfflineOrgCache(world.data)
    cache.remember("school.example", world.org)
    cache.remember("club.example", replace(world.org, name="The Club", phone="01632 960098"))
    again = OfflineOrgCache(world.data)
    assert again.recall("club.example", "england").phone == "01632 960098"
    assert again.recall("school.example", "england").name == world.org.name
    strange = again.recall("other.example", "england")
    assert (strange.name, strange.phone, strange.pack) == ("", "", "england")


def test_the_switchboard_says_its_hours_and_that_it_is_closed_now(world: World):
    for path in ("/", "/numbers", "/with-a-child"):
        with time_machine.travel(DAY):
            assert "Answered Mon to Fri 09:00 to 17:00." in world.client().get(path).text
            assert "Closed now" not in world.client().get(path).text
        with time_machine.travel(NIGHT):
            found = world.client().get(path).text
            assert ("Closed now, opens tomorrow at 09:00." in found) is (path == "/numbers")
            assert "This is an answerphone." in found  # the line for this hour


def test_pages_from_the_pack_are_those_that_need_no_account_or_form(world: World):
    assert {f"public.{path[1:].replace('-', '_')}" for path in PUBLIC} == NEEDS[OrgNeed.CACHED]


def test_a_page_that_is_made_is_sent_though_its_connection_is_lost(world: World, monkeypatch):
    """The database goes away between the last query and the end of the request."""
    jo, functions = world.client("jo"), world.app.teardown_appcontext_funcs
    with world.app.app_context():
        dialect = db.engine.dialect
    lost = []

    def lose_connection(connection):
        lost.append(connection)
        raise dialect.dbapi.OperationalError("the server closed the connection")

    def go_away(_error):
        monkeypatch.setattr(dialect, "do_rollback", lose_connection)

    monkeypatch.setattr(world.app, "teardown_appcontext_funcs", [*functions, go_away])
    assert jo.get("/concerns").status_code == 200
    assert lost
    monkeypatch.undo()
    assert jo.get("/concerns").status_code == 200
