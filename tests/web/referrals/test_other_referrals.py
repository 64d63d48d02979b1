"""A lead sees where the same child was referred before; no one else learns of that concern."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Part, Referral
from app.services.audit_log import access_history
from app.services.children import child_linking, other_referrals
from app.services.concerns import follow_up_entries
from app.services.concerns.concern_reading import open_concern
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office
from tests.support.club.office_today import office

__all__ = ["office"]

MAYA = {"name": "Maya Ellis", "age": "14"}
DAY = {"date": "2026-11-03", "zone": "Europe/London"}
BEFORE, NOT_PRINTED = "This child was referred before", "It is not on any document, because"
ON_PAPER = "Referred before Also about this child: reference {}, on 3 November 2026."
PAGES = ("/referral", "/referral/pdf")


def refer(office: Office, concern: UUID, who: str = "jo") -> None:
    parts = (Part("referral", (), {"method": "phone", "referred_at": DAY}),)
    draft = office.draft(who, concern)
    follow_up_entries.sign_follow_up(office.at(who), concern, draft, Referral, parts)


def sign_two(office: Office, who: str = "sam") -> tuple[UUID, UUID, str]:
    """Sign two concerns about one child in one file; return both, and the first's reference.

    The first is by pat, and has a referral. `who` signs the second.
    """
    first, second = sign_about(office, MAYA, who="pat"), sign_about(office, MAYA, who=who)
    refer(office, first)
    link(office, second, link(office, first))
    page = office.world.client("jo").page(f"/concerns/{first}/referral")
    return first, second, page.text.partition("Reference ")[2].split()[0]


def test_a_lead_is_told_with_reference_and_day_and_the_look_is_logged(office: Office):
    first, second, reference = sign_two(office)
    deputy = office.world.client("deputy")
    for path in PAGES:
        page = deputy.page(f"/concerns/{second}{path}")
        assert f"{BEFORE} Concern {reference} , referred on 3 November 2026" in page.text, path
        assert NOT_PRINTED in page.text
        assert f"/concerns/{first}" in page.links
    looks = access_history.list_access_history(office.at("jo"), first)
    assert str(office.id("deputy")) in {one.member_id for one in looks}
    concern = deputy.page(f"/concerns/{second}")
    assert f"Also in this file: concern {reference} , signed" in concern.text
    raw = deputy.get(f"/concerns/{second}").get_data(as_text=True)
    assert 'heard-no-print">Also in this file' in raw, "a printed concern names no other"
    assert BEFORE not in deputy.page(f"/concerns/{first}/referral").text, "the second has none"


def test_more_than_are_looked_in_are_counted_and_not_taken_for_checked(office: Office, monkeypatch):
    first, second, _ = sign_two(office)
    jo, said = office.world.client("jo"), "1 older concern in the child’s file was not checked for"
    assert said not in jo.page(f"/concerns/{second}/referral").text
    office.now += timedelta(days=1)
    third = sign_about(office, MAYA)
    (child,) = child_linking.list_children_with_files(
        office.at("jo"), open_concern(office.at("jo"), first)
    )
    link(office, third, child.file.id)
    refer(office, third)
    monkeypatch.setattr(other_referrals, "MOST_OPENED", 1)
    for path in PAGES:
        page = jo.page(f"/concerns/{second}{path}").text
        assert BEFORE in page, path
        assert f"{said} a referral. The file lists it." in page, path
    assert (
        "says which of them were referred. 1 more concern is in the file."
        in jo.page(f"/concerns/{second}").text
    )
    monkeypatch.setattr(other_referrals, "MOST_OPENED", 0)
    page = jo.page(f"/concerns/{second}/referral").text
    assert "We did not check every other concern for a referral 2 older concerns" in page


def test_an_author_and_their_documents_learn_nothing_of_it(office: Office):
    _, second, reference = sign_two(office)
    sam = office.world.client("sam")
    for path in ("", *PAGES, "/referral/summary"):
        assert reference not in sam.page(f"/concerns/{second}{path}").text, path
    paper = office.world.client("jo").page(f"/concerns/{second}/referral/summary")
    assert reference not in paper.text.partition("OFFICIAL-SENSITIVE")[2]


def test_page_1_says_it_where_only_leads_read_the_concern(office: Office):
    _, second, reference = sign_two(office, who="deputy")
    for who in ("jo", "deputy"):
        client = office.world.client(who)
        paper = client.page(f"/concerns/{second}/referral/summary").text
        assert ON_PAPER.format(reference) in paper
        assert (
            "It is on the referral summary about that child too"
            in client.page(f"/concerns/{second}/referral").text
        )


@pytest.mark.parametrize("linked", ["neither", "only one", "taken out"])
def test_a_name_alone_points_nowhere(office: Office, linked: str):
    first, second = sign_about(office, MAYA, who="pat"), sign_about(office, MAYA)
    refer(office, first)
    if linked != "neither":
        file_id = link(office, second)
        if linked == "taken out":
            link(office, first, file_id)
            child_linking.unlink_child(office.at("jo"), file_id, 2, "Another child")
    page = office.world.client("jo").page(f"/concerns/{second}/referral")
    assert BEFORE not in page.text
