"""List and open practices that were sent, by me or to me. Lists say who and when.

What is in one is sealed. Each entry proves itself or is refused. Only the two whom it is between
find it: for everybody else it is not there. Nothing here is a training to confirm, and nothing has
an outcome.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Uuid, bindparam, select, update

from app.domain.practice.debrief_schema import (
    FILEKIND,
    OpenDebriefEntry,
    PracticeEntry,
    decode_entry,
)
from app.models.debrief import Debrief, DebriefEntry, DebriefWrap
from app.services.members.shown_names import load_name_texts
from app.services.training.exchange import (
    EntryStore,
    OpenedExchange,
    build_newest_signing_time_query,
    load_readable_exchange,
    open_exchange_entries,
)
from app.services.unit_of_work import UnitOfWork

DEBRIEF_STORE: EntryStore[OpenDebriefEntry] = EntryStore(
    FILEKIND, Debrief, DebriefEntry, DebriefWrap, decode_entry, both_talk=True
)
DEBRIEF_PREFIX = "debrief/"
# Built once: building a statement costs more than running it.
_ME = bindparam("me", type_=Uuid())
_OF_ME = (
    select(Debrief, build_newest_signing_time_query(DEBRIEF_STORE))
    .where(
        Debrief.org_id == bindparam("org", type_=Uuid()), Debrief.learner_id != Debrief.confirmer_id
    )
    .where((Debrief.learner_id == _ME) | (Debrief.confirmer_id == _ME))
)

IDS_OF_ME = select(Debrief.id).where((Debrief.learner_id == _ME) | (Debrief.confirmer_id == _ME))
"""What I sent or was sent. Takes `me`."""


class DebriefLine(msgspec.Struct, frozen=True):
    """One in a list. `name`: of the other; `mine`: I sent it; `waits`: I have not opened it yet.

    `at`: when something was added last.
    """

    id: UUID
    name: str
    mine: bool
    waits: bool
    at: datetime


class OpenedDebrief(OpenedExchange[OpenDebriefEntry], frozen=True):
    """One practice as one of the two may see it."""

    mine: bool

    @property
    def other_id(self) -> UUID:
        """Whom I talk with about it."""
        return self.confirmer_id if self.mine else self.learner_id

    @property
    def practice(self) -> PracticeEntry | None:
        """The newest practice that was sent, or None."""
        said = self.newest.said if self.newest else None
        return said if isinstance(said, PracticeEntry) else None


def list_debriefs(uow: UnitOfWork) -> tuple[DebriefLine, ...]:
    """Return the practices that I sent or was sent, the newest first. Opens nothing."""
    me = uow.me.id
    rows = uow.session.execute(_OF_ME, {"org": uow.org.id, "me": me}).all()
    others = {
        row.id: row.confirmer_id if row.learner_id == me else row.learner_id for row, _ in rows
    }
    names = load_name_texts(uow, others.values())
    lines = [
        DebriefLine(
            id=row.id,
            name=names[others[row.id]],
            mine=row.learner_id == me,
            waits=row.waits_for == me,
            at=at or row.began_at,
        )
        for row, at in rows
    ]
    return tuple(sorted(lines, key=lambda one: one.at, reverse=True))


def find_debriefs_sent(uow: UnitOfWork, run_id: UUID) -> dict[UUID, UUID]:
    """To whom I sent this practice: ids of debriefs by the id of the confirmer. Opens nothing."""
    rows = uow.session.execute(
        select(Debrief.confirmer_id, Debrief.id).where(
            Debrief.org_id == uow.org.id, Debrief.learner_id == uow.me.id
        )
    )
    return {to: id for to, id in rows if id == derive_debrief_id(uow, run_id, to)}


def derive_debrief_id(uow: UnitOfWork, run_id: UUID, confirmer: UUID) -> UUID:
    """The id under which my practice goes to somebody: no row says which practice it is."""
    return uow.server.place_id(str(uow.me.id), f"debrief {run_id}/{confirmer}")


def build_debrief_box_name(debrief_id: UUID) -> str:
    """Return the name of the box with an unsigned note about this debrief."""
    return f"{DEBRIEF_PREFIX}{debrief_id}"


def open_debrief_and_mark_read(uow: UnitOfWork, debrief_id: UUID) -> OpenedDebrief:
    """Open a debrief between me and someone. After this it no longer waits for me.

    Absent and not mine are one case: the same refusal in the log, the same NotFoundError.
    """
    row = load_readable_debrief(uow, debrief_id)
    place, waits = (debrief_id, row.learner_id, row.confirmer_id), row.waits_for == uow.me.id
    entries = open_exchange_entries(uow, DEBRIEF_STORE, *place)
    if waits:
        with uow.keep() as session:
            mine = (Debrief.id == debrief_id, Debrief.waits_for == uow.me.id)
            session.execute(update(Debrief).where(*mine).values(waits_for=None))
    return OpenedDebrief(*place, entries, mine=place[1] == uow.me.id)


def load_readable_debrief(uow: UnitOfWork, debrief_id: UUID) -> Debrief:
    """The row of one that is between me and somebody. Raises NotFoundError, logged."""
    between = _select_own_debriefs(uow, uow.me.id)
    row: Debrief = load_readable_exchange(uow, DEBRIEF_STORE, debrief_id, between)
    return row


def is_debrief_participant(uow: UnitOfWork, user_id: UUID, debrief_id: UUID) -> bool:
    """Whether a practice was sent by or to this member. Needs no one signed in."""
    found = select(Debrief.id).where(Debrief.id == debrief_id, *_select_own_debriefs(uow, user_id))
    return uow.session.scalar(found) is not None


def _select_own_debriefs(uow: UnitOfWork, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Debrief.org_id == uow.org.id,
        Debrief.learner_id != Debrief.confirmer_id,
        (Debrief.learner_id == user_id) | (Debrief.confirmer_id == user_id),
    )
