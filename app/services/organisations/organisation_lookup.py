"""Find the organisation that a request belongs to: by host, on every request.

The only organisation answers on any trusted host; with several, each host shows only its own.
A column of the row that was spoiled counts as not known: it must take no other number off a page.
This module writes nothing.
"""

from datetime import date
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from app.database import read_rows
from app.domain.routing.actors import Org
from app.domain.times import weekly_hours
from app.models.organisation import Organisation
from app.services.contacts.phone_numbers import FALLBACK_PACK
from content.maintenance import pack_health

# Every request asks these: they are built once, and give plain rows.
_TABLE = cast(Table, Organisation.__table__)
_TWO = select(_TABLE).limit(2)
_OF_HOST = select(_TABLE).where(_TABLE.c.host == bindparam("host"))
_NEWEST: dict[UUID, tuple[Any, Org]] = {}
"""Each organisation by its id, with the row and the name of the pack that it was made of."""


def has_any_organisation(session: Session) -> bool:
    """Whether set-up has been done."""
    return session.scalar(select(Organisation.id).limit(1)) is not None


def find_organisation_by_host(session: Session, host: str) -> Org | None:
    """Return the organisation of a host name (no port), or None for a host nobody has."""
    rows = read_rows(session, _TWO, {}).all()
    if len(rows) == 1:
        return _find_org(rows[0])
    row = session.execute(_OF_HOST, {"host": host.casefold()}).one_or_none()
    return _find_org(row) if row is not None else None


def find_organisation(session: Session, org_id: UUID) -> Org | None:
    """Return the organisation with this id."""
    row = session.execute(select(_TABLE).where(_TABLE.c.id == org_id)).one_or_none()
    return _find_org(row) if row is not None else None


def list_organisations(session: Session) -> tuple[Org, ...]:
    """List all organisations of this installation, for `tend` and commands."""
    return tuple(_find_org(row) for row in session.execute(select(_TABLE)))


def _find_org(row: Any) -> Org:
    """Return the organisation of a row: the same object while its row and usable pack are the same.

    A pack that could not be used for a while takes its council's numbers off no page later.
    """
    made_of = (row, choose_pack_or_national(row.pack))
    before = _NEWEST.get(row.id)
    if before is None or before[0] != made_of:
        before = _NEWEST[row.id] = (made_of, _make_org(row))
    return before[1]


def _make_org(row: Any) -> Org:
    return Org(
        id=row.id,
        origin=row.origin,
        host=row.host,
        name=row.name,
        lead_title=row.lead_title,
        phone=row.phone,
        address=row.address,
        pack=(pack := choose_pack_or_national(row.pack)),
        missing_pack=row.pack if row.pack != pack else "",
        hours=weekly_hours.read_stored_hours(row.hours),
        closures=_days(row.closures),
        publish_leads=row.publish_leads,
        demo=row.demo,
    )


@lru_cache(maxsize=32)
def choose_pack_or_national(name: str) -> str:
    """Return the pack of an organisation, or the national one where its own cannot be used."""
    return name if pack_health.find_pack_fault(name) is None else FALLBACK_PACK


def _days(stored: Any) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(day) for day in stored)
    except (TypeError, ValueError):
        return ()
