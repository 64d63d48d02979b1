"""A running process signs no checkpoint over a tree that somebody wrote into: what the lines say
is what counts, from the first one on.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.errors import LogBrokenError
from app.models.audit_log import Checkpoint, LogHead, Node
from app.models.concern import Concern
from app.services.concerns import record_signing
from app.services.jobs import scheduler
from audit import merkle
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools


def write_into(office: Office, level: int, index: int) -> None:
    with office.world.session() as session:
        place = (Node.level == level, Node.idx == index)
        assert session.execute(update(Node).where(*place).values(hash=b"\1" * 32)).rowcount == 1
        session.commit()


def ends(office: Office) -> list[tuple[int, int]]:
    return merkle.complete_subtrees(office.session.scalar(select(LogHead.size)))


@pytest.mark.parametrize("place", [0, -1])
def test_no_checkpoint_is_signed_over_a_subtree_that_lines_do_not_make(office: Office, place):
    ready = office.to_sign("sam")
    office.signed("sam")  # this process has read the log by now
    outside = office.at("sam").files.note(office.org.id)
    before = office.count(Checkpoint), office.count(Concern)
    write_into(office, *ends(office)[place])
    with pytest.raises(LogBrokenError):
        record_signing.sign_record(office.at("sam"), ready)
    assert (office.count(Checkpoint), office.count(Concern)) == before
    assert office.at("sam").files.note(office.org.id) == outside


def test_a_subtree_that_no_line_needs_any_more_stops_nobody(office: Office):
    while len(ends(office)) < 2 or ends(office)[-1][0] < 3:
        office.signed("sam")
    write_into(office, 1, 0)  # under a larger one
    assert office.signed("sam")


def test_a_process_that_read_nothing_yet_signs_none_either(office: Office):
    office.signed("sam")
    write_into(office, *ends(office)[-1])
    before = office.count(Checkpoint)
    office.now += timedelta(days=2)
    scheduler.run_jobs_once(
        tools(office)
    )  # it logs that one step failed, and goes on with the others
    assert office.count(Checkpoint) == before
