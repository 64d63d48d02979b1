"""Measure a round of housekeeping on a server with many organisations.

The organisations are the club's row again, each with a log and a checkpoint of its own, and
a colleague who is signed in. The first round of a process goes through all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.routing.actors import Org
from app.models.member import Member, SignIn
from app.models.organisation import Organisation
from app.services.audit_log.verified_log import VerifiedLog
from app.services.audit_log.writer import start_log
from app.services.emails import mail_delivery
from app.services.jobs import scheduler
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import Action, UnitOfWork
from tests.bench import club
from tests.bench.both_databases import measure_on_both
from tests.bench.figures import Figure, ms, p50, timed
from tests.support.club.world import World

SIZES, RUNS, GOAL = (1, 100, 1_000), 5, 0.5


def compare(folder: Path) -> list[Figure]:
    """Seconds of a first round and of a round without anything due, on both databases."""
    return measure_on_both("housekeeping", partial(_measure_sizes, folder))


def _measure_sizes(folder: Path, database: str, make_url: Callable[[], str]) -> list[Figure]:
    here = folder / f"housekeeping-{database}"
    here.mkdir()
    world, found = club.new_club(here, make_url()), []
    first: tuple[float, float] | None = None
    for size in SIZES:
        _add_organisations(world, size)
        all_of_them, quiet = _measure(world)
        first = first or (all_of_them, quiet)
        name = f"round of housekeeping, {size:,} organisations, {database}"
        found.append(_figure(f"{name}, the first of a process", None, first[0], all_of_them))
        found.append(_figure(f"{name}, nothing due", GOAL, first[1], quiet))
    world.close()
    return found


def _figure(name: str, goal: float | None, bare: float, ours: float) -> Figure:
    target, met = (f"≤ {goal} s", ours <= goal * 1000) if goal else ("no target", None)
    return Figure(name, target, ms(bare), ms(ours), f"{ours / bare:.1f}", met)


def _measure(world: World) -> tuple[float, float]:
    """Milliseconds of a round through all, and of one with nothing due."""
    tools = _tools(world, world.session(), datetime.now(UTC))
    (all_of_them,) = timed(lambda: scheduler.run_jobs_once(tools), 1)
    for _ in range(3):  # a second look at the logs that the first round added a line to
        scheduler.run_jobs_once(tools)
    quiet = p50(timed(lambda: scheduler.run_jobs_once(tools), RUNS))
    world.close_sessions()
    return all_of_them, quiet


def _tools(world: World, session: Session, now: datetime) -> scheduler.JobTools:
    uow = world.uow()
    log = VerifiedLog(uow.files, uow.server)

    def at_work(org: Org) -> UnitOfWork:
        return UnitOfWork(session, org, uow.server, uow.files, log, lambda: now)

    post = mail_delivery.MailSettings("", "heard@example.org", "http://localhost:8000")
    return scheduler.JobTools(session, at_work, lambda: now, post, "bench")


def _add_organisations(world: World, size: int) -> None:
    uow = world.uow()
    with world.session() as session:
        row = session.scalars(select(Organisation).where(Organisation.id == world.org.id)).one()
        values = {column.key: getattr(row, column.key) for column in Organisation.__table__.c}
        there = len(organisation_lookup.list_organisations(session))
        for number in range(there, size):
            org_id, host = uuid4(), f"club-{number}.example.org"
            mine = {"id": org_id, "host": host, "origin": f"heard-log/{org_id}"}
            session.execute(insert(Organisation), [values | mine])
            start_log(session, org_id, uow.server)
            _add_colleague(session, org_id)
        session.commit()
        for org in organisation_lookup.list_organisations(session)[there:]:
            log = VerifiedLog(uow.files, uow.server)
            other = UnitOfWork(session, org, uow.server, uow.files, log, uow.clock)
            with other.act() as act:
                act.log(Action.SET_UP, f"organisation/{org.id}")
                act.checkpoint()


def _add_colleague(session: Session, org_id) -> None:
    now = datetime.now(UTC)
    person = {"name": "Sam", "email": "sam@example.org", "roles": [], "invited_at": now}
    member = Member(id=uuid4(), org_id=org_id, **person)
    session.add(member)
    session.flush()
    session.add(
        SignIn(
            id=os.urandom(32),
            org_id=org_id,
            user_id=member.id,
            box=b"box",
            since=now,
            last_seen=now,
        )
    )
