"""While too many papers are made at once, a page says so and has everything that was on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.errors import NotLockedError
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient, Page
from tests.web.referrals.test_council_forms import Office, form_path, offer, office
from tests.web.referrals.test_encrypted_copy import entries, path_of

__all__ = ["office"]

TYPED = "age1 what they gave me\u00a0"


@pytest.fixture
def full(world: World) -> Iterator[None]:
    """Every slot is taken."""
    house = world.app.extensions["heard"]
    with ExitStack() as held:
        for _ in range(house.slots._count):
            held.enter_context(house.slots.hold(0.0))
        yield


def controls(page: Page, **like: str) -> list[dict[str, str]]:
    return [one for one in page.controls if like.items() <= one.items()]


def send(client: CheckingClient, to: str, via: str, **fields: str) -> tuple[int, Page, dict]:
    sent = {**offer(client, via), **fields}
    answer = client.send(to, sent, via=via)
    return answer.status_code, Page(answer.get_data(as_text=True)), sent


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("protect", ["yes", "no"])
def test_a_council_form_waits_for_its_turn_with_the_same_words(office: Office, protect: str):
    concern_id = office.signed("sam")
    before = entries(office)
    client, via = office.world.client("sam"), form_path(concern_id)
    to = via.partition("?")[0] + ".pdf"
    status, page, sent = send(client, to, via, protect=protect)
    assert (status, entries(office)) == (503, before)
    assert "Heard is busy" in page.text
    assert sent["words"] in page.text
    for name in ("once", "words", "proof", "child"):
        assert controls(page, name=name)[0]["value"] == sent[name], name
    (chosen,) = [one["value"] for one in controls(page, name="protect") if "checked" in one]
    assert chosen == protect


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("lock", ["key", "words"])
def test_a_copy_of_a_file_has_the_key_that_was_typed(office: Office, lock: str):
    concern_id = office.signed("sam")
    before, client, via = entries(office), office.world.client("sam"), path_of(concern_id)
    key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    status, page, sent = send(client, via, via, lock=lock, key=key)
    assert (status, entries(office)) == (503, before)
    assert sent["words"] in page.text
    (box,) = controls(page, id="key")
    (chosen,) = [one["value"] for one in controls(page, name="lock") if "checked" in one]
    assert (box["value"], chosen) == (key, lock)


def test_a_machine_that_cannot_lock_with_words_keeps_what_was_typed(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    def cannot(*_: object) -> bytes:
        raise NotLockedError("words")

    monkeypatch.setattr("app.services.referrals.encrypted_copy.encrypt_with_words", cannot)
    via = path_of(office.signed("sam"))
    status, page, _ = send(office.world.client("sam"), via, via, lock="words", key=TYPED)
    assert (status, controls(page, id="key")[0]["value"]) == (503, TYPED)
    assert "or lock it to their key" in page.text


@pytest.mark.usefixtures("full")
def test_words_that_we_did_not_offer_are_not_shown_as_ours(office: Office):
    concern_id, client = office.signed("sam"), office.world.client("sam")
    for to, via in (
        (path_of(concern_id),) * 2,
        (form_path(concern_id).partition("?")[0] + ".pdf", form_path(concern_id)),
    ):
        status, page, _ = send(client, to, via, words="one two three four five")
        assert status == 422
        assert "one two three" not in page.text


@pytest.mark.usefixtures("full")
def test_a_file_of_somebody_else_is_absent_while_busy_too(office: Office):
    concern_id, client = office.signed("sam"), office.world.client("pat")
    own = path_of(office.signed("pat"))
    fields = {**offer(client, own), "lock": "words"}
    assert client.send(path_of(concern_id), fields, via=own).status_code == 404
