"""A sign that the family must not learn of is marked wherever it is shown, and listed as kept."""

from __future__ import annotations

from app.domain.record.entry_schema import Part
from app.services.concerns import additions
from app.services.referrals import referral_pdf
from referral_forms.filled_form import FilledPaper
from tests.support.club.office import Office

LABEL = "The child said that they feel alone or unsafe because of their sexual orientation"
MARKED = f"{LABEL}. Do not tell the family"


def sign(token: str, item: str = "1") -> Part:
    return Part("indicators", ("c1",), {"indicator": token, "basis": "child_told_me"}, item)


def kept(filled: FilledPaper) -> list[str]:
    rows = [row for block in filled.blocks for part in block.parts for row in part.rows]
    return [a.text for row in rows if row.key == "family.keep_from_family" for a in row.answers]


def with_signs(office: Office, *parts: Part) -> referral_pdf.ReferralSummary:
    concern_id = office.signed("sam")
    draft = office.draft("sam", concern_id)
    additions.sign_details(office.at("sam"), concern_id, draft, "indicators_c", parts)
    return referral_pdf.build_summary(office.at("jo"), concern_id)


def test_a_paper_says_not_to_tell_the_family_and_names_what_is_held(office: Office):
    made = with_signs(office, sign("unsafe_about_who_they_are"))
    (signs,) = [b for b in made.paper.blocks if b.heading == "Signs the worker noticed"]
    (sign_row,) = [row for part in signs.parts for row in part.rows]
    assert sign_row.answers[0].text.startswith(f"Sign noticed: {MARKED}. How the worker knows: ")
    assert kept(made.paper) == [f"A sign the worker noticed: “{MARKED}”."]


def test_what_the_writer_keeps_from_the_family_still_prints_first(office: Office):
    family = Part("family", ("c1",), {"keep_from_family": "Where she sleeps."})
    made = with_signs(office, family, sign("unsafe_about_who_they_are"))
    assert kept(made.paper)[0] == "Where she sleeps."
    assert len(kept(made.paper)) == 2


def test_other_signs_are_not_marked(office: Office):
    made = with_signs(office, sign("few_friends"))
    assert "Do not tell the family" not in referral_pdf.render_summary_body(made)
    assert kept(made.paper) == []
