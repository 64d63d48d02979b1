"""Files: opened after they are logged, added to by those who may, acknowledged once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.domain.deadlines.outstanding import FOLLOWS
from app.domain.record.entry_schema import Acknowledgement, Addition, Details, Part, Record
from app.domain.routing.recipients import Recipients
from app.errors import InvalidError, KeyChangedError, NotFoundError
from app.models.concern import Card, Concern, Document, Due, Entry, Wrap
from app.models.draft import Draft
from app.models.team import TeamKey
from app.services.audit_log.access_history import list_access_history, select_readings_by_others
from app.services.concerns import concern_reading
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words, sign_details
from app.services.concerns.concern_reading import add_entry, list_own_concerns, open_concern
from audit.events import Action
from tests.support.club.office import WORDS, Office

MORE = NewAddition(once=uuid4(), words="She was back on Tuesday.")


def acts(office: Office, since: int) -> list[tuple[Action, str]]:
    found = office.events()[since:]
    return [(event.act, event.obj) for event in found if event.act is not Action.SIGNED_IN]


def test_author_and_reader_open_the_record_to_the_letter(office: Office):
    concern_id = office.signed("sam")
    for who in ("sam", "jo", "deputy"):
        record = open_concern(office.at(who), concern_id).record
        assert isinstance(record, Record)
        assert record.parts[1].values["child_words"] == WORDS
        assert record.by.name == "Sam Lee"


def test_every_opening_is_logged_before_anything_is_opened(office: Office, monkeypatch):
    concern_id = office.signed("sam")
    add_words(office.at("sam"), concern_id, MORE)
    since, jo = len(office.events()), office.at("jo")

    def closed(*_):
        raise AssertionError("opened")

    monkeypatch.setattr(concern_reading.EntryOpener, "open", closed)
    with pytest.raises(AssertionError):
        open_concern(jo, concern_id)
    assert acts(office, since) == [
        (Action.ENTRY_READ, f"{concern_id}/1"),
        (Action.ENTRY_READ, f"{concern_id}/2"),
    ]


def test_absent_and_not_yours_are_one_answer_and_each_is_logged(office: Office):
    concern_id, absent = office.signed("sam"), uuid4()
    since, told = len(office.events()), []
    for asked in (concern_id, absent):
        with pytest.raises(NotFoundError) as caught:
            open_concern(office.at("pat"), asked)
        told.append((type(caught.value), caught.value.public, caught.value.status))
    assert told[0] == told[1]
    assert acts(office, since) == [(Action.REFUSED, str(concern_id)), (Action.REFUSED, str(absent))]


def test_a_reader_acknowledges_once_and_the_author_sees_when(office: Office):
    concern_id = office.signed("sam")
    office.now = office.now.replace(hour=14, minute=20)
    acknowledge_concern(office.at("jo"), concern_id)
    acknowledge_concern(office.at("jo"), concern_id)
    acknowledge_concern(office.at("deputy"), concern_id)
    file = open_concern(office.at("sam"), concern_id)
    assert [type(one.entry) for one in file.entries] == [Record, Acknowledgement]
    assert file.acknowledged_at == office.now
    assert file.acknowledged_by.name == "Jo Smith"
    assert file.state == "open"
    session = office.session
    assert session.scalars(select(Due.done).where(Due.level < FOLLOWS)).one() is True
    assert session.scalars(select(Card.revision)).one() == 1
    event = next(e for e in office.events() if e.act is Action.ACKNOWLEDGED)
    assert (event.state, event.due) == ("open", ())
    assert list_own_concerns(office.at("sam"))[0].acknowledged_by == "Jo Smith"


def test_an_author_who_is_no_reader_cannot_acknowledge(office: Office):
    concern_id = office.signed("jo", about="yes")
    with pytest.raises(NotFoundError):
        acknowledge_concern(office.at("jo"), concern_id)
    assert office.session.get_one(Concern, concern_id).state == "unread"


def test_additions_reach_the_same_readers_and_the_author(office: Office):
    concern_id = office.signed("sam", about="yes")
    assert add_words(office.at("senior"), concern_id, MORE) == 2
    assert office.session.get_one(Concern, concern_id).entries == 2
    for who in ("sam", "senior"):
        entry = open_concern(office.at(who), concern_id).entries[1].entry
        assert isinstance(entry, Addition)
        assert entry.words == MORE.words
    with pytest.raises(NotFoundError):
        add_words(office.at("jo"), concern_id, MORE)


def test_an_addition_to_an_unconfirmed_authors_record_still_reaches_them(office: Office):
    concern_id = office.signed("kit")
    add_words(office.at("jo"), concern_id, MORE)
    entries = open_concern(office.at("kit"), concern_id).entries
    assert [one.certified for one in entries] == [False, True]
    assert not any(one.refused for one in entries)


def test_the_same_form_sent_twice_is_one_entry(office: Office):
    concern_id = office.signed("sam")
    sent = [add_words(office.at("sam"), concern_id, MORE) for _ in range(2)]
    assert sent == [2, 2]
    assert office.count(Entry) == 2


def test_a_correction_names_an_entry_of_the_file_and_says_why(office: Office):
    concern_id = office.signed("sam")
    for wrong in ({"corrects": 1}, {"corrects": 7, "reason": "slip"}):
        with pytest.raises(InvalidError):
            add_words(
                office.at("sam"),
                concern_id,
                NewAddition(once=uuid4(), words="It was Tuesday.", **wrong),
            )
    new = NewAddition(once=uuid4(), words="It was Tuesday.", corrects=1, reason="Wrong day")
    assert add_words(office.at("sam"), concern_id, new) == 2


def test_details_are_signed_once_a_draft(office: Office):
    concern_id = office.signed("sam")
    draft_id = office.draft("sam", concern_id)
    parts = (Part("evidence", (), {"evidence_kept": "A drawing"}),)
    assert sign_details(office.at("sam"), concern_id, draft_id, "evidence", parts) == 2
    assert sign_details(office.at("sam"), concern_id, draft_id, "evidence", parts) == 2
    entry = open_concern(office.at("jo"), concern_id).entries[1].entry
    assert isinstance(entry, Details)
    assert entry.parts == parts
    assert office.count(Entry) == 2
    assert office.session.get_one(Draft, draft_id).signed_at == office.now
    with pytest.raises(NotFoundError):
        sign_details(office.at("jo"), concern_id, draft_id, "evidence", parts)


def test_sealed_documents_are_stored_with_their_entry(office: Office):
    concern_id = office.signed("sam")

    def make(slot):
        slot.documents += [b"sealed one", b"sealed two"]
        return Addition(by=slot.by, signed_at=slot.now, words="A paper", children=())

    number = add_entry(office.at("sam"), concern_id, make)
    rows = office.session.execute(
        select(Document.part, Document.blob, Entry.number)
        .join(Entry, Entry.id == Document.entry_id)
        .order_by(Document.part)
    ).all()
    assert rows == [(0, b"sealed one", number), (1, b"sealed two", number)]


def test_a_changed_route_column_does_not_widen_who_reads_what_is_added(office: Office):
    concern_id = office.signed("sam", about="yes")
    with office.at("pat").keep() as session:
        changed = {"route": Recipients.LEADS.value}
        session.execute(update(Concern).where(Concern.id == concern_id).values(changed))
    add_words(office.at("sam"), concern_id, MORE)
    readers = set(office.session.scalars(select(Wrap.recipient_fpr)))
    assert office.at("sam").keys.pins.leads not in readers
    assert open_concern(office.at("senior"), concern_id).route == "seniors"


def test_nothing_is_added_under_a_swapped_team_key(office: Office):
    concern_id = office.signed("sam")
    other = office.at("pat").keys.own.public
    sam, swapped = office.at("sam"), {"public": other.raw, "fpr": other.fingerprint}
    with sam.keep() as session:
        session.execute(update(TeamKey).where(TeamKey.team == "leads").values(swapped))
    with pytest.raises(KeyChangedError):
        add_words(sam, concern_id, MORE)
    assert office.count(Entry) == 1
    assert (office.events()[-1].act, office.events()[-1].obj) == (
        Action.KEY_REFUSED,
        str(concern_id),
    )


def test_who_has_looked_gathers_openings_and_names_nobody_to_strangers(office: Office):
    concern_id = office.signed("sam")
    add_words(office.at("sam"), concern_id, MORE)
    office.now = office.now.replace(hour=15)
    open_concern(office.at("jo"), concern_id)
    looks = list_access_history(office.at("deputy"), concern_id)
    assert (looks[0].who, looks[0].words) == ("Jo Smith", "opened entries 1, 2")
    assert looks[-1].words == "signed the record"
    mine_only = select_readings_by_others(looks, office.id("sam"))
    assert [look.who for look in mine_only] == ["Jo Smith"]
    with pytest.raises(NotFoundError):
        list_access_history(office.at("pat"), concern_id)
