"""The accessible version: structure for readers, exact words, nothing executed."""

import pytest
from msgspec import structs

from referral_forms.filled_form import Answer, PrintedContact
from referral_forms.summary_html import CSS, render_summary_html
from tests.unit.referral_forms.document_text import Seen
from tests.unit.referral_forms.sample_forms import ARABIC, CHILD_WORDS, FULL, META, paper


def test_each_block_has_one_heading_and_is_named_by_it():
    seen = Seen(render_summary_html(paper(*FULL)))
    sections = [found for tag, found in seen.elements if tag == "section"]
    ids = [found["id"] for tag, found in seen.elements if tag == "h2"]
    assert [section["aria-labelledby"] for section in sections] == ids
    assert len(ids) == len(set(ids)) == 14
    assert not seen.of("h1")


def test_headings_never_skip_a_level():
    levels = [2]
    levels += [
        int(tag[1])
        for tag, _ in Seen(render_summary_html(paper(*FULL))).elements
        if tag in "h2h3h4"
    ]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_childs_words_are_a_quotation_with_their_white_space():
    seen = Seen(render_summary_html(paper(Answer("account.child_words", text=CHILD_WORDS))))
    assert seen.of("blockquote") == [CHILD_WORDS]


@pytest.mark.parametrize("quote", [True, False])
def test_markup_is_text(quote):
    evil = '<script>alert(1)</script><img src=x onerror="x">&amp;{{ 7 * 7 }}'
    seen = Seen(render_summary_html(paper(Answer("account.seen", text=evil, quote=quote))))
    assert not {tag for tag, _ in seen.elements} & {"script", "img"}
    assert evil in seen.of("blockquote" if quote else "p")


def test_every_text_of_the_users_chooses_its_own_direction():
    seen = Seen(render_summary_html(paper(*FULL)))
    classes = {"paper-text", "paper-words", "paper-said"}
    texts = [found for _, found in seen.elements if found.get("class") in classes]
    assert texts
    assert all(found.get("dir") == "auto" for found in texts)


def test_text_in_another_script_is_not_called_english():
    seen = Seen(
        render_summary_html(
            paper(Answer("account.seen", text=ARABIC), Answer("view.impact", text="a"))
        )
    )
    unknown = [found for _, found in seen.elements if found.get("lang") == ""]
    assert len(unknown) == 1


def test_the_fragment_carries_no_style_no_script_and_no_address():
    Seen(render_summary_html(paper(*FULL))).assert_ours()


def test_every_class_has_its_style():
    css = CSS.read_text(encoding="utf-8")
    plain = {"paper", "paper-notice", "paper-foot"}
    for _, found in Seen(render_summary_html(paper(*FULL))).elements:
        for name in (found.get("class") or "").split():
            assert name in plain or f".{name}" in css, name


def test_what_is_not_known_who_added_and_the_hash_are_there():
    page = render_summary_html(paper(*FULL))
    assert "Not asked yet" in page
    assert "Added by Joanna Reyes, 25 November 2026, 09:05" in page
    assert META.record_hash in page


def test_a_name_as_a_heading_is_on_the_left_in_any_script():
    made = paper(Answer("people.places", text="x", item=1, item_label=ARABIC))
    heads = [
        found for tag, found in Seen(render_summary_html(made)).elements if tag in ("h3", "h4")
    ]
    assert {"class": "paper-part", "dir": "auto"} in heads


def test_a_number_to_ring_is_never_parted_by_the_end_of_a_line():
    """Half of a number can be dialled. What stands around it is text, whatever it holds."""
    line = PrintedContact("Front <door>", "01632 960101", "Open now, until 20:00")
    page = render_summary_html(paper(meta=structs.replace(META, contacts=(line,))))
    number = '<bdi class="paper-number" dir="ltr">01632 960101</bdi>'
    assert f"Front &lt;door&gt;: {number}</p>" in page
