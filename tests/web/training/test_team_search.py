"""A search of the team: what was typed is in no address, and the search can be changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.routing.actors import Role
from app.models.member import SignIn
from app.services.members import member_lists
from app.services.members.member_status import LONG_TEAM
from tests.support.club.many_members import add_confirmed_staff
from tests.support.club.newcomers import confirm_as
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient

TYPED = "bróok"
"""Everyone who is added here has this in their name."""


@pytest.fixture(params=["/members", "/team", "/learn/trained"])
def where(request: pytest.FixtureRequest) -> str:
    """The page of a list that can be searched."""
    return str(request.param)


@pytest.fixture
def searcher(world: World, where: str, monkeypatch: pytest.MonkeyPatch) -> CheckingClient:
    """Someone who can search it, in a team with several pages."""
    monkeypatch.setattr(member_lists, "PAGE_SIZE", 3)
    monkeypatch.setattr("app.services.training.team_list.team_training_page.PAGE_SIZE", 3)
    add_confirmed_staff(world, LONG_TEAM)
    if where == "/team":
        confirm_as(world, "adm", Role.ADMINISTRATOR, "Ivor Penn")
        return world.client("adm")
    return world.client("jo")


def test_a_search_is_in_no_address_and_holds_on_each_page(
    searcher: CheckingClient, where: str, world: World
):
    answer = searcher.send(f"{where}/search", {"q": TYPED}, via=where)
    assert (answer.status_code, answer.location) == (303, f"{where}?search=1#found")
    first = searcher.page(answer.location)
    assert "10 people found" in first.text
    (following,) = {one for one in first.links if "page=2" in one}
    second = searcher.page(following)
    assert "Page 2 of 4" in second.text
    for page in (first, second):
        addresses = [*page.links, *(one.get("action", "") for one in page.forms)]
        assert not [one for one in addresses if "br%C3%B3ok" in one or TYPED in one]
        assert [one["value"] for one in page.controls if one.get("id") == "q"] == [TYPED]
    assert "Page 1 of 4" in searcher.page(answer.location).text, "Back shows what was found"
    rows = world.session().scalars(select(SignIn.box)).all()
    assert not [box for box in rows if box and TYPED.encode() in box], "it lies sealed"


def test_no_one_else_has_the_search_and_the_list_is_whole_without_it(
    searcher: CheckingClient, where: str, world: World
):
    answer = searcher.send(f"{where}/search", {"q": "zzz"}, via=where)
    assert "No one was found" in searcher.page(answer.location).text
    assert "No one was found" not in searcher.page(where).text
    if where == "/members":
        assert "No one was found" not in world.client("jo").page(answer.location).text


def test_an_empty_search_shows_everyone_and_says_how_to_search(
    searcher: CheckingClient, where: str
):
    whole = searcher.page(searcher.send(f"{where}/search", {"q": "  "}, via=where).location).text
    assert "Everyone is shown. To search, enter part of a name or email address." in whole
    assert "No one was found" not in whole


def test_a_search_that_is_too_long_is_given_back_to_shorten(searcher: CheckingClient, where: str):
    answer = searcher.send(f"{where}/search", {"q": "x" * 101}, via=where)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Enter 100 characters or fewer" in page
    assert 'aria-describedby="q-error"' in page
    assert "x" * 101 in page
    assert searcher.send(f"{where}/search", {"q": "x" * 100}, via=where).status_code == 303


def test_role_and_status_are_words_of_ours_in_the_address(world: World):
    jo = world.client("jo")
    typed = {"q": "ash", "role": "senior", "status": "confirmed"}
    address = jo.send("/members/search", typed, via="/members").location
    assert address == "/members?role=senior&status=confirmed&search=1#found"
    assert "Ash Grant" in jo.page(address).text
    made_up = {"q": "", "role": "Ash", "status": "Grant"}
    assert jo.send("/members/search", made_up, via="/members").location.endswith(
        "/members?search=nothing#found"
    )
