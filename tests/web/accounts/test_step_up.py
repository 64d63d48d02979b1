"""A change that could last asks for the passphrase again, and nothing is typed twice."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, update

from app.errors import ThrottledError
from app.models.audit_log import Leaf
from app.models.member import Lock
from app.services.auth import one_time_display, redisplayed_pages, sessions, step_up
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import Page
from tests.support.web.html_forms import Form, forms

HEADING = "Enter your passphrase to continue"
INVITE = {"name": "Ann Bell", "email": "ann@example.org", "role": "practitioner"}
CARD = "/account/recovery-card"
SHOWS = {"Sec-Fetch-Mode": "navigate"}


def waiting(answer) -> Form:
    """The form of a page that asks for the passphrase."""
    text = answer.get_data(as_text=True)
    assert Page(text).headings == [HEADING]
    return next(form for form in forms(text) if "carried_form" in form.controls)


def enter_passphrase(browser, form: Form, passphrase: str = PASSPHRASE):
    form.set("step_up_passphrase", [passphrase])
    return browser.post(form.action, data=form.sent())


def count_logged(world, action: str) -> int:
    with world.engine.connect() as connection:
        lines = connection.scalars(select(Leaf.line)).all()
    return sum(f'"act":"{action}"'.encode() in (line or b"") for line in lines)


def test_a_form_goes_on_with_nothing_typed_again(world):
    browser = world.client("jo", by_passphrase=False)
    asked = browser.send("/members/invite", INVITE)
    assert asked.status_code == 403
    assert "You’re about to invite someone." in Page(asked.get_data(as_text=True)).text
    assert "ann@example.org" not in asked.get_data(as_text=True)  # it waits sealed
    done = enter_passphrase(browser, waiting(asked))
    assert (done.status_code, done.location) == (303, "/members/codes")
    assert "Ann Bell (ann@example.org)" in browser.page("/members/codes").text
    assert count_logged(world, "sign_in.repeated") == 1


def test_a_page_that_is_opened_comes_after_the_passphrase(world):
    browser = world.client("jo", by_passphrase=False)
    asked = browser.get("/members/codes?replaced=1")
    done = enter_passphrase(browser, waiting(asked))
    assert (done.status_code, done.location) == (303, "/members/codes?replaced=1")


@pytest.mark.parametrize(
    ("path", "back"),
    [("/log/export", "/log"), ("/organisation/change", "/organisation/change"), (CARD, "/account")],
)
def test_back_leads_to_the_page_before(world, path, back):
    asked = world.client("jo", by_passphrase=False).send(path, via="/help")
    assert back in Page(asked.get_data(as_text=True)).links


def test_many_values_of_one_name_all_come_back(world):
    browser = world.client("jo", by_passphrase=False)
    controls = browser.page("/rota").controls
    leads = [one["value"] for one in controls if one.get("name") == "lead"]
    seen = next(one["value"] for one in controls if one.get("name") == "seen")
    days = {f"days-{leads[0]}": ["0", "3"]}
    asked = browser.send("/rota", {"lead": leads, "seen": seen, **days})
    assert enter_passphrase(browser, waiting(asked)).location == "/rota?saved=1"
    ticked = [one for one in browser.page("/rota").controls if "checked" in one]
    assert [one["value"] for one in ticked] == ["0", "3"]


def test_a_wrong_passphrase_shows_the_page_again_and_loses_nothing(world):
    browser = world.client("jo", by_passphrase=False)
    asked = browser.send("/members/invite", INVITE)
    again = enter_passphrase(browser, waiting(asked), "not the passphrase at all")
    assert again.status_code == 422
    text = again.get_data(as_text=True)
    assert "Error: " in Page(text).title
    assert step_up.NOT_YOURS in text
    assert "not the passphrase" not in text
    assert 'href="#step_up_passphrase"' in text
    empty = enter_passphrase(browser, waiting(again), "")
    assert "Enter your passphrase." in empty.get_data(as_text=True)
    assert enter_passphrase(browser, waiting(empty)).location == "/members/codes"
    assert count_logged(world, "sign_in.repeat_failed") == 1


def test_pressing_twice_does_no_more_than_the_form_itself(world):
    browser = world.client("jo", by_passphrase=False)
    form = waiting(browser.send("/organisation/closures", {"closures": "25/12/2030"}))
    assert enter_passphrase(browser, form).location == "/organisation?saved=closures"
    assert enter_passphrase(browser, form).location == "/organisation?saved=closures"
    assert count_logged(world, "sign_in.repeated") == 1


def test_no_slot_free_says_so_and_keeps_what_waits(world):
    browser = world.client("jo", by_passphrase=False)
    asked = browser.send("/members/invite", INVITE)
    house = world.app.extensions["heard"]
    slots = replace(house).slots
    world.app.extensions["heard"] = replace(house, slots=type(slots)(world.data, count=1))
    busy = world.app.extensions["heard"].slots
    with busy.hold():
        again = enter_passphrase(browser, waiting(asked))
    assert again.status_code == 503
    assert "Enter your passphrase and try again" in again.get_data(as_text=True)
    assert enter_passphrase(browser, waiting(again)).location == "/members/codes"


def test_a_form_of_another_page_or_person_is_not_believed(world):
    browser, other = (world.client(who, by_passphrase=False) for who in ("jo", "deputy"))
    form = waiting(browser.send("/organisation/closures", {"closures": "25/12/2030"}))
    moved = replace(form, action="/members/invite")
    assert enter_passphrase(browser, moved).status_code == 400
    form.set("csrf_token", [other.csrf("/help")])
    assert enter_passphrase(other, form).status_code == 400
    form.set("carried_form", ["AAAA"])
    form.set("csrf_token", [browser.csrf("/help")])
    assert enter_passphrase(browser, form).status_code == 400


@pytest.mark.parametrize("after", [timedelta(minutes=5), timedelta(seconds=-1)])
def test_it_counts_for_five_minutes_and_never_ahead_of_the_clock(world, after):
    now = world.now()
    world.now = lambda: now
    browser = world.client("jo")
    world.stop_page_clock(now + after)
    assert browser.get(CARD).status_code == 403
    world.stop_page_clock(now + timedelta(seconds=299))
    assert browser.get(CARD).status_code == 200


def test_signing_in_counts_and_a_recovery_card_does_not(world):
    browser = world.client("sam")
    browser.send(CARD)
    card = Page(browser.get(CARD).get_data(as_text=True)).text
    card = card.split("with-card ")[1][:32]
    visitor, new = world.client(), "velvet tractor sunday lemon"
    typed = {"email": "sam@example.org", "card": card, "passphrase": new, "again": new}
    assert visitor.send("/sign-in/with-card", typed).status_code == 303
    assert visitor.get(CARD).status_code == 403
    fresh = world.client()
    assert fresh.send("/sign-in", {"email": "sam@example.org", "passphrase": new}).location == "/"
    assert fresh.get(CARD).status_code == 200


def test_a_box_from_before_there_was_a_step_up_still_opens(world):
    """Its tag was made over the fields it had: none of them is new."""
    token = world.token("jo", by_passphrase=False)
    uow = world.uow()
    assert sessions.open_session(uow, token).actor is not None
    assert b"stepped_up_at" not in msgspec.json.encode(uow.keys.state)


def test_an_older_lock_in_the_row_is_refused(world):
    """The database is changed to hold the lock of a passphrase that leaked."""
    browser, new = world.client("jo"), "velvet tractor sunday lemon"
    with world.engine.connect() as connection:
        mine = (Lock.user_id == world.people["jo"].id, Lock.kind == "passphrase")
        old = connection.scalar(select(Lock.blob).where(*mine))
    form = {"now": PASSPHRASE, "passphrase": new, "again": new}
    assert browser.send("/account/passphrase", form).status_code == 303
    later = world.client("jo", by_passphrase=False)
    world.change(update(Lock).where(*mine).values(blob=old))
    refused = enter_passphrase(later, waiting(later.get(CARD)))
    assert refused.status_code == 500
    assert later.get(CARD).status_code == 403
    assert count_logged(world, "key.refused") == 1


def test_a_browser_is_sent_to_an_address_that_back_can_open(world):
    """A browser says that it shows pages. What it is shown is kept until the form went through."""
    browser = world.client("jo", by_passphrase=False)
    form = {**INVITE, "csrf_token": browser.csrf("/members/invite")}
    asked = browser.post("/members/invite", data=form, headers=SHOWS)
    assert (asked.status_code, asked.location) == (303, "/members/invite?returned=1")
    assert browser.page("/members/invite").headings == ["Invite someone"]
    again = waiting(browser.get(asked.location))
    again.set("step_up_passphrase", [PASSPHRASE])
    done = browser.post(again.action, data=again.sent(), headers=SHOWS)
    assert done.location == "/members/codes"
    assert Page(browser.get(asked.location).text).headings == ["Invite someone"]


def test_the_last_three_pages_of_a_session_are_kept_for_it_alone(world):
    browser = world.client("jo")
    token = {"csrf_token": browser.csrf("/help")}
    paths = ["/members/confirm", "/members/invite", "/organisation/closures", "/account/details"]
    for path in paths:
        answer = browser.post(path, data=token, headers=SHOWS)
        assert answer.location == f"{path}?returned=1"
    for path in paths[1:]:
        assert "There is a problem" in browser.get(f"{path}?returned=1").text
    assert browser.get(f"{paths[0]}?returned=1").location == "/members", "no page of its own"
    assert "There is a problem" not in world.client("jo").get("/account/details?returned=1").text


def test_a_page_that_is_kept_goes_when_a_file_was_handed_over(world):
    browser = world.client("jo", by_passphrase=False)
    asked = browser.post("/log/export", data={"csrf_token": browser.csrf("/log")}, headers=SHOWS)
    form = waiting(browser.get(asked.location))
    form.set("step_up_passphrase", [PASSPHRASE])
    assert browser.post(form.action, data=form.sent(), headers=SHOWS).status_code == 200
    assert browser.get(asked.location).location == "/log"


def test_a_refusal_that_passes_is_not_kept(world, monkeypatch):
    visitor = world.client("sam")
    typed = {**INVITE, "csrf_token": visitor.csrf("/help")}
    assert visitor.post("/members/invite", data=typed, headers=SHOWS).status_code == 403
    browser = world.client("jo", by_passphrase=False)
    form = waiting(browser.send("/members/invite", INVITE))
    form.set("step_up_passphrase", [PASSPHRASE])

    def refuse_for_now(*_):
        raise ThrottledError("too many tries")

    monkeypatch.setattr(step_up, "step_up", refuse_for_now)
    assert browser.post(form.action, data=form.sent(), headers=SHOWS).status_code == 429


def keep_pages(world, *paths: str):
    """Return a unit of work that finds a page kept at each path, and its token."""
    token = world.token("jo")
    for path in paths:
        uow = world.uow()
        sessions.open_session(uow, token)
        assert redisplayed_pages.keep_redisplayed_page(uow, token, path, 422, path)
    sessions.open_session(uow, token)
    return uow, token


def test_a_page_is_shown_again_for_half_an_hour(world):
    start = world.now().replace(microsecond=0)
    world.now = lambda: start
    uow, _ = keep_pages(world, "/a/1")
    world.now = lambda: start + timedelta(minutes=30)
    assert redisplayed_pages.load_redisplayed_page(uow, "/a/1") == (422, "/a/1")
    world.now = lambda: start + timedelta(minutes=30, seconds=1)
    assert redisplayed_pages.load_redisplayed_page(uow, "/a/1") is None


def test_a_page_from_before_pages_had_a_time_is_not_shown(world):
    uow, token = keep_pages(world, "/a/1")
    packed = base64.b64encode(zlib.compress(b"422 <!doctype html> <html>")).decode()
    one_time_display.show_secret(uow, token, "page//a/1", packed)
    sessions.open_session(uow, token)
    assert redisplayed_pages.load_redisplayed_page(uow, "/a/1") is None


def test_a_form_that_went_through_forgets_no_page_of_a_longer_address(world):
    uow, token = keep_pages(world, "/a/1", "/a/12")
    redisplayed_pages.forget_redisplayed_page(uow, token, "/a/1")
    sessions.open_session(uow, token)
    assert redisplayed_pages.load_redisplayed_page(uow, "/a/1") is None
    assert redisplayed_pages.load_redisplayed_page(uow, "/a/12") == (422, "/a/12")
