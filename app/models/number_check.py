"""Checks of the content pack's phone numbers. Believed only as the log vouches for them
(docs/decisions/0031).
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class NumberCheck(Base):
    """Somebody rang a line of the content pack. `told` is canonical JSON: digits, name, words."""

    __tablename__ = "number_check"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    line: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    rung_at: Mapped[datetime]
