"""Someone with the recovery sheet makes an acting lead, once they have seen who it is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from werkzeug.test import TestResponse

from app.domain.routing.actors import Role
from app.models.member import Member
from app.services.members.member_lookup import list_leads_and_seniors
from tests.support.club.club_setup import encode_recovery_sheet, words_of
from tests.support.club.new_sheets import replace_with_old
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.word_confirmation import type_two_words

ACTING, SHEET = "/members/acting", "/account/recovery-sheet"


def type_sheet_and_words(world: World, who: CheckingClient, email: str) -> TestResponse:
    """Fill in the first page as someone with the sheet does."""
    words = words_of(world.uow("jo"), world.people[email.partition("@")[0]].id)
    return type_two_words(
        who, ACTING, words, email=email, sheet=encode_recovery_sheet(world.recovery_seed)
    )


def press_appoint(who: CheckingClient, page: Page, **more: str) -> TestResponse:
    """Send the second page as it came."""
    names = ("called", "checked")
    shown = {one["name"]: one["value"] for one in page.controls if one.get("name") in names}
    assert shown.keys() == set(names)
    return who.send(ACTING, shown | more, via="/help")


def list_leads(world: World) -> set[UUID]:
    return {one.id for one in list_leads_and_seniors(world.uow("jo")) if one.is_a(Role.LEAD)}


def test_the_page_shows_who_becomes_a_lead_and_then_makes_them_one(world: World):
    senior, kit = world.client("senior"), world.people["kit"].id
    before = list_leads(world)
    answer = type_sheet_and_words(world, senior, "kit@example.org")
    page = Page(answer.get_data(as_text=True))
    assert "Check who this is. Once you appoint them" in page.text
    assert "Kit Moss (name not checked)" in page.text
    assert list_leads(world) == before
    kept = {one.get("value", "") for one in page.controls}
    assert not kept.intersection(words_of(world.uow("jo"), kit))
    assert encode_recovery_sheet(world.recovery_seed) not in answer.text, (
        "in no page, nor in a copy of one"
    )
    world.change(update(Member).where(Member.id == kit).values(name="Dele Okoro"))
    changed = press_appoint(senior, page)
    assert changed.status_code == 422
    assert "Their name changed while you were checking" in changed.get_data(as_text=True)
    assert list_leads(world) == before
    world.change(update(Member).where(Member.id == kit).values(name="Sam-Lee", name_key="samlee"))
    page = Page(type_sheet_and_words(world, senior, "kit@example.org").get_data(as_text=True))
    assert "This name looks like a colleague’s" in page.text
    unticked = press_appoint(senior, page)
    assert unticked.status_code == 422
    assert "This name looks the same as Sam Lee (sam@example.org)" in unticked.text
    assert list_leads(world) == before
    answer = press_appoint(senior, Page(unticked.text), same_name="y")
    assert (answer.status_code, answer.location) == (303, f"{ACTING}/done")
    assert "The acting safeguarding lead is appointed" in senior.page(answer.location).text
    assert list_leads(world) == before | {kit}


def test_the_pages_say_that_a_sheet_that_appointed_a_lead_is_replaced(world: World):
    senior, jo = world.client("senior"), world.client("jo")
    assert "Someone could copy this one while it is out." in senior.page(ACTING).text
    assert "The recovery sheet was used on" not in jo.page("/").text
    page = Page(type_sheet_and_words(world, senior, "pat@example.org").get_data(as_text=True))
    done = senior.page(press_appoint(senior, page).location).text
    assert "Then they replace the recovery sheet" in done
    assert "Do not destroy it: they need it for the new one." in done
    pat = world.client("pat")
    for lead in (pat, jo):
        assert "The recovery sheet was used on" in lead.page("/").text
        assert SHEET in lead.page("/").links
        assert "Make a new sheet, below." in lead.page(SHEET).text
    assert "Ask a safeguarding lead to make a new sheet." in senior.page(SHEET).text
    replace_with_old(Office.today(world), "pat")
    for who in (pat, jo, senior):
        for path in ("/", SHEET):
            assert "sheet was used on" not in who.page(path).text
