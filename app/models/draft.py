"""Drafts: one row a page, boxed under the author's own seed, and pages that came too late."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow


class Draft(OrgRow, Base):
    """A record, or one details page of a signed one, being written.

    In clear: author, times, urgent yes/no and who may know of it (docs/threat-model.md).
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_unsigned", "org_id", "signed_at", "began_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    concern_id: Mapped[UUID | None] = mapped_column(ForeignKey("concern.id"))
    began_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False)
    told: Mapped[str] = mapped_column(Text, default="seniors")
    signed_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]


class DraftText(OrgRow):
    """The columns of one text of a page, boxed."""

    page: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    box: Mapped[bytes]
    saved_at: Mapped[datetime]


class DraftPage(DraftText, Base):
    """The newest text of one page. `version` counts every save."""

    __tablename__ = "draft_page"
    __table_args__ = (UniqueConstraint("draft_id", "page"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))


class DraftPageConflict(DraftText, Base):
    """A text that met a newer one: kept beside it until its author has chosen."""

    __tablename__ = "draft_aside"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), index=True)
    settled_at: Mapped[datetime | None]


class LateDraftPage(OrgRow, Base):
    """A page that came too late to be saved, sealed to its writer's public key."""

    __tablename__ = "rescue"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    draft_id: Mapped[UUID]
    page: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes]
    came_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
