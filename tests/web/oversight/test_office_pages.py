"""Pages of an auditor and an administrator: a way from Home, and nothing that is not theirs."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from app.domain.routing.actors import Role
from app.services.confirmation import senior_approvals
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import confirm_as, join_as
from tests.support.club.office import CHILD, Office

ROLES = {"gov": (Role.AUDITOR, "Gwen Ode"), "adm": (Role.ADMINISTRATOR, "Ivor Penn")}
LINKS = {"gov": ("/log/lines", "/log/checkpoints"), "adm": ("/team", "/organisation")}


@pytest.mark.parametrize("who", ROLES)
def test_home_and_the_menu_lead_to_their_pages_and_to_no_other(now: Office, who: str):
    world = now.world
    confirm_as(world, who, *ROLES[who])
    client = world.client(who)
    home = client.get("/").get_data(as_text=True)
    assert "You can’t open any concern" in " ".join(home.split())
    for path in LINKS[who]:
        assert home.count(f'href="{path}"') >= 3, path  # Home itself, the row, the menu
        assert client.get(path).status_code == 200
    others = {path for key in LINKS for path in LINKS[key]} - set(LINKS[who])
    for path in (*others, "/log", "/members", "/members/invite", "/children", "/rota"):
        assert client.get(path).status_code == 403, path
    concern = now.signed("sam")
    there, absent = (client.get(f"/concerns/{one}") for one in (concern, uuid4()))
    assert there.status_code == absent.status_code == 404
    assert _without_chance(there.data) == _without_chance(absent.data)


@pytest.mark.parametrize("waits", [False, True])
def test_an_administrators_home_says_who_waits_and_leads_there(now: Office, waits: bool):
    confirm_as(now.world, "adm", *ROLES["adm"])
    if waits:
        jo, robin = now.at("jo"), now.id("second_senior")
        senior_approvals.confirm_senior(jo, robin, type_words(jo, robin))
    adm = now.world.client("adm")
    home, told = adm.page("/"), "1 person is" if waits else "No one is"
    assert f"{told} waiting to become a head or chair." in home.text
    assert home.links.count("/members/approvals") == 1 + waits
    page = adm.page("/members/approvals").text
    assert ("Robin Vale" in page) is waits
    if waits:
        path = f"/members/{now.id('second_senior')}/stop"
        assert adm.send(path, via="/members/approvals").status_code == 303
        assert "No one is waiting to become a head or chair." in adm.page("/").text
        assert "Robin Vale (name not checked) was stopped" in adm.page("/members/approvals").text


def test_an_auditor_sees_no_name_no_child_and_no_id(now: Office):
    world = now.world
    concern = now.signed("sam")
    now.signed("sam", about="yes")
    confirm_as(world, "gov", *ROLES["gov"])
    client = world.client("gov")
    for path in LINKS["gov"]:
        page = client.get(path).get_data(as_text=True)
        main = page[page.index("<main") : page.index("</main>")]
        names = {person.name for key, person in world.people.items() if key != "gov"}
        assert not [name for name in (*names, CHILD, str(concern)) if name in main]
        # the origin of a checkpoint has the organisation's id, and no one's
        ids = set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", main))
        assert ids <= {world.org.origin.rpartition("/")[2]}


def test_a_place_that_is_none_shows_the_newest_or_oldest_lines(now: Office):
    confirm_as(now.world, "gov", *ROLES["gov"])
    client = now.world.client("gov")
    for place in ("0", "-3", "9" * 12, "9" * 40, "²"):
        for path in LINKS["gov"]:
            assert client.get(f"{path}?before={place}").status_code == 200, (path, place)


def _without_chance(page: bytes) -> bytes:
    return re.sub(rb'(?:value|nonce|href|action)="[^"]*"', b"", page)


def test_before_they_are_confirmed_the_pages_wait(now: Office):
    for who, (role, name) in ROLES.items():
        join_as(now.world, who, (role,), name)
        client = now.world.client(who)
        for path in LINKS[who]:
            assert client.get(path).status_code == 403
        assert LINKS[who][0] not in client.get("/").get_data(as_text=True)


def test_an_administrator_sees_who_is_here_and_no_button(now: Office):
    confirm_as(now.world, "adm", *ROLES["adm"])
    page = now.world.client("adm").get("/team").get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    for name in ("Jo Smith", "Sam Lee", "Kit Moss", "Ivor Penn"):
        assert name in main
    assert "<form" not in main
    assert "07700" not in main
