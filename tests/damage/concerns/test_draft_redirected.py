"""Whoever can write the database does not choose the file that added words are sealed to.

A draft's row names the file that its page is added to. A file that went past a lead, and one that
the lead reads, have other readers: the row must not carry words from the one into the other.
"""

import pytest
from sqlalchemy import select, update

from app.models.draft import Draft
from app.services.concerns import additions, concern_reading, record_signing
from app.services.drafts import draft_store
from tests.support.club.office import record_parts
from tests.support.web.record_client import look

SAID = "It is Jo who drives them home."


@pytest.fixture
def two(world):
    """Two files of Sam's: one past the lead whom it is about, one that every lead reads."""

    def sign(*not_for: str):
        uow = world.uow("sam")
        ticked = frozenset(world.people[one].id for one in not_for)
        what = record_signing.SigningRequest(draft_store.start_draft(uow), record_parts(), ticked)
        return record_signing.sign_record(uow, what)

    return sign("jo"), sign()


def redirect(world, source, target) -> None:
    session = world.session()
    moved = update(Draft).where(Draft.concern_id == source).values(concern_id=target)
    assert session.execute(moved).rowcount == 1
    session.commit()


@pytest.mark.parametrize(
    ("page", "name", "path"),
    [("view", "opinion", "more/view"), ("addition", "words", "add")],
)
def test_words_go_to_the_file_that_their_writer_looked_at(world, two, page, name, path):
    past, usual = two
    sam = world.client("sam")
    form = look(sam, f"/concerns/{past}/{path}")
    form.set(name, [SAID])
    assert sam.post(f"{form.action}/autosave", data=form.sent()).status_code == 200
    form = look(sam, f"/concerns/{past}/{path}")
    redirect(world, past, usual)
    assert sam.post(form.action, data=form.sent()).location == f"/concerns/{past}?added=2"
    assert [one.number for one in concern_reading.open_concern(world.uow("jo"), usual).entries] == [
        1
    ]
    added = concern_reading.open_concern(world.uow("senior"), past).entries[-1].entry
    assert SAID in str(added.parts if page == "view" else added.words)
    row = world.session().scalars(select(Draft).where(Draft.concern_id == past)).one()
    assert row.signed_at is not None


def test_a_draft_of_a_record_is_not_signed_by_words_that_name_it(world, two):
    record = draft_store.start_draft(world.uow("sam"))
    additions.add_words(world.uow("sam"), two[1], additions.NewAddition(record, "More."))
    assert draft_store.load_own_draft(world.uow("sam"), record).id == record
