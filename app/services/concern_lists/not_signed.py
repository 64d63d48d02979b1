"""Records that somebody began and has not signed: who and when, never what.

A reader is told of those that their writer's answers let them know of. Nothing is opened here.
"""

from datetime import datetime

import msgspec
from sqlalchemy import and_, or_, select

from app.models.columns import passed, unset
from app.models.draft import Draft
from app.models.member import Member
from app.services.concerns import clocks
from app.services.unit_of_work import Desk

MOST_BEGUN = 20


class Begun(msgspec.Struct, frozen=True):
    """Somebody began a record and has not signed it: who and when, never what."""

    name: str
    phone: str
    began_at: datetime
    urgent: bool


def begun_not_signed(desk: Desk) -> tuple[Begun, ...]:
    """Drafts begun an hour ago (15 minutes when urgent) that this reader may know of."""
    team = desk.me.team
    if team is None:
        return ()
    now = desk.clock()
    hour = clocks.unsigned_since(desk.org, now, urgent=False)
    quarter = clocks.unsigned_since(desk.org, now, urgent=True)
    rows = desk.session.execute(
        select(Member.name, Member.phone, Draft.began_at, Draft.urgent)
        .join(Member, Member.id == Draft.user_id)
        .where(
            Draft.org_id == desk.org.id,
            unset(Draft.signed_at),
            unset(Draft.discarded_at),
            Draft.concern_id.is_(None),
            Draft.told == team.value,
            Draft.user_id != desk.me.id,
            or_(
                passed(Draft.began_at, hour),
                and_(Draft.urgent.is_(True), Draft.began_at <= quarter),
            ),
        )
        .order_by(Draft.urgent.desc(), Draft.began_at)
        .limit(MOST_BEGUN)
    )
    return tuple(Begun(*row) for row in rows)
