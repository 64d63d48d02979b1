"""The declarative base and named constraints. Column types are in `columns.py`."""

from datetime import datetime

from sqlalchemy import LargeBinary, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase

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
        """The class and id only: reprs end up in log files."""
        return f"<{type(self).__name__} {getattr(self, 'id', '')}>"


__all__ = ["Base", "Moment", "Uuid"]
