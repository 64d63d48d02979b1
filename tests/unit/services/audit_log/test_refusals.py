"""What is refused is in a line or in a number, and one member cannot fill the log with it."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest

from app.errors import NotFoundError
from app.models.member import Throttle
from app.services.audit_log import refusals
from app.services.audit_log.refusals import LINES_PER_WINDOW, WINDOW
from app.services.auth import throttle
from app.services.concerns.concern_reading import open_concern
from app.services.jobs import scheduler
from audit.events import Action
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools


def ask(office: Office, who: str, times: int, concern_id=None) -> None:
    for _ in range(times):
        with pytest.raises(NotFoundError):
            open_concern(office.at(who), concern_id or uuid4())


def refused(office: Office) -> list[tuple[str, str]]:
    """Who and what of every line about a refusal."""
    return [(line.who, line.obj) for line in office.events() if line.act is Action.REFUSED]


def test_made_up_ids_are_so_many_lines_and_the_rest_is_a_number(office: Office):
    ask(office, "kit", LINES_PER_WINDOW + 30)
    lines = refused(office)
    assert len(lines) == LINES_PER_WINDOW
    assert {who for who, _ in lines} == {str(office.id("kit"))}
    office.now += WINDOW - timedelta(seconds=1)
    scheduler.run_jobs_once(tools(office))
    assert len(refused(office)) == LINES_PER_WINDOW, "not before its window is over"
    office.now += timedelta(seconds=1)
    scheduler.run_jobs_once(tools(office))
    assert refused(office)[LINES_PER_WINDOW:] == [
        ("server", f"refused/{office.id('kit')}/file/{LINES_PER_WINDOW + 30}"),
    ]
    scheduler.run_jobs_once(tools(office))
    assert len(refused(office)) == LINES_PER_WINDOW + 1
    assert not [row for row in office.session.query(Throttle) if row.tag.startswith("refused")]


def test_the_next_refusal_writes_the_number_when_nobody_else_did(office: Office):
    ask(office, "kit", LINES_PER_WINDOW + 2)
    office.now += WINDOW
    with office.world.session() as session:
        # Sweeping other counts takes none of these
        throttle.delete_old_try_counts(session, office.now)
        session.commit()
    ask(office, "kit", 1)
    kit = str(office.id("kit"))
    assert refused(office)[LINES_PER_WINDOW][1] == f"refused/{kit}/file/{LINES_PER_WINDOW + 2}"
    assert len(refused(office)) == LINES_PER_WINDOW + 2


def test_absent_and_forbidden_are_logged_and_counted_alike(office: Office):
    concern_id, told = office.signed("sam"), []
    for asked in (concern_id, None):
        before = len(refused(office))
        ask(office, "pat", LINES_PER_WINDOW + 4, asked)
        lines = [who for who, _ in refused(office)[before:]]
        office.now += WINDOW
        refusals.close_ended_windows(office.world.uow())
        told.append((lines, office.events()[-1].act, office.events()[-1].obj))
    assert told[0] == told[1]


def test_a_member_who_asks_hides_nobody_else_and_no_other_kind(office: Office):
    concern_id = office.signed("sam")
    ask(office, "kit", LINES_PER_WINDOW + 5)
    ask(office, "pat", 1, concern_id)
    assert refused(office)[-1] == (str(office.id("pat")), str(concern_id))
    refusals.log_or_count_refusal(office.at("kit"), refusals.PAGE, f"member/{office.id('kit')}")
    assert refused(office)[-1] == (str(office.id("kit")), f"member/{office.id('kit')}")


def test_few_refusals_need_no_number(office: Office):
    ask(office, "kit", 3)
    office.now += WINDOW
    refusals.close_ended_windows(office.world.uow())
    assert len(refused(office)) == 3


@pytest.mark.both_databases
def test_tries_at_once_are_all_in_the_number(office: Office):
    ask(office, "kit", LINES_PER_WINDOW)
    uows = [office.world.uow("kit") for _ in range(4)]
    before = len(office.events())

    def many(uow) -> None:
        for _ in range(10):
            refusals.log_or_count_refusal(uow, refusals.FILE, str(uuid4()))

    threads = [threading.Thread(target=many, args=(uow,)) for uow in uows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(office.events()) == before
    office.now += WINDOW
    refusals.close_ended_windows(office.world.uow())
    assert refused(office)[-1][1].endswith(f"/file/{LINES_PER_WINDOW + 40}")
