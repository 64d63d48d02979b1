"""Organisations. All of it is in clear (docs/threat-model.md, "In clear, and why")."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.columns import Json, Strings


class Organisation(Base):
    """One organisation; `host` chooses it on every request, `origin` names its log for good."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    origin: Mapped[str] = mapped_column(Text, unique=True)
    host: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    lead_title: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    pack: Mapped[str] = mapped_column(Text)
    hours: Mapped[dict[str, Any]] = mapped_column(Json)
    closures: Mapped[list[str]] = mapped_column(Strings)
    publish_leads: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class SetUpDraft(Base):
    """What was typed at set-up, boxed under the browser's own token until the sheet is proved."""

    __tablename__ = "set_up_draft"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    box: Mapped[bytes]
    made_at: Mapped[datetime]
