"""A kept paper that is not stored as it was kept is named by `flask log fsck`, and never leaves."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from app.errors import SealedError
from app.models.concern import Document, Entry
from app.services.integrity import integrity_check
from app.services.referrals import referral_archive, referral_pdf
from tests.support.club.office import Office


def paper(office: Office, concern_id: UUID) -> str:
    """A paper of a file, as fsck names it."""
    sam = office.at("sam")
    referral_pdf.make_and_archive_summary_pdf(
        sam, concern_id, "", referral_pdf.offer_pdf_passphrase(sam), protect=True
    )
    return f"{concern_id}/{office.session.scalar(select(Entry.number).order_by(-Entry.number))}"


def two(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two papers of one file, each in several rows."""
    monkeypatch.setattr(referral_archive, "ROW_BYTES", 4_000)
    concern_id = office.signed("sam")
    return paper(office, concern_id), paper(office, concern_id)


def entry_of(name: str):
    return select(Entry.id).where(Entry.number == int(name.split("/")[1])).scalar_subquery()


def findings(office: Office) -> tuple[str, ...]:
    return integrity_check.find_all_differences(office.world.uow())


def test_papers_that_are_as_they_were_kept_are_not_named(office: Office, monkeypatch):
    two(office, monkeypatch)
    assert office.count(Document) > 4
    assert findings(office) == ()


SPOILT = {
    "a byte changed": lambda e: [
        update(Document).where(Document.entry_id == e, Document.part == 1).values(blob=b"x" * 4_000)
    ],
    "a row taken away": lambda e: [
        delete(Document).where(Document.entry_id == e, Document.part == 1)
    ],
    "two rows swapped": lambda e: [
        update(Document).where(Document.entry_id == e, Document.part == 0).values(part=99),
        update(Document).where(Document.entry_id == e, Document.part == 1).values(part=0),
        update(Document).where(Document.entry_id == e, Document.part == 99).values(part=1),
    ],
    "a row more": lambda e: [
        insert(Document).values(
            id=uuid4(),
            entry_id=e,
            part=98,
            blob=b"",
            org_id=select(Entry.org_id).limit(1).scalar_subquery(),
        )
    ],
}


@pytest.mark.parametrize("how", SPOILT)
def test_one_that_was_changed_is_named_and_does_not_leave(
    office: Office, monkeypatch: pytest.MonkeyPatch, how: str
):
    first, second = two(office, monkeypatch)
    office.world.change(*SPOILT[how](entry_of(second)))
    assert findings(office) == (f"Paper {second} is not the one that was saved.",)
    concern_id, number = second.split("/")
    if how != "a row more":
        with pytest.raises(SealedError):
            referral_archive.read_archived_file(office.at("sam"), UUID(concern_id), int(number))
    referral_archive.read_archived_file(
        office.at("sam"), UUID(concern_id), int(first.split("/")[1])
    )


def test_one_that_was_taken_away_or_given_to_another_entry_is_named(office: Office, monkeypatch):
    first, second = two(office, monkeypatch)
    record = select(Entry.id).where(Entry.number == 1).scalar_subquery()
    office.world.change(
        delete(Document).where(Document.entry_id == entry_of(first)),
        update(Document).where(Document.entry_id == entry_of(second)).values(entry_id=record),
    )
    one = f"{first.split('/')[0]}/1"
    gone = (f"Paper {name} is in the log, but is no longer stored." for name in (first, second))
    assert findings(office) == (f"Paper {one} is stored, but the log never saw it.", *gone)
