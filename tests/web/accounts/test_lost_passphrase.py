"""The page on which a lead gives someone who lost passphrase and card a new account."""

from __future__ import annotations

import pytest

from app.vault.recovery import sheet_text
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


def test_of_a_lead_it_says_that_someone_else_approves(world: World):
    asked = world.client("jo").page(f"{address(world, 'deputy')}/lost-passphrase")
    for words in ("two of their six words", "Someone else has to approve", "key of their team"):
        assert words in asked.text, words


def test_of_a_head_it_takes_the_sheet(world: World):
    jo, member = world.client("jo"), address(world, "senior")
    for sheet, status in (("", 422), ("ABCD EFGH", 422), (sheet_text(world.recovery_seed), 303)):
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
