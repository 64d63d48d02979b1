"""Debrief: a practice that its trainee sent to somebody to talk about, and the notes of that talk.

Tables of their own: no query of completions, reminders or dues, and none of concerns, can reach
them. Which scenario it was, what was said and how it went is sealed to the two.
"""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.training import ExchangeFile, SealedPart, SealedWrap


class Debrief(ExchangeFile, Base):
    """A practice on its way: who sent it to whom. `waits_for`: who has not opened it yet."""

    __tablename__ = "debrief"

    waits_for: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))


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
