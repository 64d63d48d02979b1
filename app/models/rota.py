"""The duty rota of leads. Believed only as the log vouches for it (docs/decisions/0031)."""

from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class DutyRota(Base):
    """Who is on duty on which days, and who stands in for whom. `told` is canonical JSON."""

    __tablename__ = "rota"

    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    told: Mapped[str] = mapped_column(Text)
