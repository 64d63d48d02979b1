"""Notices on Home and on their page: shown until they are dismissed, and above no danger line."""

from __future__ import annotations

from app.services.auth import recovery_cards
from app.services.notices import notice_lines
from app.services.unit_of_work import Action
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient


def put_away(world: World, who: str) -> None:
    for line in notice_lines.list_all_notices(world.uow(who)):
        notice_lines.dismiss_notice(world.uow(who), line.token)


def dismissible(browser: CheckingClient) -> list[str]:
    controls = browser.page("/").controls
    return [one["value"] for one in controls if one.get("name") == "notice"]


def test_a_card_made_at_an_open_screen_is_on_home_until_it_is_dismissed(world: World):
    browser = world.client("sam")
    assert dismissible(browser) == []
    browser.send("/account/recovery-card")
    page = browser.page("/")
    assert "A recovery card was made for your account today at" in page.text
    assert "Not you? See what to do" in page.text
    assert page.text.index("999") < page.text.index("A recovery card was made")
    (token,) = dismissible(browser)
    left = browser.send("/account/notices/dismiss", {"notice": token}, via="/")
    assert left.location == "/#notices", "a keyboard goes on from there"
    assert dismissible(browser) == []
    history = browser.page("/account/notices").text
    assert "A recovery card was made for your account today at" in history
    assert "Dismissed" in history, "whoever dismissed it did not hide it"
    assert "Change your passphrase" in history


def test_twelve_notices_are_folded_and_each_can_be_dismissed(world: World):
    put_away(world, "jo")
    browser = world.client("jo")
    assert "notices" not in browser.page("/").text
    office = Office.today(world)
    for _ in range(11):
        office.at("deputy").look(Action.EXPORTED, str(office.signed("sam")))
    recovery_cards.make_recovery_card(world.uow("jo"), world.token("jo"))
    page = browser.page("/")
    assert "10 more notices" in page.text
    assert len(dismissible(browser)) == 12
    assert page.text.index("A recovery card") < page.text.index("exported the whole of concern")
    browser.send("/account/notices/dismiss", {"notice": dismissible(browser)[-1]}, via="/")
    assert len(dismissible(browser)) == 11


def test_a_form_of_someone_elses_notice_dismisses_nothing(world: World):
    browser = world.client("sam")
    browser.send("/account/recovery-card")
    (token,) = dismissible(browser)
    other = world.client("pat")
    for notice in (token, "", "notice/x"):
        page = other.send("/account/notices/dismiss", {"notice": notice}, via="/account/details")
        assert page.status_code == 303
    assert dismissible(browser) == [token]


def test_the_page_of_staff_says_nothing_about_the_organisation(world: World):
    text = world.client("sam").page("/account/notices").text
    assert "Nothing has changed on your account since you joined." in text
    assert "Your organisation" not in text
    senior = world.client("senior").page("/account/notices").text
    assert "Nothing has changed since you were confirmed." not in senior
    assert "Jo Smith confirmed" in senior
