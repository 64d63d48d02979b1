"""In and out: one answer to every wrong guess, a kind one when busy, and back where one was."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.models.member import Lock, SignIn
from app.services.auth import session_state
from app.services.suspension.member_suspension import suspend_member
from app.vault import locks
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import COOKIE
from tests.support.web.checking_client import CheckingClient, Page

SAM = {"email": " Sam@Example.org", "passphrase": PASSPHRASE, "next": "/account"}


def words(answer) -> str:
    return Page(answer.get_data(as_text=True)).text


def test_the_right_passphrase_opens_and_leads_where_one_wanted_to_go(world):
    browser = world.client()
    answer = browser.send("/sign-in", SAM)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Sam Lee" in browser.page("/account").text
    assert browser.get("/sign-in?next=/account").location == "/account"


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/x\ny", "/no-such", "/sign-out",
     "/account?x=1", "account", "", "/" + "a" * 400],
)  # fmt: skip
def test_no_address_from_outside_is_ever_a_destination(world, place):
    answer = world.client().send("/sign-in", SAM | {"next": place})
    assert answer.location == "/"


def test_unknown_people_and_wrong_passphrases_look_and_cost_the_same(world, monkeypatch):
    runs = []
    real = locks.stretch_passphrase
    monkeypatch.setattr(
        locks, "stretch_passphrase", lambda *a, **k: (runs.append(1), real(*a, **k))[1]
    )
    browser, seen = world.client(), []
    for email in ("sam@example.org", "nobody@example.org"):
        answer = browser.send("/sign-in", {"email": email, "passphrase": "wrong wrong wrong"})
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert email in page
        assert "wrong wrong wrong" not in page
        seen.append(page.replace(email, ""))
    assert seen[0] == seen[1]
    assert len(runs) == 2


def test_the_ninth_try_from_one_place_waits_and_other_places_do_not(world):
    here, there = world.client(), world.client()
    for _ in range(8):
        assert here.send("/sign-in", SAM | {"passphrase": "no no no no"}).status_code == 422
    ninth = here.send("/sign-in", SAM)
    assert ninth.status_code == 429
    assert "You can still call" in words(ninth)
    assert "Sam@Example.org" in ninth.get_data(as_text=True)
    token = there.csrf("/sign-in")
    elsewhere = there.post(
        "/sign-in",
        data=SAM | {"csrf_token": token},
        environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status_code == 303
    with time_machine.travel(timedelta(minutes=16)):
        assert here.send("/sign-in", SAM).status_code == 303


def test_when_every_slot_is_taken_the_page_is_kind_and_keeps_the_e_mail(world, monkeypatch):
    house = world.app.extensions["heard"]
    monkeypatch.setattr("app.services.auth.kdf_slots.WAIT_SECONDS", 0.0)
    held = [house.slots.hold(0.0) for _ in range(house.slots._count)]
    for one in held:
        one.__enter__()
    try:
        answer = world.client().send("/sign-in", SAM)
    finally:
        for one in held:
            one.__exit__(None, None, None)
    assert answer.status_code == 503
    assert "press the button" in words(answer)
    assert "Sam@Example.org" in answer.get_data(as_text=True)
    assert PASSPHRASE not in answer.get_data(as_text=True)


def test_signing_out_ends_it_on_the_server_too(world):
    browser = world.client("sam")
    cookie = browser.get_cookie(COOKIE)
    assert browser.send("/sign-out", via="/account").location == "/"
    browser.set_cookie(COOKIE, cookie.value, domain="localhost")
    assert browser.get("/account").location == "/sign-in?next=/account"


def test_hiding_locks_at_once_and_the_passphrase_alone_brings_back(world):
    browser = world.client("sam")
    button = browser.get("/account/details").get_data(as_text=True)
    assert '<input type="hidden" name="next" value="/account/details">' in button
    hidden = browser.send("/hide", {"next": "/account/details"}, via="/account")
    assert (hidden.status_code, hidden.location) == (303, "/locked?next=/account/details")
    page = browser.page(hidden.location)
    for word in ("Riverside", "Sam", "999", "Heard"):  # in words: a token may hold any digits
        assert word not in page.text + page.title
    assert not any(link.startswith("tel:") for link in page.links)
    assert "history" in page.text
    assert browser.get("/account").status_code == 302
    wrong = browser.send("/locked", {"passphrase": "no no no", "next": "/account/details"})
    assert wrong.status_code == 422
    assert "no no no" not in wrong.get_data(as_text=True)
    back = browser.send("/locked", {"passphrase": PASSPHRASE, "next": "/account/details"})
    assert back.location == "/account/details"
    assert browser.get("/account/details").status_code == 200


def test_the_locked_page_without_a_cookie_is_the_front_door(world):
    stranger = world.client()
    assert stranger.get("/locked").location == "/sign-in?next=/"


def test_twenty_idle_minutes_or_ten_hours_end_a_session(world):
    browser = world.client("sam")
    with time_machine.travel(timedelta(minutes=19)) as clock:
        assert browser.get("/account").status_code == 200
        clock.shift(timedelta(minutes=20, seconds=1))
        door = browser.get("/account").location
        assert door == "/sign-in?next=/account&ended=1"
        page = browser.page(door)
        assert "We sign you out after 20 minutes without a button pressed" in page.text
        assert "What you saved is safe." in page.text
        again = browser.get("/account").location  # the box is gone now: still the same reason
        assert again == door
        assert browser.send("/sign-in", SAM | {"next": "/account"}, via=door).location == "/account"
    busy = world.client("sam")
    with time_machine.travel(timedelta(seconds=1)) as clock:
        for _ in range(39):
            clock.shift(timedelta(minutes=15))
            assert busy.get("/account").status_code == 200
        clock.shift(timedelta(minutes=15))
        assert busy.get("/account").location == "/sign-in?next=/account&ended=1"


def test_a_page_sent_too_late_leads_to_the_door_and_back_to_itself(world):
    browser = world.client("sam")
    token = browser.csrf("/account/passphrase")
    with time_machine.travel(timedelta(minutes=21)):
        answer = browser.post("/account/passphrase", data={"csrf_token": token, "now": "Sam"})
        assert answer.status_code == 401
        assert 'href="/sign-in?next=/account/passphrase"' in answer.get_data(as_text=True)


def test_the_box_is_gone_when_a_sign_in_has_expired(world):
    browser = world.client("sam")
    with time_machine.travel(session_state.IDLE_LIMIT):
        browser.get("/account")
    assert world.session().scalars(
        select(SignIn.box).where(SignIn.ended_at.is_not(None))
    ).all() == [None]


def test_staying_moves_the_end_with_and_without_javascript(world):
    browser = world.client("sam")
    with time_machine.travel(timedelta(minutes=19)) as clock:
        token = browser.csrf("/account")
        said = browser.post(
            "/stay", data={"csrf_token": token}, headers={"Accept": "application/json"}
        )
        assert session_state.IDLE_LIMIT.total_seconds() - 10 < said.json["seconds"]
        clock.shift(timedelta(minutes=19))
        assert browser.send("/stay", {"next": "/account"}, via="/account").location == "/account"
        clock.shift(timedelta(minutes=21))
        late = browser.post(
            "/stay", data={"csrf_token": token}, headers={"Accept": "application/json"}
        )
        assert late.status_code == 401


def test_a_cookie_of_nonsense_is_a_stranger_and_not_an_error(world):
    for nonsense in ("x", "é", "A" * 43, "=" * 400):
        browser = CheckingClient(world.app)
        browser.set_cookie(COOKIE, nonsense, domain="localhost")
        assert browser.get("/sign-in").status_code == 200
        assert browser.get("/account").status_code == 302


def test_a_suspended_member_is_out_at_once_and_cannot_come_back(world):
    browser = world.client("sam")
    suspend_member(world.uow("jo"), world.people["sam"].id)
    assert browser.get("/account").status_code == 302
    assert world.client().send("/sign-in", SAM).status_code == 422


def test_no_lock_of_the_club_opens_with_another_members_id(world):
    session = world.session()
    blobs = {one.user_id: one.blob for one in session.scalars(select(Lock))}
    sam, pat = world.people["sam"].id, world.people["pat"].id
    session.execute(update(Lock).where(Lock.user_id == pat).values(blob=blobs[sam]))
    session.commit()
    answer = world.client().send("/sign-in", SAM | {"email": "pat@example.org"})
    assert answer.status_code == 422
