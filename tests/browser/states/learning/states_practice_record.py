"""The record in practice: its list, a page of each sort, and the last. Nothing is left behind."""

from __future__ import annotations

from app.services.practice import practice_runs
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_guided_pages import save
from tests.support.training.finished_practice import finish_model_conversation, write_model_record
from tests.support.web.checking_client import show_whole

NAMES = ("now", "account", "told", "people", "indicators_a", "sharing")
PAGE, SIGN, TASKS = "recording.practice_page", "recording.practice_sign", "recording.practice_tasks"


@shows("recording.practice_tasks", "empty", "full", "conflict")
@shows("recording.practice_page", "empty", "full", "long", "conflict", "errors")
@shows("recording.practice_submit", "expired", "disk_full")
@shows("recording.practice_sign", "empty", "full", "long", "conflict")
def practice_record(stage: Stage) -> None:
    """Blank, the model record, names that are not the scenario's, long texts, two tabs."""
    uow = stage.club.world.uow("pat")
    blank = f"/learn/practice/run/{finish_model_conversation(uow)}/record"
    stage.visit(TASKS, "empty", "pat", blank)
    stage.visit(SIGN, "empty", "pat", f"{blank}/sign")
    for name in NAMES:
        stage.visit(PAGE, "empty", "pat", f"{blank}/{name}", name)
    run_id = write_model_record(uow, "swimming_coach")
    full = f"/learn/practice/run/{run_id}/record"
    _full(stage, full)
    _two_places(stage, full)
    _late(stage, blank)
    practice_runs.finish_practice_record(uow, run_id)
    stage.visit(TASKS, "full", "pat", full, "finished")
    for one in practice_runs.list_runs(stage.club.world.uow("pat")):
        practice_runs.delete_run(stage.club.world.uow("pat"), one.id)


def _full(stage: Stage, full: str) -> None:
    """The model record; a time that cannot be read; names that are not the scenario's."""
    client = stage.club.client("pat")
    stage.visit(TASKS, "full", "pat", full)
    stage.visit(SIGN, "full", "pat", f"{full}/sign")
    for name in NAMES:
        stage.visit(PAGE, "full", "pat", f"{full}/{name}", name)
    save(client, f"{full}/account", "Barnaby Thistlewood told me. His number is 07700 900123.")
    tab = stage.visit(PAGE, "full", "pat", show_whole(f"{full}/account"), "names")
    stage.send(tab, "/account", {"told_at_time": "half past"}, "Continue")
    assert tab.title().startswith("Error: ")
    stage.visit(PAGE, "errors", "pat", f"{full}/account?whole=1&check=1")
    stage.visit(SIGN, "full", "pat", f"{full}/sign", "names")
    save(client, f"{full}/view", "unbroken" * 20 + LONG[:19_840])
    stage.visit(PAGE, "long", "pat", f"{full}/view")
    stage.visit(SIGN, "long", "pat", f"{full}/sign")


def _two_places(stage: Stage, full: str) -> None:
    save(stage.club.client("pat"), f"{full}/told", "What was typed in the other tab.", version="0")
    stage.visit(PAGE, "conflict", "pat", show_whole(f"{full}/told"))
    stage.visit(TASKS, "conflict", "pat", full)
    stage.visit(SIGN, "conflict", "pat", f"{full}/sign")


def _late(stage: Stage, blank: str) -> None:
    """No room for a page; one that came after the sign-in had ended, and waits beside its page."""
    where, tab = f"{stage.club.server.url}{blank}/now?whole=1", stage.tab("pat")
    tab.goto(where)
    with stage.club.no_room():
        found = stage.send(tab, "/now", {"where_now": "In the hall"}, "Continue")
        assert found.status == 507
        stage.judge("recording.practice_submit", "disk_full", tab, found)
    stage.forgive("507")
    tab.goto(where)
    stage.expire("pat")
    found = stage.send(tab, "/now", {"where_now": "In the kitchen"}, "Continue")
    assert found.status == 401
    stage.judge("recording.practice_submit", "expired", tab, found)
    stage.back("pat")
    stage.visit(PAGE, "conflict", "pat", show_whole(f"{blank}/now"), "late")
