"""Concern files: numbered sealed entries, their wraps, cards, documents and due times."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow, SignedRow
from app.models.columns import Strings


class Concern(OrgRow, Base):
    """A file about one event or worry. No name, no category, no words (docs/threat-model.md)."""

    __tablename__ = "concern"
    __table_args__ = (
        UniqueConstraint("org_id", "reference"),
        Index("ix_concern_inbox", "org_id", "route", "state", "signed_at"),
    )

    reference: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    draft_id: Mapped[UUID] = mapped_column(unique=True)
    route: Mapped[str] = mapped_column(Text)
    named: Mapped[list[str]] = mapped_column(Strings, default=list)
    kept_from: Mapped[list[str]] = mapped_column(Strings)
    state: Mapped[str] = mapped_column(Text, default="unread")
    signed_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))
    lead_id: Mapped[UUID | None]
    entries: Mapped[int] = mapped_column(default=1)


class Entry(SignedRow, Base):
    """One signed part of a file. The kind, the words and the reasons are inside the seal."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("org_id", "concern_id", "number"),)

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concern.id"), index=True)


class Wrap(OrgRow, Base):
    """An entry's data key sealed to one principal: a team's epoch or a member."""

    __tablename__ = "wrap"
    __table_args__ = (UniqueConstraint("entry_id", "recipient_fpr"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    recipient_fpr: Mapped[bytes] = mapped_column(index=True)
    blob: Mapped[bytes]


class Card(OrgRow, Base):
    """What a list shows of a file, sealed to one principal. Revision 0 is made at signing."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("concern_id", "recipient_fpr", "revision"),)

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    recipient_fpr: Mapped[bytes]
    revision: Mapped[int]
    blob: Mapped[bytes]


class Document(OrgRow, Base):
    """Sealed bytes that belong to an entry (a paper handed over), in rows of 1 MiB."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("entry_id", "part"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    part: Mapped[int]
    blob: Mapped[bytes]


class Due(OrgRow, Base):
    """A time by which somebody should have done something, without saying what."""

    __tablename__ = "due"
    __table_args__ = (Index("ix_due_open", "org_id", "done", "at"),)

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    at: Mapped[datetime]
    level: Mapped[int] = mapped_column(default=0)
    done: Mapped[bool] = mapped_column(default=False)
