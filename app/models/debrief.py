"""Debrief: a practice that its trainee sent to somebody to talk about, and the notes of that talk.

Tables of their own: no query of completions, reminders or dues, and none of concerns, can reach
them. Which scenario it was, what was said and how it went is sealed to the two.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.training import SealedPart, SealedWrap


class Debrief(Base):
    """A practice on its way: who sent it to whom. `waits_for`: who has not opened it yet."""

    __tablename__ = "debrief"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    confirmer_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    waits_for: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))
    began_at: Mapped[datetime]
    entries: Mapped[int] = mapped_column(default=1)


class DebriefEntry(SealedPart, Base):
    """One signed and sealed part of it: the practice as it was sent, or a note of a talk."""

    __tablename__ = "debrief_entry"
    __table_args__ = (UniqueConstraint("training_id", "number"),)

    training_id: Mapped[UUID] = mapped_column(ForeignKey("debrief.id"))


class DebriefWrap(SealedWrap, Base):
    """An entry's data key sealed to the trainee, or to whom they sent it."""

    __tablename__ = "debrief_wrap"
    __table_args__ = (UniqueConstraint("entry_id", "recipient_fpr"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("debrief_entry.id"), index=True)
