"""A lead without a second step: one page that leads to it, and all that helps a child now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import g
from sqlalchemy import update

from app.access.declarations import works_without_second_step
from app.access.policy import Policy, policy
from app.access.second_step import step_gate
from app.domain.routing.actors import Role, Team
from app.models.organisation import Organisation
from app.services.confirmation import member_confirmation
from audit.events import Action
from tests.support.club.child_links import link, sign_about
from tests.support.club.club_setup import PASSPHRASE, type_words
from tests.support.club.newcomers import confirm_as, join_as
from tests.support.club.office import Office
from tests.support.club.sole_lead import move_to_sole_lead
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.record_client import sign, write
from tests.web.accounts.test_second_step_pages import STEP, set_up, show_code, type_code

HEADING = "Set up your second step first"
JO = {"email": "jo@example.org", "passphrase": PASSPHRASE}
WRITTEN = {"written_down": "y"}


@pytest.fixture
def strict(world: World) -> World:
    """The club on a server that requires a second step; nobody has one."""
    world.step_required = True
    return world


def finish(browser: CheckingClient) -> str | None:
    """Set it up by its pages; return where it leads."""
    set_up(browser)
    return browser.send(f"{STEP}/kept", WRITTEN, via=STEP).location


def test_a_lead_signs_in_records_sets_it_up_and_opens_the_concerns(strict):
    browser = strict.client()
    assert browser.send("/sign-in", {**JO, "next": "/concerns"}).location == "/concerns"
    home, shut = browser.page("/"), browser.page("/concerns", 403)
    assert home.headings == shut.headings == [HEADING]
    assert {STEP, "/record/new", "/numbers", "/with-a-child"} <= set(home.links)
    assert "tel:999" in home.links
    assert "/concerns" not in home.links, "the menu has only what opens"
    what = load("full")
    concern = sign(browser, write(browser, what), [])
    assert browser.page(f"/concerns/{concern}/signed").headings != [HEADING]
    for path in ("", "/referral", "/referral/summary", "/phone-script", "/more", "/receipt"):
        assert browser.page(f"/concerns/{concern}{path}").headings != [HEADING], path
    assert browser.page("/").text.count(concern_reference(browser, concern)) == 1
    secret, _ = set_up(browser)
    assert browser.send(f"{STEP}/kept", WRITTEN, via=STEP).location == "/"
    assert browser.page("/").headings == ["Today"]
    assert browser.page("/concerns").headings != [HEADING]
    again = strict.client()
    asked = again.send("/sign-in", JO)
    assert type_code(again, asked, code=show_code(secret, 1)).location == "/"


def concern_reference(browser: CheckingClient, concern: object) -> str:
    text = browser.page(f"/concerns/{concern}/signed").text
    return re.search(r"\b[0-9A-HJKMNP-TV-Z]{8}\b", text)[0]


def test_a_concern_of_someone_else_does_not_open_and_is_not_there(strict):
    what = load("full")
    concern = sign(strict.client("sam"), write(strict.client("sam"), what), [])
    browser = strict.client("jo")
    for path in ("", "/signed", "/referral", "/phone-script", "/more"):
        assert browser.get(f"/concerns/{concern}{path}").status_code == 404, path
    set_up(browser)
    assert browser.get(f"/concerns/{concern}").status_code == 200


def test_a_form_that_was_sent_waits_until_it_is_set_up(strict):
    browser = strict.client("jo")
    typed = {"name": "Jo Smith", "job_title": "Club manager on Tuesdays", "phone": "07700 900123"}
    token = browser.csrf("/help")
    answer = browser.post("/account/details", data={"csrf_token": token, **typed})
    assert answer.status_code == 403
    assert Page(answer.text).headings == [HEADING]
    assert "We’ve saved the form you sent." in Page(answer.text).text
    assert "We’ve saved the form you sent." in browser.page("/").text
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        asked = browser.send(f"{STEP}/start", via="/help")  # a form that goes on in between
        assert Page(asked.text).headings == ["Enter your passphrase to continue"]
        sealed = re.search(r'name="carried_form"[^>]* value="([^"]+)"', asked.text)[1]
        fields = {"carried_form": sealed, "step_up_passphrase": PASSPHRASE}
        assert browser.send(f"{STEP}/start", fields, via="/help").location == STEP
        assert finish(browser) == "/account/waiting-form"
        assert browser.page("/account/waiting-form").headings


def test_a_form_that_waits_goes_on_word_for_word(strict):
    browser = strict.client("jo")
    token = browser.csrf("/help")
    typed = {"name": "Jo Smith", "job_title": "Club manager on Tuesdays", "phone": "07700 900123"}
    typed["email_seen"] = "jo@example.org"
    browser.post("/account/details", data={"csrf_token": token, **typed})
    page = browser.get(finish(browser)).text
    sealed = re.search(r'name="carried_form"[^>]* value="([^"]+)"', page)[1]
    token = browser.csrf("/help")
    sent = {"csrf_token": token, "carried_form": sealed}
    assert browser.post("/account/details", data=sent).location == "/account?saved=1"
    assert "Club manager on Tuesdays" in browser.page("/account").text


def test_a_form_that_is_too_long_to_wait_is_given_back(strict, monkeypatch):
    monkeypatch.setattr("app.services.auth.waiting_forms.MAX_CHARACTERS", 100)
    browser = strict.client("jo")
    data = {"csrf_token": browser.csrf("/help"), "job_title": "Club manager on Tuesdays"}
    page = Page(browser.post("/account/details", data=data).text)
    assert "Your form was too long to save." in page.text
    assert "Club manager on Tuesdays" in page.text


def test_what_asks_for_json_is_told_why(strict):
    browser = strict.client("jo")
    headers = {"Accept": "application/json", "X-CSRF-Token": browser.csrf("/help")}
    answer = browser.post("/learn/reading", headers=headers)
    assert answer.status_code == 403
    assert answer.json == {"problem": "Set up your second step first. Then you can open this."}


def test_a_view_that_is_open_by_mistake_is_stopped_by_the_key(strict, monkeypatch):
    @policy(Policy.LEAD)
    @works_without_second_step
    def open_team_key() -> str:
        g.uow.keys.team_secret(g.uow.session, Team.LEADS)
        return "opened"

    strict.app.add_url_rule("/by-mistake", view_func=open_team_key)
    concern = sign(strict.client("sam"), write(strict.client("sam"), load("full")), [])
    browser = strict.client("jo")
    assert browser.page("/by-mistake", 403).headings == [HEADING]
    monkeypatch.setattr(step_gate, "is_open_without_step", lambda _endpoint: True)
    assert str(concern) not in browser.get("/concerns").text
    assert str(concern) not in browser.get("/").text


def test_one_that_is_required_can_only_be_replaced(strict):
    owner = strict.client("jo")
    finish(owner)
    page = owner.page(STEP)
    assert "Your role needs a second step, so you cannot turn it off." in page.text
    assert f"{STEP}/off" not in {form.get("action") for form in page.forms}
    assert owner.send(f"{STEP}/off", via=STEP).location == STEP
    assert "It’s on." in owner.page(STEP).text
    staff = strict.client("sam")
    assert finish(staff) == "/account"
    assert f"{STEP}/off" in {form.get("action") for form in staff.page(STEP).forms}


def test_whoever_loses_it_records_and_sets_up_another(strict):
    lead, deputy = strict.client("jo"), strict.client("deputy")
    finish(lead)
    finish(deputy)
    path = f"/members/{strict.people['deputy'].id}/second-step"
    assert (
        "Until they set up a new second step, they can call, record and open what they wrote"
        in lead.page(path).text
    )
    lead.send(path)
    assert "Until they have set one up, they open only what they wrote" in lead.page(path).text
    back = strict.client()
    assert back.send("/sign-in", {**JO, "email": "deputy@example.org"}).status_code == 303
    assert back.page("/").headings == [HEADING]
    assert back.get("/record/new").status_code == 200
    assert finish(back) == "/"


def test_someone_invited_as_a_lead_is_offered_it_while_they_wait(strict):
    strict.step_required = False
    join_as(strict, "kay", (Role.SENIOR,), "Kay Lund")
    strict.step_required = True
    newcomer = strict.client("kay")
    page = newcomer.page("/account/welcome")
    assert "Your role needs this before you can open what others wrote." in page.text
    assert STEP in page.links
    assert newcomer.page("/").headings != [HEADING], "not confirmed: there is nothing to open yet"
    finish(newcomer)
    assert STEP not in newcomer.page("/account/welcome").links
    assert STEP not in strict.client("kit").page("/account/welcome").links


def test_an_administrator_is_told_what_theirs_guards(strict):
    strict.step_required = False
    confirm_as(strict, "ada", Role.ADMINISTRATOR, "Ada Moss")
    strict.step_required = True
    text = strict.client("ada").page("/team", 403).text
    assert "As an administrator you can read pages about your organisation" in text
    assert "wrote about children" not in text


def test_someone_who_is_confirmed_while_signed_in_is_asked_from_then_on(strict):
    strict.step_required = False
    confirm_as(strict, "ada", Role.TRAINEE, "Ada Moss")
    person = join_as(strict, "kay", (Role.ADMINISTRATOR,), "Kay Lund")
    strict.step_required = True
    browser = strict.client("kay")
    assert browser.page("/").headings != [HEADING]
    strict.step_required = False
    lead = strict.uow("jo")
    typed = type_words(lead, person.id)
    member_confirmation.confirm_administrator(lead, person.id, typed)
    assert browser.page("/").headings == [HEADING]


def test_after_a_new_passphrase_it_is_still_what_comes_next(strict):
    browser = strict.client("jo")
    assert "/account" not in browser.page("/account/passphrase").links
    page = browser.page("/account/passphrase/changed")
    assert STEP in page.links
    assert "/account/recovery-card" not in page.links


def test_a_demonstration_says_that_no_one_has_to(strict):
    assert "This is a demonstration" not in strict.client("jo").page(STEP).text
    strict.change(update(Organisation).values(host="club.example"))
    move_to_sole_lead(strict, host="localhost", demo=True)
    browser = strict.client("jo")
    assert browser.page("/").headings == ["Today"]
    assert "This is a demonstration, so you do not have to." in browser.page(STEP).text


def test_their_own_record_opens_where_there_are_files_of_children_too(strict):
    office = Office.today(strict)
    strict.step_required = False
    link(office, sign_about(office, {"name": "Maya Ellis"}))
    own = sign_about(office, {"name": "Maya Ellis"}, who="jo")
    filed = sign_about(office, {"name": "Jamie Reed"}, who="jo")
    link(office, filed)
    strict.step_required = True
    browser, before = strict.client("jo"), len(office.events())
    for concern in (own, filed):
        page = browser.page(f"/concerns/{concern}")
        assert page.headings != [HEADING]
        assert "Link to this file" not in page.text
    assert Action.LIST_VIEWED not in {event.act for event in office.events()[before:]}
