"""Signing: one transaction, one record a draft, and only to keys that are known."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import func, select, update

from app.domain.record.entry_schema import Part
from app.domain.routing.recipients import Recipients
from app.errors import InvalidError, KeyChangedError, NotFoundError, StaleError
from app.models.audit_log import Checkpoint, Leaf, LogHead
from app.models.concern import Card, Concern, Due, Entry, Wrap
from app.models.draft import Draft
from app.models.outbox import Outbox
from app.models.team import TeamKey
from app.services.concerns import record_signing as record_signing_service
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_append import count_stored_entries
from app.services.concerns.record_signing import (
    REFERENCE_LETTERS,
    SigningRequest,
    find_readers_to_ask_about,
    list_excludable_readers,
    sign_record,
)
from audit.events import Action
from tests.support.club.office import CHILD, WORDS, Office, record_parts
from tests.support.club.sole_lead import move_to_sole_lead


def test_a_signed_record_is_one_concern_with_all_its_rows(office: Office):
    sam, before = office.at("sam"), office.count(Checkpoint)
    concern_id = office.signed("sam")
    session = office.session
    concern = session.get_one(Concern, concern_id)
    assert (concern.state, concern.route, concern.entries) == ("unread", "leads", 1)
    assert len(concern.reference) == 8
    assert set(concern.reference) <= set(REFERENCE_LETTERS)
    entry = session.scalars(select(Entry)).one()
    readers = set(session.scalars(select(Wrap.recipient_fpr)))
    assert readers == {sam.keys.own.public.fingerprint, sam.keys.pins.leads}
    assert session.scalars(select(Card.recipient_fpr)).all() == [sam.keys.pins.leads]
    assert session.get_one(Draft, concern.draft_id).signed_at == office.now
    assert office.count(Checkpoint) == before + 1
    size = session.scalars(select(LogHead.size)).one()
    assert session.scalars(select(func.max(Checkpoint.size))).one() == size
    event = office.events()[-1]
    assert event.act is Action.RECORD_SIGNED
    assert (event.i, event.obj) == (entry.leaf_index, f"{concern_id}/1")
    assert (event.state, event.due) == ("unread", (session.scalars(select(Due.at)).one(),))


def test_the_same_draft_signed_twice_is_one_record(office: Office):
    sam, what = office.at("sam"), office.to_sign("sam")
    assert sign_record(sam, what) == sign_record(sam, what)
    assert office.count(Concern) == office.count(Entry) == 1


def test_nobody_can_sign_somebody_elses_draft(office: Office):
    what = office.to_sign("sam")
    for theirs in (what, SigningRequest(uuid4(), record_parts(), frozenset())):
        with pytest.raises(NotFoundError):
            sign_record(office.at("pat"), theirs)
    assert office.count(Concern) == 0


def test_the_id_of_someone_elses_signed_draft_tells_nothing(office: Office):
    what = office.to_sign("sam")
    made, club = sign_record(office.at("sam"), what), office.org.id
    with pytest.raises(NotFoundError):
        sign_record(office.at("pat"), what)
    move_to_sole_lead(office.world)
    with pytest.raises(NotFoundError):
        sign_record(office.world.uow("jo"), what)
    assert office.session.get_one(Concern, made).draft_id == what.draft_id
    assert Action.ENTRY_REFUSED not in {event.act for event in office.events()}
    assert count_stored_entries(office.world.uow("jo"), made) == 0
    lines = office.session.scalars(select(Leaf.line).where(Leaf.org_id != club))
    assert not any(str(made).encode() in line for line in lines)


def test_a_page_that_was_saved_after_it_was_read_stops_the_signing(office: Office):
    read = office.now
    what = office.to_sign("sam", touched_at=read)
    office.world.change(update(Draft).values(saved_at=read + timedelta(seconds=1)))
    with pytest.raises(StaleError):
        sign_record(office.at("sam"), what)
    assert office.count(Concern) == 0
    office.world.change(update(Draft).values(saved_at=read))
    sign_record(office.at("sam"), what)
    assert office.count(Concern) == 1


def test_an_unconfirmed_member_may_sign_and_the_reader_is_told(office: Office):
    file = open_concern(office.at("jo"), office.signed("kit"))
    assert file.record is not None
    assert not file.entries[0].certified
    assert not file.record.by.confirmed


@pytest.mark.parametrize("about", ["yes", "unsure"])
def test_a_record_about_our_team_goes_to_seniors_and_no_lead(office: Office, about: str):
    concern_id = office.signed("sam", about=about)
    assert open_concern(office.at("senior"), concern_id).record is not None
    for name in ("jo", "deputy", "pat"):
        with pytest.raises(NotFoundError):
            open_concern(office.at(name), concern_id)


def test_a_ticked_lead_sends_the_record_to_seniors(office: Office):
    concern_id = office.signed("sam", not_for=["deputy"])
    assert open_concern(office.at("senior"), concern_id).route == "seniors"


def test_a_ticked_senior_leaves_the_other_seniors_by_name(office: Office):
    office.confirm_second_senior()
    concern_id = office.signed("sam", about="yes", not_for=["senior"])
    file = open_concern(office.at("second_senior"), concern_id)
    assert (file.route, file.is_reader) == ("named_seniors", True)
    with pytest.raises(NotFoundError):
        open_concern(office.at("senior"), concern_id)


@pytest.mark.parametrize("choice", [None, Recipients.LEADS, Recipients.SENIORS])
def test_with_no_senior_left_the_author_must_choose_a_route_that_is_open(office: Office, choice):
    what = office.to_sign("sam", not_for=["senior", "deputy"], choice=choice)
    with pytest.raises(InvalidError) as caught:
        sign_record(office.at("sam"), what)
    assert set(caught.value.problems) == {"choice"}


def test_named_leads_get_it_and_the_ticked_one_does_not(office: Office):
    ruled_out, choice = ["senior", "deputy"], Recipients.NAMED_LEADS
    concern_id = office.signed("sam", not_for=ruled_out, choice=choice)
    assert open_concern(office.at("jo"), concern_id).is_reader
    for name in ruled_out:
        with pytest.raises(NotFoundError):
            open_concern(office.at(name), concern_id)


def test_a_record_for_no_one_inside_opens_for_its_author_without_clock(office: Office):
    ruled_out = ["senior", "deputy", "jo"]
    concern_id = office.signed("sam", not_for=ruled_out)
    assert office.count(Due) == office.count(Outbox) == office.count(Card) == 0
    assert office.events()[-1].due == ()
    assert open_concern(office.at("sam"), concern_id).route == "nobody"
    for name in ruled_out:
        with pytest.raises(NotFoundError):
            open_concern(office.at(name), concern_id)


def test_somebody_ticked_who_is_no_longer_known_stops_the_signing(office: Office):
    what = msgspec.structs.replace(office.to_sign("sam"), not_for=frozenset({uuid4()}))
    with pytest.raises(InvalidError) as caught:
        sign_record(office.at("sam"), what)
    assert set(caught.value.problems) == {"not_for"}


def test_readers_are_mailed_and_the_author_is_not(office: Office):
    office.signed("jo")
    assert office.session.scalars(select(Outbox.member_id)).all() == [office.id("deputy")]


def test_a_team_key_swapped_in_mid_session_is_sealed_to_by_nobody(office: Office):
    sam, what = office.at("sam"), office.to_sign("sam")
    other = office.at("pat").keys.own.public
    swapped = {"public": other.raw, "fpr": other.fingerprint}
    with sam.keep() as session:
        session.execute(update(TeamKey).where(TeamKey.team == "leads").values(swapped))
    with pytest.raises(KeyChangedError):
        sign_record(sam, what)
    assert office.count(Concern) == office.count(Entry) == office.count(Wrap) == 0
    assert office.session.get_one(Draft, what.draft_id).signed_at is None
    event = office.events()[-1]
    assert (event.act, event.obj) == (Action.KEY_REFUSED, f"draft/{what.draft_id}")


def test_a_failure_after_the_seal_leaves_nothing_behind(office: Office, monkeypatch):
    sam, what, leaves = office.at("sam"), office.to_sign("sam"), office.count(Leaf)
    monkeypatch.setattr(record_signing_service, "write_first_cards", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        sign_record(sam, what)
    monkeypatch.undo()
    assert office.count(Concern) == office.count(Entry) == 0
    assert office.count(Leaf) == leaves
    assert sign_record(sam, what) == office.session.scalars(select(Concern.id)).one()


def test_people_whose_name_was_typed_are_asked_about_first(office: Office):
    sam = office.at("sam")
    typed = Part("people", (), {"name_or_nickname": "ash  GRANT"}, item="p1")
    parts = (*record_parts(), typed)
    people = [person.name for person in list_excludable_readers(sam, parts)]
    assert people == ["Ash Grant", "Jo Smith", "Dele Okoro"]
    assert [person.name for person in find_readers_to_ask_about(sam, parts)] == ["Ash Grant"]


def test_words_and_names_never_show_in_a_repr(office: Office):
    what = office.to_sign("sam")
    file = open_concern(office.at("sam"), sign_record(office.at("sam"), what))
    seen = repr((what, file, file.entries, file.record))
    assert CHILD not in seen
    assert WORDS not in seen
