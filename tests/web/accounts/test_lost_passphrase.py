"""The page on which a lead gives someone who lost passphrase and card a new account."""

from __future__ import annotations

import pytest

from app.domain.routing.actors import Role
from app.services.auth.kdf_slots import KdfSlots
from app.services.members import invites, joining
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.world import World
from tests.support.web.checking_client import Page
from tests.web.accounts.test_account_removal import address


@pytest.mark.both_databases
def test_a_lead_sees_what_is_lost_and_then_the_code(world: World):
    jo, member = world.client("jo"), address(world, "sam")
    assert f"{member}/lost-passphrase" in jo.page(member).links
    asked = jo.page(f"{member}/lost-passphrase")
    for words in (
        "Do they have a recovery card?",
        "Their drafts. Only they could open them.",
        "They can no longer open the records that they wrote.",
        "If they let no one here read a record, no one can open it.",
        "You cannot undo this.",
        "You confirm them, as you would someone new.",
    ):
        assert words in asked.text, words
    assert "key of their team" not in asked.text
    answer = jo.send(f"{member}/new-account", via=f"{member}/lost-passphrase")
    assert answer.status_code == 303
    shown = jo.page(answer.location)
    assert "sam@example.org" in shown.text
    assert "Removed on" in jo.page(member).text
    assert jo.get(f"{member}/lost-passphrase").status_code == 404
    again = jo.send(f"{member}/new-account", via="/members/invite")
    assert (again.status_code, again.location) == (303, member)
    assert "They got a new account" in jo.page(member).text


def test_of_a_lead_it_says_that_someone_else_approves(world: World):
    asked = world.client("jo").page(f"{address(world, 'deputy')}/lost-passphrase")
    for words in (
        "two of their six words",
        "Someone else has to approve",
        "key of their team",
        "stay with the old account",
        "If that person can no longer read it either, no one can.",
        "Dele Okoro has no open concern that you can read",
    ):
        assert words in asked.text, words
    html = world.client("jo").get(f"{address(world, 'deputy')}/lost-passphrase")
    assert 'data-prevent-double-click="true"' in html.get_data(as_text=True)


@pytest.mark.parametrize(("role", "approved"), [("lead", True), ("administrator", False)])
def test_of_someone_with_no_key_yet_it_says_how_they_are_confirmed(
    world: World, role: str, approved: bool
):
    uow = world.uow("jo")
    member_id, code = invites.invite_member(uow, "new@example.org", (Role(role),), "Ada Min")
    new = joining.NewMember(code, "Ada Min", "", "", "nine violet otters hum quietly")
    joining.join_organisation(world.uow(), KdfSlots(world.data), new, "")
    asked = world.client("jo").page(f"/members/{member_id}/lost-passphrase")
    assert "two of their six words" in asked.text
    assert ("Someone else has to approve" in asked.text) is approved
    assert "by name and to no one else" not in asked.text


def test_of_a_head_it_takes_the_sheet(world: World):
    jo, member = world.client("jo"), address(world, "senior")
    for sheet, status in (
        ("", 422),
        ("ABCD EFGH", 422),
        (encode_recovery_sheet(world.recovery_seed), 303),
    ):
        typed = {"sheet": sheet}
        answer = jo.send(f"{member}/new-account", typed, via=f"{member}/lost-passphrase")
        assert answer.status_code == status
        if status == 422:
            assert Page(answer.get_data(as_text=True)).title.startswith("Error: ")


def test_an_open_screen_is_not_enough(world: World):
    """The passphrase is asked for: a session that started with a card has none behind it."""
    jo, member = world.client("jo", by_passphrase=False), address(world, "sam")
    answer = jo.send(f"{member}/new-account", via=f"{member}/lost-passphrase")
    assert "Removed on" not in jo.page(member).text
    assert answer.status_code in {200, 302, 303, 403}
