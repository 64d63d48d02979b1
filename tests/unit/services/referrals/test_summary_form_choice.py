"""Each paper is on the form of its child's council; none carries the name of another council."""

from __future__ import annotations

import io

import pikepdf
import pytest

from app.domain.record.entry_schema import Paper, Part
from app.services.concerns import record_signing
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.record_signing import SigningRequest
from app.services.referrals import referral_pdf
from content import pack_loader
from referral_forms.forms import NORTH_LINCOLNSHIRE, OF_AREA, SUMMARY, Form, find_form
from tests.support.club.office import Office, record_parts
from tests.unit.referral_forms.document_text import body_text, squash

AREAS = [area for area in pack_loader.list_areas(fictional=True) if area.key]
HOME = "north_lincolnshire"


def of_a_child_in(office: Office, area: str):
    there = {"name": "Maja Second"} | ({"home_area": area} if area else {})
    parts = (*record_parts()[:2], Part("child", ("c1",), there, item="c1"), *record_parts()[3:])
    return record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), parts, frozenset())
    )


def words(form: Form) -> str:
    return f"{form.id} {form.title} {form.source} {form.notice}".casefold()


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.key)
def test_the_summary_for_any_council_carries_the_name_of_none(area):
    named = {area.key, area.key.replace("_", "-"), area.name.casefold()}
    assert [one for one in named if one in words(SUMMARY)] == []
    assert find_form(area.key) is OF_AREA.get(area.key, SUMMARY)


@pytest.mark.parametrize(
    ("area", "form"), [("hull", SUMMARY), (HOME, NORTH_LINCOLNSHIRE), ("", NORTH_LINCOLNSHIRE)]
)
def test_the_paper_and_its_entry_name_the_form_of_the_childs_council(office: Office, area, form):
    concern_id = of_a_child_in(office, area)
    offer = referral_pdf.offer_pdf_passphrase(office.at("sam"))
    made = referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "", offer, protect=False
    )
    entry = open_concern(office.at("jo"), concern_id).entries[1].entry
    assert isinstance(entry, Paper)
    assert (entry.form, entry.version) == (form.id, form.version)
    filled = referral_pdf.build_summary(office.at("sam"), concern_id)
    assert f"{form.id}, version {form.version}." in referral_pdf.render_summary_body(filled)
    printed = squash(body_text(made.data))
    assert squash(form.id) in printed
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert str(pdf.docinfo["/Subject"]) == f"{form.id}, version {form.version}"
    if form is SUMMARY:
        assert squash(NORTH_LINCOLNSHIRE.id) not in printed
        assert NORTH_LINCOLNSHIRE.id not in referral_pdf.render_summary_body(filled)
