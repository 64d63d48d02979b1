"""Entries for readers alone: never the author's, and never hidden from a reader unseen."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.domain.record.entry_schema import Decision, Part, encode_canonical
from app.models.concern import Entry, Wrap
from app.models.outbox import Outbox
from app.services.audit_log import access_history
from app.services.concern_lists.dashboard import load_dashboard
from app.services.concerns import follow_up_entries
from app.services.concerns.concern_reading import list_own_concerns, open_concern
from app.services.integrity.integrity_check import find_all_differences
from app.services.unit_of_work import Action
from tests.support.club.office import Office, office

__all__ = ["office"]

WHY = "Theo Hart named the same flat."
PARTS = (
    Part(
        "decision",
        ("c1",),
        {
            "outcome": "refer",
            "reason": WHY,
            "agreed_with": "Sgt Cole",
            "for_author": "Stay with her.",
        },
        "1",
    ),
)


@pytest.fixture
def decided(office: Office) -> UUID:
    """A concern of Sam's that Jo decided: the reasons are its fourth entry."""
    concern_id = office.signed("sam")
    draft = office.draft("jo", concern_id)
    follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Decision, PARTS)
    return concern_id


def shown_to_author(office: Office, concern_id: UUID) -> Iterator[bytes]:
    """Everything that an author can open or is sent."""
    sam = office.at("sam")
    file = open_concern(sam, concern_id)
    yield from (encode_canonical(one.entry) for one in file.entries if one.entry)
    yield repr(access_history.list_access_history(sam, concern_id)).encode()
    yield repr(load_dashboard(office.at("sam"))).encode()
    for row in office.session.scalars(select(Outbox)):
        yield repr((row.template, row.concern_id)).encode()


def test_no_word_of_the_reasons_reaches_the_author(office: Office, decided: UUID):
    said = b"\n".join(shown_to_author(office, decided))
    assert b"Stay with her." in said
    for words in (WHY, "Sgt Cole"):
        assert words.encode() not in said
    file = open_concern(office.at("sam"), decided)
    assert not any(one.refused for one in file.entries)
    opened = {
        e.obj for e in office.events() if e.act is Action.ENTRY_READ and e.who == sam_id(office)
    }
    assert f"{decided}/4" not in opened  # nobody read what they cannot open
    assert find_all_differences(office.at("jo")) == ()


def sam_id(office: Office) -> str:
    return str(office.id("sam"))


def test_a_reader_whose_key_was_taken_away_is_shown_a_refusal(office: Office, decided: UUID):
    note = office.session.scalar(select(Entry.id).where(Entry.number == 4))
    office.world.change(delete(Wrap).where(Wrap.entry_id == note))
    last = open_concern(office.at("jo"), decided).entries[-1]
    assert (last.number, last.refused) == (4, True)


def test_an_author_whose_key_to_the_decision_was_taken_away_is_shown_it(
    office: Office, decided: UUID
):
    own = office.at("sam").keys.own.public.fingerprint
    entry = office.session.scalar(select(Entry.id).where(Entry.number == 3))
    office.world.change(delete(Wrap).where(Wrap.entry_id == entry, Wrap.recipient_fpr == own))
    found = open_concern(office.at("sam"), decided)
    assert [(one.number, one.refused) for one in found.entries] == [
        (1, False), (2, False), (3, True),
    ]  # fmt: skip


def test_reasons_that_were_removed_leave_a_gap_for_readers(office: Office, decided: UUID):
    note = office.session.scalar(select(Entry.id).where(Entry.number == 4))
    office.world.change(delete(Wrap).where(Wrap.entry_id == note))
    office.world.change(delete(Entry).where(Entry.id == note))
    assert open_concern(office.at("jo"), decided).entries[-1].refused
    assert f"Entry {decided}/4 is in the log" in "\n".join(find_all_differences(office.at("jo")))


def test_what_an_author_opened_last_passes_over_readers_entries(office: Office, decided: UUID):
    def unopened() -> int:
        uow = office.at("sam")
        own = list_own_concerns(uow)
        return len(access_history.find_concerns_new_to_me(uow, own))

    assert unopened() == 1
    open_concern(office.at("sam"), decided)
    assert unopened() == 0
