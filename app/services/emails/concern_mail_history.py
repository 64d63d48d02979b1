"""The mails made for one concern, for the page that says who was told. Nothing is sent here."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.domain.times.unreadable_times import has_happened
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.members.shown_names import load_name_texts
from app.services.unit_of_work import UnitOfWork


class ConcernMail(msgspec.Struct, frozen=True):
    """A mail about a concern: for whom, and whether the mail server has taken it."""

    name: str
    template: str
    made_at: datetime
    sent_at: datetime | None
    failed: bool


def list_concern_mails(uow: UnitOfWork, concern_id: UUID) -> tuple[ConcernMail, ...]:
    """Return the mails made for one concern, oldest first."""
    rows = uow.session.scalars(
        select(Outbox)
        .join(Member, Member.id == Outbox.member_id)
        .where(Outbox.org_id == uow.org.id, Outbox.concern_id == concern_id)
        .order_by(Outbox.made_at)
    ).all()
    names = load_name_texts(uow, (row.member_id for row in rows))
    return tuple(
        ConcernMail(
            names[row.member_id],
            row.template,
            row.made_at,
            _known(row.sent_at),
            has_happened(row.failed_at),
        )
        for row in rows
    )


def _known(at: datetime | None) -> datetime | None:
    return at if has_happened(at) else None
