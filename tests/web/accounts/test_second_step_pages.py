"""The pages of a second step: set it up, sign in with it, lose it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from app.accounts.second_step.code_views import TOO_LATE
from app.services.auth.second_step import step_codes
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import Page
from tests.web.expired_sign_ins import end_sign_ins

STEP = "/account/second-step"
SAM = {"email": "sam@example.org", "passphrase": PASSPHRASE}


def show_code(secret: bytes, later: int = 0) -> str:
    """Return what the app shows, some steps of 30 seconds from now."""
    step = int(datetime.now(UTC).timestamp()) // step_codes.STEP_SECONDS
    return step_codes.compute_app_code(secret, step + later)


def set_up(browser) -> tuple[bytes, tuple[str, ...]]:
    """Set a second step up by its pages. Return what is in the app, and the recovery codes."""
    assert browser.send(f"{STEP}/start", via=STEP).location == STEP
    page = browser.page(STEP).text
    secret = step_codes.decode_secret(re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", page)[1])
    assert browser.send(STEP, {"code": "12"}).status_code == 422
    assert browser.send(STEP, {"code": show_code(secret)}).location == STEP
    codes = tuple(re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{3}\b", browser.page(STEP).text))
    assert len(codes) == step_codes.RECOVERY_CODES
    return secret, codes


def read_hidden(answer) -> dict[str, str]:
    names = ("waiting", "next", "carried_form")
    fields = re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', answer.text)
    return {name: value for name, value in fields if name in names}


def type_code(browser: FlaskClient, asked, **typed: str):
    token = re.search(r'name="csrf_token" value="(\w+)"', asked.text)[1]
    return browser.post("/sign-in/code", data={"csrf_token": token, **read_hidden(asked), **typed})


def test_set_up_shows_the_codes_once_and_sign_in_asks_for_one(world):
    owner, browser = world.client("sam"), world.client()
    secret, codes = set_up(owner)
    unticked = owner.send(f"{STEP}/kept", via=STEP)
    assert (unticked.status_code, unticked.location) == (303, f"{STEP}?not_kept=1")
    assert "Then tick this box" in owner.page(unticked.location).text
    owner.send(f"{STEP}/kept", {"written_down": "y"}, via=STEP)
    page = owner.page(STEP).text
    assert codes[0] not in page
    assert "You have 10 recovery codes left" in page
    asked = browser.send("/sign-in", {**SAM, "next": "/help"})
    assert asked.status_code == 200
    assert "Enter your code" in Page(asked.text).text
    assert "sam@" not in asked.text
    assert "Sam Hill" not in asked.text
    for path in ("/account", "/concerns", "/record"):
        assert browser.get(path).status_code in {302, 404}, path
    assert browser.get("/with-a-child").status_code == browser.get("/numbers").status_code == 200
    empty, wrong = type_code(browser, asked), type_code(browser, asked, code="12345")
    assert (empty.status_code, wrong.status_code) == (422, 422)
    code = show_code(secret, 1)
    done = type_code(browser, wrong, code=f" {code[:3]} {code[3:]} ")
    assert (done.status_code, done.location) == (303, "/help")
    assert browser.get("/account").status_code == 200
    assert type_code(world.client(), asked, recovery=codes[0]).status_code == 400, "no cookie"


def test_a_form_that_waited_goes_on_after_the_code(world):
    owner = world.client("sam")
    _, codes = set_up(owner)
    fields = {"name": "Sam Hill", "job_title": "Coach on Tuesdays", "phone": "01632 960111"}
    token = owner.csrf("/account/details")
    end_sign_ins(world, "sam")
    late = owner.post("/account/details", data={"csrf_token": token, **fields})
    assert late.status_code == 401
    (carried,) = re.findall(r'name="carried_form"[^>]* value="([^"]+)"', late.text)
    csrf = re.search(r'name="csrf_token" value="(\w+)"', late.text)[1]
    unlock = {"csrf_token": csrf, "carried_form": carried, "passphrase": PASSPHRASE}
    asked = owner.post("/locked", data=unlock)
    assert "Enter your code" in Page(asked.text).text
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        old = type_code(owner, asked, recovery=codes[0])
    assert old.status_code == 422
    assert TOO_LATE in Page(old.text).text
    assert carried in old.text
    done = type_code(owner, owner.post("/locked", data=unlock), recovery=codes[0])
    assert done.location == "/account/waiting-form"
    assert "Coach on Tuesdays" in owner.page("/account/waiting-form").text


def test_a_recovery_code_counts_with_wrong_digits_in_the_other_box(world):
    _, codes = set_up(world.client("sam"))
    browser = world.client()
    wrong = type_code(browser, browser.send("/sign-in", SAM), code="123456", recovery="abc")
    assert wrong.status_code == 422
    boxes = {
        one["name"]: one.get("value", "") for one in Page(wrong.text).controls if "name" in one
    }
    assert (boxes["code"], boxes["recovery"]) == ("", "abc")
    assert 'id="recovery-error"' in wrong.text
    assert type_code(browser, wrong, code="123456", recovery=codes[0]).status_code == 303
    again = type_code(browser, wrong, recovery=codes[0])
    assert again.status_code == 303, "they are signed in already: pressed twice, or came back"


def test_an_open_screen_shows_no_code_or_secret_without_the_passphrase(world):
    owner = world.client("sam")
    set_up(owner)
    owner.send(f"{STEP}/kept", {"written_down": "y"}, via=STEP)
    token, shows = owner.csrf(STEP), {"Sec-Fetch-Mode": "navigate"}
    owner.send(f"{STEP}/start", via=STEP)
    old_tab = owner.post(f"{STEP}/off", data={"csrf_token": token}, headers=shows)
    assert (old_tab.status_code, old_tab.location) == (303, STEP)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        answer = owner.send(f"{STEP}/kept", via="/help")
        asked = owner.get(answer.location)
    assert "passphrase" in Page(asked.text).text
    assert not re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", answer.text + asked.text)


def test_set_up_can_be_stopped_and_what_was_on_goes_on(world):
    owner = world.client("sam")
    set_up(owner)
    owner.send(f"{STEP}/kept", {"written_down": "y"}, via=STEP)
    owner.send(f"{STEP}/start", via=STEP)
    assert "Add Heard to your app" in owner.page(STEP).text
    assert owner.send(STEP, {"stop": "y"}).status_code == 303
    assert "You have 10 recovery codes left" in owner.page(STEP).text


def test_no_lead_turns_off_the_second_step_of_a_head_or_chair(world):
    set_up(world.client("senior"))
    lead, path = world.client("jo"), f"/members/{world.people['senior'].id}/second-step"
    assert "The recovery sheet can" in lead.page(path).text
    assert lead.send(path).status_code == 403
    email = {"email": "senior@example.org", "passphrase": PASSPHRASE}
    assert "Enter your code" in Page(world.client().send("/sign-in", email).text).text


@pytest.mark.parametrize("who", ["sam", "deputy"])
def test_a_lead_turns_off_a_lost_second_step_and_everyone_is_told(world, who):
    set_up(world.client(who))
    email, lead = {"email": f"{who}@example.org", "passphrase": PASSPHRASE}, world.client("jo")
    path = f"/members/{world.people[who].id}/second-step"
    assert world.client("sam").get(path).status_code in {302, 403} if who != "sam" else True
    assert "Turn it off" in lead.page(path).text
    told = "Heard will not tell them: email is not set up here. Tell them yourself."
    assert told in " ".join(lead.page(path).text.split())
    done = lead.send(path)
    assert done.status_code == 303
    assert told in " ".join(lead.page(done.location).text.split())
    assert "has no second step" in lead.page(path).text
    assert world.client().send("/sign-in", email).status_code == 303
    assert "turned off the second step of" in world.client("senior").page("/").text
    told = world.client(who).page("/account/notices").text
    assert "turned off the second step of your account" in told


def test_who_holds_a_team_key_is_told_that_they_have_no_second_step(world):
    words = "Set up a second step"
    assert words in world.client("jo").page("/").text
    assert "Add a second step" not in world.client("sam").page("/").text
    lead = world.client("jo")
    set_up(lead)
    assert "Add a second step" not in lead.page("/").text
