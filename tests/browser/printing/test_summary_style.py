"""The style of the summary's accessible version: where a name is, and a number on one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs
from playwright.sync_api import Page

from referral_forms.filled_form import Answer, FilledPaper, PrintedContact
from referral_forms.summary_html import CSS, render_summary_html
from tests.unit.referral_forms.sample_forms import ARABIC, META, paper

pytestmark = pytest.mark.browser
MEASURE = """selector => {
  const found = document.querySelector(selector), words = document.createRange();
  words.selectNodeContents(found);
  return {box: found.getBoundingClientRect().left, text: words.getBoundingClientRect().left,
    lines: new Set(Array.from(words.getClientRects(), line => line.top)).size};
}"""
WIDTHS = (60, 120, 320, 1280)
"""From far narrower than a number, so that nothing but the style keeps it on one line."""


def show(tabs: Callable[..., Page], made: FilledPaper, width: int) -> Page:
    page = tabs(width)
    style = CSS.read_text(encoding="utf-8")
    page.set_content(f"<!doctype html><style>{style}</style>{render_summary_html(made)}")
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_a_name_as_a_heading_is_on_the_left_in_any_script(tabs, width: int):
    made = paper(Answer("people.places", text="x", item=1, item_label=ARABIC))
    found = show(tabs, made, width).evaluate(MEASURE, ".paper-part")
    assert abs(found["text"] - found["box"]) < 2


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_to_call_stays_on_one_line_at_any_width(tabs, width: int):
    line = PrintedContact("Front door", "01632 960101", "Open now, until 20:00")
    made = paper(meta=structs.replace(META, contacts=(line,)))
    assert show(tabs, made, width).evaluate(MEASURE, ".paper-number")["lines"] == 1
