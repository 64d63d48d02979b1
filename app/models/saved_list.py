"""Saved lists: the filters of concerns that a reader keeps under names of their own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OrgRow


class SavedListRow(OrgRow, Base):
    """One list, its name and filter in a box under its reader's own key."""

    __tablename__ = "saved_list"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    box: Mapped[bytes]
    made_at: Mapped[datetime]
