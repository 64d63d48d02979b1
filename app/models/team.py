"""Team keys, links between their epochs, the grants that open them, and public recovery keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow


class TeamKey(OrgRow, Base):
    """The public key of one team in one epoch, with its certificate."""

    __tablename__ = "team_key"
    __table_args__ = (UniqueConstraint("org_id", "team", "epoch"),)

    team: Mapped[str] = mapped_column(Text)
    epoch: Mapped[int]
    fpr: Mapped[bytes]
    public: Mapped[bytes]
    recovery_fpr: Mapped[bytes]
    recovery_public: Mapped[bytes]
    cert: Mapped[bytes]
    since: Mapped[datetime]


class EpochLink(OrgRow, Base):
    """The seed of one epoch's key of a team, sealed to the key of the next epoch."""

    __tablename__ = "epoch_link"
    __table_args__ = (UniqueConstraint("org_id", "team", "epoch"),)

    team: Mapped[str] = mapped_column(Text)
    epoch: Mapped[int]
    blob: Mapped[bytes]
    since: Mapped[datetime]


class TeamGrant(OrgRow, Base):
    """A team's seed sealed to one member, or to the recovery sheet (`user_id` empty)."""

    __tablename__ = "team_grant"
    __table_args__ = (UniqueConstraint("org_id", "team", "epoch", "member_fpr"),)

    team: Mapped[str] = mapped_column(Text)
    epoch: Mapped[int]
    member_fpr: Mapped[bytes]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    blob: Mapped[bytes]
    since: Mapped[datetime]
