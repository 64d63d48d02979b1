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

from app.domain.routing.recipients import Recipients
from app.models.concern import Concern
from app.services.audit_log.concern_index import Waiting
from app.services.concern_lists.inbox_queries import carded, chunks, routes
from app.services.concerns.concern_access import fingerprints
from app.services.unit_of_work import Desk

AT_ONCE = 200
"""Open files that one visit compares while nothing points to a change."""
TURN = 60
"""Seconds after which visits compare the next ones."""
EVERY_ROUTE = tuple(one.value for one in Recipients)
SHOWN = ("open", "unread")
"""States whose files are in the list."""

# Built once: building one costs as much as running it.
_OF = bindparam("org", type_=Uuid())
_OPEN = select(func.count()).where(
    Concern.org_id == _OF, Concern.route.in_(EVERY_ROUTE), Concern.state == "open"
)
_SHOWN = (
    (Concern.org_id == _OF)
    & Concern.route.in_(bindparam("routes", expanding=True))
    & Concern.state.in_(SHOWN)
)
# By their ids alone: with a bare condition on the route SQLite walks every open file instead.
_LISTED = select(Concern.id).where(
    Concern.id.in_(bindparam("ids", expanding=True)),
    case((_SHOWN, 1), else_=0) == 1,
    carded(bindparam("held", expanding=True)),
)


def strayed(desk: Desk) -> dict[UUID, Waiting]:
    """Open files of the person at this desk that their list leaves out, by the log.

    Call it with the log read up to now and before anything is logged.
    """
    ids = desk.key_log.files(desk.org).open()
    if len(ids) > AT_ONCE and _counted(desk) == len(ids):
        ids = _in_turn(desk, ids)
    out = tuple(_mine(desk, set(ids) - _listed(desk, ids)))
    if not out:
        return {}
    desk.session.rollback()  # somebody may have closed one a moment ago
    desk.key_log.refresh(desk.session, desk.org)
    found = _mine(desk, set(out) - _listed(desk, out))
    desk.key_log.files(desk.org).doubted |= found.keys()
    return found


def _counted(desk: Desk) -> int:
    """How many files the rows call open: a walk of the index alone."""
    return desk.session.scalar(_OPEN, {"org": desk.org.id}) or 0


def _in_turn(desk: Desk, ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """Some of these: others each minute, the same ones in every process."""
    files = desk.key_log.files(desk.org)
    start = int(desk.clock().timestamp() // TURN) * AT_ONCE % len(ids)
    turn = ids[start : start + AT_ONCE] + ids[: max(0, start + AT_ONCE - len(ids))]
    return tuple(dict.fromkeys((*files.doubted, *turn)))


def _listed(desk: Desk, ids: tuple[UUID, ...]) -> set[UUID]:
    """Those of these files that the reader's list shows on one of its pages."""
    given = {"org": desk.org.id, "routes": routes(desk), "held": fingerprints(desk)}
    found: set[UUID] = set()
    for some in chunks(ids):
        found.update(desk.session.scalars(_LISTED, {"ids": some, **given}))
    return found


def _mine(desk: Desk, ids: Collection[UUID]) -> dict[UUID, Waiting]:
    files, held = desk.key_log.files(desk.org), fingerprints(desk)
    found: dict[UUID, Waiting] = {}
    for concern_id in ids:
        said = files.known(concern_id) if files.state(concern_id) == "open" else None
        if said is not None and said.card_of(concern_id, held) is not None:
            found[concern_id] = said
    return found
