"""Each row of the route table, walked: the reader opens it, nobody else can tell that it is there.

Every disclosure is typed page by page, signed, and then asked for by everybody in the club.
"""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.models.concern import Concern, Entry
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.club_setup import make_next_senior
from tests.support.club.world import World
from tests.support.disclosures import NAMES, Disclosure, load
from tests.support.web.checking_client import CheckingClient
from tests.support.web.record_client import signed

ALL = [load(name) for name in NAMES]
USUAL = [one for one in ALL if one.world != "without_senior"]
WITHOUT = [one for one in ALL if one.world == "without_senior"]
BEHIND = ("", "/signed", "/add", "/who-has-looked", "/referral", "/referral/summary",
          "/referral/pdf", "/receipt", "/duties", "/more", "/more/people")  # fmt: skip
SEALED_TO = {
    "leads": "Shared with the safeguarding leads.",
    "seniors": "Shared with the head or chair. No safeguarding lead can read it.",
    "nobody": "Only the person who recorded this can read it.",
    "named_leads": "Shared with named people only.",
    "named_seniors": "Shared with named people only.",
}
AUDIENCE = r"(?:Shared with|Only the person who) [^.]*\.(?: No [^.]*\.)?"
READERS = {"jo", "deputy", "senior", "second_senior"}


def ids(found: list[Disclosure]) -> list[str]:
    return [one.name for one in found]


def answer_of(client: CheckingClient, path: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    response = client.get(path)
    return response.status_code, response.get_data(), sorted(response.headers)


def check_walk(world: World, what: Disclosure) -> None:
    concern_id = signed(world, what)
    row = world.session().scalars(select(Concern).where(Concern.id == concern_id)).one()
    assert row.route == what.route
    for who in (*what.opened_by, what.author):
        check_opens(world.client(who), concern_id, what)
    outside = set(what.absent_for) - {what.author}
    assert outside | set(what.opened_by) | {what.author} == set(world.people)
    for who in sorted(outside):
        check_absent(world.client(who), who, concern_id)


def check_opens(client: CheckingClient, concern_id: UUID, what: Disclosure) -> None:
    page = client.get(f"/concerns/{concern_id}")
    assert page.status_code == 200
    text = unescape(page.get_data(as_text=True))
    assert "cannot be trusted" not in text
    assert what.words()
    for words in what.words():
        assert words in text, words
    assert re.findall(AUDIENCE, text) == [SEALED_TO[what.route]]


def check_absent(client: CheckingClient, who: str, concern_id: UUID) -> None:
    for end in BEHIND:
        mine = answer_of(client, f"/concerns/{concern_id}{end}")
        absent = answer_of(client, f"/concerns/{uuid4()}{end}")
        assert mine[0] == 404, (who, end)
        assert mine == absent, (who, end)
    if who in READERS:
        found = [
            client.send(f"/concerns/{one}/acknowledge", via="/help").get_data()
            for one in (concern_id, uuid4())
        ]
        assert found[0] == found[1], who


@pytest.mark.parametrize("what", USUAL, ids=ids(USUAL))
def test_the_reader_opens_it_and_everybody_else_gets_the_absent_page(
    world: World, what: Disclosure
) -> None:
    if what.world == "two_seniors":
        sheet = encode_recovery_sheet(world.recovery_seed)
        person = world.people["second_senior"].id
        make_next_senior(world.uow("jo"), world.uow("senior"), person, sheet)
    check_walk(world, what)


@pytest.mark.parametrize("what", WITHOUT, ids=ids(WITHOUT))
def test_without_a_confirmed_senior_the_author_chooses_who_opens_it(
    world_without_senior: World, what: Disclosure
) -> None:
    check_walk(world_without_senior, what)


def test_the_comparison_with_an_absent_page_can_fail(world: World) -> None:
    concern_id = signed(world, load("single_sentence"))
    with pytest.raises(AssertionError):
        check_absent(world.client("jo"), "jo", concern_id)


def test_a_file_that_opens_without_its_record_does_not_pass(world: World) -> None:
    what = load("single_sentence")
    concern_id = signed(world, what)
    check_opens(world.client("jo"), concern_id, what)
    with world.session() as session:
        session.execute(update(Entry).values(ciphertext=Entry.signature))
        session.commit()
    with pytest.raises(AssertionError):
        check_opens(world.client("jo"), concern_id, what)
