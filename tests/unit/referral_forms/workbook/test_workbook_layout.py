"""The workbook on sheets: nothing runs over an edge, no heading stands alone, every link leads."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from content import pack_loader
from content.workbook import workbook_loader
from content.workbook.workbook_text import load_workbook_text
from referral_forms.composing.tag_tree import TagTree
from referral_forms.sheets import (
    BOTTOM,
    HEIGHT,
    TOP,
    WIDTH,
    LinkArea,
    LinkTarget,
    OutlineMark,
    ShapeMark,
    StrokeMark,
    TextMark,
)
from referral_forms.workbook import svg_drawing
from referral_forms.workbook.block_layout import lay_out_blocks
from referral_forms.workbook.block_types import (
    HeadingBlock,
    ItemBlock,
    ParagraphBlock,
    RowBlock,
    WorkbookToPrint,
)
from referral_forms.workbook.chapter_blocks import build_address_lines
from referral_forms.workbook.cover_pages import build_contents_pages, build_cover
from referral_forms.workbook.text_measures import HEADINGS, LEFT, RIGHT
from referral_forms.workbook.workbook_blocks import build_workbook_blocks
from referral_forms.workbook.workbook_pdf import render_workbook_pdf

DAY = date(2026, 11, 24)
PACKS = sorted(
    name
    for name in pack_loader.list_pack_names()
    if pack_loader.load_pack(name).kind == "authority"
)


def whole(pack: str = "north_lincolnshire", title: str = "safeguarding lead") -> WorkbookToPrint:
    return WorkbookToPrint(load_workbook_text(pack, title, DAY), {}, "Example Youth Club", DAY)


@pytest.fixture(params=["safeguarding lead", "W" * 60, "مسؤول الحماية"])
def pages(request: pytest.FixtureRequest):
    return lay_out_blocks(build_workbook_blocks(whole(title=request.param))).pages


def right_end(text: TextMark) -> float:
    return text.x if text.aligned else text.x + text.line.width * text.style.size


def test_no_word_runs_over_an_edge(pages):
    for number, marks in enumerate(pages, 3):
        for one in marks:
            if isinstance(one, TextMark):
                assert (one.x - one.line.width * one.style.size * one.aligned) >= LEFT - 1, one
                assert right_end(one) <= RIGHT + 1, (number, one.line.text)
                assert BOTTOM - 1 <= one.y <= TOP, (number, one.line.text)


def test_no_heading_stands_alone_at_the_foot_of_a_sheet(pages):
    for number, marks in enumerate(pages, 3):
        texts = [one for one in marks if isinstance(one, TextMark)]
        lowest = min(texts, key=lambda one: one.y)
        if any(isinstance(one, StrokeMark) and one.y1 < lowest.y for one in marks):
            continue  # lines to write on
        assert lowest.style not in HEADINGS.values(), (number, lowest.line.text)


def test_no_sheet_is_empty(pages):
    assert all(any(isinstance(one, TextMark) for one in marks) for marks in pages)


@pytest.mark.parametrize("pack", PACKS)
def test_every_link_within_the_file_leads_to_a_place_of_it(pack: str):
    pages = lay_out_blocks(build_workbook_blocks(whole(pack))).pages
    spots = {one.name for marks in pages for one in marks if isinstance(one, LinkTarget)}
    links = {one for marks in pages for one in marks if isinstance(one, LinkArea)}
    assert {one.to for one in links if one.inside} <= spots
    assert all(one.to.startswith(("https://", "http://")) for one in links if not one.inside)


def test_the_contents_name_each_heading_and_its_page():
    pages = lay_out_blocks(build_workbook_blocks(whole())).pages
    front = build_contents_pages(pages, TagTree(), 0)
    said = [one.line.text for marks in front for one in marks if isinstance(one, TextMark)]
    for number, marks in enumerate(pages, 2 + len(front)):
        for one in marks:
            if isinstance(one, OutlineMark) and one.level == 0:
                assert said[said.index(one.title) + 1] == str(number)
    assert len(build_cover(whole(), TagTree(), 0)) > 10


@pytest.mark.parametrize(
    "key", sorted(workbook_loader.load_workbook("north_lincolnshire").pictures)
)
def test_every_drawing_of_the_pack_is_drawn_whole(key: str):
    picture = whole().book.edition.pictures[key]
    read = svg_drawing.read_drawing(picture.svg)
    marks = list(svg_drawing.draw_shapes(read, svg_drawing.DrawingPlace(0, HEIGHT, 1.0)))
    texts = [one.line.text for one in marks if isinstance(one, TextMark)]
    opened = picture.svg.count("<") - picture.svg.count("</")
    assert len(marks) == opened - len(("svg", "title"))
    assert all(word in " ".join(texts) for word in ("999", "Call")) or key == "models"
    for one in marks:
        if isinstance(one, ShapeMark):
            for _, numbers in one.path:
                assert all(0 <= x <= read.wide for x in numbers[::2])
                assert all(0 <= HEIGHT - y <= read.high for y in numbers[1::2])
        else:
            assert right_end(one) <= read.wide


@pytest.mark.parametrize(
    "inner",
    [
        '<ellipse cx="1" cy="1" rx="1" ry="1"/>',
        '<path d="M1 1 q2 2 3 3"/>',
        '<path d="M1 1 a5 5 0 0 0 10 0"/>',
        '<g><rect width="1" height="1"/></g>',
    ],
)
def test_a_shape_that_it_does_not_know_is_refused_and_not_left_out(inner: str):
    read = svg_drawing.read_drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}</svg>'
    )
    with pytest.raises(ValueError, match="a drawing on paper knows no"):
        list(svg_drawing.draw_shapes(read, svg_drawing.DrawingPlace(0, 0, 1.0)))


@pytest.mark.parametrize("svg", ["<svg/>", "<svg", '<svg viewBox="1 1 5 5"/>'])
def test_what_is_no_drawing_is_refused(svg: str):
    with pytest.raises(ValueError, match="drawing"):
        svg_drawing.read_drawing(svg)


def test_a_long_title_stays_within_its_drawing():
    svg = whole(title="W" * 28).book.edition.pictures["four_steps"].svg
    for one in svg_drawing.draw_shapes(
        svg_drawing.read_drawing(svg), svg_drawing.DrawingPlace(0, 0, 1.0)
    ):
        assert not isinstance(one, TextMark) or right_end(one) <= 420


def test_a_list_of_any_length_and_a_row_of_any_height_loses_nothing():
    long = "word " * 900
    found = [
        HeadingBlock("A heading", 1),
        *(ItemBlock("•", (ParagraphBlock(f"item {number}"),)) for number in range(120)),
        RowBlock("A label", (ParagraphBlock(long),)),
        ItemBlock("1.", (ParagraphBlock(long), ParagraphBlock(long, "about"))),
    ]
    pages = lay_out_blocks(found).pages
    said = " ".join(one.line.text.strip() for m in pages for one in m if isinstance(one, TextMark))
    assert said.split().count("word") == 2700
    assert all(f"item {number}" in said for number in range(120))
    for marks in pages:
        assert all(BOTTOM - 1 <= one.y <= TOP for one in marks if isinstance(one, TextMark))


def test_the_same_values_give_the_same_bytes():
    assert render_workbook_pdf(whole()) == render_workbook_pdf(whole())
    assert WIDTH < HEIGHT


def test_no_email_of_a_line_to_call_is_printed() -> None:
    lines = pack_loader.load_pack("example_authority").contacts
    spoc = replace(lines["spoc"], email="frontdoor@example.org", address="1 Example Street")
    assert [one.text for one in build_address_lines(spoc)] == ["1 Example Street"]
    assert [one.text for one in build_address_lines(lines["lado"])] == [
        "By email: lado@example.org"
    ]
