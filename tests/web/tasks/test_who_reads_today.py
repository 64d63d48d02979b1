"""Pages that say who can read what is written there go by today's roles, not the signing day's."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.services.concerns.author_access.author_grants import summarise_author_access
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.record_routing import is_author_a_reader_now
from app.services.confirmation import lead_approvals
from app.services.integrity.integrity_check import find_all_differences
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.closed_concerns import close_and_end
from tests.support.club.club_setup import type_words
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases

PAGES = {
    "tasks/new": "{name} cannot.",
    "note": "{name} cannot, and it is in no document",
    "hand-over": "{name} can see who has it, but not why.",
    "decide": "What does {name} need to know, and do?",
    "close": "{name} cannot read this in Heard.",
}
"""The words on each page of an author who cannot read what is written there."""


def make_lead(office: Office, who: str) -> None:
    """Both leads type the words, so that someone of the team is a lead."""
    for lead in ("jo", "deputy"):
        typed = type_words(office.at(lead), office.id(who))
        lead_approvals.confirm_existing_member_as_lead(
            office.at(lead), office.id(who), typed, called=None
        )


def list_pages_without(office: Office, concern_id: UUID, name: str) -> set[str]:
    """Return the pages that tell a lead that the author cannot read what they write."""
    jo = office.world.client("jo")
    return {
        page
        for page, words in PAGES.items()
        if words.format(name=name) in jo.page(f"/concerns/{concern_id}/{page}").text
    }


def reads_now(office: Office, concern_id: UUID) -> bool:
    uow = office.at("jo")
    return is_author_a_reader_now(uow, open_concern(uow, concern_id).record)


def test_an_author_who_became_a_lead_since_reads_it_all(office: Office, concern_id: UUID):
    assert list_pages_without(office, concern_id, "Sam Lee") == set(PAGES)
    make_lead(office, "sam")
    assert list_pages_without(office, concern_id, "Sam Lee") == set()
    hidden = office.signed("pat", about="yes")  # for the head or chair, and no lead
    uow = office.at("senior")
    assert not is_author_a_reader_now(uow, open_concern(uow, hidden).record)


def test_an_author_who_became_a_lead_since_reads_what_ended_for_them(office: Office):
    ended = close_and_end(office)
    make_lead(office, "sam")
    jo, sam = office.at("jo"), office.world.uow("sam")
    assert summarise_author_access(jo, open_concern(jo, ended)) is None
    assert [one.number for one in open_concern(sam, ended).entries if one.entry]
    assert find_all_differences(office.world.uow()) == ()
    page = office.world.client("jo").page(f"/concerns/{office.signed('sam')}/close").text
    assert "for 30 days after you close it" not in page


def test_an_author_who_stopped_as_a_lead_reads_nothing_new(office: Office):
    concern_id = office.signed("deputy")
    make_lead(office, "sam")
    assert list_pages_without(office, concern_id, "Dele Okoro") == set()
    suspend_member(office.at("jo"), office.id("deputy"))
    assert reads_now(office, concern_id), "they may be let in again"
    remove_member(office.at("jo"), office.id("deputy"), "")
    assert list_pages_without(office, concern_id, "Dele Okoro") == set(PAGES)


def test_of_a_record_that_cannot_be_trusted_no_author_is_a_reader(office: Office):
    assert not is_author_a_reader_now(office.at("jo"), None)
