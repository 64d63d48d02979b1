"""Team keys, the grants that open them, and the recovery key (public half only)."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class TeamKey(Base):
    """The public key of one team in one epoch, with its certificate."""

    __tablename__ = "team_key"
    __table_args__ = (UniqueConstraint("org_id", "team", "epoch"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    team: Mapped[str] = mapped_column(Text)
    epoch: Mapped[int]
    fpr: Mapped[bytes]
    public: Mapped[bytes]
    recovery_fpr: Mapped[bytes]
    recovery_public: Mapped[bytes]
    cert: Mapped[bytes]
    since: Mapped[datetime]


class TeamGrant(Base):
    """A team's seed sealed to one member, or to the recovery sheet (`user_id` empty)."""

    __tablename__ = "team_grant"
    __table_args__ = (UniqueConstraint("org_id", "team", "epoch", "member_fpr"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    team: Mapped[str] = mapped_column(Text)
    epoch: Mapped[int]
    member_fpr: Mapped[bytes]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    blob: Mapped[bytes]
    since: Mapped[datetime]
