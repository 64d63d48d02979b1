"""The tamper-evident log: leaves, complete subtrees, heads and checkpoints."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class LogHead(Base):
    """Where an organisation's log ends. Locked while a leaf is appended.

    `chain` runs over every leaf hash; `mac` is a tag of size and chain under the server secret, so
    that a line nobody of ours appended is never taken for one.
    """

    __tablename__ = "log_head"

    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    size: Mapped[int]
    chain: Mapped[bytes]
    mac: Mapped[bytes]


class Leaf(Base):
    """One event line and its hash. `line` is empty once erased by data-protection duty."""

    __tablename__ = "leaf"
    __table_args__ = (Index("ix_leaf_obj", "org_id", "obj", "i"),)

    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    i: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[bytes]
    obj: Mapped[str] = mapped_column(Text)
    line: Mapped[bytes | None]


class Node(Base):
    """The hash of one complete subtree."""

    __tablename__ = "node"

    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    idx: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[bytes]


class Checkpoint(Base):
    """A signed note over the tree at one size."""

    __tablename__ = "checkpoint"

    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
