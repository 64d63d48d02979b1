"""Practice conversations: to choose from, turn by turn, one's own words, the end, the way out."""

from __future__ import annotations

from unittest import mock

from app.services.practice import practice_runs, scenario_content
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.web.checking_client import CheckingClient
from tests.support.web.practice_client import (
    BEFORE,
    LEADING,
    OPEN,
    begin,
    mean,
    play,
    reply,
    run_id,
    turn,
    write,
)

CAREFUL = "I can’t promise that. If you’re not safe I’d have to tell somebody."
FIRST = ("game_and_pictures", "takes_it_back", "carer_reports_changes", "blue_car")


@shows("learning.practice", "empty")
@shows("learning.practice_before", "empty", "full")
@shows("learning.practice_turn", "empty", "full", "errors", "long", "conflict")
@shows("learning.practice_own_words", "empty", "full", "long", "conflict", "errors")
@shows("learning.practice_leave", "full")
@shows("learning.practice_throw", "full")
def begun(stage: Stage) -> None:
    """From the choice to the second turn, with a trainee's own words and an earlier turn."""
    pat = stage.club.client("pat")
    stage.visit("learning.practice", "empty", "pat", "/learn/practice")
    stage.visit("learning.practice_before", "empty", "pat", BEFORE)
    run = begin(pat)
    stage.visit("learning.practice_before", "full", "pat", BEFORE, "begun before")
    stage.visit("learning.practice_turn", "empty", "pat", f"{run}/turn/0")
    for check in ("none", "own"):
        path = f"{run}/turn/0?check={check}"
        stage.visit("learning.practice_turn", "errors", "pat", path, check)
    stage.visit("learning.practice_leave", "full", "pat", f"{run}/leave")
    stage.visit("learning.practice_throw", "full", "pat", f"{run}/throw-away")
    _own_words(stage, pat, run)
    reply(pat, run, 0, turn(pat, run, 0).controls["reply"].options[0])
    tab = stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/1?moved=1", "led here")
    answer = tab.goto(f"{stage.club.server.url}{run}/turn/1")
    tab.get_by_text("About what you said").click()
    stage.judge("learning.practice_turn", "full", tab, answer, "what was said is folded")
    stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/0", "as it was")
    _leave_nothing(stage, "pat")


@shows("learning.practice", "full")
@shows("learning.practice_turn", "full")
@shows("learning.practice_said", "disk_full")
def to_the_end(stage: Stage) -> None:
    """Silences, the end before and after its record, and no room for words of one's own."""
    pat = stage.club.client("pat")
    for key in FIRST[1:]:
        _silence(stage, pat, key)
    run = begin(pat)
    form = mean(pat, write(pat, run, 0, "You are lying. I won’t tell anyone."), "believe")
    form.set("nearest", ["none"])
    pat.post(form.action, data=form.sent())
    stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/0", "harm was heard")
    form = mean(pat, write(pat, run, 0, CAREFUL), "next")
    form.set("nearest", form.controls["nearest"].options[:1])
    pat.post(form.action, data=form.sent())
    for at in (1, 0):
        stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/{at}", f"kept words {at}")
    end = play(pat, run, 0, 1)
    stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/{end}", "its end")
    stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/{end - 1}", "before its end")
    practice_runs.finish_practice_record(stage.club.world.uow("pat"), run_id(run))
    stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/{end}", "finished")
    tab = stage.visit("learning.practice", "full", "pat", "/learn/practice")
    tab.goto(f"{stage.club.server.url}{begin(pat)}/turn/0")
    with stage.club.no_room():
        found = stage.send(tab, "/turn/0", {"reply": "own", "own": "No room for it."}, "Continue")
        stage.judge("learning.practice_said", "disk_full", tab, found)
    stage.forgive("507")
    _leave_nothing(stage, "pat")


def _leave_nothing(stage: Stage, who: str) -> None:
    uow = stage.club.world.uow(who)
    for one in practice_runs.list_runs(uow):
        practice_runs.delete_run(uow, one.id)


def _own_words(stage: Stage, pat: CheckingClient, run: str) -> None:
    """Nothing found, something found, as long as may be, and saved in two tabs."""
    old = turn(pat, run, 0)
    where = write(pat, run, 0, OPEN)
    stage.visit("learning.practice_own_words", "empty", "pat", where)
    for asked in ("waits=1", "waits=1&check=written"):
        state = "errors" if "check" in asked else "full"
        path = f"{where}?meant=believe&{asked}"
        stage.visit("learning.practice_own_words", state, "pat", path, f"none was close {state}")
    where = write(pat, run, 0, f"{LEADING} Why didn't you tell me?")
    stage.visit("learning.practice_own_words", "full", "pat", where)
    stage.visit("learning.practice_own_words", "conflict", "pat", f"{where}?newer=1")
    for asked in ("check=meant", "meant=specific&check=closest"):
        stage.visit("learning.practice_own_words", "errors", "pat", f"{where}?{asked}", asked)
    stage.visit("learning.practice_own_words", "full", "pat", f"{where}?meant=believe", "harm")
    where = write(pat, run, 0, LONG[:2_000])
    stage.visit("learning.practice_own_words", "long", "pat", where)
    stage.visit("learning.practice_own_words", "long", "pat", f"{where}?meant=next", "none close")
    write(pat, run, 0, "unbroken" * 300)
    stage.visit("learning.practice_turn", "long", "pat", f"{run}/turn/0?check=own")
    old.set("own", ["The other tab."])
    old.set("reply", ["own"])
    pat.post(old.action, data=old.sent())
    stage.visit("learning.practice_turn", "conflict", "pat", f"{run}/turn/0", "two texts")
    form = turn(pat, run, 0)
    pat.post(form.action, data=form.sent(form.button("Dismiss the other version")))
    write(pat, run, 0, OPEN)


def _silence(stage: Stage, pat: CheckingClient, key: str) -> None:
    """The first silence, or the first turn in which something is done and not said."""
    run, at = begin(pat, f"/learn/practice/{key}"), 0
    scenario = scenario_content.load_org_scenario(stage.club.world.org, key)
    state = practice_runs.scenario_paths.start_conversation(scenario)
    while state.turn and state.turn.says and state.turn.replies:
        first = state.turn.replies[0].key
        reply(pat, run, at, first)
        at += 1
        state = practice_runs.scenario_paths.apply_choice(
            scenario, state, practice_runs.ReplyChoice(first)
        )
    stage.visit("learning.practice_turn", "full", "pat", f"{run}/turn/{at}", key)


@shows("learning.practice_said", "expired")
@shows("learning.practice_turn", "conflict")
@shows("public.home", "full")
def too_late(stage: Stage) -> None:
    """Words that were sent after an hour, and words of a scenario that changed since."""
    kit = stage.club.client("kit")
    run = begin(kit)
    tab = stage.tab("kit")
    tab.goto(f"{stage.club.server.url}{run}/turn/0")
    stage.expire("kit")
    found = stage.send(tab, "/turn/0", {"reply": "own", "own": OPEN}, "Continue")
    stage.judge("learning.practice_said", "expired", tab, found)
    stage.forgive("401")
    stage.back("kit")
    stage.visit("public.home", "full", "kit", "/", "words of a practice that came late")
    stage.visit("learning.practice_turn", "conflict", "kit", f"{run}/turn/0", "came late")
    uow = stage.club.world.uow("kit")
    changed = practice_runs.start_run(uow, FIRST[0])
    with mock.patch.object(scenario_content, "hash_scenario", return_value="other words"):
        practice_runs.go_back_to_turn(uow, changed, 0, 1)
    path = f"/learn/practice/run/{changed}/turn/0"
    stage.visit("learning.practice_turn", "conflict", "kit", path, "words that changed")
    _leave_nothing(stage, "kit")
