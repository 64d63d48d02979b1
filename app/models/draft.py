"""Drafts: one row a page, boxed under the author's own seed, and pages that came too late."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Draft(Base):
    """A record, or one details page of a signed one, being written.

    In clear: author, times, urgent yes/no and who may know of it (docs/threat-model.md).
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_unsigned", "org_id", "signed_at", "began_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    concern_id: Mapped[UUID | None] = mapped_column(ForeignKey("concern.id"))
    began_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False)
    told: Mapped[str] = mapped_column(Text, default="seniors")
    signed_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]


class DraftPage(Base):
    """The newest text of one page. `version` counts every save."""

    __tablename__ = "draft_page"
    __table_args__ = (UniqueConstraint("draft_id", "page"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    page: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    box: Mapped[bytes]
    saved_at: Mapped[datetime]


class DraftPageConflict(Base):
    """A text that met a newer one: kept beside it until its author has chosen."""

    __tablename__ = "draft_aside"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), index=True)
    page: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    box: Mapped[bytes]
    saved_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class LateDraftPage(Base):
    """A page that came too late to be saved, sealed to its writer's public key."""

    __tablename__ = "rescue"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    draft_id: Mapped[UUID]
    page: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes]
    came_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
