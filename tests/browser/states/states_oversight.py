"""Pages of an auditor and an administrator."""

from __future__ import annotations

from app.domain.routing.actors import Role
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import answer
from tests.support.club.newcomers import confirm_as
from tests.support.club.office import Office


@shows("public.home", "full")
@shows("oversight.lines", "full", "long")
@shows("oversight.checkpoints", "full", "empty")
def auditor(stage: Stage) -> None:
    Office.today(stage.club.world).signed("sam")
    confirm_as(stage.club.world, "gov", Role.AUDITOR, "Gwen Ode")
    stage.visit("public.home", "full", "gov", "/", "auditor")
    stage.visit("oversight.lines", "full", "gov", "/log/lines?before=9")
    stage.visit("oversight.lines", "long", "gov", "/log/lines")
    stage.visit("oversight.checkpoints", "full", "gov", "/log/checkpoints")
    stage.visit("oversight.checkpoints", "empty", "gov", "/log/checkpoints?before=0")


@shows("public.home", "full")
@shows("accounts.team", "full", "empty")
@shows("accounts.search_team", "errors")
@shows("setup.organisation", "full")
def administrator(stage: Stage) -> None:
    confirm_as(stage.club.world, "adm", Role.ADMINISTRATOR, "Ivor Penn")
    stage.visit("public.home", "full", "adm", "/", "administrator")
    stage.visit("accounts.team", "full", "adm", "/team")
    asked, to = "/team?search=nothing", "/team/search"
    page = stage.visit("accounts.team", "full", "adm", asked, "searched for nothing")
    stage.send(page, to, {"q": "no one"})
    stage.visit("accounts.team", "empty", "adm", "/team?search=1")
    answer(stage, "accounts.search_team", "errors", "adm", asked, {"q": "x" * 101}, to=to)
    stage.visit("setup.organisation", "full", "adm", "/organisation", "administrator")
