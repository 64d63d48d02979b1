"""Whose a file is: the key of its record decides, not one of an entry that was added."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from app.errors import NotFoundError
from app.models.concern import Concern, Entry, Wrap
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_access import build_concerns_condition, load_readable_concern
from tests.support.club.office import Office


def seal_to(office: Office, concern_id: UUID, number: int, who: str) -> None:
    """Seal one entry's key to somebody, or say so in a row, past every service."""
    place = select(Entry.id).where(Entry.concern_id == concern_id, Entry.number == number)
    values = {
        "id": uuid4(),
        "org_id": office.org.id,
        "entry_id": office.session.scalars(place).one(),
        "recipient_fpr": office.at(who).keys.own.public.fingerprint,
        "blob": b"a key",
    }
    office.world.change(insert(Wrap).values(values))


def test_a_key_of_an_added_entry_opens_no_file(office: Office):
    concern_id = office.signed("sam")
    add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "He is waiting outside."))
    seal_to(office, concern_id, 2, "pat")
    with pytest.raises(NotFoundError):
        load_readable_concern(office.at("pat"), concern_id)
    assert load_readable_concern(office.at("jo"), concern_id).id == concern_id


def test_the_key_of_the_record_itself_makes_it_theirs(office: Office):
    concern_id = office.signed("sam")
    seal_to(office, concern_id, 1, "pat")
    assert load_readable_concern(office.at("pat"), concern_id).id == concern_id


@pytest.mark.parametrize("world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_concerns_of_known_ids_are_not_looked_for_among_all(office: Office):
    session = office.at("jo").session
    asked = build_concerns_condition(office.org.id, [uuid4() for _ in range(25)])
    query = select(Concern.id, Concern.signed_at).where(asked)
    compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all()
    steps = [row.detail for row in plan if row.detail.startswith(("SCAN", "SEARCH"))]
    assert [step.partition("(")[2] for step in steps] == ["id=?)"], steps
