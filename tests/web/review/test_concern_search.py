"""/concerns/search: a reader finds a child, a car or a user name, and nobody else's concerns."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.domain.children.file_facts import Topic
from app.domain.record.entry_schema import Part
from app.models.audit_log import Leaf
from app.models.child_file import ChildEntry
from app.models.concern import Card, Entry
from app.models.sealed_index import IndexSlip
from app.services.children import child_files
from app.services.concern_search import file_search, record_search
from app.services.concerns import record_signing
from app.services.concerns.concern_reading import open_concern
from app.services.unit_of_work import Action
from tests.support.club.child_facts import MOTHER, PLAN, WORKER, write
from tests.support.club.child_links import link
from tests.support.club.office import Office
from tests.support.club.office_today import office

__all__ = ["office"]


def sign_about(office: Office, name: str, vehicles: str = "", about: str = "no", who: str = "sam"):
    """Sign a record about a child, with a car that was seen; return its id."""
    parts = [
        Part("now", ("c1",), {"danger_now": "no", "about_our_team": about}),
        Part("child", ("c1",), {"name": name, "age": "14"}, item="c1"),
        Part("account", ("c1",), {"worry": "Quiet since Monday.", "child_words": "he drives me"}),
    ]
    if vehicles:
        parts.append(Part("people", ("c1",), {"vehicles": vehicles}, item="p1"))
    signing = record_signing.SigningRequest(office.draft(who), tuple(parts), frozenset())
    return record_signing.sign_record(office.at(who), signing)


INSIDE = "/concerns/search?from=0"


def search(office: Office, who: str, text: str, page: str = "/concerns/search") -> str:
    """Return what somebody is shown who types this into the box, spaces folded."""
    client = office.world.client(who)
    assert client.send("/concerns/search", {"for": text}).status_code == 303
    return client.page(page).text


@pytest.mark.parametrize("typed", ["maya ellis", "ELLIS", "mya", "maya elils", "M E"])
def test_a_lead_finds_a_child_however_the_name_is_typed(office: Office, typed: str):
    maya = open_concern(office.at("sam"), sign_about(office, "Maya Ellis")).reference
    other = open_concern(office.at("sam"), sign_about(office, "Theo Hart")).reference
    page = search(office, "jo", typed)
    assert maya in page
    assert other not in page
    assert "We looked in 2 concerns" in page


def test_part_of_a_plate_finds_a_car_and_shows_the_question_only(office):
    found = sign_about(office, "Maya Ellis", vehicles="white Corsa, AB12 CDE")
    sign_about(office, "Theo Hart", vehicles="blue van")
    page = search(office, "jo", "b12c")
    assert "Part of the plate fits. In “Vehicles”." in page
    assert "Maya Ellis" in page
    assert "Theo Hart" not in page
    assert "Corsa" not in page
    assert "CDE" not in page
    page = search(office, "jo", "the boy with the white corsa", INSIDE)
    assert "Maya Ellis" in page
    assert "“boy” is not in it." in page
    office.world.client("jo").page(f"/concerns/{found}")


def test_the_boy_with_the_white_car_is_found_by_the_words_there_are(office: Office):
    sign_about(office, "Theo Hart", vehicles="white Corsa")
    most = sign_about(office, "Maya Ellis", vehicles="white car, AB12 CDE")
    sign_about(office, "Kit Brown", vehicles="blue van")
    client, page = office.world.client("jo"), search(office, "jo", "the boy with the white car")
    assert "No answer has all of these words. These concerns have some of them." in page
    assert "“white” and “car” in “Vehicles”. “boy” is not in the answers we looked in." in page
    assert "“white” in “Vehicles”. “boy” and “car” are not in the answers we looked in." in page
    assert page.index("Maya Ellis") < page.index("Theo Hart"), "more of the words comes first"
    assert "Kit Brown" not in page
    history = client.page(f"/concerns/{most}/who-has-looked").text
    assert "boy" not in history, "what was typed is in no log"
    both = search(office, "jo", "white car")
    assert "These have all of your words in one place. Type fewer words to find more." in both
    assert "Theo Hart" not in both
    assert "Try one word alone." in search(office, "jo", "silver lorry")
    assert "Try one word alone." not in search(office, "jo", "lorry")


def test_a_child_s_words_and_a_reference_are_found(office: Office):
    concern = open_concern(office.at("sam"), sign_about(office, "Maya Ellis"))
    assert "Maya Ellis" not in search(office, "jo", "drives"), "a child's words are in no slip"
    assert "Maya Ellis" in search(office, "jo", "drives", INSIDE)
    page = search(office, "jo", concern.reference.lower())
    assert "The reference." in page
    assert "Maya Ellis" in page


def test_nobody_finds_a_concern_that_is_not_theirs(office: Office):
    sign_about(office, "Maya Ellis", about="yes")
    sign_about(office, "Theo Hart")
    for typed, where in product(("maya", "drives me", "theo"), ("/concerns/search", INSIDE)):
        lead, senior = (search(office, who, typed, where) for who in ("jo", "senior"))
        assert "Maya Ellis" not in lead
        assert "Theo Hart" not in senior
    assert "We looked in 1 concern that you can open." in search(office, "jo", "theo")
    assert office.world.client("sam").get("/concerns/search").status_code == 403


def test_what_was_typed_is_in_no_address_log_line_or_row_in_clear(office: Office):
    sign_about(office, "Maya Ellis")
    client = office.world.client("jo")
    answer = client.send("/concerns/search", {"for": "Maya Ellis"})
    assert answer.location == "/concerns/search"
    client.page("/concerns/search")
    client.page(INSIDE)
    lines = [line.decode() for line in office.session.scalars(select(Leaf.line)) if line]
    made = [line for line in lines if "search.made" in line]
    for where in ("search/index", "search/0"):
        assert any(f'"{where}"' in line for line in made), where
    assert not [line for line in lines if "maya" in line.casefold()]


@pytest.mark.parametrize("page", ["/concerns/search", INSIDE], ids=["index", "records"])
def test_who_was_found_inside_is_in_that_concern_s_access_history_alone(office: Office, page: str):
    found = sign_about(office, "Maya Ellis", vehicles="white Corsa")
    other = sign_about(office, "Theo Hart")
    search(office, "jo", "corsa", page)
    said = "found this by searching inside records"
    jo = office.world.client("jo")
    assert said in jo.page(f"/concerns/{found}/who-has-looked").text
    assert said not in jo.page(f"/concerns/{other}/who-has-looked").text
    mine = office.world.client("sam").page(f"/concerns/{found}/who-has-looked").text
    assert said not in mine, "a search is no reading: the author is never told that it was read"


def test_a_search_waits_in_its_session_until_it_is_cleared(office: Office):
    sign_about(office, "Maya Ellis")
    client = office.world.client("jo")
    client.send("/concerns/search", {"for": "maya"})
    assert "Maya Ellis" in client.page("/concerns/search").text
    assert "Maya Ellis" not in office.world.client("jo").page("/concerns/search").text
    client.send("/concerns/search", {"for": "  "})
    assert "Maya Ellis" not in client.page("/concerns/search").text


def test_a_long_list_is_looked_in_by_and_by(office: Office, monkeypatch):
    monkeypatch.setattr(record_search, "CONCERNS_AT_ONCE", 1)
    sign_about(office, "Maya Ellis", vehicles="white Corsa")
    office.now += timedelta(minutes=1)
    sign_about(office, "Theo Hart", vehicles="blue van")
    page = search(office, "jo", "corsa", INSIDE)
    assert "Looked inside 1 of 2 concerns" in page
    assert "Maya Ellis" not in page
    assert "Nothing found in the concerns you can open" not in page
    page = search(office, "jo", "corsa", "/concerns/search?from=1")
    assert "Looked inside 2 of 2 concerns" in page
    assert "Maya Ellis" in page
    for odd in ("-1", "99", "x", "9" * 30):
        assert "Search concerns" in search(office, "jo", "corsa", f"/concerns/search?from={odd}")


@pytest.fixture
def mayas_file(office: Office) -> UUID:
    """A child's file with a mother, a plan and a social worker."""
    file_id = link(office, sign_about(office, "Maya Ellis"))
    first = {**MOTHER, "phone": "07700 900888"}
    for topic, fact in ((Topic.FAMILY, first), (Topic.PLAN, PLAN), (Topic.WORKER, WORKER)):
        number = write(office, file_id, topic, fact)
        if topic is Topic.FAMILY:
            write(office, file_id, topic, {**MOTHER, "phone": "07700 900151"}, number)
    return file_id


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("dana ellis", "Family: name"),
        ("900151", "Family: phone"),
        ("warn him", "Family: what they were told, or why not"),
        ("child in need", "Plans: plan"),
        ("bello", "People who work with the child: name"),
        ("900888", "Family: phone, before"),
    ],
)
def test_a_lead_finds_a_childs_file_by_what_is_written_in_it(
    office: Office, mayas_file: UUID, typed: str, place: str
):
    page = search(office, "jo", typed, INSIDE)
    assert "Inside children’s files (1)" in page
    assert place in page
    assert "Dana" not in page, "a result names the question, never the answer"
    seen = office.world.client("jo").page(f"/children/{mayas_file}/opened").text
    assert "found this by searching inside children’s files" in seen
    assert "children’s files" not in search(office, "senior", typed, INSIDE)


def test_a_search_with_more_files_than_it_shows_says_how_many(office: Office, monkeypatch):
    monkeypatch.setattr(child_files, "MOST_FOUND", 1)
    for _ in range(2):
        link(office, sign_about(office, "Maya Ellis"))
    assert "Children’s files (1 of 2)" in search(office, "jo", "maya")


def test_childrens_files_are_looked_in_by_and_by(office: Office, mayas_file: UUID, monkeypatch):
    monkeypatch.setattr(file_search, "FILES_AT_ONCE", 1)
    link(office, sign_about(office, "Theo Hart"))
    first = search(office, "jo", "dana", INSIDE)
    second = search(office, "jo", "dana", "/concerns/search?from=100")
    assert "and 1 of 2 children’s files" in first
    assert "Look in more children’s files" in first
    assert "Look in more children’s files" not in second
    assert sum("Inside children’s files (1)" in page for page in (first, second)) == 1


def test_a_childs_file_that_cannot_be_trusted_is_said(office: Office, mayas_file: UUID):
    spoiled = update(ChildEntry).where(
        ChildEntry.file_id == mayas_file, ChildEntry.number.in_((2, 3))
    )
    office.world.change(spoiled.values(signature=b"x"))
    page = search(office, "jo", "dana", INSIDE)
    assert "1 children’s file has a part that cannot be trusted" in page
    assert "Inside children’s files" not in page


def test_a_concern_that_cannot_be_trusted_is_said_and_not_passed_over(office: Office):
    concern_id = sign_about(office, "Maya Ellis", vehicles="white Corsa")
    office.world.change(update(Entry).where(Entry.concern_id == concern_id).values(signature=b"x"))
    page = search(office, "jo", "corsa", INSIDE)
    assert "1 concern has a part that cannot be trusted" in page
    assert "Found in" not in page


def test_a_card_that_was_spoiled_is_said_and_logged(office: Office):
    concern_id = sign_about(office, "Maya Ellis")
    office.world.change(delete(IndexSlip))
    office.world.change(update(Card).where(Card.concern_id == concern_id).values(blob=b"x"))
    page = search(office, "jo", "M E")
    assert "1 concern has a part that cannot be trusted" in page
    assert "We looked in 0 of 1 concern" in page
    refused = [one for one in office.events() if one.act == Action.ENTRY_REFUSED]
    assert str(concern_id) in {one.obj for one in refused}


@pytest.mark.parametrize("typed", ["", "   ", "\x00\x07", "—", "x" * 5_000, "' OR 1=1 --", "<b>"])
def test_odd_input_gets_a_page(office: Office, typed: str):
    sign_about(office, "Maya Ellis")
    assert "Search concerns" in search(office, "jo", typed)
