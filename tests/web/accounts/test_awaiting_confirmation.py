"""Between joining and being confirmed: both sides are told what waits, and where to go on."""

from __future__ import annotations

import pytest

from app.services.suspension.member_suspension import suspend_member
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient
from tests.support.web.word_confirmation import confirm_by_words
from tests.web.accounts.test_joining import invite, join, member, six_words

WAITS = "You are not confirmed yet"


def joined(world: World, role: str = "lead", **changes: str) -> CheckingClient:
    browser = world.client()
    assert join(browser, invite(world.client("jo"), role=role, **changes)).status_code == 303
    return browser


def alone(world: World) -> None:
    suspend_member(world.uow("jo"), world.people["deputy"].id)


@pytest.mark.parametrize("role", ["lead", "senior"])
def test_home_shows_who_waits_for_words_their_six_and_asks_for_the_card(world: World, role):
    browser = joined(world, role)
    shown = six_words(browser.get("/account").text)
    assert len(shown) == 6
    assert six_words(browser.get("/").text) == shown
    page = browser.page("/")
    assert "Read your six words to a safeguarding lead" in page.text
    assert "Make your recovery card" in page.text
    assert "/account/recovery-card" in page.links


def test_home_asks_staff_for_no_words_and_no_card(world: World):
    text = joined(world, "practitioner").page("/").text
    assert "six words" not in text
    assert "recovery card" not in text


def test_a_page_waiting_for_confirmation_says_so_and_shows_the_words(world: World):
    page = joined(world).page("/members", 403)
    assert page.headings == [WAITS]
    assert "Read your six words to a safeguarding lead who knows you." in page.text
    assert "You do not have access" not in page.text
    assert "/account" in page.links


@pytest.mark.parametrize("who", ["sam", "kit", "second_senior"])
def test_a_page_that_being_confirmed_will_not_open_is_for_another_role(world: World, who):
    text = world.client(who).page("/members", 403).text
    assert WAITS not in text
    assert "You do not have access" in text


def test_a_lead_reads_on_home_who_waits_and_staff_do_not(world: World):
    joined(world, email="bo@example.org")
    home = world.client("jo").page("/")
    assert "Robin Vale and 2 others are waiting to be confirmed." in home.text
    assert "waiting to be confirmed" not in world.client("sam").page("/").text


def test_the_only_lead_is_asked_to_confirm_the_second_who_waits(world: World):
    alone(world)
    lead = world.client("jo")
    for path in ("/", "/members"):
        assert "Invite a second safeguarding lead" in lead.page(path).text
    browser = joined(world)
    assert member(world).joined_at is not None
    for path in ("/", "/members"):
        page = lead.page(path)
        assert "Confirm Bo Reed" in page.text
        assert "Invite a second" not in page.text
    confirm_by_words(lead, member(world).id, six_words(browser.get("/").text))
    for path, words in (
        ("/", "See when Bo Reed gets access"),
        ("/members", "Bo Reed is waiting for"),
    ):
        page = lead.page(path)
        assert words in page.text
        assert "Invite a second" not in page.text


def test_a_waiting_lead_reads_who_confirmed_and_who_stopped_them(world: World):
    browser, lead = joined(world), world.client("jo")
    confirm_by_words(lead, member(world).id, six_words(browser.get("/").text))
    home = browser.page("/").text
    assert "Jo Smith confirmed you as a safeguarding lead. Someone else must approve it." in home
    assert "Read your six words" not in home, "they have read them out"
    assert "See who must approve it" in lead.page("/").text
    world.client("senior").send(f"/members/{member(world).id}/stop", {}, via="/help")
    account = browser.page("/account").text
    assert "Your access as a safeguarding lead was stopped Ash Grant stopped it on" in account
    assert "Read your six words" in browser.page("/").text
    confirm_by_words(lead, member(world).id, six_words(browser.get("/").text))
    assert "was stopped" not in browser.page("/account").text, "it started again"
    browser.send(f"/members/{member(world).id}/stop", {}, via="/account")
    assert "was stopped You stopped it on" in browser.page("/account").text


def test_waiting_staff_open_from_the_team_page_and_lead_back_there(world: World):
    kit, robin = (world.people[who].id for who in ("kit", "second_senior"))
    jo = world.client("jo")
    assert f"/members/{kit}" in jo.page("/members").links
    for path in (f"/members/{robin}/confirm", f"/members/{kit}/sessions"):
        assert path.rpartition("/")[0] in jo.page(path).links, path
