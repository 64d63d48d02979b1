"""Mail waiting to go out (never any content) and the lease that keeps one `tend` at work."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow


class Outbox(OrgRow, Base):
    """One content-free mail. `template` chooses fixed words; there is no free text."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "sent_at", "next_try_at"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    concern_id: Mapped[UUID | None] = mapped_column(ForeignKey("concern.id"), index=True)
    template: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]


class Lease(Base):
    """Who may run `tend` until when."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    holder: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime]
