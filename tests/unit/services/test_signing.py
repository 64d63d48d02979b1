"""Signing: one transaction, one record a draft, and only to keys that are known."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from app.domain.actors import Role
from app.domain.route import Recipients
from app.errors import InvalidError, KeyChangedError, NotFoundError
from app.models.concern import Card, Concern, Due, Entry, Wrap
from app.models.draft import Draft
from app.models.log import Checkpoint, Leaf, LogHead
from app.models.post import Outbox
from app.models.team import TeamKey
from app.services import signing
from app.services.files import open_file
from app.services.signing import LETTERS, ToSign
from audit import events
from tests.support.desks import Office, record_parts


def count(office: Office, table) -> int:
    session = office.desk().session
    return session.scalar(select(func.count()).select_from(table)) or 0


def newest_line(office: Office) -> events.Event:
    session = office.desk().session
    return events.parse(session.scalars(select(Leaf.line).order_by(Leaf.i.desc())).first())


def test_a_signed_record_is_one_file_with_its_entry_wraps_card_clock_and_checkpoint(office: Office):
    sam = office.desks["sam"]
    before = count(office, Checkpoint)
    concern_id = signing.sign(sam, office.to_sign(sam))
    session = office.desk().session
    concern = session.get_one(Concern, concern_id)
    assert (concern.state, concern.route, concern.entries) == ("unread", "leads", 1)
    assert len(concern.reference) == 8
    assert set(concern.reference) <= set(LETTERS)
    entry = session.scalars(select(Entry)).one()
    readers = set(session.scalars(select(Wrap.recipient_fpr)))
    assert readers == {sam.keys.own.public.fingerprint, sam.keys.pins.leads}
    assert session.scalars(select(Card.recipient_fpr)).all() == [sam.keys.pins.leads]
    assert session.get_one(Draft, concern.draft_id).signed_at == office.now
    assert count(office, Checkpoint) == before + 1
    size = session.scalars(select(LogHead.size)).one()
    assert session.scalars(select(func.max(Checkpoint.size))).one() == size
    event = newest_line(office)
    assert event.act is events.Action.RECORD_SIGNED
    assert (event.i, event.obj) == (entry.leaf_index, f"{concern_id}/1")
    assert (event.state, event.due) == ("unread", (session.scalars(select(Due.at)).one(),))


def test_the_same_draft_signed_twice_is_one_record(office: Office):
    sam = office.desks["sam"]
    what = office.to_sign(sam)
    assert signing.sign(sam, what) == signing.sign(sam, what)
    assert count(office, Concern) == count(office, Entry) == 1


def test_a_second_press_that_waited_for_the_lock_gets_the_same_record(office: Office, monkeypatch):
    sam = office.desks["sam"]
    what = office.to_sign(sam)
    first = signing.sign(sam, what)
    real, calls = signing._signed_before, []

    def not_yet(desk, draft_id):
        calls.append(draft_id)
        return None if len(calls) == 1 else real(desk, draft_id)

    monkeypatch.setattr(signing, "_signed_before", not_yet)
    assert signing.sign(sam, what) == first
    assert count(office, Concern) == 1


def test_nobody_can_sign_somebody_elses_draft(office: Office):
    what = office.to_sign(office.desks["sam"])
    with pytest.raises(NotFoundError):
        signing.sign(office.desks["kim"], what)
    with pytest.raises(NotFoundError):
        signing.sign(office.desks["kim"], ToSign(uuid4(), record_parts(), frozenset()))
    assert count(office, Concern) == 0


def test_an_unconfirmed_member_may_sign_and_the_reader_is_told(office: Office):
    uri = office.desks["uri"]
    concern_id = signing.sign(uri, office.to_sign(uri))
    file = open_file(office.desks["ash"], concern_id)
    assert file.record is not None
    assert not file.entries[0].certified
    assert not file.record.by.confirmed


@pytest.mark.parametrize("about", ["yes", "unsure"])
def test_a_record_about_our_team_goes_to_seniors_and_no_lead(office: Office, about: str):
    sam = office.desks["sam"]
    concern_id = signing.sign(sam, office.to_sign(sam, about=about))
    assert open_file(office.desks["robin"], concern_id).record is not None
    for name in ("ash", "bo", "kim"):
        with pytest.raises(NotFoundError):
            open_file(office.desks[name], concern_id)


def test_a_ticked_lead_sends_the_record_to_seniors(office: Office):
    sam, bo = office.desks["sam"], office.desks["bo"]
    concern_id = signing.sign(sam, office.to_sign(sam, not_for={bo.me.id}))
    assert open_file(office.desks["robin"], concern_id).route == "seniors"


def test_a_ticked_senior_leaves_the_other_seniors_by_name(office: Office):
    office.join("Noor Khan", Role.SENIOR)
    sam, robin = office.desks["sam"], office.desks["robin"]
    concern_id = signing.sign(sam, office.to_sign(sam, about="yes", not_for={robin.me.id}))
    file = open_file(office.desks["noor"], concern_id)
    assert (file.route, file.is_reader) == ("named_seniors", True)
    with pytest.raises(NotFoundError):
        open_file(robin, concern_id)


def test_with_no_senior_left_the_author_chooses_named_leads_or_nobody(office: Office):
    sam, robin, bo = (office.desks[name] for name in ("sam", "robin", "bo"))
    ruled_out = {robin.me.id, bo.me.id}
    with pytest.raises(InvalidError):
        signing.sign(sam, office.to_sign(sam, not_for=ruled_out))
    with pytest.raises(InvalidError):
        signing.sign(sam, office.to_sign(sam, not_for=ruled_out, choice=Recipients.LEADS))
    named = office.to_sign(sam, not_for=ruled_out, choice=Recipients.NAMED_LEADS)
    given = signing.sign(sam, named)
    assert open_file(office.desks["ash"], given).is_reader
    alone = office.to_sign(sam, not_for=ruled_out, choice=Recipients.NOBODY)
    kept = signing.sign(sam, alone)
    assert open_file(sam, kept).route == "nobody"
    for concern_id, name in ((given, "bo"), (kept, "ash"), (kept, "robin")):
        with pytest.raises(NotFoundError):
            open_file(office.desks[name], concern_id)


def test_a_record_that_nobody_inside_can_read_has_no_clock_and_mails_nobody(office: Office):
    sam = office.desks["sam"]
    ruled_out = {office.desks[name].me.id for name in ("robin", "bo", "ash")}
    signing.sign(sam, office.to_sign(sam, not_for=ruled_out))
    assert count(office, Due) == count(office, Outbox) == count(office, Card) == 0
    assert newest_line(office).due == ()


def test_somebody_ticked_who_is_no_longer_known_stops_the_signing(office: Office):
    sam = office.desks["sam"]
    with pytest.raises(InvalidError) as caught:
        signing.sign(sam, office.to_sign(sam, not_for={uuid4()}))
    assert "not_for" in caught.value.problems


def test_readers_are_mailed_and_the_author_is_not(office: Office):
    ash = office.desks["ash"]
    signing.sign(ash, office.to_sign(ash))
    told = office.desk().session.scalars(select(Outbox.member_id)).all()
    assert told == [office.desks["bo"].me.id]


def test_a_team_key_swapped_in_mid_session_is_sealed_to_by_nobody(office: Office):
    sam = office.desks["sam"]
    what = office.to_sign(sam)
    with sam.keep() as session:
        row = session.scalars(select(TeamKey).where(TeamKey.team == "leads")).one()
        other = office.desks["kim"].keys.own.public
        session.execute(
            update(TeamKey)
            .where(TeamKey.id == row.id)
            .values(public=other.raw, fpr=other.fingerprint)
        )
    with pytest.raises(KeyChangedError):
        signing.sign(sam, what)
    assert count(office, Concern) == count(office, Entry) == count(office, Wrap) == 0
    assert office.desk().session.get_one(Draft, what.draft_id).signed_at is None
    event = newest_line(office)
    assert (event.act, event.obj) == (events.Action.KEY_REFUSED, f"draft/{what.draft_id}")


def test_a_failure_after_the_seal_leaves_nothing_behind(office: Office, monkeypatch):
    sam = office.desks["sam"]
    what, leaves = office.to_sign(sam), count(office, Leaf)
    monkeypatch.setattr(signing, "_write_cards", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        signing.sign(sam, what)
    monkeypatch.undo()
    assert count(office, Concern) == count(office, Entry) == 0
    assert count(office, Leaf) == leaves
    assert signing.sign(sam, what) == office.desk().session.scalars(select(Concern.id)).one()


def test_people_whose_name_was_typed_are_asked_about_first(office: Office):
    sam = office.desks["sam"]
    parts = record_parts()
    typed = type(parts[0])("people", (), {"name_or_nickname": "robin  VALE"}, item="p1")
    people = signing.who_could_open(sam, (*parts, typed))
    assert people[0].name == "Robin Vale"
    assert {person.name for person in people} == {"Robin Vale", "Ash Cole", "Bo Reed"}
    assert [person.name for person in signing.named_in(sam, (*parts, typed))] == ["Robin Vale"]


def test_words_and_names_never_show_in_a_repr(office: Office):
    sam = office.desks["sam"]
    what = office.to_sign(sam)
    file = open_file(sam, signing.sign(sam, what))
    seen = repr((what, file, file.entries, file.record))
    assert "Siân" not in seen
    assert "OR ELSE" not in seen
