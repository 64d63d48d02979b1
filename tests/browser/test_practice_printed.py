"""A paper of a practice is marked on every sheet, however it is printed: the PDF and the screen."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.services import practice_runs
from tests.browser.stage import Stage
from tests.browser.test_printing import printed
from tests.support.practice_records import finished
from tests.unit.referral_forms.reading import squash

pytestmark = pytest.mark.browser


def test_a_practice_paper_printed_from_the_screen_is_marked_on_every_sheet(stage: Stage) -> None:
    desk = stage.club.world.desk("kit")
    run_id = finished(desk)
    pdf = printed(stage.tab("kit"), f"{stage.club.server.url}/learn/practice/run/{run_id}/paper")
    practice_runs.throw_away(desk, run_id)
    sheets = [squash(one.extract_text()) for one in PdfReader(io.BytesIO(pdf)).pages]
    assert len(sheets) > 2
    assert [one for one in sheets if "PRACTICE" not in one] == []
    assert "Practice.Thisisnotarealchild" in sheets[0]
    assert "Make a practice PDF" not in "".join(sheets)
