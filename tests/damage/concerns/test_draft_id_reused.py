"""An id that a database writer puts on another row never makes words look signed that are not.

The thief waits until somebody presses Sign, with their draft's id on an older file or entry.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.domain.record.entry_schema import Addition, Details, Part, Record
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry, Wrap
from app.services.concerns import additions, concern_reading, record_signing
from app.services.concerns.entry_append import derive_own_entry_id
from app.services.integrity import integrity_check
from tests.damage.keys.test_old_lock_opened import another_organisation

WORDS = "She said that it happened again on Sunday."
PARTS = (Part("view", (), {"opinion": WORDS}),)


def entries(world, who: str, concern_id: UUID):
    return [one.entry for one in concern_reading.open_concern(world.uow(who), concern_id).entries]


def refused(world) -> int:
    lines = world.session().scalars(select(Leaf.line))
    return sum(b'"act":"entry.refused"' in line for line in lines)


@pytest.mark.parametrize("whose", ["sam", "pat"])
def test_an_older_file_under_the_drafts_id_does_not_swallow_a_record(office, world, whose):
    older, what = office.signed(whose), office.to_sign("sam", danger="yes")
    world.change(update(Concern).where(Concern.id == older).values(draft_id=what.draft_id))
    made = record_signing.sign_record(office.at("sam"), what)
    assert made != older
    first = entries(world, "jo", made)[0]
    assert isinstance(first, Record)
    assert first.once == str(what.draft_id)
    assert refused(world) == 1
    assert record_signing.sign_record(office.at("sam"), what) == made  # pressed twice: still one
    assert refused(world) == 1
    assert any(str(older) in line for line in integrity_check.find_all_differences(world.uow()))


def test_an_id_on_another_organisations_row_keeps_no_record_out(office, world):
    older, what = office.signed("pat"), office.to_sign("sam", danger="yes")
    elsewhere = {"draft_id": what.draft_id, "org_id": another_organisation(world)}
    world.change(update(Concern).where(Concern.id == older).values(elsewhere))
    made = record_signing.sign_record(office.at("sam"), what)
    assert made != older
    assert record_signing.sign_record(office.at("sam"), what) == made


def squat(world, concern_id: UUID, entry: UUID) -> None:
    """Give the file's first entry another id, and its wraps with it."""
    session = world.session()
    old = session.scalars(
        select(Entry).where(Entry.concern_id == concern_id, Entry.number == 1)
    ).one()
    values = {c.name: getattr(old, c.name) for c in Entry.__table__.columns}
    wraps = session.scalars(select(Wrap).where(Wrap.entry_id == old.id)).all()
    for wrap in wraps:
        session.expunge(wrap)
    session.query(Wrap).filter(Wrap.entry_id == old.id).delete()
    session.query(Entry).filter(Entry.id == old.id).delete()
    session.add(Entry(**values | {"id": entry}))
    session.flush()
    for wrap in wraps:
        session.add(
            Wrap(
                org_id=wrap.org_id, entry_id=entry, recipient_fpr=wrap.recipient_fpr, blob=wrap.blob
            )
        )
    session.commit()


def test_an_older_entry_under_the_id_does_not_swallow_added_words(office, world):
    concern_id, once = office.signed("sam"), uuid4()
    squat(world, concern_id, derive_own_entry_id(office.at("sam"), concern_id, once))
    number = additions.add_words(office.at("sam"), concern_id, additions.NewAddition(once, WORDS))
    said = entries(world, "jo", concern_id)
    assert number == len(said) == 2
    assert isinstance(said[1], Addition)
    assert said[1].words == WORDS
    assert refused(world) == 1
    assert additions.find_added_entry_number(office.at("sam"), concern_id, once) is None


def test_an_older_entry_under_the_id_does_not_swallow_a_page_of_details(office, world):
    concern_id = office.signed("sam")
    draft_id = office.draft("sam", concern_id)
    squat(world, concern_id, derive_own_entry_id(office.at("sam"), concern_id, draft_id))
    number = additions.sign_details(office.at("sam"), concern_id, draft_id, "view", PARTS)
    said = entries(world, "jo", concern_id)[number - 1]
    assert isinstance(said, Details)
    assert said.parts == PARTS


def test_pressed_twice_is_one_entry_and_its_look_is_logged(office, world):
    concern_id, once = office.signed("sam"), uuid4()
    new = additions.NewAddition(once, WORDS)
    first = additions.add_words(office.at("sam"), concern_id, new)
    assert additions.add_words(office.at("sam"), concern_id, new) == first
    assert additions.find_added_entry_number(office.at("sam"), concern_id, once) == first
    assert refused(world) == 0
    looks = [
        line
        for line in world.session().scalars(select(Leaf.line))
        if b'"act":"entry.read"' in line and f"{concern_id}/{first}".encode() in line
    ]
    assert looks
