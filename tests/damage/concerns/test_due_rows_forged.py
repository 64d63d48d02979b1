"""Due times and states that somebody else wrote: they stop no referral and hide no record."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from app.domain.record.entry_schema import Part, Referral
from app.models.concern import Concern, Due
from app.models.organisation import Organisation
from app.services.concern_lists import dashboard
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import acknowledgements, follow_up_entries
from app.services.concerns.concern_reading import list_own_concerns, open_concern
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from audit.events import MAX_DUE
from tests.support.club.office import Office
from tests.support.web.record_client import fill
from tests.unit.services.jobs.test_scheduler import tools

pytestmark = pytest.mark.both_databases


def refer(office: Office, concern_id: UUID) -> None:
    parts = (Part("referral", ("c1",), {"method": "phone"}),)
    follow_up_entries.sign_follow_up(
        office.at("sam"), concern_id, office.draft("sam", concern_id), Referral, parts
    )


def put(office: Office, concern_id: UUID, level: int) -> None:
    """More due times than a line of the log holds."""
    row = {"org_id": office.org.id, "concern_id": concern_id, "level": level, "done": False}
    office.world.change(
        *(
            insert(Due).values(id=uuid4(), at=office.now - timedelta(days=place), **row)
            for place in range(MAX_DUE + 1)
        )
    )


@pytest.mark.parametrize("level", [0, 2, 5, 9])
def test_rows_without_number_stop_no_referral_and_no_acknowledgement(office: Office, level: int):
    concern_id = office.signed("sam")
    put(office, concern_id, level)
    refer(office, concern_id)
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    put(office, concern_id, level)
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    refer(office, concern_id)
    kinds = [type(one.entry) for one in open_concern(office.at("sam"), concern_id).entries]
    assert kinds.count(Referral) == 2


@pytest.mark.parametrize("state", ["open", "closed", "not a state", ""])
def test_a_changed_state_stops_no_referral_and_is_not_taken_for_a_reading(office: Office, state):
    concern_id = office.signed("sam")
    office.world.change(update(Concern).values(state=state))
    refer(office, concern_id)
    office.now += timedelta(days=3)
    assert scheduler.run_jobs_once(tools(office))
    assert dashboard.load_dashboard(office.at("jo")).unread == 1
    assert [one.id for one in load_inbox(office.at("jo")).unseen] == [concern_id]
    assert list_own_concerns(office.at("sam"))[0].state == "unread"
    said = f"Concern {concern_id} is stored as {state}, but the log says unread."
    assert said in integrity_check.find_all_differences(office.world.uow())


def test_closed_on_every_day_stops_no_referral_and_no_page(now: Office):
    concern_id = now.signed("sam")
    days = [f"{date(now.now.year, 1, 1) + timedelta(days=place)}" for place in range(1200)]
    now.world.change(update(Organisation).values(closures=days))
    sam = now.world.client("sam")
    end = fill(sam, f"/concerns/{concern_id}/more/referral", {"method": ["phone"]})
    assert "Outstanding" in sam.page(end).text


@pytest.mark.parametrize("year", ["0001", "1066", "3000", "9999"])
def test_a_day_of_any_year_is_one_due_time_that_can_be_read(now: Office, year: str):
    concern_id = now.signed("sam")
    acknowledgements.acknowledge_concern(now.at("jo"), concern_id)
    sam = now.world.client("sam")
    path = f"/concerns/{concern_id}"
    for _ in range(2):
        rung = {"method": ["phone"], "written_by": [f"31/12/{year}"]}
        fill(sam, f"{path}/more/referral", rung)
    rows = now.session.scalars(select(Due).where(Due.level == 8, Due.done.is_(False))).all()
    assert len({row.at for row in rows}) == len(rows) == 2
    assert integrity_check.find_all_differences(now.world.uow()) == ()
    sam.page(path)
    assert ("a review was due by" in sam.page("/concerns").text) is (year < "2000")
