"""Children's files: the signed links of concerns to a child, and one sealed card for each file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow, SignedRow


class ChildFile(OrgRow, Base):
    """The file of one child, for the leads. No name, no class and no concern stands here in clear.

    `card`: sealed under the team's card key; `revision`: which version of it that is.
    """

    __tablename__ = "child_file"

    opened_at: Mapped[datetime]
    revision: Mapped[int]
    recipient_fpr: Mapped[bytes]
    card: Mapped[bytes]


class ChildEntry(SignedRow, Base):
    """One signed and sealed part of a child's file: a concern was put in, or taken out."""

    __tablename__ = "child_entry"
    __table_args__ = (UniqueConstraint("file_id", "number"),)

    file_id: Mapped[UUID] = mapped_column(ForeignKey("child_file.id"), index=True)


class ChildWrap(OrgRow, Base):
    """The data key of such an entry, sealed to the leads' team."""

    __tablename__ = "child_wrap"
    __table_args__ = (UniqueConstraint("entry_id", "recipient_fpr"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("child_entry.id"), index=True)
    recipient_fpr: Mapped[bytes]
    blob: Mapped[bytes]
