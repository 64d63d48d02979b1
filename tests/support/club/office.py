"""The club below the web: each member at a unit of work, and short records for them to sign.

`office` is `world` (`tests/support/club/world.py`) with a clock that a test can set. The child's
name and words are here, so that tests can look for them where they must not be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from time import sleep
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.record.entry_schema import Part
from app.models.audit_log import Leaf
from app.models.draft import Draft
from app.services.concerns import record_signing
from app.services.concerns.record_signing import SigningRequest
from app.services.unit_of_work import UnitOfWork
from app.vault.recovery import encode_recovery_sheet
from audit import events
from content.london_time import LONDON
from tests.support.club.club_setup import make_next_senior
from tests.support.club.world import World

START = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)  # a Tuesday, in hours
LAST_OF_THE_DAY = time(23, 59, 30)
CHILD, WORDS = "Siôn Łuk", "he said dont tell  anyone\n\tOR ELSE"


class Office:
    """The unit of work of each member of `club_setup.py`. `now` is the clock of all of them."""

    def __init__(self, world: World) -> None:
        self.world, self.org, self.now = world, world.org, START
        world.now = lambda: self.now
        self._uow = cache(world.uow)
        self._looking = world.session()

    @classmethod
    def today(cls, world: World) -> Office:
        """The club by the true clock, since a browser's sign-in runs by it.

        Shortly before midnight in London it waits, so that a test has one day.
        """
        while datetime.now(LONDON).time() > LAST_OF_THE_DAY:
            sleep(0.2)
        clock = world.now
        made = cls(world)
        made.now = clock()
        return made

    def at(self, who: str) -> UnitOfWork:
        """Somebody's unit of work, as at the beginning of a request: nothing read yet."""
        uow = self._uow(who)
        uow.session.rollback()
        return uow

    @property
    def session(self) -> Session:
        """A fresh look at the rows; what an earlier look found stays as it was."""
        self._looking.expunge_all()
        self._looking.rollback()
        return self._looking

    def id(self, who: str) -> UUID:
        """A member's id."""
        return self.world.people[who].id

    def confirm_second_senior(self) -> None:
        """Now there are two seniors."""
        self.make_senior(self.id("second_senior"))

    def make_senior(self, member_id: UUID, sheet: str = "") -> None:
        """Make someone a head or chair: Jo confirms, the chair approves, Jo gives access."""
        typed = sheet or encode_recovery_sheet(self.world.recovery_seed)
        make_next_senior(self.at("jo"), self.at("senior"), member_id, typed)

    def draft(self, who: str, concern_id: UUID | None = None) -> UUID:
        """An empty draft of somebody's."""
        with self.at(who).keep() as session:
            draft = Draft(
                id=uuid4(),
                org_id=self.org.id,
                user_id=self.id(who),
                concern_id=concern_id,
                began_at=self.now - timedelta(minutes=9),
                saved_at=self.now,
            )
            session.add(draft)
            return draft.id

    def to_sign(self, who: str, *, about: str = "no", danger: str = "no", **more) -> SigningRequest:
        """A short record of somebody's, ready to sign. `not_for`: keys of people."""
        not_for = frozenset(self.id(key) for key in more.pop("not_for", ()))
        parts = record_parts(about, danger, more.pop("safe_tonight", ""))
        return SigningRequest(self.draft(who), parts, not_for, **more)

    def signed(self, who: str, **more) -> UUID:
        """A signed record."""
        return record_signing.sign_record(self.at(who), self.to_sign(who, **more))

    def count(self, table: type) -> int:
        """How many rows a table has."""
        return self.session.scalar(select(func.count()).select_from(table)) or 0

    def events(self) -> list[events.Event]:
        """The whole log, oldest first."""
        lines = self.session.scalars(select(Leaf.line).order_by(Leaf.i))
        return [events.parse_event(line) for line in lines if line is not None]


def record_parts(about: str = "no", danger: str = "no", tonight: str = "") -> tuple[Part, ...]:
    """A short record, as the pages leave it."""
    wishes = (Part("wishes", ("c1",), {"safe_tonight": tonight}),) if tonight else ()
    return (
        Part("now", (), {"danger_now": danger, "leaves_at": "21:15", "about_our_team": about}),
        Part("account", ("c1",), {"child_words": WORDS, "worry": "Quiet since Monday."}),
        Part("child", ("c1",), {"name": CHILD, "age": "14"}, item="c1"),
        Part("told", (), {"told_lead": "no_answer"}),
        *wishes,
    )


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    """The club: Jo and the deputy lead, one senior, Sam and Pat staff, Kit not confirmed."""
    return Office(world)


@pytest.fixture
def now(world: World) -> Office:
    """The club as the clock stands."""
    return Office.today(world)
