"""Whoever becomes a lead while another writes the rota is seen, and is never dropped by it."""

from __future__ import annotations

import pytest

from app.errors import StaleError
from app.services.organisations import rota_store
from tests.support.club.world import World
from tests.web.setup.test_rota_page import TUESDAY as NOW
from tests.web.setup.test_rota_page import days, known, leads, page_of, version

DELE = "Dele Okoro became available after you opened this page."


@pytest.fixture
def club(world: World) -> World:
    return world.stop_clocks(NOW)


def test_a_lead_who_joined_meanwhile_is_named_and_nothing_is_saved(club: World):
    jo = club.client("jo")
    mine = {f"days-{club.people['jo'].id}": ["1"], "seen": version(page_of(jo))}
    answer = jo.send("/rota", {**mine, **known(club, "jo")}, via="/rota")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert DELE in page
    assert f'href="#days-{club.people["deputy"].id}-0"' in page
    mine_again = page.split(f'id="days-{club.people["jo"].id}-1"')[1].split(">")[0]
    assert "checked" in mine_again
    assert rota_store.load_current_rota(club.uow("jo")).rota.days == {}
    again = {**mine, **known(club), f"days-{club.people['deputy'].id}": ["1"]}
    assert jo.send("/rota", again, via="/rota").status_code == 303
    assert len([one for one in leads(club.client("sam")) if "on duty today" in one]) == 2


def test_it_is_said_also_when_the_ticks_are_those_that_stand_there(club: World):
    jo = club.client("jo")
    days(club, jo, jo=[1])
    mine = {f"days-{club.people['jo'].id}": ["1"], "seen": version(page_of(jo))}
    answer = jo.send("/rota", {**mine, **known(club, "jo")}, via="/rota")
    assert answer.status_code == 422
    assert DELE in answer.get_data(as_text=True)


def test_whoever_joins_in_the_last_moment_is_seen_under_the_lock(club: World, monkeypatch):
    uow = club.uow("jo")
    real, calls = rota_store.list_possible_duty_leads, []

    def leads_then_one_more(uow):
        calls.append(1)
        found = real(uow)
        return found[:1] if len(calls) <= 1 else found

    monkeypatch.setattr(rota_store, "list_possible_duty_leads", leads_then_one_more)
    seen = rota_store.load_current_rota(uow).version
    with pytest.raises(StaleError):
        rota_store.change_duty_days(uow, {club.people["jo"].id: (1,)}, seen)
    assert rota_store.load_current_rota(club.uow("jo")).rota.days == {}


def test_a_lead_without_days_is_said_once_there_is_a_rota(club: World):
    jo = club.client("jo")
    assert "No days yet" not in page_of(jo)
    days(club, jo, jo=[1])
    assert page_of(jo).count("No days yet. Call them after the people on duty.") == 1
    assert any(one.startswith("Dele Okoro") for one in leads(club.client("sam")))


def test_ids_that_are_none_are_nobody(club: World):
    jo = club.client("jo")
    mine = {"seen": version(page_of(jo)), "lead": ["x", *known(club)["lead"], "1" * 9_000]}
    assert jo.send("/rota", mine, via="/rota").status_code == 303
