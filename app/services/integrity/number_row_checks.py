"""Compare the stored checks and corrections of phone numbers with the log, and name what differs.

The log alone says who called which digits and what stands there instead. A row that differs from it
is not shown: here somebody learns of it. Nothing is mended.
"""

from collections.abc import Iterator

from sqlalchemy import select

from app.models.number_check import NumberCheck
from app.services.audit_log import canonical_json
from app.services.audit_log.verified_log import VerifiedLog
from app.services.unit_of_work import UnitOfWork
from content.london_time import format_date, get_london_day


def find_number_differences(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield every check and correction whose row was changed or removed, and every row of none."""
    index = log.numbers(uow.org)
    logged = {one.h: (one.name, one.at) for one in index.every()}
    logged |= {one.h: (one.name, one.at) for one in index.corrections()}
    query = select(NumberCheck.id, NumberCheck.told).where(NumberCheck.org_id == uow.org.id)
    stored = {}
    for row_id, told in uow.session.execute(query):
        stored[canonical_json.hash_column_text(str(told)).hex()] = row_id
    for h, (name, at) in logged.items():
        if h not in stored:
            day = format_date(get_london_day(at))
            yield f"The note about the number {name} of {day} was changed or removed."
    for h, row_id in stored.items():
        if h not in logged:
            yield f"The check of a number {row_id} is not in the log."
