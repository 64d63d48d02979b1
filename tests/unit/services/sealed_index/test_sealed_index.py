"""The search index is made at signing, sealed to readers, vouched for, folded and rebuilt."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import delete, select, update

from app.domain.record.entry_schema import Part
from app.domain.routing.actors import Team
from app.domain.search.search_query import parse_query
from app.domain.values.entry_values import Slip, Value, encode_slip
from app.domain.values.normalised import VERSION, ValueKind
from app.models.audit_log import Leaf
from app.models.concern import Entry
from app.models.sealed_index import IndexBook, IndexSlip
from app.services.audit_log.access_history import list_access_history
from app.services.concern_search.name_search import find_concerns_by_name
from app.services.concerns import record_signing
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import sign_details
from app.services.integrity.integrity_check import find_all_differences
from app.services.sealed_index import books, index_building
from app.services.sealed_index.index_formats import BOOK_STEP, SlipPlace, seal_slip
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.services.unit_of_work import Action
from audit.events import encode_event, parse_event_cached
from audit.merkle import leaf_hash
from tests.support.club.child_links import sign_about
from tests.support.club.office import Office
from tests.support.club.values_in_rows import find_stored_values

CAR = Part("people", ("c1",), {"vehicles": "Silver estate, FN99 KXB"}, item="p1")


def sign(office: Office, *more: Part, about: str = "no", who: str = "sam", **signing):
    """Sign a record about Maya with these parts; return its id."""
    parts = (
        Part("now", ("c1",), {"danger_now": "no", "about_our_team": about}),
        Part("child", ("c1",), {"name": "Maya Ellis"}, item="c1"),
        *more,
    )
    request = record_signing.SigningRequest(office.draft(who), parts, frozenset(), **signing)
    return record_signing.sign_record(office.at(who), request)


def find(office: Office, who: str, typed: str):
    """Return what a search finds: ids, how many were looked in whole, and how many are held."""
    found = find_concerns_by_name(office.at(who), parse_query(typed))
    return {one.item.id for one in found.found}, found.indexed, found.held


def forget_index(office: Office) -> None:
    """Leave the concerns as they are from before there was an index."""
    office.world.change(delete(IndexSlip))
    office.world.change(delete(IndexBook))


def test_a_value_is_found_by_who_may_read_it_alone(office: Office):
    concern, hidden = sign(office, CAR), sign(office, CAR, about="yes")
    assert find(office, "jo", "KXB") == ({concern}, 1, 1)
    assert find(office, "senior", "KXB") == ({hidden}, 1, 1)
    slips = office.session.scalars(select(IndexSlip)).all()
    assert [one.number for one in slips] == [1, 1], "one for each reader, and none for the author"
    assert {len(one.blob) % 1024 for one in slips} == {(1120 + 16) % 1024}


def test_a_concern_for_named_people_stays_slips_and_is_found_by_them(office: Office):
    office.confirm_second_senior()
    concern = sign(office, CAR, about="yes")
    named = sign_about(office, {"name": "Theo Hart"}, about="yes", not_for=("senior",))
    assert find(office, "second_senior", "theo")[0] == {named}
    assert find(office, "senior", "theo")[0] == set()
    assert index_building.merge_oldest_slips(office.at("second_senior")) == 1
    assert find(office, "second_senior", "theo")[0] == {named}
    assert find(office, "second_senior", "KXB")[0] == find(office, "senior", "KXB")[0] == {concern}
    forget_index(office)
    index_building.index_missing_entries(office.at("second_senior"))
    assert find(office, "second_senior", "theo") == ({named}, 2, 2)
    assert find(office, "senior", "theo") == (set(), 1, 1)
    assert office.count(IndexSlip) == 1, "what is for people by name is in no team's book"


def test_folding_keeps_every_value_and_is_logged_once(office: Office):
    concerns = {sign(office, CAR) for _ in range(3)}
    before = find(office, "jo", "KXB")
    assert index_building.merge_oldest_slips(office.at("jo")) == 3
    assert index_building.merge_oldest_slips(office.at("deputy")) == 0
    assert office.count(IndexSlip) == 0
    assert office.count(IndexBook) == 1
    assert find(office, "deputy", "KXB") == before == (concerns, 3, 3)
    later = sign(office, CAR)
    assert index_building.merge_oldest_slips(office.at("deputy")) == 1
    assert find(office, "jo", "KXB") == ({*concerns, later}, 4, 4)
    lines = [one.obj for one in office.events() if one.act is Action.BOOK_SEALED]
    assert lines == ["index/leads/1/1"] * 2
    (blob,) = office.session.scalars(select(IndexBook.blob))
    assert (len(blob) - 28) % BOOK_STEP == 0
    assert find_all_differences(office.at("jo")) == ()


def test_a_full_book_is_followed_by_another(office: Office, monkeypatch):
    monkeypatch.setattr(books, "MOST_IN_BOOK", 2)
    monkeypatch.setattr(index_building, "MOST_IN_BOOK", 2)
    concerns = {sign(office, CAR) for _ in range(3)}
    assert index_building.merge_oldest_slips(office.at("jo")) == 2
    assert index_building.merge_oldest_slips(office.at("jo")) == 1
    assert office.count(IndexBook) == 2
    assert find(office, "jo", "KXB") == (concerns, 3, 3)


def test_a_book_of_the_first_layout_is_searched_and_written_anew(office: Office, monkeypatch):
    def encode_as_before(slips):
        return msgspec.json.encode(books.BookContent(VERSION, tuple(slips)), order="sorted")

    monkeypatch.setattr(books, "MOST_IN_BOOK", 2)
    monkeypatch.setattr(index_building, "MOST_IN_BOOK", 2)
    concerns = {sign(office, CAR) for _ in range(2)}
    with monkeypatch.context() as patched:
        patched.setattr(books, "encode_book", encode_as_before)
        assert index_building.merge_oldest_slips(office.at("jo")) == 2
    assert find(office, "jo", "KXB") == (concerns, 2, 2)
    jo = office.at("jo")
    (key,) = books.load_team_keys(jo)
    assert [one.layout for one in books.open_books(jo, key)] == [books.FIRST_LAYOUT]
    monkeypatch.setattr(index_building, "FOLD_AT", 1)
    concerns.add(sign(office, CAR))
    index_building.merge_slips_if_many(office.at("jo"))
    jo = office.at("jo")
    layouts = [one.layout for one in books.open_books(jo, key)]
    assert layouts == [books.SECOND_LAYOUT] * 2, "a full book is written for its layout alone"
    assert find(office, "jo", "KXB") == (concerns, 3, 3)
    assert not index_building.upgrade_book_layout(office.at("jo"), key)
    assert find_all_differences(office.at("jo")) == ()


def test_of_two_who_fold_at_once_the_second_drops_its_work(office: Office, monkeypatch):
    sign(office, CAR)
    make = index_building.seal_book_with_slips

    def fold_meanwhile(*args):
        monkeypatch.setattr(index_building, "seal_book_with_slips", make)
        assert index_building.merge_oldest_slips(office.at("deputy")) == 1
        return make(*args)

    monkeypatch.setattr(index_building, "seal_book_with_slips", fold_meanwhile)
    assert index_building.merge_oldest_slips(office.at("jo")) == 0
    assert office.count(IndexBook) == 1
    assert find(office, "jo", "KXB")[1:] == (1, 1)


def test_older_entries_become_searchable_in_a_leads_session_once_logged(office: Office):
    concern, hidden = sign(office, CAR), sign(office, CAR, about="yes")
    office.now += timedelta(minutes=1)
    newer = sign(office, CAR)
    forget_index(office)
    assert find(office, "jo", "KXB") == (set(), 0, 2)
    assert find(office, "jo", "maya") == ({concern, newer}, 0, 2), "names are on the cards"
    index_building.index_missing_entries(office.at("jo"))
    assert find(office, "jo", "KXB") == ({concern, newer}, 2, 2)
    assert find(office, "senior", "KXB") == (set(), 0, 1)
    events = office.events()
    (opened,) = [one for one in events if one.act is Action.INDEXED]
    assert opened.objs == tuple(sorted((f"{concern}/1", f"{newer}/1")))
    assert opened.i < next(one.i for one in events if one.act is Action.BOOK_SEALED)
    words = {one.words for one in list_access_history(office.at("jo"), concern)}
    assert "added this to the search index: entry 1" in words
    index_building.index_missing_entries(office.at("senior"))
    assert find(office, "senior", "KXB") == ({hidden}, 1, 1)
    assert find_all_differences(office.at("jo")) == ()


def test_rebuilding_resumes_and_stops_at_what_cannot_be_trusted(office, monkeypatch):
    concerns = [sign(office, CAR) for _ in range(3)]
    forget_index(office)
    monkeypatch.setattr(index_building, "ENTRIES_AT_ONCE", 1)
    monkeypatch.setattr(index_building, "SECONDS_AT_ONCE", -1.0)
    index_building.index_missing_entries(office.at("jo"))
    assert find(office, "jo", "KXB")[1:] == (1, 3)
    monkeypatch.setattr(index_building, "SECONDS_AT_ONCE", 60.0)
    bad = next(one for one in concerns if one not in find(office, "jo", "KXB")[0])
    office.world.change(update(Entry).where(Entry.concern_id == bad).values(signature=b"x"))
    index_building.index_missing_entries(office.at("jo"))
    assert find(office, "jo", "KXB") == ({*concerns} - {bad}, 2, 3)


def test_folding_while_rebuilding_ends_when_the_time_is_over(office: Office, monkeypatch):
    for _ in range(3):
        sign(office, CAR)
    monkeypatch.setattr(books, "MOST_IN_BOOK", 1)
    monkeypatch.setattr(index_building, "MOST_IN_BOOK", 1)
    monkeypatch.setattr(index_building, "SECONDS_AT_ONCE", -1.0)
    index_building.index_missing_entries(office.at("jo"))
    assert office.count(IndexSlip) == 2


def test_a_private_source_is_in_no_slip_of_a_rebuilt_concern(office: Office):
    source = Part("others", ("c1",), {"source": "Ann Marsh", "said": "x"}, item="o1")
    named = Part("people", ("c1",), {"name_or_nickname": "Ann Marsh", "phones": "07700 900123"})
    sign(office, source, named)
    for _ in range(2):
        assert find(office, "jo", "Ann Marsh")[0] == set()
        assert len(find(office, "jo", "900123")[0]) == 1
        forget_index(office)
        index_building.index_missing_entries(office.at("jo"))


@pytest.mark.parametrize("table", [IndexSlip, IndexBook])
@pytest.mark.parametrize("how", ["changed", "taken away", "put back"])
def test_what_the_log_does_not_vouch_for_is_not_looked_in_and_said(office: Office, table, how: str):
    sign(office, CAR)
    if table is IndexBook:
        index_building.merge_oldest_slips(office.at("jo"))
    (old,) = office.session.scalars(select(table.blob))
    if how == "changed":
        office.world.change(update(table).values(blob=old[:-1] + bytes([old[-1] ^ 1])))
    elif how == "taken away":
        office.world.change(delete(table))
    else:
        sign(office, CAR)
        if table is IndexBook:
            index_building.merge_oldest_slips(office.at("jo"))
            office.world.change(update(table).values(blob=old, generation=1))
        else:
            office.world.change(update(table).values(blob=old))
    found, indexed, held = find(office, "jo", "KXB")
    assert indexed < held
    assert len(found) == indexed
    assert how == "taken away" and table is IndexSlip or find_all_differences(office.at("jo"))
    index_building.index_missing_entries(office.at("jo"))
    found, indexed, held = find(office, "jo", "KXB")
    assert indexed == held == len(found)


def test_no_value_and_no_hash_of_one_is_in_any_row(office: Office):
    sign(office, CAR)
    sign(office, CAR)
    index_building.merge_oldest_slips(office.at("jo"))
    sign(office, CAR)
    keys = ("fn99kxb", "fn99 kxb", "maya ellis", "ellis maya", "Silver estate, FN99 KXB")
    tables = ("index_slip", "index_book", "leaf", "concern", "card")
    assert find_stored_values(office.session, tables, keys) == []
    blobs = office.session.scalars(select(IndexSlip.blob)).all()
    assert len(set(blobs)) == len(blobs), "two slips that say the same look different"


@pytest.mark.parametrize("with_line", [False, True], ids=["row alone", "row and line"])
def test_a_slip_that_anyone_sealed_to_the_team_is_not_looked_in(office: Office, with_line: bool):
    """Nor is one whose line of the log was changed too, with its hash, after it was read."""
    concern = sign(office)
    assert find(office, "jo", "KXB") == (set(), 1, 1)
    (row,) = office.session.scalars(select(IndexSlip))
    jo = office.at("jo")
    _, team = jo.keys.team_public(jo.session, Team.LEADS)
    value = Value(ValueKind.PLATE, "fn99kxb", "FN99 KXB", "people", "vehicles", ("c1",))
    forged = Slip(str(concern), 1, office.now, "Sam Lee", (value,))
    place = SlipPlace(
        org=str(office.org.id),
        file=str(concern),
        number=1,
        normaliser=VERSION,
    )
    blob = seal_slip(encode_slip(forged), reader=team, **place)
    office.world.change(update(IndexSlip).where(IndexSlip.id == row.id).values(blob=blob))
    if with_line:
        stood = office.session.scalars(select(Leaf.line).where(Leaf.i == row.leaf_index)).one()
        event = replace(parse_event_cached(stood), h=hashlib.sha256(blob).hexdigest())
        line = encode_event(event)
        changed = update(Leaf).where(Leaf.i == row.leaf_index)
        office.world.change(changed.values(line=line, hash=leaf_hash(line)))
    assert find(office, "jo", "KXB") == (set(), 0, 1)
    assert index_building.merge_oldest_slips(office.at("jo")) == 0


def test_a_concern_with_an_entry_not_searched_is_not_counted_whole(office: Office):
    concern = sign(office, CAR)
    acknowledge_concern(office.at("jo"), concern)
    assert find(office, "jo", "KXB") == ({concern}, 1, 1)
    office.world.change(delete(IndexSlip).where(IndexSlip.number == 2))
    assert find(office, "jo", "KXB") == ({concern}, 0, 1)


def test_a_concern_of_which_a_value_was_cut_is_not_counted_as_whole(office: Office):
    place = Part("people", ("c1",), {"places": f"the baths {'and on ' * 30}Ferry"}, item="p2")
    concern = sign(office, CAR, place)
    assert find(office, "jo", "KXB") == ({concern}, 0, 1)


def test_what_was_added_after_a_key_change_becomes_searchable(office: Office):
    concern = sign(office)
    suspend_member(office.at("jo"), office.id("deputy"))
    remove_member(office.at("jo"), office.id("deputy"))
    draft = office.draft("sam", concern)
    sign_details(office.at("sam"), concern, draft, "people", (CAR,))
    assert find(office, "jo", "KXB")[0] == {concern}
    forget_index(office)
    assert find(office, "jo", "KXB")[0] == set()
    index_building.index_missing_entries(office.at("jo"))
    assert find(office, "jo", "KXB") == ({concern}, 1, 1)
