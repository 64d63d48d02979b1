"""A paper of a practice is marked on every sheet, however it is printed: the PDF and the screen."""

from __future__ import annotations

import io
import subprocess

import pytest
from pypdf import PdfReader

from app.services.practice import practice_runs
from tests.browser.page_inspection import Stage
from tests.browser.printing.test_concern_printed import printed
from tests.support.machine.needed_programs import program
from tests.support.training.finished_practice import finish_model_record
from tests.unit.referral_forms.document_text import squash

DPI = 30
MARK = 600  # places that it inks at least on a sheet where dense rows cover some of it

pytestmark = pytest.mark.browser


def inked(pdf: bytes) -> list[int]:
    """How many places of each sheet are not white, as a printer would draw it."""
    draw = [program("pdftoppm", "poppler-utils"), "-r", str(DPI), "-gray", "-"]
    found = subprocess.run(draw, input=pdf, capture_output=True, check=True).stdout
    sheets = found.split(b"P5\n")[1:]
    return [sum(one < 250 for one in sheet.split(b"\n255\n", 1)[1]) for sheet in sheets]


def test_a_practice_paper_printed_from_screen_is_marked_on_each_sheet(stage: Stage) -> None:
    uow = stage.club.world.uow("kit")
    run_id = finish_model_record(uow)
    page = stage.tab("kit")
    pdf = printed(page, f"{stage.club.server.url}/learn/practice/run/{run_id}/paper")
    page.evaluate("document.querySelector('.paper-across').remove()")
    page.emulate_media(media="print")
    bare = page.pdf(prefer_css_page_size=True)
    practice_runs.delete_run(uow, run_id)
    with_it, without = inked(pdf), inked(bare)
    assert len(with_it) == len(without)
    added = [more - less for more, less in zip(with_it, without, strict=True)]
    assert min(added) > MARK, added
    sheets = [squash(one.extract_text()) for one in PdfReader(io.BytesIO(pdf)).pages]
    assert len(sheets) > 2
    assert [one for one in sheets if "PRACTICE" not in one] == []
    assert "Practice.Thisisnotarealchild" in sheets[0]
    assert "Make a practice PDF" not in "".join(sheets)
