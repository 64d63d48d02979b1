"""Log that a list is viewed, and which concerns were opened for it, before any of them is.

Two lines at most for 500 concerns, each naming many (version 2 of a log line). The view itself is a
hash in everybody else's export, so it can name concerns that some leads must not know of. Those
that every lead reads have the second line, which all of them see. Nothing is opened here.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.database import read_flushed_rows, split_into_chunks
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern
from app.services.concerns.concern_access import build_concerns_condition
from app.services.unit_of_work import Action, UnitOfWork

# Built once: building a statement costs more than running it.
_OF_LEADS = select(Concern.id).where(
    build_concerns_condition(bindparam("org", type_=Uuid()), bindparam("concerns", expanding=True)),
    Concern.route == Recipients.LEADS.value,
)


def log_list_view(uow: UnitOfWork, name: str, opened: Collection[UUID]) -> None:
    """Log a view of the list `name` that opens the entries of these concerns."""
    shared = _select_leads_concerns(uow, tuple(opened))
    with uow.act() as act, act.gather_lines():
        act.log_shown(Action.LIST_VIEWED, name, (str(one) for one in opened if one not in shared))
        if shared:
            act.log_shown(Action.TASKS_SHOWN, name, map(str, shared))


def _select_leads_concerns(uow: UnitOfWork, ids: tuple[UUID, ...]) -> frozenset[UUID]:
    """Return those of these concerns that every lead reads."""
    found: set[UUID] = set()
    for some in split_into_chunks(ids):
        given = {"org": uow.org.id, "concerns": some}
        found.update(read_flushed_rows(uow.session, _OF_LEADS, given).scalars())
    return frozenset(found)
