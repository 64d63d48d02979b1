"""A forged number fills neither the log nor a page, and a forged button no address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from app.domain.pages import BY_NAME
from app.models.concern import Concern
from app.models.log import Leaf
from app.recording.buttons import pressed
from app.services import files
from app.services.throttle import TRIES_FOR_ACCOUNT, Tries
from tests.support.desks import Office


def test_a_count_of_entries_that_the_log_does_not_know_of_fills_no_log(office: Office):
    concern_id = office.signed("sam")
    with office.world.session() as session:
        session.execute(update(Concern).values(entries=3_000))
        session.commit()
    jo = office.at("jo")
    before = office.count(Leaf)
    file = files.open_file(jo, concern_id)
    assert [entry.refused for entry in file.entries] == [False]
    assert office.count(Leaf) == before + 1


def test_tries_that_were_under_way_together_still_leave_one_line(office: Office):
    desk, now = office.world.desk(), datetime.now(UTC)
    tries = Tries(desk.server, str(office.org.id), "jo@example.org", "192.0.2.7")
    for _ in range(TRIES_FOR_ACCOUNT + 3):  # the last ones passed the check before it was full
        tries.failed(desk.session, now)
        desk.session.flush()
    assert [tries.too_soon(desk.session, now) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("start", ["x\r\nX-Y: z", "//elsewhere.example/", "c1", "c1.x.", "c1234."])
def test_a_button_that_no_page_of_ours_has_is_none(start):
    page = BY_NAME["child"]
    assert pressed(page, {"add": [f"{start}children|"]}).kind == "continue"
