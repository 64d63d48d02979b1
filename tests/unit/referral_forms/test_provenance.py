"""What a paper says about itself stands on page and PDF alike."""

from __future__ import annotations

from msgspec import structs

from referral_forms import summary_html, summary_pdf
from tests.unit.referral_forms.document_text import body_text, squash
from tests.unit.referral_forms.sample_forms import FULL, META, paper

LEFT_OUT = "Entry 3 of this file cannot be trusted. Ask the writer."


def test_what_is_not_on_the_paper_is_said_before_the_first_answer():
    made = paper(*FULL, meta=structs.replace(META, left_out=LEFT_OUT))
    for found in (
        squash(summary_html.render_summary_html(made)),
        squash(body_text(summary_pdf.render_paper_pdf(made))),
    ):
        assert squash("Not in this document") in found
        assert found.index(squash(LEFT_OUT)) < found.index(
            squash("Who the worker is worried about")
        )


def test_a_whole_paper_says_nothing_of_it():
    assert "Not in this document" not in summary_html.render_summary_html(paper(*FULL))


def test_the_checkpoint_is_printed_as_its_own_lines_have_it():
    found = squash(body_text(summary_pdf.render_paper_pdf(paper(*FULL))))
    point = META.checkpoint
    assert squash(point.root) in found
    assert str(point.size) in found
