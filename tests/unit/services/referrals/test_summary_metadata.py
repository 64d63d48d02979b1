"""What a paper says of itself: never a lead where the record was kept from leads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.record.entry_schema import Part
from app.domain.routing.recipients import Recipients
from app.services.concerns import record_signing
from app.services.concerns.record_signing import SigningRequest
from app.services.referrals import referral_pdf, summary_metadata
from tests.support.club.office import Office, record_parts
from tests.support.club.world import World


def lead_lines(made: referral_pdf.ReferralSummary) -> list[str]:
    return [line.who for line in made.panel.lines if line.kind == "lead"]


def test_a_usual_paper_names_the_lead_and_how_to_reach_them(office: Office):
    made = referral_pdf.build_summary(office.at("sam"), office.signed("sam"))
    assert made.paper.meta.lead == "Jo Smith, safeguarding lead"
    assert made.paper.meta.lead_contact == "07700 900123 · jo@example.org"
    assert lead_lines(made)
    assert (made.paper.meta.banner, made.paper.meta.watermark) == ("OFFICIAL-SENSITIVE", "")


def test_a_paper_about_the_team_sends_nobody_to_a_lead(office: Office):
    made = referral_pdf.build_summary(office.at("sam"), office.signed("sam", about="yes"))
    assert made.paper.meta.lead == (
        "Ash Grant, Chair of trustees. "
        "Do not call a safeguarding lead about it. They cannot read this record."
    )
    assert lead_lines(made) == ["Ash Grant"]  # a senior, who can open it
    kinds = [line.kind for line in made.panel.lines]
    assert kinds[0] == "emergency"
    assert any("LADO" in line.who or "Designated" in line.who for line in made.panel.lines)
    body = referral_pdf.render_summary_body(made)
    assert "Jo Smith" not in body
    assert "Dele Okoro" not in body


def test_a_record_sealed_to_its_writer_sends_to_nobody_else(world_without_senior: World):
    office = Office(world_without_senior)
    concern_id = office.signed("sam", about="yes", choice=Recipients.NOBODY)
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    assert "Call only them" in made.paper.meta.lead
    assert made.paper.meta.lead_contact == made.paper.meta.author_contact != ""
    assert lead_lines(made) == []


def test_named_leads_are_named_and_the_one_who_was_ruled_out_is_not(world_without_senior: World):
    office = Office(world_without_senior)
    concern_id = office.signed("sam", about="yes", not_for=("jo",), choice=Recipients.NAMED_LEADS)
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    assert made.paper.meta.lead == "Dele Okoro, safeguarding lead"
    assert "Jo Smith" not in referral_pdf.render_summary_body(made)


def of_area(office: Office, area: str) -> referral_pdf.ReferralSummary:
    values = {"name": "Zofia", "home_area": area} if area else {"name": "Zofia"}
    parts = (*record_parts()[:2], Part("child", ("c1",), values, "c1"))
    what = SigningRequest(office.draft("sam"), parts, frozenset())
    return referral_pdf.build_summary(
        office.at("sam"), record_signing.sign_record(office.at("sam"), what)
    )


@pytest.mark.parametrize("area", ["", "lincolnshire", "north_east_lincolnshire"])
def test_whom_to_ring_first_begins_with_999_wherever_the_child_is(office: Office, area: str):
    first, *rest = of_area(office, area).paper.meta.contacts
    assert first.number == "999"
    assert "101" in [one.number for one in rest]


def test_a_line_without_a_number_says_so_once(office: Office):
    found = referral_pdf.render_summary_body(of_area(office, "north_east_lincolnshire"))
    assert "North East Lincolnshire out of hours: number not checked" in found
    assert "We do not have a number that we know works" not in found


def test_an_unwritten_area_is_not_known_and_numbers_say_whose(office: Office):
    assert of_area(office, "lincolnshire").paper.meta.area == "Lincolnshire"
    not_known = of_area(office, "").paper.meta.area
    assert not_known.startswith("Not recorded. ")
    assert not_known.endswith("The phone numbers are for North Lincolnshire.")


def late(office: Office, parts: tuple[Part, ...]) -> str:
    what = SigningRequest(office.draft("sam"), parts, frozenset())
    concern_id = record_signing.sign_record(office.at("sam"), what)
    return referral_pdf.build_summary(office.at("sam"), concern_id).paper.meta.late


def test_lateness_is_said_and_a_missing_day_is_not_guessed(office: Office):
    told = {"date": (office.now - timedelta(days=5)).date().isoformat(), "time": None}
    parts = (*record_parts()[2:], Part("account", ("c1",), {"worry": "x", "told_on": told}))
    assert late(office, parts).startswith("5 days")
    unknown = Part("account", ("c1",), {"worry": "x", "told_on": {"unknown": "not_known"}})
    assert late(office, (*record_parts()[2:], unknown)) == ""


def test_an_unconfirmed_writer_is_said_to_be_one(office: Office):
    made = referral_pdf.build_summary(office.at("jo"), office.signed("kit"))
    assert "not yet confirmed" in made.paper.meta.author_role
    sure = referral_pdf.build_summary(office.at("jo"), office.signed("sam"))
    assert sure.paper.meta.author_role == "Youth worker"


def test_the_checkpoint_on_paper_is_the_one_kept_outside(office: Office):
    made = referral_pdf.build_summary(office.at("sam"), office.signed("sam"))
    note = office.at("sam").files.note(office.org.id)
    point = made.paper.meta.checkpoint
    assert note.splitlines()[:3] == [point.origin, str(point.size), point.root]
    assert point.root.startswith(point.fingerprint)


@pytest.mark.parametrize("damage", [None, "not a note at all", "a\nb\nc\n\n"])
def test_a_missing_or_damaged_checkpoint_file_never_stops_a_paper(office: Office, damage):
    office.signed("sam")
    path = office.world.data / "checkpoints" / f"{office.org.id}.note"
    if damage is None:
        path.unlink()
    else:
        path.write_text(damage)
    # The log's own replay refuses a damaged file at the next look; printing it never raises.
    assert summary_metadata._checkpoint(office.at("sam")) is None
