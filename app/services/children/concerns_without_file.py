"""Find concerns that were sealed to the leads' team, and those of which no child is in a file.

The latter are listed newest first without reading them all. Only so many are looked for as a page
needs: their number is told up to MOST_COUNTED. Nothing is opened here but the cards of files.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    exists,
    select,
    union_all,
)

from app.database import read_flushed_rows, split_into_chunks
from app.domain.routing.actors import Team
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern, Entry, Wrap
from app.services.children.file_cards import demand_lead, open_file_cards
from app.services.concerns.concern_access import build_concerns_condition
from app.services.unit_of_work import UnitOfWork

MOST_COUNTED = 500
STATES = ("unread", "open", "closed")


def _build_sealed_condition(
    team: Sequence[bytes] | BindParameter[Any],
) -> ColumnElement[bool]:
    """Return whether the record of a concern was sealed to one of these keys of a team."""
    return exists(
        select(1)
        .select_from(Entry)
        .join(Wrap, Wrap.entry_id == Entry.id)
        .where(Entry.concern_id == Concern.id, Entry.number == 1, Wrap.recipient_fpr.in_(team))
    )


_SEALED_TO_TEAM = select(Concern.id, Concern.signed_at).where(  # built once: each Today asks it
    build_concerns_condition(bindparam("org", type_=Uuid()), bindparam("concerns", expanding=True)),
    _build_sealed_condition(bindparam("team", expanding=True)),
)


def find_concerns_without_file(uow: UnitOfWork, count: int) -> tuple[UUID, ...]:
    """Return the newest of them, `count` at most. The caller has logged the look."""
    demand_lead(uow, "children")
    cards = (one.card for one in open_file_cards(uow))
    linked = {UUID(link.concern) for card in cards if card is not None for link in card.links}
    # So many suffice, also when each that is linked is among the newest.
    newest = _find_newest(uow, count + len(linked))
    return tuple(one for one in newest if one not in linked)[:count]


def build_sealed_to_leads_query(uow: UnitOfWork) -> Select[UUID, datetime]:
    """Return the query of id and time of concerns that were sealed to the leads' team."""
    team = uow.keys.team_fingerprints(uow.session, Team.LEADS)
    return select(Concern.id, Concern.signed_at).where(
        Concern.org_id == uow.org.id, _build_sealed_condition(team)
    )


def filter_concerns_sealed_to_leads(uow: UnitOfWork, ids: Iterable[UUID]) -> list[UUID]:
    """Return those of these concerns that were sealed to the leads' team, newest first."""
    team = uow.keys.team_fingerprints(uow.session, Team.LEADS)
    rows: list[tuple[datetime, UUID]] = []
    for some in split_into_chunks(tuple(ids)):
        given = {"org": uow.org.id, "team": team, "concerns": some}
        found = read_flushed_rows(uow.session, _SEALED_TO_TEAM, given)
        rows += [(row.signed_at, row.id) for row in found]
    return [concern_id for _, concern_id in sorted(rows, reverse=True)]


def _find_newest(uow: UnitOfWork, count: int) -> list[UUID]:
    """Return the newest of the leads' concerns: one walk of the index a route and state.

    A row that only calls itself another route is found too: the key that it was sealed to counts.
    """
    walks = [
        select(_walk(uow, route.value, state, count).subquery())
        for route in Recipients
        for state in STATES
    ]
    found = uow.session.execute(union_all(*walks))
    rows = [(signed_at, concern_id) for concern_id, signed_at in found]
    return [concern_id for _, concern_id in sorted(rows, reverse=True)][:count]


def _walk(uow: UnitOfWork, route: str, state: str, count: int) -> Select[UUID, datetime]:
    query = build_sealed_to_leads_query(uow).where(Concern.route == route, Concern.state == state)
    return query.order_by(Concern.signed_at.desc(), Concern.id.desc()).limit(count)
