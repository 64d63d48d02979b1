"""The numbers and who rang them, the organisation's own details, its rota."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Update, update

from app.models.member import Member
from app.models.organisation import Organisation
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG, answer
from tests.support.club.world import World

SPOC = "/directory/north_lincolnshire/spoc"
WRONG = {"result": ["wrong"], "said": "A carpet shop answered, and had never heard of the council."}
HULL = "/directory/hull/spoc"
CORRECT = {
    "number": ["01632 960 299"],
    "reason": ["It reaches a shop."],
    "source": ["The council's page, read today"],
}
TODAY = date.today()  # noqa: DTZ011 - the day by which the server reads too
WEEK = f"{TODAY + timedelta(days=6):%d/%m/%Y}"


@shows("setup.show_number_directory", "empty", "full")
@shows("setup.number", "empty", "full")
@shows("setup.save_number_check", "errors", "long", "conflict")
@shows("public.home", "full")
@shows("public.numbers", "full")
@shows("public.with_a_child", "full")
@shows("public.blank_form", "full")
def numbers_rung(stage: Stage) -> None:
    stage.visit("setup.show_number_directory", "empty", "senior", "/directory")
    stage.visit("setup.number", "empty", "senior", SPOC)
    stage.visit("setup.number", "empty", "senior", "/directory/england/emergency", "not rung")
    for state, fields in (
        ("errors", {"result": ["wrong"]}),
        ("long", {**WRONG, "said": LONG}),
        ("conflict", {**WRONG, "mark": "0" * 64}),
    ):
        answer(stage, "setup.save_number_check", state, "senior", SPOC, fields)
    child = "/directory/england/childline"
    for path in (SPOC, child):
        page = stage.tab("senior")
        page.goto(stage.club.server.url + path)
        found = stage.send(page, path, WRONG)
    stage.judge("setup.show_number_directory", "full", page, found, "wrong")
    stage.visit("setup.number", "full", "senior", SPOC)
    for who, label in (("", "wrong"), ("sam", "wrong inside")):
        for route, path in (
            ("home", "/"),
            ("numbers", "/numbers"),
            ("with_a_child", "/with-a-child"),
            ("blank_form", "/blank-form"),
        ):
            stage.visit(f"public.{route}", "full", who, path, label)
    for path in (SPOC, child):
        page = stage.tab("senior")
        page.goto(stage.club.server.url + path)
        found = stage.send(page, path, {"result": ["right"]})
    stage.judge("setup.show_number_directory", "full", page, found, "right")


@shows("public.home", "full")
@shows("public.numbers", "full")
@shows("public.blank_form", "full")
@shows("accounts.account", "full")
@shows("accounts.members", "full")
@shows("setup.organisation", "full")
@shows("setup.change", "full")
def numbers_changed(stage: Stage) -> None:
    """Numbers that a row writer changed. The club is shared, so its own come back."""
    world = stage.club.world
    phones = {key: world.uow(key).me.phone for key in ("jo", "deputy")}
    for key in phones:
        _put(world, update(Member).where(Member.id == world.people[key].id), "07700 900666")
    _put(world, update(Organisation), "01632 960666")
    for who, label in (("", "changed"), ("jo", "changed inside")):
        for route, path in (("home", "/"), ("numbers", "/numbers"), ("blank_form", "/blank-form")):
            stage.visit(f"public.{route}", "full", who, path, label)
    for route, path in (
        ("accounts.account", "/account"),
        ("accounts.members", "/members"),
        ("setup.organisation", "/organisation"),
        ("setup.change", "/organisation/change"),
    ):
        stage.visit(route, "full", "jo", path, "changed")
    for key, phone in phones.items():
        _put(world, update(Member).where(Member.id == world.people[key].id), phone)
    _put(world, update(Organisation), world.org.phone)


def _put(world: World, rows: Update, phone: str) -> None:
    world.change(rows.values(phone=phone))


@shows("setup.show_number_directory", "full")
@shows("setup.number", "full")
@shows("setup.correction", "empty", "full")
@shows("setup.correct", "errors", "long", "conflict")
@shows("setup.packs", "full")
@shows("setup.pack", "full")
def numbers_corrected(stage: Stage) -> None:
    stage.visit("setup.correction", "empty", "senior", f"{HULL}/correct")
    for state, fields in (
        ("errors", {"number": "0906 123 4567"}),
        ("long", {**CORRECT, "reason": LONG}),
        ("conflict", {**CORRECT, "mark": "0" * 64}),
    ):
        answer(stage, "setup.correct", state, "senior", f"{HULL}/correct", fields)
    page = stage.tab("senior")
    page.goto(f"{stage.club.server.url}{HULL}/correct")
    found = stage.send(page, f"{HULL}/correct", CORRECT)
    stage.judge("setup.show_number_directory", "full", page, found, "corrected")
    stage.visit("setup.number", "full", "senior", HULL, "corrected")
    stage.visit("setup.correction", "full", "senior", f"{HULL}/correct")
    stage.visit("setup.packs", "full", "senior", "/content-packs")
    stage.visit("setup.pack", "full", "senior", "/content-packs/north_lincolnshire")


@shows("setup.organisation", "empty", "full")
@shows("setup.change", "full")
@shows("setup.save_organisation_details", "errors", "long", "conflict")
@shows("setup.close", "errors", "long")
def organisation(stage: Stage) -> None:
    path, change = "/organisation", "/organisation/change"
    stage.visit("setup.organisation", "empty", "jo", path)
    page = stage.tab("jo")
    add = f"{TODAY + timedelta(days=30):%d/%m/%Y} to {TODAY + timedelta(days=40):%d/%m/%Y}"
    found = stage.send(page, f"{path}/closures", {"closures": add})
    stage.judge("setup.organisation", "full", page, found)
    stage.visit("setup.organisation", "full", "senior", path, "senior")
    for state, days in (("errors", "soon"), ("long", LONG)):
        to = f"{path}/closures"
        answer(stage, "setup.close", state, "jo", path, {"closures": days}, to=to)
    stage.visit("setup.change", "full", "jo", change)
    for state, fields in (
        ("errors", {"phone": "ring me", "hours": "when we like", "lead_title": ""}),
        ("long", {"address": LONG}),
        ("conflict", {"seen": "0" * 16}),
    ):
        answer(stage, "setup.save_organisation_details", state, "jo", change, fields)
    page.goto(stage.club.server.url + path)
    stage.send(page, f"{path}/closures/remove", {})


@shows("setup.rota", "empty", "full")
@shows("setup.keep_days", "conflict")
@shows("setup.cover", "errors", "long")
@shows("public.home", "full")
def rota(stage: Stage) -> None:
    ids = {who: str(stage.club.world.people[who].id) for who in ("jo", "deputy")}
    stage.visit("setup.rota", "empty", "jo", "/rota")
    week = list(map(str, range(7)))
    page = stage.tab("jo")
    stage.send(page, "/rota", {f"days-{ids['jo']}": week})
    whole = {"who": ids["deputy"], "instead_of": ids["jo"]}
    found = stage.send(page, "/rota/cover", {**whole, "first_day": "today", "last_day": WEEK})
    stage.judge("setup.rota", "full", page, found)
    stage.visit("public.home", "full", "sam", "/", "on duty")
    answer(stage, "setup.keep_days", "conflict", "jo", "/rota", {"seen": "0" * 16})
    for state, first in (("errors", ""), ("long", LONG)):
        fields = {**whole, "who": ids["jo"], "first_day": first, "last_day": WEEK}
        answer(stage, "setup.cover", state, "jo", "/rota", fields, to="/rota/cover")
    page.goto(stage.club.server.url + "/rota")
    stage.send(page, "/rota/cover/remove", {})
    stage.send(page, "/rota", {f"days-{ids['jo']}": []})
