"""A form that waits for a passphrase serves its writer alone, whoever has its page afterwards.

Someone else at the same device has the whole page, and perhaps the cookie of the session that
ended. They may sign in as themself. They get nothing of it, and nothing goes on.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.models.member import Member
from app.services.audit_log.session_index import SESSION_LIMIT
from app.services.auth import one_time_display, waiting_forms
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import COOKIE, World
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.html_forms import Form, forms
from tests.web.accounts.test_step_up import INVITE, enter_passphrase, waiting

OVER = timedelta(minutes=21)
SAME_SITE = {"Sec-Fetch-Site": "same-site"}
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def leave_form(browser: CheckingClient) -> Form:
    """Leave the page that asks for the passphrase open."""
    return waiting(browser.send("/members/invite", INVITE))


def demand_nothing(world: World, browser: CheckingClient, answer, carried: str) -> None:
    """Fail if an answer, or what the browser can open next, has anything of the form."""
    text = answer.get_data(as_text=True)
    assert carried not in text
    assert "invite someone" not in text
    assert browser.get("/account/waiting-form").location == "/"
    invited = select(Member.id).where(Member.email == INVITE["email"])
    assert world.session().scalar(invited) is None


@pytest.mark.parametrize("headers", [OUR_PAGE, {}])
def test_another_person_who_signs_in_on_the_device_gets_nothing(world, headers):
    browser = world.client("jo", by_passphrase=False)
    form = leave_form(browser)
    with time_machine.travel(OVER):
        browser.get("/account")
        account = {"email": "deputy@example.org", "passphrase": PASSPHRASE}
        assert browser.send("/sign-in", account).status_code == 303
        for place in ("/locked", "/account/step-up", "/members/invite"):
            stale = browser.post(place, data=form.sent(), headers=headers)
            assert stale.status_code == 400
            demand_nothing(world, browser, stale, form.sent()["carried_form"][0])
            fresh = form.sent() | {"csrf_token": browser.csrf("/help"), "passphrase": PASSPHRASE}
            answer = browser.post(place, data=fresh, headers=headers)
            demand_nothing(world, browser, answer, form.sent()["carried_form"][0])


def test_someone_else_who_unlocks_with_the_form_gets_nothing(world):
    """The page of one lead, sent from the ended session of another one."""
    form, thief = leave_form(world.client("jo", by_passphrase=False)), world.client("deputy")
    token = thief.csrf("/help")
    with time_machine.travel(OVER):
        typed = {"passphrase": PASSPHRASE, "csrf_token": token}
        answer = thief.post("/locked", data=form.sent() | typed)
        assert (answer.status_code, answer.location) == (303, "/")
        demand_nothing(world, thief, answer, form.sent()["carried_form"][0])


def test_a_sessions_box_names_no_form_that_its_owner_did_not_send(world):
    form = leave_form(world.client("jo", by_passphrase=False))
    owner, token = world.uow("deputy"), world.token("deputy")
    one_time_display.show_secret(owner, token, "waiting_form", form.sent()["carried_form"][0])
    browser = world.client()
    browser.set_cookie(COOKIE, token, domain="localhost")
    assert browser.get("/account/waiting-form").location == "/"


@pytest.mark.parametrize(("age", "status"), [(SESSION_LIMIT, 400), (OVER, 303)])
def test_a_form_is_no_longer_good_than_a_session_lasts(world, age, status):
    """Sent by its own writer, with the right passphrase."""
    form = leave_form(world.client("jo", by_passphrase=False))
    with time_machine.travel(age):
        later = world.client("jo", by_passphrase=False)
        form.set("csrf_token", [later.csrf("/help")])
        assert enter_passphrase(later, form).status_code == status


def test_another_site_puts_no_form_before_its_writer(world):
    """It stole the page, and is a neighbour whose requests bring the cookie along."""
    form = leave_form(world.client("jo", by_passphrase=False))
    victim = world.client("jo")
    for headers in (SAME_SITE, {"Sec-Fetch-Site": "cross-site"}, {}):
        answer = victim.post("/members/invite", data=form.sent(), headers=headers)
        assert answer.status_code == 400
        demand_nothing(world, victim, answer, form.sent()["carried_form"][0])


def test_the_writer_without_their_passphrase_gets_no_further(world):
    """A thief with the cookie of the session that ended, and its page."""
    thief = world.client("jo", by_passphrase=False)
    form = leave_form(thief)
    with time_machine.travel(OVER):
        ended = thief.post(form.action, data=form.sent())
        (lock,) = forms(ended.get_data(as_text=True))
        assert Page(ended.get_data(as_text=True)).headings == ["You have been signed out"]
        lock.set("passphrase", ["wrong words entirely"])
        assert thief.post(lock.action, data=lock.sent()).status_code == 422
        assert thief.get("/account/waiting-form").location.startswith("/sign-in")


def test_a_form_sent_after_the_session_ended_opens_for_its_sender_alone(world):
    """It is sealed to the public key of whose session it was. The other person has the page."""
    browser = world.client("jo", by_passphrase=False)
    typed = {**INVITE, "csrf_token": browser.csrf("/members/invite")}
    with time_machine.travel(OVER):
        ended = browser.post("/members/invite", data=typed)
        (form,) = (one for one in forms(ended.text) if "carried_form" in one.controls)
        (late,) = form.sent()["carried_form"]
        assert late.startswith("late.")
        other, stranger = world.uow("deputy"), world.token("deputy")
        assert waiting_forms.keep_waiting_form(other, stranger, late) is None
        mine = world.token("jo")
        carried = waiting_forms.keep_waiting_form(world.uow("jo"), mine, late)
        assert carried is not None
        assert dict(carried.fields)["email"] == INVITE["email"]
    with time_machine.travel(OVER + SESSION_LIMIT):
        assert waiting_forms.keep_waiting_form(world.uow("jo"), world.token("jo"), late) is None


def test_a_late_form_never_goes_on_at_another_address(world):
    """It is opened only where it was sent, and only with the token of the new session."""
    browser = world.client("jo", by_passphrase=False)
    typed = {**INVITE, "csrf_token": browser.csrf("/members/invite")}
    with time_machine.travel(OVER):
        ended = browser.post("/members/invite", data=typed)
        (form,) = (one for one in forms(ended.text) if "carried_form" in one.controls)
        form.set("passphrase", [PASSPHRASE])
        assert browser.post(form.action, data=form.sent()).location == "/account/waiting-form"
        left = next(
            one for one in forms(browser.get("/account/waiting-form").text)
            if "carried_form" in one.controls
        )  # fmt: skip
        sent = left.sent()
        for place in ("/organisation/change", "/account/step-up", "/locked"):
            browser.post(place, data=sent, headers=OUR_PAGE)
        assert browser.post("/members/invite", data=sent | {"csrf_token": "0"}).status_code == 400
        invited = select(Member.id).where(Member.email == INVITE["email"])
        assert world.session().scalar(invited) is None
