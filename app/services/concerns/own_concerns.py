"""The concerns that somebody signed, as their own list and Home speak of them: what is in clear.

Nothing sealed is opened for it, so nothing is logged. Whether a record was read or closed is told
as the log tells it.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Uuid, bindparam, or_, select

from app.domain.deadlines.concern_status import ConcernState
from app.domain.deadlines.outstanding import (
    ADDED,
    ASKED,
    ASKED_TOLD,
    FOLLOWS,
    REMINDED,
    SENIORS_TOLD,
    TASKED,
)
from app.domain.times.unreadable_times import has_happened
from app.models.columns import has_passed
from app.models.concern import Concern, Due
from app.services.audit_log.concern_index import ConcernIndex
from app.services.concerns.author_access.access_end import ReadingEnd
from app.services.concerns.concern_access import (
    find_my_reading_end,
    has_my_reading_ended,
    load_own_or_shared_concern,
)
from app.services.members.shown_names import load_name_texts
from app.services.unit_of_work import UnitOfWork
from content.london_time import get_london_day

LateSince = dict[str, datetime]
_SHOWN_EARLY = (REMINDED, SENIORS_TOLD, ASKED, ASKED_TOLD)
# Built once: building a statement costs more than running it.
_OWN = (
    select(Concern)
    .where(
        Concern.org_id == bindparam("org", type_=Uuid()),
        Concern.author_id == bindparam("me", type_=Uuid()),
    )
    .order_by(Concern.signed_at.desc())
    .limit(bindparam("most", type_=Integer()))
)


class OwnConcern(msgspec.Struct, frozen=True):
    """One of my own concerns in a list.

    `unread_since`: since when it should have been read; `added_since`: since when what was added
    should have been; `late_since`: since when an answer, a call, a paper or another look was due;
    `asked_by`: by when I am to answer a question, also where that time is still to come;
    `is_answer_late`: whether that day is over.
    Which of these it is stands in no clear row: only the file, opened, tells it. `reading`: until
    when I read it, of a closed one that I only recorded.
    """

    id: UUID
    reference: str
    state: str
    route: str
    signed_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    entries: int = 0
    unread_since: datetime | None = None
    added_since: datetime | None = None
    late_since: datetime | None = None
    asked_by: datetime | None = None
    is_answer_late: bool = False
    reading: ReadingEnd | None = None

    @property
    def is_over(self) -> bool:
        """Whether I no longer read it."""
        return self.reading is not None and self.reading.is_over

    @property
    def overdue(self) -> datetime | None:
        """Since when something waits to be done, whatever it is."""
        found = (self.unread_since, self.added_since, self.late_since)
        return min(filter(None, found), default=None)


def list_own_concerns(uow: UnitOfWork, most: int = 100) -> tuple[OwnConcern, ...]:
    """Return the concerns that I signed, newest first: what is in clear about them.

    Nobody is told that a record was read while the log says that it waits. Call it before anything
    is logged.
    """
    uow.key_log.refresh(uow.session, uow.org)
    said = uow.key_log.files(uow.org)
    me = {"org": uow.org.id, "me": uow.me.id, "most": most}
    rows = uow.session.scalars(_OWN, me).all()
    readers = load_name_texts(uow, (row.acknowledged_by for row in rows))
    found = [_mine(row, readers[row.acknowledged_by], said) for row in rows]
    found = [msgspec.structs.replace(one, reading=_find_end(uow, one)) for one in found]
    open_to_me = [one.id for one in found if not one.is_over]
    late = _late(uow, open_to_me) if open_to_me else {}
    dated = (msgspec.structs.replace(one, **late.get(one.id, {})) for one in found)
    return tuple(_mark_late_answer(one, uow.today) for one in dated)


def _find_end(uow: UnitOfWork, one: OwnConcern) -> ReadingEnd | None:
    return find_my_reading_end(uow, one.id) if one.state == ConcernState.CLOSED else None


def load_reading_ended_concern(uow: UnitOfWork, concern_id: UUID) -> OwnConcern | None:
    """Return what is in clear about a concern that I recorded and no longer read; None otherwise.

    Raises NotFoundError, logged, when it is not mine.
    """
    row = load_own_or_shared_concern(uow, concern_id)
    if not has_my_reading_ended(uow, row):
        return None
    reader = load_name_texts(uow, (row.acknowledged_by,))[row.acknowledged_by]
    one = _mine(row, reader, uow.key_log.files(uow.org))
    return msgspec.structs.replace(one, reading=find_my_reading_end(uow, concern_id))


def _mark_late_answer(one: OwnConcern, today: date) -> OwnConcern:
    is_late = one.asked_by is not None and get_london_day(one.asked_by) < today
    return msgspec.structs.replace(one, is_answer_late=True) if is_late else one


def _late(uow: UnitOfWork, ids: list[UUID]) -> dict[UUID, LateSince]:
    """Map each of these concerns that is late to since when, by what it is late with.

    A reminder that went moves the time of an unread record on: it is late all the same. A question
    is shown from the start.
    """
    rows = uow.session.execute(
        select(Due.concern_id, Due.level, Due.at).where(
            Due.concern_id.in_(ids),
            Due.done.is_(False),
            Due.level < TASKED,  # tasks are the readers' own
            or_(has_passed(Due.at, uow.clock()), Due.level.in_(_SHOWN_EARLY)),
        )
    )
    late: dict[UUID, LateSince] = {}
    for concern_id, level, at in rows:
        found, name = late.setdefault(concern_id, {}), _name(level)
        found[name] = min(at, found.get(name, at))
    return late


def _name(level: int) -> str:
    if level < ADDED:
        return "unread_since"
    if level in {ASKED, ASKED_TOLD}:
        return "asked_by"
    return "added_since" if level < FOLLOWS else "late_since"


def _mine(row: Concern, reader: str, files: ConcernIndex) -> OwnConcern:
    """Return it as the log tells it, where it does: a column could be changed."""
    logged, entries = files.state(row.id), files.count_written(row.id) or row.entries
    read = has_happened(row.acknowledged_at) and logged != "unread"
    return OwnConcern(
        id=row.id,
        reference=row.reference,
        state=logged or row.state,
        route=row.route,
        signed_at=row.signed_at,
        acknowledged_at=row.acknowledged_at if read else None,
        acknowledged_by=reader if read else "",
        entries=entries,
    )
