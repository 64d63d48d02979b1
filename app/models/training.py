"""Training: what a learner keeps for themself, what passes between them and whoever confirms it,
and what the organisation knows of who has completed what. Nothing here counts right answers.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow, SignedRow
from app.models.columns import Pointer


class LearningBox(OrgRow, Base):
    """One thing that a learner keeps, boxed under their own key: where they were, an answer.

    `document` says which: "reading", "question/age", "confirm/" and an id for what somebody types
    who confirms, "refused/" and a page for a form that is to be mended, "practice/" and an id for
    a practice and each page of it; never a word of it.
    """

    __tablename__ = "learning_box"
    __table_args__ = (UniqueConstraint("user_id", "document"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    document: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    box: Mapped[bytes]
    saved_at: Mapped[datetime]


class ExchangeFile(OrgRow):
    """The columns of what passes between two people: who sent it to whom."""

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    confirmer_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    began_at: Mapped[datetime]
    entries: Mapped[int] = mapped_column(default=1)


class Training(ExchangeFile, Base):
    """Answers on their way: sent by a learner to the person who is to confirm them."""

    __tablename__ = "training"

    state: Mapped[str] = mapped_column(Text)


class SealedPart(SignedRow):
    """The columns of a signed and sealed part of what passes between two people.

    `training_id`: of the file that it belongs to, by the table's own foreign key.
    """

    training_id: Mapped[UUID]


class SealedWrap(OrgRow):
    """The columns of such a part's data key, sealed to one of the two."""

    entry_id: Mapped[UUID]
    recipient_fpr: Mapped[bytes]
    blob: Mapped[bytes]


class TrainingEntry(SealedPart, Base):
    """One signed and sealed part of it: answers, or what the confirmer recorded."""

    __tablename__ = "training_entry"
    __table_args__ = (UniqueConstraint("training_id", "number"),)

    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id"))


class TrainingWrap(SealedWrap, Base):
    """An entry's data key sealed to the learner, or to whoever confirms."""

    __tablename__ = "training_wrap"
    __table_args__ = (UniqueConstraint("entry_id", "recipient_fpr"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("training_entry.id"), index=True)


class TrainingNote(OrgRow, Base):
    """A signed statement in clear: completed, sent to the board, certificate received, practised.

    `statement` is canonical JSON (`domain/training/statement_schema.py`), signed by its author and
    named by its hash in the log. `about`: the completion that it belongs to, its own id for a
    completion; the learner's id where it says that they practised. `code`: what the completion
    record shows for somebody to check it by; only on completions.
    """

    __tablename__ = "training_note"
    __table_args__ = (UniqueConstraint("org_id", "code"),)

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    about: Mapped[UUID] = mapped_column(Pointer, index=True)
    code: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    author_fpr: Mapped[bytes]
    statement: Mapped[bytes]
    signature: Mapped[bytes]
    leaf_index: Mapped[int]


class TrainingLink(OrgRow, Base):
    """A link by which one person outside may say, once, that a learner completed the training.

    `token_hash`: SHA-256 of the token, which is never stored. `box`: what its page shows, sealed
    under the token (`domain/training/outside_schema.py`). `asked`: the name of who was asked.
    `answer`: canonical JSON of what they said. The log vouches for the row and for the answer.
    """

    __tablename__ = "training_link"
    __table_args__ = (UniqueConstraint("org_id", "token_hash"),)

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    token_hash: Mapped[bytes]
    box: Mapped[bytes]
    asked: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    answer: Mapped[bytes | None]


class TrainingGroup(OrgRow, Base):
    """People who do the training together. `finish_on`: the last day, as YYYY-MM-DD, or None."""

    __tablename__ = "training_group"

    name: Mapped[str] = mapped_column(Text)
    finish_on: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime]


class TrainingGroupMember(OrgRow, Base):
    """One person in a group."""

    __tablename__ = "training_group_member"
    __table_args__ = (UniqueConstraint("group_id", "member_id"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("training_group.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
