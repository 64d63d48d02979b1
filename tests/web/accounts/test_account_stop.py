"""The pages on which a lead stops an account: what they say, and what the person is told."""

from __future__ import annotations

import re

import pytest

from app.services.suspension.member_suspension import suspend_member
from tests.support.club.world import World
from tests.support.web.checking_client import Page
from tests.web.accounts.test_sign_in import SAM

STOPPED = "stopped your account"


def stop(world: World, who: str):
    jo, member = world.client("jo"), f"/members/{world.people[who].id}"
    assert "Stop their account" in jo.page(member).text
    page = jo.page(f"{member}/account")
    answer = jo.send(f"{member}/suspend", via=f"{member}/account")
    assert answer.status_code == 303
    return page, jo.page(answer.location)


@pytest.mark.both_databases
def test_a_lead_stops_an_account_and_lets_them_sign_in_again(world: World):
    browser = world.client("sam")
    asked, done = stop(world, "sam")
    assert "Only Sam Lee can open their drafts" in asked.text
    assert "Sam Lee is signed out on every device and cannot sign in." in done.text
    assert re.search(r"Stopped on \d+ \w+ \d{4}, \d\d:\d\d by Jo Smith", done.text)
    answer = browser.get("/account")
    assert STOPPED in browser.page(answer.location).text
    right = world.client().send("/sign-in", SAM)
    assert right.status_code == 422
    assert STOPPED in Page(right.get_data(as_text=True)).text
    wrong = world.client().send("/sign-in", SAM | {"passphrase": "not this one at all"})
    assert STOPPED not in Page(wrong.get_data(as_text=True)).text
    jo = world.client("jo")
    assert "Stopped on" in jo.page("/members?status=stopped").text
    member = f"/members/{world.people['sam'].id}"
    answer = jo.send(f"{member}/restore", via=f"{member}/account")
    assert "They can sign in again" in jo.page(answer.location).text
    assert world.client().send("/sign-in", SAM).status_code == 303


def test_stopping_a_lead_says_what_the_key_of_their_team_still_opens(world: World):
    asked, _ = stop(world, "deputy")
    assert "The key of their team stays the same" in asked.text
    assert "remove them as the next step" in asked.text
    assert "has no open concern that you can read" in asked.text


def test_an_unattended_screen_of_a_lead_stops_no_one(world: World):
    jo, sam = world.client("jo", by_passphrase=False), world.client("sam")
    member = f"/members/{world.people['sam'].id}"
    asked = jo.send(f"{member}/suspend", via=f"{member}/account")
    assert "Enter your passphrase to continue" in Page(asked.get_data(as_text=True)).text
    assert sam.get("/account").status_code == 200


def test_oneself_and_an_invited_person_cannot_be_stopped(world: World):
    jo = world.client("jo")
    own = f"/members/{world.people['jo'].id}"
    assert "You cannot stop your own account" in jo.page(f"{own}/account").text
    answer = jo.send(f"{own}/suspend", via=own)
    assert answer.status_code == 422
    assert "Ask another safeguarding lead" in Page(answer.get_data(as_text=True)).text


def test_words_that_arrive_after_the_stop_are_given_back(world: World):
    sam = world.client("sam")
    path = re.match("/record/[0-9a-f-]{36}", sam.send("/record/new", via="/").location)[0]
    path += "/account"
    token = sam.csrf(path)
    suspend_member(world.uow("jo"), world.people["sam"].id)
    typed = {"worry": "Quiet since Monday.", "version": "0", "csrf_token": token}
    answer = sam.post(path, data=typed)
    text = Page(answer.get_data(as_text=True)).text
    assert answer.status_code == 401
    assert STOPPED in text
    assert "What you just sent was not saved. Copy it" in text
    assert "Quiet since Monday." in text
