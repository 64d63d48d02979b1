"""A phone script stays open for an hour while somebody holds the line: one hour, and honest."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.models.member import SignIn
from app.services.audit_log.session_index import SESSION_LIMIT
from app.services.auth import sessions
from app.services.auth.session_state import CALL_HOLD_TIME, IDLE_LIMIT
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.club.world import COOKIE
from tests.support.web.checking_client import CheckingClient
from tests.support.web.record_client import begin

__all__ = ["office"]

MINUTE = timedelta(minutes=1)


def later(office: Office, away: timedelta) -> None:
    """As if this much time had gone by since everything that the sign-ins know of."""
    with office.world.session() as session:
        for row in session.scalars(select(SignIn)):
            values = {"last_seen": row.last_seen - away}
            if row.held_until is not None:
                values["held_until"] = row.held_until - away
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
        for away, still in ((CALL_HOLD_TIME - MINUTE, True), (CALL_HOLD_TIME, False)):
            client = office.world.client("sam")
            client.get(path)
            later(office, away)
            assert is_in(client) is still, path


def test_it_says_until_when(office: Office):
    client = office.world.client("sam")
    text = client.get("/phone-script").get_data(as_text=True)
    seconds = int(text.partition('data-seconds="')[2].partition('"')[0])
    assert CALL_HOLD_TIME - 2 * MINUTE < timedelta(seconds=seconds) <= CALL_HOLD_TIME
    assert (
        "This page stays open for up to an hour while you’re on the phone. It is open until" in text
    )


def left(client: CheckingClient, path: str) -> timedelta:
    """How long a page says that it stays."""
    text = client.get(path).get_data(as_text=True)
    return timedelta(seconds=int(text.partition('data-seconds="')[2].partition('"')[0]))


@pytest.mark.parametrize("other", ["autosave", "page", "stay"])
def test_nothing_else_that_is_asked_for_makes_it_shorter(office: Office, other: str):
    client = office.world.client("sam")
    draft = begin(client)
    client.get(f"{draft}/phone-script")
    later(office, 5 * MINUTE)
    if other == "autosave":
        client.send(f"{draft}/account", {"worry": "Quiet."})
    elif other == "stay":
        client.send("/stay", {}, via="/account")
    assert CALL_HOLD_TIME - 6 * MINUTE < left(client, "/account") <= CALL_HOLD_TIME - 5 * MINUTE
    later(office, CALL_HOLD_TIME - 6 * MINUTE)
    assert is_in(client), "as the script said"


def test_loading_it_again_begins_no_other_hour(office: Office):
    client = office.world.client("sam")
    client.get("/phone-script")
    later(office, 50 * MINUTE)
    assert IDLE_LIMIT - MINUTE < left(client, "/phone-script") <= IDLE_LIMIT
    later(office, 15 * MINUTE)
    assert left(client, "/phone-script") <= IDLE_LIMIT, "its hour was over a moment ago"
    later(office, IDLE_LIMIT)
    assert not is_in(client)


def test_a_call_that_was_logged_ends_its_hour_and_the_next_script_has_one(office: Office):
    client = office.world.client("sam")
    draft = begin(client)
    concern_id = office.signed("sam")
    for script in (f"{draft}/phone-script", f"/concerns/{concern_id}/phone-script"):
        assert left(client, script) > IDLE_LIMIT, script
        later(office, 10 * MINUTE)
        log = script.replace("phone-script", "calls")
        assert client.send(log, {}, via=script).status_code == 303
        assert left(client, "/account") <= IDLE_LIMIT, script
    assert left(client, "/phone-script") > CALL_HOLD_TIME - MINUTE
    client.send("/phone-script", {"once": "7"}, via="/phone-script")
    assert left(client, "/account") <= IDLE_LIMIT


def test_a_row_that_is_held_longer_than_we_hold_is_not_held(office: Office):
    client = office.world.client("sam")
    client.get("/phone-script")
    with office.world.session() as session:
        ahead = office.world.now() + timedelta(days=9)
        session.execute(update(SignIn).values(held_until=ahead))
        session.commit()
    assert left(client, "/account") <= IDLE_LIMIT
    later(office, IDLE_LIMIT)
    assert not is_in(client)


def test_no_other_page_is_held(office: Office):
    client = office.world.client("sam")
    for path in ("/", "/numbers", f"{begin(client)}/told"):
        client = office.world.client("sam")
        client.get(path)
        later(office, IDLE_LIMIT + MINUTE)
        assert not is_in(client), path


def test_whoever_may_not_see_a_script_is_not_held(office: Office):
    concern_id = office.signed("sam")
    client = office.world.client("pat")
    assert client.get(f"/concerns/{concern_id}/phone-script").status_code == 404
    later(office, IDLE_LIMIT + MINUTE)
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
    uow, token = office.world.uow(), office.world.client("sam").get_cookie(COOKIE)
    assert token is not None
    found = sessions.open_session(uow, token.value)
    assert found is not None
    since = office.session.get_one(SignIn, found.row_id).since
    office.now = since + SESSION_LIMIT - 10 * MINUTE
    assert sessions.hold_session_for_call(uow, found) == since + SESSION_LIMIT
