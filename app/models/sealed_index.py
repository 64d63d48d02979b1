"""The sealed search index: a slip for each entry and reader, and books of many slips."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow


class IndexSlip(OrgRow, Base):
    """The values of one entry, sealed to one reader. No value, and no hash of one, is in clear."""

    __tablename__ = "index_slip"
    __table_args__ = (UniqueConstraint("concern_id", "number", "recipient_fpr"),)

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concern.id"))
    number: Mapped[int]
    recipient_fpr: Mapped[bytes] = mapped_column(index=True)
    version: Mapped[int]
    leaf_index: Mapped[int]
    blob: Mapped[bytes]


class IndexBook(OrgRow, Base):
    """Slips of many entries in one, sealed under a team's key. `part`: which of its books."""

    __tablename__ = "index_book"
    __table_args__ = (UniqueConstraint("org_id", "recipient_fpr", "part"),)

    recipient_fpr: Mapped[bytes]
    part: Mapped[int]
    generation: Mapped[int]
    blob: Mapped[bytes]
