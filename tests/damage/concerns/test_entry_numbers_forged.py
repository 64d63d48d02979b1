"""A forged number fills neither the log nor a page, and a forged button no address."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.domain.pages import PAGES_BY_NAME
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry
from app.recording.editor.page_buttons import read_pressed_button
from app.services.audit_log import access_history
from app.services.auth.throttle import TRIES_FOR_ACCOUNT, TryCounter
from app.services.concerns import additions, concern_reading
from app.services.concerns.additions import NewAddition
from app.services.referrals import referral_pdf
from tests.support.club.office import Office


def test_a_count_of_entries_that_the_log_does_not_know_of_fills_no_log(office: Office):
    concern_id = office.signed("sam")
    with office.world.session() as session:
        session.execute(update(Concern).values(entries=3_000))
        session.commit()
    jo = office.at("jo")
    before = office.count(Leaf)
    file = concern_reading.open_concern(jo, concern_id)
    assert [entry.refused for entry in file.entries] == [False]
    assert office.count(Leaf) == before + 1


@pytest.mark.parametrize("number", [3_000, 90_000])
def test_an_entry_with_a_far_number_fills_neither_log_nor_page(office: Office, number):
    office.now = datetime.now(UTC)
    concern_id = office.signed("sam")
    added = [additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "more"))]
    with office.world.session() as session:
        session.execute(update(Entry).where(Entry.number == 2).values(number=number))
        session.commit()
    jo, before = office.at("jo"), office.count(Leaf)
    file = concern_reading.open_concern(jo, concern_id)
    assert [(one.number, one.refused) for one in file.entries] == [
        (1, False),
        (2, True),
        (number, True),
    ]
    assert office.count(Leaf) <= before + 6
    page = office.world.client("jo").get(f"/concerns/{concern_id}")
    assert f"Entries 2 to {number - 1}" in page.text
    assert len(page.data) < 60_000
    assert access_history.BROKEN_LOG_NOTICE not in access_history.list_access_history(
        office.at("jo"), concern_id
    )
    added.append(
        additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "and more"))
    )
    assert added == [2, 3], "and what is added after it stands beside the others"
    summary = referral_pdf.log_print_and_build_summary(office.at("jo"), concern_id, "")
    assert (
        f"Entries 2, 4 to {number - 1}, {number} cannot be trusted"
        in referral_pdf.render_summary_body(summary)
    )


def test_tries_that_were_under_way_together_still_leave_one_line(office: Office):
    uow, now = office.world.uow(), datetime.now(UTC)
    tries = TryCounter(uow.server, str(office.org.id), "jo@example.org", "192.0.2.7")
    for _ in range(TRIES_FOR_ACCOUNT + 3):  # the last ones passed the check before it was full
        tries.count_failed(uow.session, now)
        uow.session.flush()
    assert [tries.count_refused(uow.session, now) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("start", ["x\r\nX-Y: z", "//elsewhere.example/", "c1", "c1.x.", "c1234."])
def test_a_button_that_no_page_of_ours_has_is_none(start):
    page = PAGES_BY_NAME["child"]
    assert read_pressed_button(page, {"add": [f"{start}children|"]}).kind == "continue"
