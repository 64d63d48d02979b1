"""What a duty worker meets on the sheets: the reason first, nothing torn, names in their place."""

import pytest

from app.domain.pages import label_stored_fields
from referral_forms import summary_layout
from referral_forms.answer_gaps import gather_gaps
from referral_forms.filled_form import Answer, FilledPaper
from referral_forms.form_filler import fill_form
from referral_forms.forms import EXAMPLE_AUTHORITY, LADO, NORTH_LINCOLNSHIRE, SUMMARY, Form
from referral_forms.sheets import BLUE, BOTTOM, HEAD, RIGHT, TOP, StrokeMark, TextMark
from referral_forms.summary_layout import lay_out_paper
from tests.unit.referral_forms.sample_forms import ARABIC, CHILD_WORDS, FULL, META, answer, paper

WORRY = "She is collected by somebody we do not know."
ON_PAGE_ONE = (SUMMARY, NORTH_LINCOLNSHIRE, LADO)


def filled(form: Form, *answers: Answer) -> FilledPaper:
    kept = [one for one in answers if one.key not in form.left_out]
    return fill_form(form, label_stored_fields(), kept, META)


def sheets(made: FilledPaper) -> list[list[TextMark]]:
    pages = lay_out_paper(gather_gaps(made)).pages
    return [[mark for mark in page if isinstance(mark, TextMark)] for page in pages]


def page_of(made: FilledPaper, words: str) -> int:
    found = [n for n, page in enumerate(sheets(made), 1) for t in page if words in t.line.text]
    return found[0]


@pytest.mark.parametrize("form", ON_PAGE_ONE, ids=lambda form: form.id)
def test_why_a_child_is_referred_stands_on_the_first_page(form):
    made = filled(form, *FULL)
    assert page_of(made, WORRY) == 1
    assert page_of(made, CHILD_WORDS[:12]) == 1


def test_the_example_council_is_told_why_before_it_is_told_what():
    assert EXAMPLE_AUTHORITY.blocks[1].keys[0] == "account.worry"


@pytest.mark.parametrize("lines", range(60))
def test_how_to_check_a_paper_is_never_torn_apart(lines):
    made = paper(answer("account.seen", "\n".join("x" * (lines + 1))))
    places = {page_of(made, row.answers[0].text[:20]) for row in made.foot}
    assert places == {page_of(made, made.foot_heading)}


def test_nor_is_it_wherever_on_a_sheet_it_would_begin():
    made = filled(EXAMPLE_AUTHORITY)
    for place in range(int(BOTTOM), int(TOP)):
        writer = summary_layout._Writer()
        writer.sheets.y = float(place)
        writer.foot(made.foot)
        assert len([page for page in writer.sheets.pages if page]) == 1, place


def heads(made: FilledPaper) -> list[str]:
    """What each sheet says at its head; "" where it says nothing."""
    return ["".join(t.line.text for t in page if t.y == HEAD) for page in sheets(made)]


def test_a_sheet_that_begins_in_an_answer_says_whose_it_is_and_to_what():
    made = paper(answer("account.seen", "\n".join("x" * 150)))
    assert heads(made).count("Continued: What the worker noticed · Seen?") > 1


@pytest.mark.parametrize("lines", range(0, 60, 6))
def test_a_sheet_says_with_what_it_goes_on_or_begins_with_a_heading(lines):
    made = paper(answer("now.where_now", "\n".join("x" * (lines + 1))), *FULL)
    for said, page in zip(heads(made)[1:], sheets(made)[1:], strict=True):
        first = next(t for t in page if t.y != HEAD)
        assert bool(said) != (first.style in (summary_layout.HEADING, *summary_layout.SUB.values()))


@pytest.mark.parametrize("lines", range(60))
def test_a_heading_takes_two_of_its_rows_along(lines):
    made = paper(answer("now.where_now", "\n".join("x" * (lines + 1))))
    heading = page_of(made, "Who is referring")
    assert heading == page_of(made, "Written by")
    assert heading == page_of(made, "Organisation")


def test_a_name_is_next_to_its_question_and_long_texts_keep_their_side():
    long = " ".join([ARABIC] * 12)
    made = paper(answer("account.others_present", ARABIC), answer("account.seen", long))
    found = [t for page in sheets(made) for t in page if t.line.right]
    names = [t for t in found if len(t.line.text) <= len(ARABIC)]
    assert {(t.x, t.aligned) for t in names} == {(summary_layout.COLUMN, False)}
    assert {(t.x, t.aligned) for t in found if t not in names} == {(RIGHT, True)}


def test_no_phone_number_is_parted_by_the_edge_of_a_column():
    made = paper(
        answer("help_so_far.support_given", "A quiet room"),
        answer("help_so_far.agencies", "Early Help worker: Ania, 01632 960444"),
    )
    assert any("01632 960444" in t.line.text for page in sheets(made) for t in page)


def test_a_quotation_from_right_to_left_keeps_its_own_side_however_short():
    made = paper(answer("account.child_words", ARABIC))
    (text,) = [t for page in sheets(made) for t in page if t.line.right]
    assert text.aligned
    bars = [
        mark.x1
        for page in lay_out_paper(made).pages
        for mark in page
        if isinstance(mark, StrokeMark) and mark.colour == BLUE
    ]
    assert bars == [RIGHT - 1]
    assert text.x < RIGHT - 1
