"""The declarative base and named constraints. Column types are in `columns.py`."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.models.columns import Moment


class Base(DeclarativeBase):
    """Base of every table in the app."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, bytes: LargeBinary}

    def __repr__(self) -> str:
        """Return the class and id only: reprs end up in log files."""
        return f"<{type(self).__name__} {getattr(self, 'id', '')}>"


class OrgRow:
    """The columns of a row that has an id of its own and belongs to one organisation."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))


class SignedRow(OrgRow):
    """The columns of an entry that its author signed and sealed. Its file is the table's own."""

    number: Mapped[int]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    author_fpr: Mapped[bytes]
    signed_at: Mapped[datetime]
    format: Mapped[int] = mapped_column(default=1)
    ciphertext: Mapped[bytes]
    signature: Mapped[bytes]
    leaf_index: Mapped[int]


__all__ = ["Base", "Moment", "OrgRow", "SignedRow", "Uuid"]
