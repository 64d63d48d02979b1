"""A practice so large that whoever opens it, and everybody beside them, would wait is not sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.record.text_limits import MAX_PAGE_CHARACTERS
from app.errors import InvalidError
from app.models.debrief import Debrief
from app.services.practice import debrief_actions, practice_record
from tests.support.club.office import Office
from tests.support.training.debrief_steps import finish_practice, make_send_form
from tests.support.web.html_forms import form_to

FILL = MAX_PAGE_CHARACTERS // 2


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.mark.parametrize("over", [False, True])
def test_what_no_page_would_hold_is_not_sent(office: Office, *, over: bool):
    run_id = finish_practice(office, "tess", words="", own="")
    for page, name, size in (("account", "worry", FILL), ("view", "opinion", FILL + over)):
        practice_record.save_record_page(office.at("tess"), run_id, page, {name: ["x" * size]}, 0)
    form = make_send_form(office, "tess", run_id, "sam", made_up=True)
    if not over:
        assert debrief_actions.send_practice(office.at("tess"), run_id, form)
        return
    with pytest.raises(InvalidError):
        debrief_actions.send_practice(office.at("tess"), run_id, form)
    assert office.session.scalars(select(Debrief)).all() == []
    tess, path = office.world.client("tess"), f"/learn/practice/run/{run_id}/send"
    page = form_to(tess.get(path).get_data(as_text=True), path)
    answer = tess.post(path, data=page.sent() | {"confirmer": str(office.id("sam"))})
    assert answer.status_code == 303
    assert debrief_actions.PRACTICE_TOO_LONG in tess.get(answer.location).get_data(as_text=True)
