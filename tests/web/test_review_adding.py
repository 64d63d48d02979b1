"""Adding to a file by its form: to the letter, once, and never over what was signed."""

from __future__ import annotations

import re

import pytest

from app.domain.entries import Addition
from app.models.concern import Entry
from app.services.files import open_file
from tests.support.desks import WORDS, Office
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Office:
    clock = world.now
    made = Office(world)
    made.now = clock()
    return made


def once(client, path: str) -> str:
    text = client.get(path).get_data(as_text=True)
    return re.search(r'name="once"[^>]*value="([^"]+)"', text).group(1)


@pytest.mark.parametrize("who", ["sam", "jo"])
def test_author_and_reader_add_words_to_the_letter(office: Office, who: str):
    concern_id = office.signed("sam")
    client, path = office.world.client(who), f"/concerns/{concern_id}/add"
    words = "\nhe  said:\tno\r\nNEVER "
    fields = {"once": once(client, path), "words": words, "verbatim": "y"}
    answer = client.send(path, fields)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/concerns/{concern_id}#entry-2")
    entry = open_file(office.at("deputy"), concern_id).entries[1].entry
    assert isinstance(entry, Addition)
    assert entry.words == words.replace("\r\n", "\n")
    assert entry.verbatim


def test_sent_twice_it_is_one_entry(office: Office):
    client, path = office.world.client("sam"), f"/concerns/{office.signed('sam')}/add"
    fields = {"once": once(client, path), "words": "More."}
    places = {client.send(path, fields).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert office.count(Entry) == 2


def test_a_correction_says_which_entry_and_why_and_the_first_text_stays(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/add"
    fields = {
        "once": once(client, path),
        "words": "It was Tuesday.",
        "reason": "I wrote the wrong day",
    }
    answer = client.send(path, fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the entry that is wrong, or leave the reason blank" in text
    assert "It was Tuesday." in text
    fields |= {"corrects": "1"}
    assert client.send(path, fields).status_code == 303
    page = office.world.client("jo").get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert WORDS in page
    assert "I wrote the wrong day" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": " "}, "Write what you want to add"),
        ({"words": "More.", "corrects": "1"}, "Say what was wrong, and why"),
        ({"words": "More.\x07"}, "hidden control character"),
        ({"words": "x", "corrects": "9", "reason": "y"}, "Choose an entry of this file"),
        ({"words": "x", "corrects": "first", "reason": "y"}, "Choose from the entries shown"),
        ({"words": "x", "children": ["<c1>"]}, "Choose from the children shown"),
    ],
)
def test_mistakes_are_said_beside_the_field_and_nothing_is_signed(office: Office, fields, said):
    client, path = office.world.client("sam"), f"/concerns/{office.signed('sam')}/add"
    answer = client.send(path, {"once": once(client, path), **fields})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert office.count(Entry) == 1


def test_a_stranger_gets_the_absent_page_for_the_form_and_for_its_post(office: Office):
    concern_id = office.signed("sam")
    own = office.world.client("sam")
    fields = {"words": "x", "once": once(own, f"/concerns/{concern_id}/add")}
    stranger = office.world.client("pat")
    assert stranger.send(f"/concerns/{concern_id}/add", fields, via="/").status_code == 404
    assert office.count(Entry) == 1
