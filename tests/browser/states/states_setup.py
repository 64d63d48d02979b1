"""Set-up, on a server of its own that nobody has set up yet."""

from __future__ import annotations

from tests.browser.journeys.test_setup_to_summary import SET_UP
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG


@shows("setup.start", "empty")
@shows("setup.submit", "errors", "full", "long")
@shows("setup.sheet", "full")
@shows("setup.prove", "errors")
@shows("setup.done", "full")
def setting_up(stage: Stage) -> None:
    server = stage.start_server(workers=1)
    url = f"{server.url}/set-up"
    page = stage.visit("setup.start", "empty", "", url)
    typed = {**SET_UP, "senior_1": "ash@example.org", "senior_2": "robin@example.org"}
    for state, fields in (
        ("errors", {}),
        ("full", {**typed, "code": "ABCD-EFGH-JKMN"}),
        ("long", {**typed, "code": server.set_up_code, "address": LONG, "hours": LONG}),
    ):
        page.goto(url)
        found = stage.send(page, "/set-up", fields)
        if found.status == 422:
            stage.judge("setup.submit", state, page, found)
    page.goto(url)
    found = stage.send(page, "/set-up", {**typed, "code": server.set_up_code})
    stage.judge("setup.sheet", "full", page, found)
    groups = page.locator(".heard-six li").all_inner_texts()
    names = page.locator("input[name^=group-]").evaluate_all("all => all.map(one => one.name)")
    found = stage.send(page, "/recovery-sheet", dict.fromkeys(names, "ABCD"))
    stage.judge("setup.prove", "errors", page, found)
    right = {name: groups[int(name[6:]) - 1] for name in names}
    stage.judge("setup.done", "full", page, stage.send(page, "/recovery-sheet", right))
