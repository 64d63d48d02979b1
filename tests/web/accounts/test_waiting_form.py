"""A session that ends on the page that asks for the passphrase loses none of what waits there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.models.member import Member
from app.services.auth import session_endings
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import COOKIE, MARK_COOKIE
from tests.support.web.checking_client import Page
from tests.support.web.html_forms import Form, forms
from tests.web.accounts.test_step_up import (
    HEADING,
    INVITE,
    enter_passphrase,
    waiting,
)

OVER = timedelta(minutes=21)
SIGNED_OUT, BACK = "You have been signed out", "You’re signed in again"
PLACE = "/account/waiting-form"
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def carrying(answer, heading: str) -> Form:
    """The form of a page with this heading that brings along what waits."""
    text = answer.get_data(as_text=True)
    assert Page(text).headings == [heading]
    assert "ann@example.org" not in text
    return next(form for form in forms(text) if "carried_form" in form.controls)


def unlock(browser, form: Form, passphrase: str = PASSPHRASE):
    form.set("passphrase", [passphrase])
    return browser.post(form.action, data=form.sent())


def press(browser, form: Form, **more):
    return browser.post(form.action, data=form.sent(), **more)


def test_a_form_that_waited_goes_on_after_the_next_sign_in(world):
    browser = world.client("jo", by_passphrase=False)
    form = waiting(browser.send("/members/invite", INVITE))
    with time_machine.travel(OVER):
        ended = enter_passphrase(browser, form)
        assert ended.status_code == 401
        wrong = unlock(browser, carrying(ended, SIGNED_OUT), "not the passphrase")
        assert wrong.status_code == 422
        back = unlock(browser, carrying(wrong, SIGNED_OUT))
        assert (back.status_code, back.location) == (303, PLACE)
        page = browser.get(PLACE)
        assert "You’re about to invite someone." in Page(page.get_data(as_text=True)).text
        assert not is_invited(world)
        done = press(browser, carrying(page, BACK))
        assert (done.status_code, done.location) == (303, "/members/codes")
        assert "Ann Bell (ann@example.org)" in browser.page("/members/codes").text
        assert browser.get(PLACE).location == "/", "it is offered once"


def test_after_five_minutes_the_form_asks_for_the_passphrase_again(world):
    browser = world.client("jo", by_passphrase=False)
    form = waiting(browser.send("/members/invite", INVITE))
    with time_machine.travel(OVER) as clock:
        unlock(browser, carrying(enter_passphrase(browser, form), SIGNED_OUT))
        left = carrying(browser.get(PLACE), BACK)
        clock.shift(timedelta(minutes=6))
        assert press(browser, left).status_code == 422
        assert not is_invited(world)
        again = carrying(browser.get(PLACE), HEADING)
        assert enter_passphrase(browser, again).location == "/members/codes"


def test_a_page_that_was_only_opened_opens_after_the_sign_in(world):
    browser = world.client("jo", by_passphrase=False)
    form = waiting(browser.get("/members/codes?replaced=1"))
    with time_machine.travel(OVER):
        ended = enter_passphrase(browser, form)
        back = unlock(browser, carrying(ended, SIGNED_OUT))
        assert back.location == "/members/codes?replaced=1"
        assert browser.get(PLACE).location == "/"


@pytest.mark.parametrize(("hidden", "heading"), [(True, "Page locked"), (False, SIGNED_OUT)])
def test_a_session_that_was_ended_elsewhere_keeps_the_form_too(world, hidden, heading):
    browser, colleague = world.client("jo", by_passphrase=False), world.uow("deputy")
    form = waiting(browser.send("/members/invite", INVITE))
    if hidden:
        browser.send("/hide", {"next": "/"}, via="/help")
    else:
        session_endings.end_colleague_sessions(colleague, world.people["jo"].id)
    ended = enter_passphrase(browser, form)
    text = Page(ended.get_data(as_text=True)).text
    assert ("ended your session" in text) is not hidden
    assert "invite" not in text, "a passer-by learns nothing"
    assert unlock(browser, carrying(ended, heading)).location == PLACE
    assert press(browser, carrying(browser.get(PLACE), BACK)).location == "/members/codes"


def test_when_the_time_is_over_the_page_brings_what_waits_to_the_lock(world):
    """The script sends the form there, without a passphrase."""
    browser = world.client("jo", by_passphrase=False)
    form = waiting(browser.send("/members/invite", INVITE))
    still = browser.post("/locked", data=form.sent())
    assert (still.status_code, waiting(still).action) == (403, "/members/invite")
    with time_machine.travel(OVER):
        ended = browser.post("/locked", data=form.sent())
        assert ended.status_code == 401
        assert "There is a problem" not in ended.get_data(as_text=True)
        assert unlock(browser, carrying(ended, SIGNED_OUT)).location == PLACE


def test_a_page_from_before_a_sign_in_in_another_tab_offers_its_form(world):
    browser = world.client("jo", by_passphrase=False)
    form = waiting(browser.send("/members/invite", INVITE))
    token = world.token("jo")
    browser.set_cookie(COOKIE, token, domain="localhost")
    browser.set_cookie(MARK_COOKIE, world.marks[token], domain="localhost")
    assert press(browser, form).status_code == 400, "a browser that does not say whose page it is"
    offered = press(browser, form, headers=OUR_PAGE)
    assert (offered.status_code, is_invited(world)) == (403, False)
    assert press(browser, carrying(offered, BACK)).location == "/members/codes"


def is_invited(world) -> bool:
    invited = select(Member.id).where(Member.email == INVITE["email"])
    return world.session().scalar(invited) is not None


def find_number(browser) -> str:
    """Return the address of a number that somebody can check."""
    links = Page(browser.get("/directory").get_data(as_text=True)).links
    return next(link for link in links if link.startswith("/directory/"))


@pytest.mark.parametrize("place", ["/members/invite", "/directory/", "/organisation/change"])
def test_a_form_first_sent_after_the_session_ended_is_offered_again(world, place):
    browser = world.client("jo", by_passphrase=False)
    place = find_number(browser) if place == "/directory/" else place
    (form,) = (one for one in forms(browser.get(place).text) if one.action == place)
    typed = {
        "email": "ann@example.org", "name": "Ann Bell", "said": "A shop answers", "result": "wrong",
        "phone": "01724 296 999",
    }  # fmt: skip
    for name in typed.keys() & form.controls.keys():
        form.set(name, [typed[name]])
    with time_machine.travel(OVER):
        ended = press(browser, form)
        assert ended.status_code == 401
        back = unlock(browser, carrying(ended, SIGNED_OUT))
        assert (back.status_code, back.location) == (303, PLACE)
        page = browser.get(PLACE)
        shown = Page(page.get_data(as_text=True)).text
        assert "You sent this when your session had ended, so nothing has changed yet." in shown
        sent = {"email", "said", "phone"} & form.controls.keys()
        assert all(typed[name] in shown for name in sent), "its owner sees what they let go on"
        left = next(one for one in forms(page.text) if "carried_form" in one.controls)
        done = press(browser, left)
        assert done.status_code == 303, done.text
        assert browser.get(PLACE).location == "/", "it is offered once"
    if place.startswith("/directory/"):
        assert "A shop answers" in browser.page(place).text


def test_a_new_passphrase_that_was_sent_too_late_is_in_no_page(world):
    browser = world.client("jo", by_passphrase=False)
    typed = {"now": PASSPHRASE, "passphrase": "velvet tractor sunday", "again": "velvet tractor"}
    token = browser.csrf("/account/passphrase")
    with time_machine.travel(OVER):
        ended = browser.post("/account/passphrase", data={**typed, "csrf_token": token})
    assert ended.status_code == 401
    assert "velvet" not in ended.text
    assert "carried_form" not in ended.text


def test_someone_who_signed_out_elsewhere_copies_what_they_typed(world):
    """No session, so no one to seal it to: the page gives it back."""
    browser = world.client("jo", by_passphrase=False)
    typed = {**INVITE, "csrf_token": browser.csrf("/members/invite")}
    browser.delete_cookie(COOKIE, domain="localhost")
    lost = browser.post("/members/invite", data=typed, headers=OUR_PAGE)
    assert lost.status_code == 400
    text = Page(lost.text).text
    assert "Copy your words from below first" in text
    assert "ann@example.org" in text
    strange = browser.post("/members/invite", data=typed)
    assert "ann@example.org" not in strange.text, "another site's words are never shown as theirs"


def test_what_a_page_sends_of_itself_is_not_given_back_as_typed(world):
    """Someone copies their words. What they never typed is only in the way."""
    browser = world.client("jo", by_passphrase=False)
    page = browser.get("/account/details").text
    form = next(one for one in forms(page) if "email_seen" in one.controls)
    form.set("job_title", ["Night warden"])
    browser.delete_cookie(COOKIE, domain="localhost")
    lost = browser.post("/account/details", data=form.sent(), headers=OUR_PAGE)
    text = Page(lost.text).text
    assert text.count("Night warden") == 1
    assert "Email seen" not in text
