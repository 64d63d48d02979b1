"""A page that came too late: sealed to its writer, opened only by them, logged."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from app.domain.record.text_limits import TooManyVersionsError
from app.errors import KeyChangedError, NotFoundError, SealedError
from app.models.audit_log import Leaf
from app.models.draft import LateDraftPage
from app.models.member import MemberKey
from app.services.drafts import late_page_store
from app.vault.principals import Secret

RAW = {"child_words": ["he said “don't”\n "], "how_known": ["child_told_me", "online"]}


@pytest.fixture
def kept(world):
    """A page of Sam's that arrived after the sign-in had ended."""
    draft = uuid4()
    late_page_store.store_late_page(world.uow(), world.people["sam"].id, draft, "account", RAW)
    return draft


def test_its_writer_is_offered_it_and_opens_it_to_the_letter(world, kept):
    sam = world.uow("sam")
    (one,) = late_page_store.list_late_record_pages(sam)
    assert (one.draft_id, one.page) == (kept, "account")
    assert late_page_store.list_late_record_pages(sam, uuid4()) == ()
    assert late_page_store.read_late_page(sam, one.id) == RAW
    last = sam.session.scalar(select(Leaf.line).order_by(Leaf.i.desc()).limit(1))
    assert b"rescue.opened" in last
    late_page_store.dismiss_late_page_and_older(sam, one.id)
    assert late_page_store.list_late_record_pages(sam) == ()


def test_nobody_else_sees_it(world, kept):
    (one,) = late_page_store.list_late_record_pages(world.uow("sam"))
    lead = world.uow("jo")
    assert late_page_store.list_late_record_pages(lead) == ()
    for attempt in (
        late_page_store.read_late_page,
        late_page_store.dismiss_late_page_and_older,
        late_page_store.find_late_record_page,
    ):
        with pytest.raises(NotFoundError):
            attempt(lead, one.id)


def test_the_row_holds_none_of_the_words_and_opens_nowhere_else(world, kept):
    sam = world.uow("sam")
    with sam.keep() as session:
        row = session.scalars(select(LateDraftPage)).one()
        assert b"said" not in row.sealed
        row.page = "view"
        row_id = row.id
    with pytest.raises(SealedError):
        late_page_store.read_late_page(sam, row_id)


def test_nothing_is_sealed_to_a_key_that_the_log_does_not_vouch_for(world):
    uow, stranger = world.uow(), Secret.new().public
    with uow.keep() as session:
        sam = world.people["sam"].id
        row = session.scalars(select(MemberKey).where(MemberKey.user_id == sam)).one()
        row.public, row.fpr = stranger.raw, stranger.fingerprint
    with pytest.raises(KeyChangedError):
        late_page_store.store_late_page(uow, world.people["sam"].id, uuid4(), "account", RAW)
    assert uow.session.scalars(select(LateDraftPage)).all() == []


def test_a_flood_of_late_pages_ends(world, monkeypatch):
    monkeypatch.setattr(late_page_store, "MAX_LATE_PAGES", 1)
    sam = world.people["sam"].id
    late_page_store.store_late_page(world.uow(), sam, uuid4(), "account", RAW)
    with pytest.raises(TooManyVersionsError):
        late_page_store.store_late_page(world.uow(), sam, uuid4(), "account", RAW)


def test_what_waits_of_a_practice_keeps_no_page_of_a_record_out(world, monkeypatch):
    monkeypatch.setattr(late_page_store, "MAX_LATE_PAGES", 1)
    sam, practice = (
        world.people["sam"].id,
        f"{late_page_store.LEARNING_PREFIX}practice/{uuid4()}/account",
    )
    late_page_store.store_late_page(world.uow(), sam, sam, practice, RAW)
    draft = uuid4()
    late_page_store.store_late_page(world.uow(), sam, draft, "account", RAW)
    assert [one.draft_id for one in late_page_store.list_late_record_pages(world.uow("sam"))] == [
        draft
    ]
    with pytest.raises(TooManyVersionsError):
        late_page_store.store_late_page(world.uow(), sam, sam, practice, RAW)
