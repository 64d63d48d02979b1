"""Nothing is made of records that are not real without its mark, on every page, and by one place.

`watermarks.get_banner_and_watermark` decides it, and no maker of papers takes its facts from
anywhere else.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from msgspec import structs
from pypdf import PdfReader

from app.domain.pages import label_stored_fields
from app.domain.record.entry_schema import Part
from app.services.referrals import council_form_pdfs, encrypted_copy, referral_pdf, watermarks
from app.services.referrals.encrypted_copy import LockMethod
from referral_forms import summary_html, summary_pdf
from referral_forms.form_filler import fill_form
from referral_forms.forms import FORMS, FormKind
from tests.support.club.office import Office, record_parts
from tests.unit.referral_forms.council.example_council import ABOUT, answer, filled
from tests.unit.referral_forms.sample_forms import FULL, META, paper
from tests.unit.services.referrals.test_referral_pdf import sign

APP = Path(__file__).parents[4] / "app"
MARK = "DEMONSTRATION"
PRACTICE = watermarks.PRACTICE_MARKS
SUMMARY_METADATA = "services/referrals/summary_metadata.py"
REFERRAL_SUMMARY = "services/referrals/referral_pdf.py"
COUNCIL_PDF = "services/referrals/council_form_pdfs.py"
PRACTICE_REFERRALS = "services/practice/practice_referrals.py"
FILE_PAPER = "services/child_documents/file_paper.py"
FILE_PRINTING = "services/child_documents/file_printing.py"
MAKERS = {
    r"\bPaperMeta\(": {SUMMARY_METADATA, PRACTICE_REFERRALS, FILE_PAPER},
    r"\brender_paper_pdf\(|\brender_workbook_pdf\(": {
        *(REFERRAL_SUMMARY, "services/referrals/encrypted_copy.py", PRACTICE_REFERRALS),
        FILE_PRINTING,
        "services/content/workbook_pdf_cache.py",  # the workbook holds no record, real or not
    },
    r"\brender_summary_html\(": {REFERRAL_SUMMARY, PRACTICE_REFERRALS},
    r"\bfill_council_form\(": {COUNCIL_PDF},
    r"\bsummary_metadata\.build_paper_metadata\(": {REFERRAL_SUMMARY, COUNCIL_PDF},
}
"""What draws a paper or states its facts, and who may."""


def marked(data: bytes, word: str) -> list[int]:
    """How often each page says it."""
    return [page.extract_text().count(word) for page in PdfReader(BytesIO(data)).pages]


@pytest.mark.parametrize("made", MAKERS)
def test_only_these_make_papers_and_all_take_their_facts_from_one_place(made):
    found = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if re.search(made, path.read_text(encoding="utf-8"))
    }
    assert found == MAKERS[made]


def test_one_place_decides_what_is_not_real():
    text = (APP / SUMMARY_METADATA).read_text(encoding="utf-8")
    assert "**get_banner_and_watermark(uow.org)" in text
    text = (APP / PRACTICE_REFERRALS).read_text(encoding="utf-8")
    assert "**get_banner_and_watermark(uow.org, practice=True)" in text
    text = (APP / FILE_PRINTING).read_text(encoding="utf-8")
    assert "marks=get_banner_and_watermark(uow.org)" in text
    stated = re.compile(r"\bDEMONSTRATION\b|[\"']watermark[\"']|\bwatermark\s*=")
    found = [path.name for path in APP.rglob("*.py") if stated.search(path.read_text("utf-8"))]
    assert found == ["watermarks.py"]


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_mark_is_on_every_page_of_every_form(form):
    """Twice on each: above everything, and across the sheet."""
    long = [structs.replace(one, text=one.text * 60) for one in FULL]
    kept = [one for one in long if one.key not in form.left_out]
    made = fill_form(form, label_stored_fields(), kept, structs.replace(META, **PRACTICE))
    found = marked(summary_pdf.render_paper_pdf(made), "PRACTICE")
    assert len(found) > 1
    assert set(found) == {2}


def test_a_watermark_is_on_every_page_of_a_form_and_its_extra_sheets():
    answers = (answer("account.seen", "x " * 6000), answer("child.age", "9"))
    found = marked(filled(*answers, meta=structs.replace(ABOUT, **PRACTICE)), "PRACTICE")
    assert len(found) > 3
    assert min(found) >= 1


def test_a_mark_is_on_the_screen_also_where_the_banner_does_not_say_it():
    assert PRACTICE["banner"] in summary_html.render_summary_html(
        paper(meta=structs.replace(META, **PRACTICE))
    )
    only = structs.replace(META, watermark="PRACTICE")
    assert '<p class="paper-banner">PRACTICE</p>' in summary_html.render_summary_html(
        paper(meta=only)
    )
    assert (
        '<p class="paper-across" aria-hidden="true">PRACTICE</p>'
        in summary_html.render_summary_html(paper(meta=only))
    )
    assert "PRACTICE" not in summary_html.render_summary_html(paper())


def test_a_paper_of_no_signed_record_does_not_say_that_one_is_kept():
    real, none = paper(), paper(meta=structs.replace(META, record_hash="", checkpoint=None))
    said = "Heard keeps the signed record"
    for made, found in ((real, True), (none, False)):
        assert (said in summary_html.render_summary_html(made)) is found
        pages = PdfReader(BytesIO(summary_pdf.render_paper_pdf(made))).pages
        assert (said in pages[-1].extract_text()) is found
        assert "About this document" in pages[-1].extract_text()


@pytest.fixture
def not_real(office: Office) -> Office:
    """The club as a demonstration, under the authority that has a form of its own."""
    office.world.org = structs.replace(office.org, demo=True, pack="example_authority")
    return office


def a_file(office: Office):
    """One that offers every paper there is."""
    person = Part("people", (), {"name_or_nickname": "Dex", "position_of_trust": "yes"}, "1")
    return sign(office, (*record_parts("yes"), person))


def test_every_paper_of_such_a_file_is_marked(not_real: Office):
    concern_id, uow = a_file(not_real), not_real.at("sam")
    for kind in FormKind:
        made = referral_pdf.build_summary(uow, concern_id, "", kind)
        assert MARK in referral_pdf.render_summary_body(made)
        data = referral_pdf.make_and_archive_summary_pdf(
            uow, concern_id, "", referral_pdf.offer_pdf_passphrase(uow), protect=False, kind=kind
        )
        assert set(marked(data.data, MARK)) == {2}
    offer = referral_pdf.offer_pdf_passphrase(uow)
    form = council_form_pdfs.make_and_archive_council_pdf(
        uow, concern_id, "", "front_door", offer, protect=False
    )
    assert min(marked(form.data, MARK)) >= 1


def test_the_copy_of_a_whole_file_says_so_first_and_on_every_page(not_real: Office, monkeypatch):
    concern_id = a_file(not_real)
    monkeypatch.setattr(encrypted_copy, "_lock", lambda _how: lambda data: data)
    uow = not_real.at("senior")
    made = encrypted_copy.make_and_archive_encrypted_copy(
        uow, concern_id, LockMethod(referral_pdf.offer_pdf_passphrase(uow))
    )
    with zipfile.ZipFile(BytesIO(made.data)) as archive:
        assert (
            archive.read("README.txt").decode().startswith(watermarks.DEMONSTRATION_MARKS["banner"])
        )
        pages = [n for n in archive.namelist() if n.endswith(".pdf")]
        assert pages
        assert all(set(marked(archive.read(name), MARK)) == {2} for name in pages)


def test_a_real_file_bears_no_such_mark(office: Office):
    concern_id, uow = a_file(office), office.at("sam")
    made = referral_pdf.make_and_archive_summary_pdf(
        uow, concern_id, "", referral_pdf.offer_pdf_passphrase(uow), protect=False
    )
    assert set(marked(made.data, MARK)) == {0}
