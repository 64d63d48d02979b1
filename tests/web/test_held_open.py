"""A phone script stays open for an hour while somebody holds the line; nothing else does."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.models.member import SignIn
from app.services import visits
from app.services.sign_ins import HELD, IDLE
from tests.support.checking import CheckingClient
from tests.support.desks import Office
from tests.support.walking import begin
from tests.support.world import COOKIE, World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(world: World) -> Office:
    clock = world.now
    made = Office(world)
    made.now = clock()
    return made


def later(office: Office, away: timedelta) -> None:
    """As if this much time had gone by since everything that the sign-ins know of."""
    with office.world.session() as session:
        for row in session.scalars(select(SignIn)):
            values = {"last_seen": row.last_seen - away}
            session.execute(update(SignIn).where(SignIn.id == row.id).values(**values))
        session.commit()


def scripts(office: Office, client: CheckingClient) -> list[str]:
    concern_id: UUID = office.signed("sam")
    return [
        "/phone-script",
        f"{begin(client)}/phone-script",
        f"/concerns/{concern_id}/phone-script",
    ]


def is_in(client: CheckingClient) -> bool:
    return client.get("/account").status_code == 200


def test_it_stays_for_an_hour_and_ends_then(office: Office):
    client = office.world.client("sam")
    for path in scripts(office, client):
        client = office.world.client("sam")
        client.get(path)
        later(office, HELD - MINUTE)
        assert is_in(client), path
        client.get(path)
        later(office, HELD)
        assert not is_in(client), path


def test_it_says_until_when(office: Office):
    client = office.world.client("sam")
    text = client.get("/phone-script").get_data(as_text=True)
    assert 'data-seconds="36' in text or 'data-seconds="3599"' in text
    assert "This page stays open for an hour" in text


def test_another_page_begins_the_usual_time_again(office: Office):
    client = office.world.client("sam")
    client.get("/phone-script")
    assert is_in(client)
    later(office, IDLE + MINUTE)
    assert not is_in(client)


def test_no_other_page_is_held(office: Office):
    client = office.world.client("sam")
    for path in ("/", "/numbers", f"{begin(client)}/told"):
        client = office.world.client("sam")
        client.get(path)
        later(office, IDLE + MINUTE)
        assert not is_in(client), path


def test_whoever_may_not_see_a_script_is_not_held(office: Office):
    concern_id = office.signed("sam")
    client = office.world.client("pat")
    assert client.get(f"/concerns/{concern_id}/phone-script").status_code == 404
    later(office, IDLE + MINUTE)
    assert not is_in(client)


@pytest.mark.parametrize("door", ["/hide", "/sign-out"])
def test_hide_and_sign_out_end_it_at_once(office: Office, door: str):
    client = office.world.client("sam")
    path = f"/concerns/{office.signed('sam')}/phone-script"
    client.get(path)
    assert client.send(door, {"next": path}, via=path).status_code == 303
    assert not is_in(client)
    assert client.get(path).location.startswith("/sign-in?next=")


def test_it_never_outlives_the_absolute_end(office: Office):
    desk, token = office.world.desk(), office.world.client("sam").get_cookie(COOKIE)
    assert token is not None
    found = visits.visit(desk, token.value)
    assert found is not None
    assert found.latest is not None
    office.now = found.latest - 10 * MINUTE
    assert visits.hold(desk, found) == found.latest
