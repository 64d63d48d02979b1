"""Files that were read and not closed by the log, and that their reader's list would not show.

A database writer can call such a file closed, move it to another route or take its row or card
away: it would leave the list of what is open, and nobody would follow it up. The log says which
files are open; this compares, and never lists a file by the log's word to anybody it was not
signed for. While rows and log count alike, only some are compared at a visit: a hundred thousand
files must not cost more than a thousand.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, func, select

from app.database import split_into_chunks
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern
from app.services.audit_log.concern_index import UnreadRecord
from app.services.concern_lists.inbox_queries import build_card_condition, list_inbox_routes
from app.services.concerns.concern_access import list_held_fingerprints
from app.services.unit_of_work import UnitOfWork

COMPARED_PER_VISIT = 200
"""Open files that one visit compares while nothing points to a change."""
TURN_SECONDS = 60
"""Seconds after which visits compare the next ones."""
ALL_ROUTES = tuple(one.value for one in Recipients)
SHOWN_STATES = ("open", "unread")
"""States whose files are in the list."""

# Built once: building one costs as much as running it.
_OF = bindparam("org", type_=Uuid())
_OPEN = select(func.count()).where(
    Concern.org_id == _OF, Concern.route.in_(ALL_ROUTES), Concern.state == "open"
)
_SHOWN = (
    (Concern.org_id == _OF)
    & Concern.route.in_(bindparam("routes", expanding=True))
    & Concern.state.in_(SHOWN_STATES)
)
# By their ids alone: with a bare condition on the route SQLite walks every open file instead.
_LISTED = select(Concern.id).where(
    Concern.id.in_(bindparam("ids", expanding=True)),
    case((_SHOWN, 1), else_=0) == 1,
    build_card_condition(bindparam("held", expanding=True)),
)


def find_missing_from_inbox(uow: UnitOfWork) -> dict[UUID, UnreadRecord]:
    """Open files of the signed-in member that their list leaves out, by the log.

    Call it with the log read up to now and before anything is logged.
    """
    ids = uow.key_log.files(uow.org).open()
    if len(ids) > COMPARED_PER_VISIT and _counted(uow) == len(ids):
        ids = _in_turn(uow, ids)
    out = tuple(_mine(uow, set(ids) - _listed(uow, ids)))
    if not out:
        return {}
    uow.session.rollback()  # somebody may have closed one a moment ago
    uow.key_log.refresh(uow.session, uow.org)
    found = _mine(uow, set(out) - _listed(uow, out))
    uow.key_log.files(uow.org).doubted |= found.keys()
    return found


def _counted(uow: UnitOfWork) -> int:
    """How many files the rows call open: a walk of the index alone."""
    return uow.session.scalar(_OPEN, {"org": uow.org.id}) or 0


def _in_turn(uow: UnitOfWork, ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """Some of these: others each minute, the same ones in every process."""
    files = uow.key_log.files(uow.org)
    start = int(uow.clock().timestamp() // TURN_SECONDS) * COMPARED_PER_VISIT % len(ids)
    turn = (
        ids[start : start + COMPARED_PER_VISIT]
        + ids[: max(0, start + COMPARED_PER_VISIT - len(ids))]
    )
    return tuple(dict.fromkeys((*files.doubted, *turn)))


def _listed(uow: UnitOfWork, ids: tuple[UUID, ...]) -> set[UUID]:
    """Those of these files that the reader's list shows on one of its pages."""
    given = {
        "org": uow.org.id,
        "routes": list_inbox_routes(uow),
        "held": list_held_fingerprints(uow),
    }
    found: set[UUID] = set()
    for some in split_into_chunks(ids):
        found.update(uow.session.scalars(_LISTED, {"ids": some, **given}))
    return found


def _mine(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, UnreadRecord]:
    files, held = uow.key_log.files(uow.org), list_held_fingerprints(uow)
    found: dict[UUID, UnreadRecord] = {}
    for concern_id in ids:
        said = files.known(concern_id) if files.state(concern_id) == "open" else None
        if said is not None and said.card_of(concern_id, held) is not None:
            found[concern_id] = said
    return found
