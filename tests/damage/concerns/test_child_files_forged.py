"""Somebody who writes the database moves a link, or puts an old card back: a lead is told."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from app.domain.children.file_facts import Topic
from app.domain.search.search_query import parse_query
from app.errors import NotFoundError, SealedError
from app.models.child_file import ChildEntry, ChildFile, ChildWrap
from app.services.children import child_files, child_linking
from app.services.children.due_reviews import DueReviews, open_due_fact_reviews
from app.services.children.fact_writing import list_current_facts
from app.services.children.file_entries import list_refused_entry_numbers
from app.services.concern_lists.today import load_waiting_work
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.child_facts import MOTHER, PLAN, WORKER, write
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office, office

__all__ = ["office"]

SIGNED_FIELDS = ("ciphertext", "signature", "author_id", "author_fpr", "signed_at", "leaf_index")


@pytest.fixture
def two_files(office: Office):
    """The files of two children, the first with two concerns."""
    maya = link(office, sign_about(office, {"name": "Maya Ellis"}))
    link(office, sign_about(office, {"name": "Maya Ellis"}), maya)
    return maya, link(office, sign_about(office, {"name": "Theo Hart"}))


def test_a_link_moved_to_another_file_or_taken_away_is_noticed(office: Office, two_files):
    maya, theo = two_files
    office.world.change(
        update(ChildEntry)
        .where(ChildEntry.file_id == maya, ChildEntry.number == 2)
        .values(file_id=theo)
    )
    for file_id in two_files:
        assert not child_files.open_child_file(office.at("jo"), file_id).is_whole
    found = find_all_differences(office.at("jo"))
    assert f"Entry {theo}/2 of a child's file is stored, but the log never saw it." in found
    assert f"Entry {maya}/2 of a child's file is in the log, but is no longer stored." in found


def read_reviews(office: Office) -> DueReviews:
    """Read the reviews that Home shows to Jo, after all else that it shows."""
    uow = office.at("jo")
    load_waiting_work(uow)
    return open_due_fact_reviews(uow)


def test_an_old_card_put_back_is_refused_and_said(office: Office, two_files):
    maya = two_files[0]
    today = f"{office.now.date()}"
    write(office, maya, Topic.PLAN, {**PLAN, "review_on": today})
    assert len(read_reviews(office).found) == 1
    old = office.session.execute(
        select(ChildFile.card, ChildFile.revision).where(ChildFile.id == maya)
    ).one()
    child_linking.unlink_child(office.at("jo"), maya, 2, "Another girl.")
    office.world.change(
        update(ChildFile).where(ChildFile.id == maya).values(card=old.card, revision=old.revision)
    )
    found = child_files.open_child_file(office.at("jo"), maya)
    assert not found.is_whole
    assert found.concerns == ()
    listed = child_files.open_child_file_list(office.at("jo"), parse_query(""))
    assert (listed.total, listed.untrusted) == (1, 1)
    reviews = read_reviews(office)
    assert (reviews.found, reviews.untrusted) == ((), 1)
    with pytest.raises(SealedError):
        child_linking.unlink_child(office.at("jo"), maya, 1, "x")
    assert f"The card of child's file {maya} is not the newest that the log saw." in (
        find_all_differences(office.at("jo"))
    )


def test_swapped_cards_and_a_file_that_was_taken_away_are_noticed(office: Office, two_files):
    maya, theo = two_files
    rows = {one: office.session.get(ChildFile, one) for one in two_files}
    cards = {one: (row.card, row.revision) for one, row in rows.items()}
    for here, there in ((maya, theo), (theo, maya)):
        card, revision = cards[there]
        office.world.change(
            update(ChildFile).where(ChildFile.id == here).values(card=card, revision=revision)
        )
    listed = child_files.open_child_file_list(office.at("jo"), parse_query(""))
    assert (listed.total, listed.untrusted) == (0, 2)
    entries = select(ChildEntry.id).where(ChildEntry.file_id == theo)
    office.world.change(
        delete(ChildWrap).where(ChildWrap.entry_id.in_(entries)),
        delete(ChildEntry).where(ChildEntry.file_id == theo),
        delete(ChildFile).where(ChildFile.id == theo),
    )
    assert not child_files.open_child_file(office.at("jo"), theo).is_whole
    assert f"Child's file {theo} is in the log, but is no longer stored." in (
        find_all_differences(office.at("jo"))
    )


def test_a_file_that_only_the_database_knows_is_none(office: Office, two_files):
    forged, row = uuid4(), office.session.get(ChildFile, two_files[0])
    values = {
        "id": forged,
        "org_id": office.org.id,
        "opened_at": row.opened_at,
        "revision": row.revision,
        "recipient_fpr": row.recipient_fpr,
        "card": row.card,
    }
    office.world.change(insert(ChildFile).values(values))
    with pytest.raises(NotFoundError):
        child_files.open_child_file(office.at("jo"), forged)
    assert child_files.open_child_file_list(office.at("jo"), parse_query("")).total == 2


def read_signed(office: Office, file_id, number: int) -> dict[str, object]:
    row = office.session.scalars(
        select(ChildEntry).where(ChildEntry.file_id == file_id, ChildEntry.number == number)
    ).one()
    return {name: getattr(row, name) for name in SIGNED_FIELDS}


def spoil(office: Office, how: str, own: dict, first: dict, other: dict) -> dict[str, object]:
    """Return what is written over the signed parts of an entry."""
    flipped = bytes([own["ciphertext"][0] ^ 1]) + own["ciphertext"][1:]
    return {
        "bytes": {"ciphertext": flipped},
        "place": {"leaf_index": first["leaf_index"]},
        "swapped": first,
        "other file": other,
        "put back": {"ciphertext": first["ciphertext"]},
        "author": {"author_id": office.id("deputy")},
    }[how]


@pytest.mark.parametrize("how", ["bytes", "place", "swapped", "other file", "put back", "author"])
def test_a_fact_that_was_damaged_moved_or_put_back_is_refused_and_named(
    office: Office, two_files, how: str
):
    maya, theo = two_files
    first = write(office, maya, Topic.FAMILY, MOTHER)
    newer = write(office, maya, Topic.FAMILY, {**MOTHER, "calling": "safe"}, first)
    other = write(office, theo, Topic.WORKER, WORKER)
    held = {n: read_signed(office, f, n) for f, n in ((maya, first), (maya, newer), (theo, other))}
    changes = spoil(office, how, held[newer], held[first], held[other])
    office.world.change(
        update(ChildEntry)
        .where(ChildEntry.file_id == maya, ChildEntry.number == newer)
        .values(**changes)
    )
    file = child_files.open_child_file(office.at("jo"), maya)
    assert not file.is_whole
    assert list_refused_entry_numbers(file.entries) == (newer,)
    (mother,) = list_current_facts(file.entries)
    assert (mother.number, mother.said.calling) == (first, "never")
    named = [one for one in find_all_differences(office.at("jo")) if f"{maya}/{newer}" in one]
    assert named


def test_a_key_that_was_taken_away_is_noticed(office: Office, two_files):
    maya = two_files[0]
    office.world.change(
        delete(ChildWrap).where(
            ChildWrap.entry_id.in_(
                select(ChildEntry.id).where(ChildEntry.file_id == maya, ChildEntry.number == 1)
            )
        )
    )
    assert not child_files.open_child_file(office.at("jo"), maya).is_whole
    assert f"Entry {maya}/1 of a child's file cannot be opened by the leads." in (
        find_all_differences(office.at("jo"))
    )
