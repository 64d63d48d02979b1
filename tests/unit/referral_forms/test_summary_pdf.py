"""The PDF: whole, locked when asked, the same each time, and telling no name outside its pages."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from msgspec import structs
from pypdf import PdfReader

from referral_forms.composing.gap_list import AskedQuestions
from referral_forms.filled_form import GAP_MEANINGS, NOT_ASKED_YET, Answer
from referral_forms.form_filler import fill_form
from referral_forms.forms import NORTH_LINCOLNSHIRE
from referral_forms.summary_pdf import build_file_name, render_paper_pdf
from tests.unit.referral_forms import document_text
from tests.unit.referral_forms.sample_forms import CATALOGUE, CHILD_WORDS, FULL, META, answer, paper

PASSPHRASE = "heron lantern gravel sunday mitten"  # noqa: S105 made up, locks nothing real
FULL_PDF = render_paper_pdf(paper(*FULL))


def squashed(pdf: bytes) -> str:
    return document_text.squash(document_text.body_text(pdf))


def test_the_file_is_sound():
    assert document_text.faults(FULL_PDF) == ""


def test_the_childs_words_come_out_as_they_went_in():
    assert document_text.shown(CHILD_WORDS) in squashed(FULL_PDF)


def test_white_space_inside_the_childs_words_is_drawn():
    drawn = document_text.drawn_text(FULL_PDF)
    for line in filter(str.strip, CHILD_WORDS.split("\n")):
        assert line in drawn


def test_every_left_to_right_answer_is_on_paper():
    found = squashed(FULL_PDF)
    texts = [a.text for a in FULL if "ليلى" not in a.text]
    assert [text for text in texts if document_text.shown(text) not in found] == []


def test_an_empty_record_lists_every_gap_once_as_not_asked_yet():
    found = squashed(render_paper_pdf(paper()))
    row = f"{NOT_ASKED_YET}: {GAP_MEANINGS[NOT_ASKED_YET]}"
    assert found.count(document_text.squash(row)) == 1
    sections = found.partition(document_text.squash("Not asked about:"))[2]
    gaps = paper().gaps
    assert len([label for gap in gaps for label in gap.labels]) > 60
    whole = [gap for gap in gaps if document_text.squash(gap.heading) in sections]
    assert {gap.heading for gap in whole} >= {"Signs the worker noticed", "People at home"}
    labels = [label for gap in gaps if gap not in whole for label in gap.labels]
    assert "Others in danger?" in labels
    assert [label for label in labels if document_text.squash(label) not in found] == []
    assert document_text.squash("A gap is no reason to wait.") in found


def test_a_section_with_any_content_names_each_question_not_asked():
    filled = fill_form(
        NORTH_LINCOLNSHIRE,
        CATALOGUE,
        (answer("about_child.gp", "Dr Okafor"),),
        META,
        AskedQuestions({"view.opinion"}),
    )
    lines = [a.text for row in filled.blocks[-1].parts[0].rows for a in row.answers]
    (whole,) = [text for text in lines if text.startswith("Not asked about:")]
    for heading in ("More about the child", "More of the worker’s view", "Help so far"):
        assert heading not in whole
        assert any(text.startswith(f"{heading}: ") for text in lines)


def test_markup_is_text():
    evil = "<b>bold</b> <font color=red>x</font> &amp; <para> </para>"
    assert document_text.shown(evil) in squashed(
        render_paper_pdf(paper(Answer("account.seen", text=evil)))
    )


def test_each_sheet_says_which_paper_it_is_and_which_sheet_of_how_many():
    pages = PdfReader(BytesIO(FULL_PDF)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert META.reference in text
        assert "7K2M-94TQ" in text
        assert "OFFICIAL-SENSITIVE" in text


def test_without_a_banner_none_is_drawn():
    plain = render_paper_pdf(paper(meta=structs.replace(META, banner="")))
    assert "OFFICIAL" not in document_text.whole_text(plain)


def test_a_watermark_is_under_the_text_of_each_sheet_and_moves_nothing():
    marked = render_paper_pdf(paper(*FULL, meta=structs.replace(META, watermark="SPECIMEN")))
    pages, plain = PdfReader(BytesIO(marked)).pages, PdfReader(BytesIO(FULL_PDF)).pages
    assert len(pages) == len(plain)
    for page in pages:
        assert page.extract_text().count("SPECIMEN") == 1
        assert page.extract_text().startswith("SPECIMEN")  # drawn first: everything else is above
    assert "SPECIMEN" not in document_text.whole_text(FULL_PDF)


def test_times_author_numbers_hash_and_checkpoint_are_on_paper():
    found = document_text.squash(document_text.whole_text(FULL_PDF))
    checkpoint = META.checkpoint
    assert checkpoint is not None
    for text in (
        "Sam Lee, 24 November 2026, 14:41",
        "24 November 2026, 15:02",
        "01632 960555",
        META.record_hash,
        checkpoint.root,
    ):
        assert document_text.squash(text) in found


def test_the_same_paper_gives_the_same_bytes():
    assert render_paper_pdf(paper(*FULL)) == FULL_PDF


def test_another_making_time_gives_other_bytes():
    later = structs.replace(META, made_at=datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    assert render_paper_pdf(paper(*FULL, meta=later)) != FULL_PDF


def test_a_passphrase_locks_the_file_with_aes_256():
    locked = render_paper_pdf(paper(*FULL), PASSPHRASE)
    assert b"Lukaszewska" not in locked
    with pikepdf.open(BytesIO(locked), password=PASSPHRASE) as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert pdf.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        assert pdf.encryption.file_method == pikepdf.models.EncryptionMethod.aesv3
    assert document_text.faults(locked, PASSPHRASE) == ""
    assert document_text.body_text(locked, PASSPHRASE) == document_text.body_text(FULL_PDF)


@pytest.mark.parametrize("wrong", ["", "heron", PASSPHRASE.upper(), PASSPHRASE + " "])
def test_a_wrong_passphrase_opens_nothing(wrong):
    locked = render_paper_pdf(paper(*FULL), PASSPHRASE)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(locked), password=wrong)


def test_even_the_title_of_a_locked_file_is_locked():
    assert META.reference.encode() not in render_paper_pdf(paper(*FULL), PASSPHRASE)


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_passphrase_is_refused_not_ignored(empty):
    with pytest.raises(ValueError, match="lock nothing"):
        render_paper_pdf(paper(), empty)


def test_no_name_of_a_child_stands_in_the_files_own_facts():
    with pikepdf.open(BytesIO(FULL_PDF)) as pdf:
        facts = {str(name): str(value) for name, value in pdf.docinfo.items()}
        metadata = dict(pdf.open_metadata())
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert facts == {
        "/Title": "Summary to support a referral, K7QM-2RXD",
        "/Author": "Riverside Youth Club",
        "/Subject": f"{NORTH_LINCOLNSHIRE.id}, version {NORTH_LINCOLNSHIRE.version}",
        "/CreationDate": "D:20261124150200Z",
    }
    assert metadata == {
        "{http://purl.org/dc/elements/1.1/}title": facts["/Title"],
        "{http://purl.org/dc/elements/1.1/}creator": [facts["/Author"]],
        "{http://www.aiim.org/pdfua/ns/id/}part": "1",
    }
    assert titles[0] == "The child"
    assert titles[-1] == "About this document"
    assert len(titles) == 14
    assert not any("ukaszewska" in text for text in [*facts.values(), *titles])


def test_the_file_name_is_reference_and_day_in_england():
    late = structs.replace(META, made_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert build_file_name(late) == "K7QM-2RXD-2026-07-02.pdf"


@pytest.mark.parametrize("reference", ["../../etc/x", 'a"b\r\nc', "a\u202eb", ""])
def test_a_file_name_holds_letters_digits_and_hyphens(reference):
    name = build_file_name(structs.replace(META, reference=reference))
    assert re.fullmatch(r"[A-Za-z0-9-]+\.pdf", name)


def test_a_heading_never_stands_alone_at_the_foot():
    """Grow the paper a line at a time, so that every heading meets the foot of a sheet."""
    headings = re.compile(
        r"^(The child|Who is referring|What has been done|Contact in the organisation|"
        r"Not recorded|About this document)$"
    )
    for count in range(0, 60, 2):
        filled = paper(Answer("now.others_in_danger", text="word\n" * count))
        for page in PdfReader(BytesIO(render_paper_pdf(filled))).pages:
            *_, last = _body(page.extract_text())
            assert not headings.match(last), (count, last)


def _body(text: str) -> list[str]:
    foot = re.compile(r"^(Page \d+ of|Summary to support a referral ·|Record [0-9a-f]{16} ·)")
    return [line for line in text.splitlines() if line.strip() and not foot.match(line)]
