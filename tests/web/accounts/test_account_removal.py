"""The pages on which a lead removes someone for good: what they say, and what it takes."""

from __future__ import annotations

import pytest

from app.services.suspension.member_suspension import suspend_member
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.world import World
from tests.support.web.checking_client import Page
from tests.web.accounts.test_sign_in import SAM


def address(world: World, who: str) -> str:
    return f"/members/{world.people[who].id}"


def remove(world: World, who: str, **typed: str):
    suspend_member(world.uow("jo"), world.people[who].id)
    jo, member = world.client("jo"), address(world, who)
    asked = jo.page(f"{member}/removal")
    return asked, jo.send(f"{member}/remove", typed, via=f"{member}/removal")


@pytest.mark.both_databases
def test_a_lead_is_removed_and_everyone_else_goes_on(world: World):
    sam, deputy = world.client("sam"), world.client("deputy")
    asked, answer = remove(world, "deputy")
    for words in (
        "The key of the safeguarding leads changes",
        "With an older copy of the database, the server’s secret and their passphrase, they could",
        "Their drafts, by anyone. Only",
        "If that person can no longer read it either, by anyone.",
        "A record that they let no one here read, by anyone.",
        "Remove for good and change the key",
    ):
        assert words in asked.text
    assert "has no open concern that you can read" in asked.text
    jo = world.client("jo")
    done = jo.page(answer.location)
    assert "is removed for good" in done.text
    assert "Removed on" in done.text
    assert "Let them sign in again" not in done.text
    assert "Removed on" in jo.page("/members?status=stopped").text
    assert sam.get("/account").status_code == 200
    led = deputy.get("/account")
    assert led.status_code == 302
    assert "removed your account on" in deputy.page(led.location).text
    again = jo.send(f"{address(world, 'deputy')}/restore", via=address(world, "jo"))
    assert again.status_code == 422
    assert "Invite the person again" in Page(again.get_data(as_text=True)).text


def test_a_removed_practitioner_cannot_sign_in_and_no_key_is_mentioned(world: World):
    asked, answer = remove(world, "sam")
    assert "key" not in asked.text.split("Remove Sam Lee for good")[-1].split("Remove for good")[0]
    assert answer.status_code == 303
    right = world.client().send("/sign-in", SAM)
    assert right.status_code == 422
    assert "removed your account" in Page(right.get_data(as_text=True)).text


def test_a_head_is_removed_with_the_sheet_and_told_what_was_wrong_with_it(world: World):
    asked, answer = remove(world, "senior", sheet="")
    assert "No safeguarding lead has the key of the heads and chairs" in asked.text
    assert answer.status_code == 422
    assert "Enter everything on the recovery sheet." in Page(answer.get_data(as_text=True)).text
    jo, member = world.client("jo"), address(world, "senior")
    for sheet, status in (("ABCD EFGH", 422), (encode_recovery_sheet(world.recovery_seed), 303)):
        typed = {"sheet": sheet}
        answer = jo.send(f"{member}/remove", typed, via=f"{member}/removal")
        assert answer.status_code == status


def test_only_a_stopped_account_of_someone_else_can_be_removed(world: World):
    jo, member = world.client("jo"), address(world, "sam")
    page = jo.page(f"{member}/removal")
    assert "First, stop their account" in page.text
    answer = jo.send(f"{member}/remove", via=address(world, "jo"))
    assert answer.status_code == 422
    assert "Stop this account first" in Page(answer.get_data(as_text=True)).text
    assert jo.get(f"{address(world, 'jo')}/removal").status_code == 404


def test_an_unattended_screen_of_a_lead_removes_no_one(world: World):
    suspend_member(world.uow("jo"), world.people["deputy"].id)
    jo, member = world.client("jo", by_passphrase=False), address(world, "deputy")
    asked = jo.send(f"{member}/remove", via=f"{member}/removal")
    assert "Enter your passphrase to continue" in Page(asked.get_data(as_text=True)).text
    assert "Remove them for good" in world.client("jo").page(member).text


def test_a_page_of_a_record_is_saved_after_the_key_was_changed(world: World):
    sam = world.client("sam")
    place = sam.send("/record/new", via="/").location.rpartition("/")[0]
    path = f"{place}/account"
    token = sam.csrf(path)
    remove(world, "deputy")
    typed = {"worry": "Quiet since Monday.", "version": "0", "csrf_token": token}
    assert sam.post(path, data=typed).status_code in {302, 303}
    assert "Quiet since Monday." in sam.get(path).get_data(as_text=True)
