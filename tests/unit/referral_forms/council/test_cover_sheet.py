"""The sheet in front of a council's form is page 1 of the summary, and takes nothing away."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from msgspec import structs

from app.domain.pages import label_stored_fields
from referral_forms.composing.gap_list import AskedQuestions
from referral_forms.council.cover_sheet import TITLE, build_cover_sheet
from referral_forms.filled_form import Answer
from referral_forms.form_filler import fill_form
from referral_forms.forms.summary_page_one import REFERRER
from tests.unit.referral_forms import document_text
from tests.unit.referral_forms.council.example_council import (
    ABOUT,
    FORM,
    SUMMARY,
    answer,
    filled,
    remade,
)
from tests.unit.referral_forms.sample_forms import CHILD_WORDS, FULL, LONG, META, POLISH

PHONE = "01632 960199"
META_OF_FULL = structs.replace(META, author_phone=PHONE)
ASKED = AskedQuestions(shown=frozenset({"wishes.safe_tonight"}))
WARNED = (
    *FULL,
    answer("exploitation.images_exist", "Yes", tokens=("yes",)),
    answer("people.relationship", "Her mother's cousin", item=1),
    answer("family.safe_to_tell", "No", tokens=("no",)),
)


def cover(*answers: Answer):
    """The sheet in front of the made-up council's form."""
    return build_cover_sheet(FORM, label_stored_fields(), answers, META_OF_FULL, ASKED)


def first_page(data: bytes) -> str:
    return document_text.squash(document_text.pages_text(data)[0])


def test_it_is_page_one_of_the_summary_block_by_block():
    summary = fill_form(SUMMARY, label_stored_fields(), WARNED, META_OF_FULL, ASKED)
    made = cover(*WARNED)
    last = [block.heading for block in made.blocks].index(REFERRER.heading)
    assert last == len(made.blocks) - 1
    assert made.blocks == summary.blocks[: last + 1]
    assert (made.strip, made.strip_note) == (summary.strip, summary.strip_note)
    assert made.top == summary.top
    assert made.lead == summary.lead


def test_the_first_page_has_what_to_know_before_anyone_acts_word_for_word():
    found = first_page(filled(*WARNED, meta=META_OF_FULL))
    for text in (
        TITLE,
        "In danger now? Yes",
        PHONE,
        POLISH,
        CHILD_WORDS,
        "24 November 2026",
        "“Dex”",
        "Black hatchback, part of the plate: 7 K",
        "She is collected by somebody we do not know.",
        "The worker says that there are sexual images of the child.",
        "may be close to the family: “Her mother's cousin”.",
        "The worker says that it is not safe to tell them.",
        f"Then read “{FORM.title}”, version {FORM.version}",
    ):
        assert document_text.squash(text) in found, text


def test_without_words_of_the_child_it_has_what_the_worker_noticed():
    found = first_page(filled(answer("account.seen", "She hid her arm.")))
    assert document_text.squash("What the worker noticed") in found
    assert document_text.squash("She hid her arm.") in found


def test_a_question_that_was_shown_and_one_that_was_not_differ():
    cells = {cell.label: cell.text for cell in cover().strip}
    assert (cells["Safe tonight?"], cells["In danger now?"]) == ("Not answered", "Not asked yet")


def test_nothing_is_on_that_sheet_alone():
    data = filled(*WARNED, answer("account.seen_at", "In the hall"), meta=META_OF_FULL)
    with pikepdf.open(BytesIO(data)) as pdf:
        place = next(n for n, page in enumerate(pdf.pages) if "/Annots" in page)
        boxes = [str(one.get("/V", "")) for one in pdf.Root.AcroForm.Fields if "/T" in one]
    behind = document_text.pages_text(data)[place:]
    rest = document_text.squash("".join((*behind, *boxes)))
    for one in (*WARNED, answer("account.seen_at", "In the hall")):
        if one.key.startswith("household.") or not one.text:  # joined letters, and gaps
            continue
        if one.text == "Yes":  # a tick
            continue
        assert document_text.squash(one.text) in rest, one.key


def test_long_words_stand_whole_after_who_is_feared_and_what_was_done():
    words = (LONG * 2).strip()
    made = cover(answer("account.child_words", words), *FULL[:7])
    headings = [block.heading for block in made.blocks]
    assert headings.index("What has been done") < headings.index("What the child said")
    data = filled(answer("account.child_words", words), *FULL[:7])
    assert document_text.squash(words) in document_text.squash(document_text.body_text(data))


@pytest.mark.parametrize("phrase", [None, "one two three four five"])
def test_the_pages_of_the_form_follow_it_in_their_order(phrase: str | None):
    data = filled(*FULL, words=phrase)
    with (
        pikepdf.open(BytesIO(data), password=phrase or "") as pdf,
        pikepdf.open(BytesIO(FORM.data)) as blank,
    ):
        pages = [len(page.get("/Annots", [])) for page in pdf.pages]
        form = [len(page.Annots) for page in blank.pages]
    assert [count for count in pages if count] == form
    start = pages.index(form[0])
    assert start
    assert document_text.pages_text(data, phrase or "")[0].startswith("OFFICIAL-SENSITIVE")
    for page in document_text.pages_text(data, phrase or "")[start : start + len(form)]:
        assert "Read page 1 first. More on the last pages." in page


def test_page_numbers_of_the_blank_that_would_be_wrong_now_are_taken_out():
    def numbered(pdf: pikepdf.Pdf) -> None:
        first = pikepdf.Dictionary(S=pikepdf.Name.D, St=1)
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, first]))

    with pikepdf.open(BytesIO(filled(form=remade(numbered)))) as pdf:
        assert "/PageLabels" not in pdf.Root


def test_a_document_about_one_child_names_no_other_on_top():
    other = Answer("child.name", text="Maja Second", child="Maja Second", item=2)
    made = build_cover_sheet(
        FORM,
        label_stored_fields(),
        [answer("child.name", POLISH, item=1), other],
        ABOUT,
        AskedQuestions(),
    )
    assert f"About {POLISH}." in made.lead
    assert "Maja" not in made.lead
