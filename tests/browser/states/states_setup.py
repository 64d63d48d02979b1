"""Set-up, on a server of its own that nobody has set up yet."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.journeys.test_setup_to_summary import SET_UP, SET_UP_PASSPHRASE, SET_UP_STEPS
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG

STEPS = {**SET_UP_STEPS, "head-or-chair": ("senior_1", "senior_2")}
ERRORS = {
    "opening-hours": {"hours": LONG, "closures": LONG},
    "head-or-chair": {"senior_1": "ash", "senior_2": "ash"},
}


@shows("setup.start", "empty")
@shows("setup.submit", "errors")
@shows("setup.step", "empty", "full")
@shows("setup.save_step", "errors", "long")
@shows("setup.check", "long")
@shows("setup.passphrase", "empty")
@shows("setup.choose_passphrase", "errors")
@shows("setup.sheet", "full")
@shows("setup.prove", "errors")
@shows("setup.done", "full")
def setting_up(stage: Stage) -> None:
    server = stage.start_server(workers=1)
    url = f"{server.url}/set-up"
    page = stage.visit("setup.start", "empty", "", url)
    stage.judge("setup.submit", "errors", page, stage.send(page, "/set-up", {"code": "ABCD"}))
    page.goto(url)
    stage.send(page, "/set-up", {"code": server.set_up_code})
    _answer_each_step(stage, page)
    stage.judge("setup.check", "long", page, page.reload())
    found = page.goto(f"{url}/passphrase")
    stage.judge("setup.passphrase", "empty", page, found)
    found = stage.send(page, "/passphrase", {"passphrase_choice": "own", "passphrase": "short"})
    stage.judge("setup.choose_passphrase", "errors", page, found)
    found = stage.send(page, "/passphrase", SET_UP_PASSPHRASE)
    stage.judge("setup.sheet", "full", page, found)
    stage.judge("setup.step", "full", page, page.goto(f"{url}/where-you-are"))
    page.goto(f"{url}/recovery-sheet")
    groups = page.locator(".heard-six li").all_inner_texts()
    names = page.locator("input[name^=group-]").evaluate_all("all => all.map(one => one.name)")
    found = stage.send(page, "/recovery-sheet", dict.fromkeys(names, "ABCD"))
    stage.judge("setup.prove", "errors", page, found)
    right = {name: groups[int(name[6:]) - 1] for name in names}
    stage.judge("setup.done", "full", page, stage.send(page, "/recovery-sheet", right))


def _answer_each_step(stage: Stage, page: Page) -> None:
    """Show each step empty and with its mistakes, then answer it."""
    typed = {
        **SET_UP,
        "address": LONG[:300],
        "senior_1": "ash@example.org",
        "senior_2": "robin@example.org",
    }
    for key, names in STEPS.items():
        stage.judge("setup.step", "empty", page, page.reload(), key)
        wrong = ERRORS.get(key, dict.fromkeys(names, ""))
        state = "long" if LONG in wrong.values() else "errors"
        stage.judge("setup.save_step", state, page, stage.send(page, key, wrong), key)
        right = dict.fromkeys(wrong, "") | {name: typed[name] for name in names}
        stage.send(page, key, right)
