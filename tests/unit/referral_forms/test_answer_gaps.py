"""Gaps stand together below what is known, and each is still named and said to be not known.

A record of one sentence was six sheets of "Not known at time of referral" with the sentence on the
fourth: nobody finds it there.
"""

from html import unescape
from io import BytesIO

import pytest
from msgspec import structs
from pypdf import PdfReader

from app.domain.pages import label_stored_fields
from referral_forms.answer_gaps import MIN_GAPS_TOGETHER, gather_gaps
from referral_forms.filled_form import (
    NOT_ASKED_YET,
    Answer,
    FilledPaper,
    FilledPart,
    FilledRow,
    PrintedAnswer,
)
from referral_forms.form_filler import fill_form
from referral_forms.forms import EXAMPLE_AUTHORITY as FORM
from referral_forms.summary_html import render_summary_html
from referral_forms.summary_pdf import render_paper_pdf
from tests.unit.referral_forms.document_text import body_text, squash
from tests.unit.referral_forms.sample_forms import FULL, META

CATALOGUE = label_stored_fields()

WORRY = Answer("account.worry", text="Kestrel came in crying and would not say why.")


def paper(*answers: Answer) -> FilledPaper:
    return fill_form(FORM, CATALOGUE, answers, META)


def labels(filled: FilledPaper) -> list[str]:
    """Every question of a paper, also those that stand together in a row of gaps."""
    rows = [row for block in filled.blocks for part in block.parts for row in part.rows]
    return sorted(label for row in rows for label in asked(row))


def asked(row: FilledRow) -> list[str]:
    return row.answers[0].text.split("\u00a0· ") if row.key == "paper.gaps" else [row.label]


@pytest.mark.parametrize("answers", [(), (WORRY,), FULL], ids=["empty", "one", "full"])
def test_no_question_and_no_answer_is_lost_by_it(answers):
    before = paper(*answers)
    after = gather_gaps(before)
    assert labels(after) == labels(before)
    known = [a.text for b in before.blocks for p in b.parts for r in p.rows for a in r.answers]
    found = [a.text for b in after.blocks for p in b.parts for r in p.rows for a in r.answers]
    assert [text for text in known if text not in found and "when this document" not in text] == []


def test_both_papers_name_each_gap_beside_the_words_that_it_is_not_known():
    page, sheets = (
        squash(unescape(render_summary_html(paper(WORRY)))),
        squash(body_text(render_paper_pdf(paper(WORRY)))),
    )
    (household,) = [b for b in gather_gaps(paper(WORRY)).blocks if b.heading == "What has happened"]
    row = next(row for part in household.parts for row in part.rows if row.key == "paper.gaps")
    assert row.label == NOT_ASKED_YET
    assert CATALOGUE["account.child_words"] in row.answers[0].text
    for found in (page, sheets):
        assert squash(row.answers[0].text) in found


def test_one_sentence_is_found_on_a_paper_of_few_sheets():
    pages = [
        side.extract_text() for side in PdfReader(BytesIO(render_paper_pdf(paper(WORRY)))).pages
    ]
    assert len(pages) <= 4
    assert any("Kestrel came in crying" in text for text in pages[:3])


def test_a_gap_in_urgency_keeps_its_own_row():
    urgency = gather_gaps(paper()).blocks[0]
    assert urgency == paper().blocks[0]
    assert any(row.answers[0].text == NOT_ASKED_YET for part in urgency.parts for row in part.rows)


def part_of(*texts: tuple[str, PrintedAnswer]) -> FilledPaper:
    rows = tuple(FilledRow(f"view.{label}", label, (printed,)) for label, printed in texts)
    filled = fill_form(FORM, CATALOGUE, (), META)
    block = structs.replace(filled.blocks[4], parts=(FilledPart("", rows),))
    return structs.replace(filled, blocks=(block,))


GAP = PrintedAnswer(NOT_ASKED_YET, blank=True)
ASKED = PrintedAnswer("Not asked", blank=True)
TOLD = PrintedAnswer(NOT_ASKED_YET, blank=True, said="Added by Jo Smith")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", GAP), ("b", PrintedAnswer("x")), ("c", GAP), ("d", GAP)], ["b", NOT_ASKED_YET]),
        ([("a", GAP), ("b", PrintedAnswer("x")), ("c", GAP)], ["a", "b", "c"]),
        ([("a", ASKED), ("b", ASKED), ("c", ASKED)], ["a", "b", "c"]),
        ([("a", TOLD), ("b", TOLD), ("c", TOLD)], ["a", "b", "c"]),
    ],
    ids=["three", "two", "said not asked", "said who added it"],
)
def test_only_gaps_go_together_and_only_from_three_on(rows, expected):
    (block,) = gather_gaps(part_of(*rows)).blocks
    assert [row.label for part in block.parts for row in part.rows] == expected
    assert MIN_GAPS_TOGETHER == 3
