"""A practice conversation in stale tabs: nothing is said twice, dropped or lost, or another's."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import update

from app.models.member import SignIn
from app.services.practice import practice_runs, scenario_content
from tests.policy.security.test_absent_or_forbidden import assert_one_answer
from tests.policy.security.test_absent_or_forbidden import still as still
from tests.support.club.office import Office
from tests.support.web.html_forms import form_to
from tests.support.web.practice_client import (
    BEFORE,
    OPEN,
    back,
    begin,
    given,
    mean,
    offered,
    play_to,
    reply,
    run_id,
    turn,
    write,
)


@pytest.fixture
def today(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(today: Office):
    return today.world.client("tess")


def test_the_page_before_sent_twice_begins_once(today, tess):
    once = {"once": str(uuid4())}
    answers = [tess.send(BEFORE, once) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(practice_runs.list_runs(today.at("tess"))) == 1


def test_an_earlier_turn_can_be_read_and_tried_again(today, tess):
    run = begin(tess)
    first, other = offered(tess, run, 0)[:2]
    reply(tess, run, 0, first)
    reply(tess, run, 1, offered(tess, run, 1)[0])
    page = tess.page(f"{run}/turn/0")
    assert "as it was" in page.title
    assert "The conversation then goes on from here" in page.text
    assert back(tess, run, 0) == f"{run}/turn/0"
    assert given(today, run) == []
    reply(tess, run, 0, other)
    assert [key for key, _ in given(today, run)] == [other]


def test_a_late_press_of_try_again_drops_nothing(today, tess):
    run = begin(tess)
    reply(tess, run, 0, offered(tess, run, 0)[0])
    text = tess.get(f"{run}/turn/0").get_data(as_text=True)
    form = form_to(text, "/back")
    reply(tess, run, 1, offered(tess, run, 1)[0])
    answer = tess.post(form.action, data=form.sent())
    assert answer.location == f"{run}/turn/2?moved=1"
    assert len(given(today, run)) == 2
    assert "This is where the conversation is now" in tess.page(answer.location).text


def test_the_same_reply_twice_counts_once_and_another_leads_on(today, tess):
    run = begin(tess)
    first, other = offered(tess, run, 0)[:2]
    old = turn(tess, run, 0)
    for _ in range(2):
        old.set("reply", [first])
        assert tess.post(old.action, data=old.sent()).location == f"{run}/turn/1"
    old.set("reply", [other])
    old.set("own", ["What I typed in the other tab."])
    answer = tess.post(old.action, data=old.sent())
    assert answer.location == f"{run}/turn/1?moved=1"
    assert [key for key, _ in given(today, run)] == [first]
    back(tess, run, 0)
    assert turn(tess, run, 0).controls["own"].value == "What I typed in the other tab."


def test_own_words_from_two_tabs_are_saved_and_only_shown_ones_said(today, tess):
    run = begin(tess)
    old = turn(tess, run, 0)
    where = write(tess, run, 0, "The first tab.")
    shown = mean(tess, where)
    shown.set("nearest", [shown.controls["nearest"].options[0]])
    old.set("reply", ["own"])
    old.set("own", ["The second tab."])
    assert tess.post(old.action, data=old.sent()).location == f"{run}/turn/0"
    page = tess.page(f"{run}/turn/0").text
    assert "The first tab." in page
    assert "The second tab." in page
    form = turn(tess, run, 0)
    answer = tess.post(form.action, data=form.sent(form.button("Use the other version")))
    assert answer.location == f"{run}/turn/0#own"
    said = tess.post(shown.action, data=shown.sent())
    assert said.location == f"{run}/turn/0/own?newer=1"
    assert given(today, run) == []


def test_own_words_that_came_too_late_are_told_to_be_copied(today, tess):
    run = begin(tess)
    old = turn(tess, run, 0)
    where = write(tess, run, 0, "The first tab.")
    said = mean(tess, where)
    said.set("nearest", [said.controls["nearest"].options[0]])
    assert tess.post(said.action, data=said.sent()).location == f"{run}/turn/1"
    old.set("reply", ["own"])
    old.set("own", ["The second tab."])
    answer = tess.post(old.action, data=old.sent())
    assert "Other words that you wrote here are saved" in tess.page(answer.location).text
    back(tess, run, 0)
    page = tess.page(f"{run}/turn/0").text
    assert "The second tab." in page
    assert "Other words that you wrote here" not in page


def test_words_that_changed_since_are_told_and_go_on(today, tess, monkeypatch):
    run = begin(tess)
    reply(tess, run, 0, offered(tess, run, 0)[0])
    old = turn(tess, run, 1)
    monkeypatch.setattr(scenario_content, "hash_scenario", lambda *_: "another mark")
    assert tess.post(old.action, data=old.sent() | {"reply": ["x"]}).location.endswith("?moved=1")
    page = tess.page(f"{run}/turn/1").text
    assert "The words of this conversation have changed since you were here" in page
    assert "What do you say or do?" not in page
    assert "Its words have changed since" in tess.page("/learn/practice").text
    assert back(tess, run, 1) == f"{run}/turn/1"
    assert "have changed since" not in tess.page(f"{run}/turn/1").text
    assert len(given(today, run)) == 1


def test_a_reply_that_is_no_more_leads_to_the_last_one_that_is(today, tess, monkeypatch):
    run = begin(tess)
    play_to(tess, run, 3)
    scenario = scenario_content.load_org_scenario(today.org, "game_and_pictures")
    key = given(today, run)[1][0]
    turns = {
        name: msgspec.structs.replace(
            one, replies=tuple(each for each in one.replies if each.key != key)
        )
        for name, one in scenario.turns.items()
    }
    less = msgspec.structs.replace(scenario, turns=turns)
    monkeypatch.setattr(scenario_content, "load_org_scenario", lambda *_: less)
    assert tess.get(run).location == f"{run}/turn/1"
    assert "the last thing you said that still fits" in tess.page(f"{run}/turn/1").text


def test_own_words_save_themselves_and_nothing_is_said_by_it(today, tess):
    run = begin(tess)
    form = turn(tess, run, 0)
    blank = tess.post(f"{form.action}/autosave", data=form.sent())
    assert (blank.status_code, blank.json["version"]) == (200, 0)
    form.set("own", [OPEN])
    saved = tess.post(f"{form.action}/autosave", data=form.sent())
    assert (saved.status_code, saved.json["version"]) == (200, 1)
    assert turn(tess, run, 0).controls["own"].value == OPEN
    assert given(today, run) == []
    form.set("own", ["The other tab."])
    assert tess.post(f"{form.action}/autosave", data=form.sent()).status_code == 409
    assert "The other tab." in tess.page(f"{run}/turn/0").text


def test_save_keeps_and_says_nothing(today, tess):
    run = begin(tess)
    form = turn(tess, run, 0)
    form.set("reply", ["own"])
    form.set("own", [OPEN])
    answer = tess.post(form.action, data=form.sent(form.button("Save")))
    assert answer.location == f"{run}/turn/0#own"
    assert turn(tess, run, 0).controls["own"].value == OPEN
    assert given(today, run) == []
    assert form.buttons[0].text == "Continue", "what Enter presses on a radio"


def test_words_of_another_way_through_the_conversation_are_not_shown(today, tess):
    run = begin(tess)
    reply(tess, run, 0, offered(tess, run, 0)[0])
    write(tess, run, 1, OPEN)
    back(tess, run, 0)
    reply(tess, run, 0, offered(tess, run, 0)[1])
    form = turn(tess, run, 1)
    assert form.controls["own"].value == ""
    form.set("own", ["New words."])
    assert tess.post(form.action, data=form.sent()).location == f"{run}/turn/1/own"
    assert "New words." in tess.page(f"{run}/turn/1/own").text
    assert len(given(today, run)) == 1


def test_what_was_sent_after_the_sign_in_ended_waits_beside_its_turn(today, tess):
    run = begin(tess)
    form = turn(tess, run, 0)
    form.set("reply", ["own"])
    form.set("own", [OPEN])
    away = datetime.now(UTC) - timedelta(hours=1)
    today.world.change(update(SignIn).values(last_seen=away))
    late = tess.post(form.action, data=form.sent())
    assert late.status_code == 401
    assert "We’ve saved what you just sent" in late.get_data(as_text=True)
    again = today.world.client("tess")
    assert f"{run}/turn/0" in again.page("/").links
    assert OPEN in again.page(f"{run}/turn/0").text
    late = turn(again, run, 0)
    again.post(late.action, data=late.sent(late.button("Use the other version")))
    assert turn(again, run, 0).controls["own"].value == OPEN
    assert f"{run}/turn/0" not in again.page("/").links


def test_a_practice_of_somebody_else_is_not_there(still: Office):
    tess = still.world.client("tess")
    run = begin(tess)
    reply(tess, run, 0, offered(tess, run, 0)[0])
    for who in ("sam", "jo", "senior", "kit"):
        assert_one_answer(still, who, "run_id", run_id(run))
    assert tess.get(f"{run}/turn/1").status_code == 200
