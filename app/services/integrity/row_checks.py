"""Check the organisation's own row, and name every time that cannot be read.

The row must be as it was set up, or as its leads last changed it. A time that cannot be read is
named by table, column and id: it reads as safely as it can (`domain/times/unreadable_times.py`), so
no page stops at it, and here is where somebody learns of it. Nothing is mended.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Select, Table, select

from app.models.columns import Moment, unreadable
from app.models.organisation import Organisation
from app.models.tables import METADATA
from app.services.integrity.expected_state import ExpectedState
from app.services.organisations.organisation_settings import hash_organisation_row
from app.services.unit_of_work import UnitOfWork


def find_organisation_differences(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    """Yield one finding, where the log has a hash of the row and the row is another now."""
    row = uow.session.get(Organisation, uow.org.id, populate_existing=True)
    if said.house and (row is None or hash_organisation_row(row).hex() != said.house):
        yield f"Organisation {uow.org.id} is not stored as it was set up or last changed."


def describe_uncompared_organisation(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    """Yield one sentence, where the log never had a hash of the row."""
    if not said.house:
        yield (
            f"The name, address, closed days and title for leads of organisation {uow.org.id}, and "
            "whether leads are published, are not compared: it was set up before Heard logged "
            "them. They are from the next time that a lead changes the details."
        )


def find_unreadable_times(uow: UnitOfWork) -> Iterator[str]:
    """Yield every time of this organisation, and of what belongs to none, that cannot be read."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Moment):
                for row in uow.session.execute(_spoiled(table, column, uow)):
                    name = "/".join(map(_shown, row))
                    yield f"A time in {table.name} cannot be read: {column.name} of {name}."


def _spoiled(table: Table, column: Column[Any], uow: UnitOfWork) -> Select[Any]:
    keys = [key for key in table.primary_key.columns if key.name != "org_id"]
    found = select(*keys).where(unreadable(column)).order_by(*keys)
    if table.name == "organisation":
        return found.where(table.c.id == uow.org.id)
    return found.where(table.c.org_id == uow.org.id) if "org_id" in table.c else found


def _shown(part: Any) -> str:
    return part.hex() if isinstance(part, bytes) else str(part)
