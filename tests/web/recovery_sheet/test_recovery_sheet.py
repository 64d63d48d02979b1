"""The pages on which leads make a new recovery sheet, and check the one there is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.services.confirmation.certification import WRONG_SHEET
from app.vault.recovery import encode_recovery_sheet, split_groups
from tests.support.club.new_sheets import get_approval, make_new_text, replace_lost
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient, Page

SHEET = "/account/recovery-sheet"
GROUPS = re.compile(r"<li>([A-Z2-7]{2,4})</li>")
ASKED = re.compile(r'name="group-([0-9]+)"')


def said(answer) -> str:
    return Page(answer.get_data(as_text=True)).text


def type_back(client: CheckingClient, **changes: str):
    shown = client.get(f"{SHEET}/new").get_data(as_text=True)
    groups = GROUPS.findall(shown)
    assert len(groups) == 14
    typed = {f"group-{number}": groups[int(number) - 1] for number in ASKED.findall(shown)}
    assert len(typed) == 2
    return " ".join(groups), client.send(f"{SHEET}/new", typed | changes, via=f"{SHEET}/new")


def test_the_page_says_first_when_to_destroy_the_old_sheet(world: World):
    jo = world.client("jo")
    page = jo.page(SHEET).text
    for words in (
        "What the old sheet still opens",
        "older copy of the database",
        "destroy the old",
        "but only after Heard says that the new one works",
    ):
        assert words in page


@pytest.mark.both_databases
def test_a_new_sheet_with_the_old_one_is_typed_back_before_it_counts(world: World):
    get_approval(Office.today(world))
    jo, old = world.client("jo"), encode_recovery_sheet(world.recovery_seed)
    assert "The sheet you printed does not count" in jo.page(f"{SHEET}/new").text
    wrong = jo.send(f"{SHEET}/replace", {"sheet": make_new_text()}, via=SHEET)
    assert (wrong.status_code, WRONG_SHEET in said(wrong)) == (422, True)
    assert jo.send(f"{SHEET}/replace", {"sheet": old}, via=SHEET).location == f"{SHEET}/new"
    assert "You have made one that does not count yet" in jo.page(SHEET).text
    number = ASKED.search(jo.get(f"{SHEET}/new").get_data(as_text=True))[1]
    _, answer = type_back(jo, **{f"group-{number}": "AAAA"})
    assert (answer.status_code, "Check group" in said(answer)) == (422, True)
    check = {"sheet": old}
    assert jo.send(f"{SHEET}/check", check, via=f"{SHEET}/check").status_code == 303
    assert jo.send(f"{SHEET}/replace", {"sheet": old}, via=SHEET).location == f"{SHEET}/new"
    new, answer = type_back(jo)
    assert "The old one is refused" in jo.page(answer.location).text
    assert jo.send(f"{SHEET}/new", via=SHEET).location == SHEET, "pressed twice"
    assert split_groups(new) != split_groups(old)
    again = jo.send(f"{SHEET}/check", check, via=f"{SHEET}/check")
    assert (again.status_code, "This sheet was replaced on" in said(again)) == (422, True)
    right = jo.send(f"{SHEET}/check", {"sheet": new}, via=f"{SHEET}/check")
    assert "and to the head or chair" in jo.page(right.location).text
    assert jo.get(f"{SHEET}/new").location == SHEET, "the new one is forgotten"
    assert "Recovery sheet" in jo.page("/account").text


def test_a_lost_sheet_takes_a_second_person_and_then_a_head(world: World):
    jo, deputy, head = (world.client(who) for who in ("jo", "deputy", "senior"))
    assert "No one has approved" in said(jo.send(f"{SHEET}/start", via=SHEET))
    jo.send(f"{SHEET}/ask", via=SHEET)
    assert "Jo Smith asked to make a new recovery sheet" in deputy.page("/").text
    assert deputy.page("/").links.count(SHEET) == 2, "what to do, and the notice"
    asked = jo.page(SHEET).text
    assert "or the head or chair, must approve it" in asked
    request = re.search(r'name="request" value="([^"]+)"', deputy.get(SHEET).get_data(as_text=True))
    given = {"request": request[1]}
    own = jo.send(f"{SHEET}/approve", given, via=SHEET)
    assert (own.status_code, "You asked for this sheet yourself" in said(own)) == (422, True)
    other = deputy.send(f"{SHEET}/approve", {"request": "another"}, via=SHEET)
    assert (other.status_code, "This has changed" in said(other)) == (422, True)
    assert deputy.send(f"{SHEET}/approve", given, via=SHEET).status_code == 303
    assert jo.send(f"{SHEET}/start", via=SHEET).location == f"{SHEET}/new"
    new, answer = type_back(jo)
    assert answer.status_code == 303
    assert "have to do one thing" in jo.page(SHEET).text
    checked = jo.send(f"{SHEET}/check", {"sheet": new}, via=f"{SHEET}/check")
    assert "does not open what is sent to the head or chair yet" in jo.page(checked.location).text
    for path in ("/", SHEET):
        asked = head.page(path).text
        assert "Jo Smith made" in asked
        assert "face to face or by phone" in asked
    assert head.send(f"{SHEET}/heads", via=SHEET).status_code == 303
    assert "have to do one thing" not in head.page(SHEET).text
    assert "It does not open your key yet" not in head.page("/").text


def test_a_wrong_older_sheet_is_refused_while_the_heads_wait(world: World):
    replace_lost(Office.today(world))
    jo = world.client("jo")
    for wrong in ("", make_new_text()):
        answer = jo.send(f"{SHEET}/heads", {"older": wrong}, via=SHEET)
        assert answer.status_code == 422


def test_no_link_says_that_something_was_done(world: World):
    jo = world.client("jo")
    for done in ("made", "opens", "both", "x"):
        shown = jo.page(f"{SHEET}?done={done}").text
        assert "The new sheet works" not in shown
        assert "The new sheet opens the key" not in shown
        assert "The sheet opens" not in jo.page(f"{SHEET}/check?done={done}").text


def test_a_sheet_on_paper_whose_session_is_over_is_to_be_destroyed(world: World):
    get_approval(Office.today(world))
    jo = world.client("jo")
    assert jo.send(f"{SHEET}/start", via=SHEET).location == f"{SHEET}/new"
    first = GROUPS.findall(jo.get(f"{SHEET}/new").get_data(as_text=True))
    jo.send(f"{SHEET}/start", via=SHEET)
    again = GROUPS.findall(jo.get(f"{SHEET}/new").get_data(as_text=True))
    assert again == first, "it may be on paper"
    later = world.client("jo")
    answer = later.send(f"{SHEET}/new", {"group-1": first[0]}, via=SHEET)
    assert answer.status_code == 422
    assert "The sheet you printed does not count" in said(answer)
    assert "Destroy what you printed" in said(answer)


def test_a_head_stops_it_and_the_approval_is_worth_nothing(world: World):
    get_approval(Office.today(world))
    head, jo = world.client("senior"), world.client("jo")
    form = re.search(r'name="request" value="([^"]+)"', head.get(SHEET).get_data(as_text=True))
    assert head.send(f"{SHEET}/stop", {"request": form[1]}, via=SHEET).status_code == 303
    assert jo.send(f"{SHEET}/start", via=SHEET).status_code == 422


def test_an_open_screen_without_a_passphrase_makes_no_sheet(world: World):
    jo = world.client("jo", by_passphrase=False)
    for path in ("ask", "replace"):
        answer = jo.send(f"{SHEET}/{path}", {"sheet": "x"}, via=SHEET)
        assert "Enter your passphrase to continue" in said(answer)


def test_leads_are_reminded_after_a_year_until_someone_checks(world: World):
    jo, words = world.client("jo"), "No one has typed all of the recovery sheet since it was made"
    assert words not in jo.page("/").text
    world.stop_clocks(datetime.now(UTC) + timedelta(days=366))
    jo, head = world.client("jo"), world.client("senior")
    assert words in jo.page("/").text
    assert words not in head.page("/").text
    given = {"sheet": encode_recovery_sheet(world.recovery_seed)}
    assert jo.send(f"{SHEET}/check", {}, via=f"{SHEET}/check").status_code == 422
    assert jo.send(f"{SHEET}/check", given, via=f"{SHEET}/check").status_code == 303
    assert words not in jo.page("/").text


def test_wrong_sheets_are_told_plainly_and_then_slowed_down(world: World):
    jo, typed = world.client("jo"), make_new_text()
    for _ in range(8):
        answer = jo.send(f"{SHEET}/check", {"sheet": typed}, via=f"{SHEET}/check")
        assert (answer.status_code, typed in answer.get_data(as_text=True)) == (422, True)
    answer = jo.send(f"{SHEET}/check", {"sheet": typed}, via=f"{SHEET}/check")
    assert (answer.status_code, "Wait 15 minutes" in said(answer)) == (429, True)
