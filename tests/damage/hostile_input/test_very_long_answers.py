"""Very long and very strange answers: every sheet is made, every character is on it."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from referral_forms.filled_form import Answer
from referral_forms.sheets import BOTTOM, HEAD, TOP, StrokeMark, TextMark
from referral_forms.summary_html import render_summary_html
from referral_forms.summary_layout import lay_out_paper
from referral_forms.summary_pdf import render_paper_pdf
from tests.unit.referral_forms import document_text
from tests.unit.referral_forms.sample_forms import ARABIC, CHINESE, TIGRINYA, paper

MOST = 20_000
WORDS = " ".join(f"w{number}" for number in range(4000))[:MOST]
LONGEST = {
    "words": WORDS,
    "one word": "".join(f"{number:05d}" for number in range(4000)),
    "lines": "\n".join(f"l{number}" for number in range(3500))[:MOST],
    "Chinese": (CHINESE * MOST)[:MOST],
    "Ethiopic": (TIGRINYA * MOST)[:MOST],
    "combining marks": "e" + "\u0301" * (MOST - 1),
    "emoji in no font": "\U0001f9d1" * (MOST // 8),
}


@pytest.mark.parametrize("quote", [True, False], ids=["quotation", "answer"])
@pytest.mark.parametrize("name", LONGEST)
def test_twenty_thousand_characters_are_all_on_paper(name, quote):
    pdf = render_paper_pdf(paper(Answer("account.seen", text=LONGEST[name], quote=quote)))
    assert document_text.faults(pdf) == ""
    if name != "combining marks":  # pdftotext drops what is drawn over the same spot
        assert document_text.shown(LONGEST[name]) in document_text.squash(
            document_text.body_text(pdf)
        )


@pytest.mark.parametrize("text", [(ARABIC + " ") * 800, " " * MOST, "\n" * MOST, "\t" * MOST])
def test_what_cannot_be_read_back_is_still_a_sound_file(text):
    assert (
        document_text.faults(render_paper_pdf(paper(Answer("account.child_words", text=text))))
        == ""
    )


@pytest.mark.parametrize("where", ["label", "item_label", "child", "said"])
def test_a_long_text_where_a_short_one_belongs_is_all_there(where):
    answer = Answer("household.age", **{"text": "x", "item": 1, where: WORDS})
    found = document_text.squash(document_text.body_text(render_paper_pdf(paper(answer))))
    assert where == "child" or document_text.shown(WORDS) in found


BAR = 2.0


def test_a_quotation_over_many_sheets_keeps_its_order_and_its_bar():
    filled = paper(Answer("account.child_words", text=WORDS))

    sheets = lay_out_paper(filled).pages
    bars = [sum(isinstance(m, StrokeMark) and m.weight == BAR for m in marks) for marks in sheets]
    assert sum(bars) > 5
    assert max(bars) == 1


def test_a_paper_of_more_than_forty_sheets_counts_them_all():
    filled = paper(*(Answer("account.seen", text=WORDS) for _ in range(10)))
    pages = PdfReader(BytesIO(render_paper_pdf(filled))).pages
    assert len(pages) > 40
    assert f"Page 41 of {len(pages)}" in pages[40].extract_text()


@pytest.mark.parametrize("name", LONGEST)
def test_nothing_is_drawn_over_the_foot_or_the_head(name):

    filled = paper(Answer("account.seen", text=LONGEST[name], item=1))
    for marks in lay_out_paper(filled).pages:
        drawn = [m for m in marks if isinstance(m, TextMark)]
        assert all(BOTTOM <= m.y <= TOP for m in drawn if m.y != HEAD)
        assert len([m for m in drawn if m.y == HEAD]) <= 1  # the line that says what goes on here


def test_html_keeps_the_longest_answer():
    seen = document_text.Seen(render_summary_html(paper(Answer("account.child_words", text=WORDS))))
    assert seen.of("blockquote") == [WORDS]
