"""A number is rung, the house kept and the rota written by keyboard alone, at 320 px, no script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Club
from tests.support.machine.browser import SMALL, scrolls_sideways

LADO = "/directory/north_lincolnshire/lado"


def hands(club: Club, tabs: Callable[..., Page], who: str) -> Hands:
    page = tabs(SMALL["width"], script=False)
    page.context.add_cookies(club.cookies(who))
    page.goto(club.server.url)
    return Hands(page)


def says(found: Hands, words: str) -> None:
    assert words in found.page.locator("main").inner_text()
    assert not scrolls_sideways(found.page)


def rang_it(found: Hands, path: str) -> None:
    found.reach(lambda at: at.get("href") == path, path)
    found.enter()


@pytest.mark.browser
def test_a_senior_says_that_a_number_is_right(club: Club, tabs: Callable[..., Page]) -> None:
    senior = hands(club, tabs, "senior")
    senior.go("Check phone numbers")
    rang_it(senior, LADO)
    senior.fill({"result": ["wrong"]}, "Save")
    says(senior, "Write what is wrong")
    senior.fill({"said": ["Nobody answers in the morning."]}, "Save")
    says(senior, "North Lincolnshire LADO: said to be wrong on")
    rang_it(senior, LADO)
    senior.fill({"result": ["right"]}, "Save")
    says(senior, "North Lincolnshire LADO: last checked")
    assert senior.unseen == []


@pytest.mark.browser
def test_a_lead_keeps_house_and_rota(club: Club, tabs: Callable[..., Page]) -> None:
    jo = hands(club, tabs, "jo")
    jo.go("Your organisation")
    jo.fill({"closures": ["24/12/2030 to 26/12/2030"]}, "Add")
    says(jo, "Tuesday 24 December 2030 to Thursday 26 December 2030")
    jo.go("Remove")
    says(jo, "No closed days to come")
    jo.go("Change your organisation’s details")
    jo.fill({"phone": ["01632 960555"]}, "Save")
    says(jo, "01632 960555")
    jo.go("Who is on duty")
    ids = {who: str(club.world.people[who].id) for who in ("jo", "deputy")}
    jo.fill({f"days-{ids['deputy']}": list("0123456")}, "Save the days")
    says(jo, "On duty today: Dele Okoro")
    stands_in = {"instead_of": [ids["deputy"]], "who": [ids["jo"]]}
    jo.fill({**stands_in, "first_day": ["today"], "last_day": ["tomorrow"]}, "Add")
    says(jo, "On duty today: Jo Smith")
    jo.go("Remove")
    says(jo, "On duty today: Dele Okoro")
    jo.page.goto(f"{club.server.url}/organisation/change")
    jo.fill({"phone": ["01632 960001"]}, "Save")  # as the club has it for all other tests
    jo.go("Who is on duty")
    for day in range(7):
        jo.reach(lambda at, day=day: at["id"] == f"days-{ids['deputy']}-{day}", f"day {day}")
        jo.press("Space")
    jo.go("Save the days")
    says(jo, "No one is on duty by the rota today")
    assert jo.unseen == []
