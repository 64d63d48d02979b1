"""Name each row with a time that cannot be read, by table, column and id.

Such a time reads as safely as it can (`domain/not_readable.py`), so no page stops at it: here is
where somebody learns of it. Nothing is mended.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Select, Table, select

from app.models.columns import Moment, unreadable
from app.models.tables import METADATA
from app.services.unit_of_work import Desk


def findings(desk: Desk) -> Iterator[str]:
    """Every time of this organisation, and of what belongs to none, that cannot be read."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Moment):
                for row in desk.session.execute(_spoiled(table, column, desk)):
                    name = "/".join(map(_shown, row))
                    yield f"A time in {table.name} cannot be read: {column.name} of {name}."


def _spoiled(table: Table, column: Column[Any], desk: Desk) -> Select[Any]:
    keys = [key for key in table.primary_key.columns if key.name != "org_id"]
    found = select(*keys).where(unreadable(column)).order_by(*keys)
    if table.name == "organisation":
        return found.where(table.c.id == desk.org.id)
    return found.where(table.c.org_id == desk.org.id) if "org_id" in table.c else found


def _shown(part: Any) -> str:
    return part.hex() if isinstance(part, bytes) else str(part)
