"""The workbook as a browser prints it: what is folded too, nothing of the screen, a card a side."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from content.workbook import workbook_loader
from tests.browser.page_inspection import Club, Stage
from tests.browser.printing.test_concern_printed import SCREEN_ONLY, bare
from tests.unit.referral_forms.document_text import whole_text

pytestmark = pytest.mark.browser
BOOK = workbook_loader.load_workbook("north_lincolnshire")
SEEN = "where => [...document.querySelectorAll(where)].some(one => one.checkVisibility())"


def printed(stage: Stage, club: Club, path: str) -> bytes:
    page = stage.tab()
    page.goto(club.server.url + path)
    pdf = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    assert [what for what, where in SCREEN_ONLY.items() if page.evaluate(SEEN, where)] == []
    page.emulate_media(media="screen")
    return pdf


def test_the_whole_of_it_prints_with_every_note_that_is_folded(stage: Stage, club: Club) -> None:
    words = bare(whole_text(printed(stage, club, "/learn/whole")))
    for one in BOOK.changes:
        assert bare(one.heading) in words, one.key
        assert bare(one.now.split("{")[0]) in words, one.key
    for chapter in BOOK.chapters:
        for check in chapter.checks:
            assert all(bare(answer.feedback.split("{")[0]) in words for answer in check.answers)
    for one in BOOK.law.values():
        assert bare(one.heading.split("{")[0]) in words
    for said in ("Toprintit", "Keptonthisdevice", "Opennow", "Nobodyseeswhatyouchoose"):
        assert said not in words


@pytest.mark.parametrize("key", sorted(BOOK.pictures))
def test_a_picture_is_printed_on_one_side_and_large(stage: Stage, club: Club, key: str) -> None:
    pdf = printed(stage, club, f"/learn/pictures/{key}")
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    page = stage.tab()
    page.emulate_media(media="print")
    high = page.locator(".heard-figure--alone svg").bounding_box()["height"]
    assert high > 22 / 2.54 * 96  # centimetres, at 96 pixels an inch


def test_a_group_debrief_sheet_is_one_sheet_of_paper(stage: Stage, club: Club) -> None:
    """Both sides of it, with each point to listen for on its own line."""
    page = stage.tab("jo")
    page.goto(club.server.url + "/learn/trained/debrief")
    sides = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert 1 <= len(sides) <= 2
