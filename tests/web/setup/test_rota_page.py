"""The rota: who is on duty stands first among the people to ring, and nobody is ever lost by it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from sqlalchemy import select, update

from app.models.audit_log import Leaf
from app.models.member import Member
from app.models.organisation import Organisation
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient

TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
JO, DELE = "Jo Smith, safeguarding lead", "Dele Okoro, safeguarding lead"
ON_DUTY = ", on duty today"


@pytest.fixture
def club(world: World) -> World:
    return world.stop_clocks(TUESDAY)


def leads(client: CheckingClient, path: str = "/numbers") -> list[str]:
    """Whom the panel names, in its order."""
    page = client.get(path).get_data(as_text=True)
    before = r'<li class="is-(?:lead|away)">(?:<strong class="caution">[^<]*</strong>)?'
    found = re.findall(before + r'<span class="who">(.*?)</span>', page)
    return [unescape(one) for one in found]


def page_of(client: CheckingClient) -> str:
    """Return the page with one space wherever its source has white space, as a browser shows it."""
    return " ".join(client.get("/rota").get_data(as_text=True).split())


def version(page: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]{16})"', page)[1]


def days(world: World, client: CheckingClient, **chosen: list[int]):
    fields = {f"days-{world.people[who].id}": list(map(str, on)) for who, on in chosen.items()}
    return client.send("/rota", {"seen": version(page_of(client)), **known(world), **fields})


def known(world: World, *who: str) -> dict[str, list[str]]:
    """The leads whom a page of the rota shows, as its form sends them."""
    return {"lead": [str(world.people[one].id) for one in who or ("jo", "deputy")]}


def cover(world: World, client: CheckingClient, who: str, instead_of: str, first: str, last: str):
    ids = {"who": str(world.people[who].id), "instead_of": str(world.people[instead_of].id)}
    return client.send("/rota/cover", {**ids, "first_day": first, "last_day": last}, via="/rota")


def test_without_a_rota_every_lead_stands_in_their_own_order(club: World):
    assert leads(club.client("sam")) == [JO, DELE]
    assert "No one is on duty by the rota today" in page_of(club.client("jo"))


def test_whoever_is_on_duty_stands_first_and_it_is_said(club: World):
    sam, jo = club.client("sam"), club.client("jo")
    assert days(club, jo, deputy=[1], jo=[2]).status_code == 303
    assert leads(sam) == [DELE + ON_DUTY, JO]
    assert "On duty today: <strong>Dele Okoro</strong>" in page_of(jo)
    club.stop_clocks(WEDNESDAY)
    assert leads(club.client("sam")) == [JO + ON_DUTY, DELE]
    club.stop_clocks(TUESDAY.replace(day=26))
    assert leads(club.client("sam")) == [JO, DELE]


def test_two_may_be_on_duty_and_nobody_is_told_to_ring_themselves(club: World):
    days(club, club.client("jo"), deputy=[1], jo=[1])
    assert leads(club.client("sam")) == [JO + ON_DUTY, DELE + ON_DUTY]
    assert leads(club.client("jo")) == [DELE + ON_DUTY]


def test_somebody_stands_in_and_who_is_away_stands_last(club: World):
    sam, jo = club.client("sam"), club.client("jo")
    days(club, jo, jo=[1, 2])
    assert cover(club, jo, "deputy", "jo", "today", "25/11/2026").status_code == 303
    assert leads(sam) == [DELE + ON_DUTY, JO]
    assert "Away until 25 November." in sam.get("/numbers").get_data(as_text=True)
    page = page_of(jo)
    assert "Dele Okoro instead of Jo Smith, Tuesday 24 November 2026 to Wednesday 25" in page
    club.stop_clocks(TUESDAY.replace(month=12, day=1))
    assert leads(club.client("sam")) == [JO + ON_DUTY, DELE]
    assert "No one is away." in page_of(club.client("jo"))


def test_a_cover_can_be_taken_away(club: World):
    jo = club.client("jo")
    days(club, jo, jo=[1])
    cover(club, jo, "deputy", "jo", "24/11/2026", "24/11/2026")
    ids = {"who": str(club.people["deputy"].id), "instead_of": str(club.people["jo"].id)}
    gone = {**ids, "first_day": "2026-11-24", "last_day": "2026-11-24"}
    for _ in range(2):
        assert jo.send("/rota/cover/remove", gone, via="/rota").status_code == 303
    assert leads(club.client("sam")) == [JO + ON_DUTY, DELE]
    assert jo.send("/rota/cover/remove", {"first_day": "x"}, via="/rota").status_code == 303


@pytest.mark.parametrize("who", ["jo", "deputy"])
def test_a_lead_who_is_suspended_is_passed_over(club: World, who: str):
    days(club, club.client("jo"), jo=[1])
    cover(club, club.client("jo"), "deputy", "jo", "today", "today")
    member = Member.id == club.people[who].id
    club.change(update(Member).where(member).values(suspended_at=TUESDAY))
    assert leads(club.client("sam")) == [(DELE if who == "jo" else JO) + ON_DUTY]


def test_an_empty_rota_never_leaves_the_panel_without_a_lead(club: World):
    days(club, club.client("jo"), jo=[1])
    jo = Member.id == club.people["jo"].id
    club.change(update(Member).where(jo).values(suspended_at=TUESDAY))
    assert leads(club.client("sam")) == [DELE]


def test_signed_out_nobody_is_named_unless_the_organisation_chose_to(club: World):
    days(club, club.client("jo"), deputy=[1])
    assert leads(club.client()) == ["Your safeguarding lead"]
    club.change(update(Organisation).values(publish_leads=True))
    assert leads(club.client()) == [DELE + ON_DUTY, JO]


def test_of_two_leads_who_choose_at_once_the_second_is_told(club: World):
    jo, deputy = club.client("jo"), club.client("deputy")
    seen = version(page_of(deputy))
    days(club, jo, jo=[1])
    mine = {f"days-{club.people['deputy'].id}": ["1"], "seen": seen, **known(club)}
    answer = deputy.send("/rota", mine, via="/rota")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Someone else changed the rota while you were choosing" in page
    assert page.count("Save the days") == 1 + 1  # the button, and the words that send to it
    ticked = re.search(rf'id="days-{club.people["deputy"].id}-1"[^>]*>', page)[0]
    assert "checked" in ticked
    assert deputy.send("/rota", mine | {"seen": version(page)}, via="/rota").status_code == 303
    assert leads(club.client("sam")) == [DELE + ON_DUTY, JO]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose who is away."),
        ({"who": "jo", "instead_of": "jo"}, "Choose someone different from the person"),
        ({"who": "jo", "first_day": ""}, "Choose someone different from the person who is away."),
        ({"first_day": ""}, "Enter the first day. For example, 24/12/2026."),
        ({"last_day": ""}, "Enter the last day. For example, 24/12/2026."),
        ({"first_day": "25/11/2026"}, "The last day is before the first."),
        ({"first_day": "1/11/2026", "last_day": "2/11/2026"}, "Enter a day in the future."),
        ({"first_day": "soon"}, "We could not read this day."),
        ({"last_day": "x" * 20_000}, "We could not read this day."),
        ({"who": "sam"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_kept_says_why(club: World, fields: dict[str, str], words: str):
    jo = club.client("jo")
    usual = {
        "who": "deputy",
        "instead_of": "jo",
        "first_day": "24/11/2026",
        "last_day": "24/11/2026",
    }
    chosen = usual | fields if fields else dict.fromkeys(usual, "")
    for name in ("who", "instead_of"):
        if chosen[name]:
            chosen[name] = str(club.people[chosen[name]].id)
    answer = jo.send("/rota/cover", chosen, via="/rota")
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert "No one is away." in page_of(jo)


def test_the_log_says_who_changed_the_rota(club: World):
    days(club, club.client("deputy"), jo=[1])
    with club.engine.connect() as connection:
        lines = [line for line in connection.scalars(select(Leaf.line)) if line]
    changed = [line for line in lines if b'"act":"rota.changed"' in line]
    assert len(changed) == 1
    assert str(club.people["deputy"].id).encode() in changed[0]


def test_someone_away_without_weekdays_is_called_after_the_others(club: World):
    sam, jo = club.client("sam"), club.client("jo")
    assert "in the usual order" in page_of(jo)
    cover(club, jo, "deputy", "jo", "today", "25/11/2026")
    assert leads(sam) == [DELE, JO]
    page = page_of(jo)
    assert "Jo Smith is away, so call the others first." in page
    assert "usual order" not in page
