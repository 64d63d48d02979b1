"""Saying that a record was read: who may, what counts as read, and what it changes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import UNSET
from sqlalchemy import delete, select, update

from app.domain.deadlines.outstanding import ADDED, TASKED
from app.domain.record.entry_schema import Acknowledgement
from app.domain.routing.recipients import Recipients
from app.errors import KeyChangedError, NotFoundError, StaleError
from app.models.concern import Card, Concern, Due, Entry, Wrap
from app.models.member import MemberKey
from app.models.outbox import Outbox
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import acknowledgements
from app.services.concerns.acknowledgements import MAX_TRIES, acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import open_concern
from audit.events import Action
from tests.support.club.office import Office


def add(office: Office, concern_id: UUID, who: str = "sam") -> int:
    return add_words(office.at(who), concern_id, NewAddition(uuid4(), "He is waiting outside."))


def said(office: Office, concern_id: UUID) -> list[Acknowledgement]:
    entries = [one.entry for one in open_concern(office.at("jo"), concern_id).entries]
    return [entry for entry in entries if isinstance(entry, Acknowledgement)]


def state(office: Office, concern_id: UUID) -> tuple[str, UUID | None]:
    row = office.session.get_one(Concern, concern_id)
    return row.state, row.acknowledged_by


def open_levels(office: Office) -> list[int]:
    waiting = select(Due.level).where(Due.done.is_(False)).order_by(Due.level)
    return list(office.session.scalars(waiting))


def test_it_is_signed_logged_and_written_in_clear_together(office: Office):
    concern_id, since = office.signed("sam"), len(office.events())
    office.now += timedelta(minutes=5)
    acknowledge_concern(office.at("jo"), concern_id)
    row = office.session.get_one(Concern, concern_id)
    assert (row.state, row.acknowledged_at, row.entries) == ("open", office.now, 2)
    assert row.acknowledged_by == office.id("jo")
    assert open_levels(office) == [TASKED]
    (decide,) = office.session.scalars(select(Due.at).where(Due.done.is_(False)))
    assert [one.due for one in office.events() if one.due is not None][-1] == (decide,)
    events = [event for event in office.events()[since:] if event.act is Action.ACKNOWLEDGED]
    assert [(event.who, event.state, event.due) for event in events] == [
        (str(office.id("jo")), "open", ())
    ]
    (entry,) = said(office, concern_id)
    assert (entry.by.id, entry.upto) == (str(office.id("jo")), UNSET)


def test_its_author_and_readers_alone_can_open_what_was_said(office: Office):
    concern_id = office.signed("sam", about="yes")
    acknowledge_concern(office.at("senior"), concern_id)
    sealed = select(Wrap.recipient_fpr).join(Entry).where(Entry.number == 2)
    sam = office.at("sam").keys
    expected = {sam.own.public.fingerprint, sam.pins.seniors}
    assert set(office.session.scalars(sealed)) == expected


@pytest.mark.parametrize("who", ["sam", "pat", "senior"])
def test_whoever_is_no_reader_is_refused_and_it_is_logged(office: Office, who: str):
    concern_id = office.signed("sam")
    with pytest.raises(NotFoundError):
        acknowledge_concern(office.at(who), concern_id)
    assert state(office, concern_id) == ("unread", None)
    assert office.count(Entry) == 1
    last = office.events()[-1]
    assert (last.act, last.obj, last.who) == (Action.REFUSED, str(concern_id), str(office.id(who)))


def test_with_nothing_new_it_changes_nothing(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    add(office, concern_id, "deputy")  # a reader's own words wait for nobody
    for who in ("jo", "deputy"):
        acknowledge_concern(office.at(who), concern_id)
    assert len(said(office, concern_id)) == 1
    assert state(office, concern_id) == ("open", office.id("jo"))


def test_what_was_not_on_the_page_waits_on_and_its_readers_are_told(office: Office):
    concern_id = office.signed("sam")
    number = add(office, concern_id)
    office.world.change(delete(Outbox))
    acknowledge_concern(office.at("jo"), concern_id, seen=1)
    assert said(office, concern_id)[-1].upto == number - 1
    assert open_levels(office) == [ADDED, TASKED]
    mailed = set(office.session.scalars(select(Outbox.member_id)))
    assert mailed == {office.id("jo"), office.id("deputy")}
    (listed,) = load_inbox(office.at("deputy")).open
    assert listed.added
    acknowledge_concern(office.at("deputy"), concern_id)
    assert open_levels(office) == [TASKED]
    assert len(said(office, concern_id)) == 2


@pytest.mark.parametrize("seen", [0, -3])
def test_the_record_itself_was_on_every_page(office: Office, seen: int):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id, seen=seen)
    assert state(office, concern_id) == ("open", office.id("jo"))


def test_other_clocks_run_on(office: Office):
    concern_id = office.signed("sam")
    later = Due(org_id=office.org.id, concern_id=concern_id, at=office.now, level=8)
    with office.at("jo").keep() as session:
        session.add(later)
    acknowledge_concern(office.at("jo"), concern_id)
    assert open_levels(office) == [8, TASKED]
    event = next(event for event in office.events() if event.act is Action.ACKNOWLEDGED)
    assert event.due == (office.now,)


def test_the_readers_card_is_renewed_and_logged(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    (card,) = office.session.scalars(select(Card))
    assert (card.revision, card.recipient_fpr) == (1, office.at("jo").keys.pins.leads)
    assert office.events()[-1].act is Action.CARD_WRITTEN
    (listed,) = load_inbox(office.at("deputy")).open
    assert listed.card is not None


def test_a_file_that_only_calls_itself_read_is_still_acknowledged(office: Office):
    concern_id = office.signed("sam")
    office.world.change(update(Concern).values(state="open", acknowledged_by=office.id("pat")))
    acknowledge_concern(office.at("jo"), concern_id)
    assert len(said(office, concern_id)) == 1
    assert state(office, concern_id) == ("open", office.id("jo"))


def test_nothing_is_said_under_a_key_that_nobody_knows(office: Office):
    named = Recipients.NAMED_LEADS
    concern_id = office.signed("sam", not_for=["senior", "jo"], choice=named)
    other = office.at("pat").keys.own.public
    deputy = office.at("deputy")
    key = update(MemberKey).where(MemberKey.user_id == office.id("deputy"))
    office.world.change(key.values(public=other.raw))
    with pytest.raises(KeyChangedError):
        acknowledge_concern(deputy, concern_id)
    assert office.count(Entry) == 1
    assert state(office, concern_id) == ("unread", None)
    last = office.events()[-1]
    assert (last.act, last.obj) == (Action.KEY_REFUSED, str(concern_id))


def meanwhile(office: Office, concern_id: UUID, times: int, monkeypatch) -> list[int]:
    """Sam adds words each time that a reader has read the file, so many times."""
    added: list[int] = []
    real = acknowledgements.open_concern

    def opened(*args):
        file = real(*args)
        if len(added) < times:
            added.append(add(office, concern_id))
        return file

    monkeypatch.setattr(acknowledgements, "open_concern", opened)
    return added


def test_words_added_while_it_was_pressed_are_read_before_it_is_said(office: Office, monkeypatch):
    concern_id = office.signed("sam")
    added = meanwhile(office, concern_id, MAX_TRIES - 1, monkeypatch)
    acknowledge_concern(office.at("jo"), concern_id, seen=1)
    assert len(added) == MAX_TRIES - 1
    assert [entry.upto for entry in said(office, concern_id)] == [1]
    assert open_levels(office) == [ADDED, TASKED]


def test_it_gives_up_when_words_are_added_at_each_try(office: Office, monkeypatch):
    concern_id = office.signed("sam")
    added = meanwhile(office, concern_id, MAX_TRIES, monkeypatch)
    with pytest.raises(StaleError):
        acknowledge_concern(office.at("jo"), concern_id, seen=1)
    assert len(added) == MAX_TRIES
    assert state(office, concern_id) == ("unread", None)
