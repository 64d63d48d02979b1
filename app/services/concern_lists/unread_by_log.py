"""Records that the log says wait for this reader, whatever the rows say now.

A database writer can take a file's row, card or wraps away, or change who wrote it and to whom it
went; the log still knows that it was signed, by whom, when, and for whom. What the list cannot
show is then said to be there, with its author to ring. This module opens nothing.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.models.concern import Concern
from app.models.member import Member
from app.services.audit_log.concern_index import Waiting
from app.services.concern_lists.inbox_queries import chunks
from app.services.concerns.concern_access import fingerprints
from app.services.unit_of_work import Desk
from audit.events import exact


class Unseen(msgspec.Struct, frozen=True):
    """A record that was signed for this reader and cannot be listed. Rows may lie: the log told.

    `reference` is empty when even its row is gone; `stored`: whether there is a page to open.
    """

    id: UUID
    reference: str
    signed_at: datetime
    author: str
    author_phone: str
    stored: bool

    def __repr__(self) -> str:
        return f"<Unseen {self.id}>"


def waiting(desk: Desk) -> dict[UUID, Waiting]:
    """What the log says waits for the person at this desk. Reads the log up to now.

    Call it before anything is logged. Raises LogBrokenError when the log was cut or altered.
    """
    desk.key_log.refresh(desk.session, desk.org)
    held = fingerprints(desk)
    return {
        concern_id: found
        for concern_id, found in desk.key_log.files(desk.org).waiting().items()
        if found.card_of(concern_id, held) is not None
    }


def agrees(concern: Concern, said: Waiting | None) -> bool:
    """Whether a row names the author and time that the log does; True when the log is silent."""
    if said is None:
        return True
    return (str(concern.author_id), exact(concern.signed_at)) == (said.author, said.at)


def unseen(desk: Desk, missing: dict[UUID, Waiting]) -> tuple[Unseen, ...]:
    """These records as the list can speak of them: author and time from the log, oldest first."""
    references = _references(desk, tuple(missing))
    people = _people(desk) if missing else {}
    found = []
    for concern_id, said in sorted(missing.items(), key=lambda pair: pair[1].at):
        name, phone = people.get(said.author, ("", ""))
        found.append(
            Unseen(
                id=concern_id,
                reference=references.get(concern_id, ""),
                signed_at=said.at,
                author=name,
                author_phone=phone,
                stored=concern_id in references,
            )
        )
    return tuple(found)


def _references(desk: Desk, ids: tuple[UUID, ...]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for some in chunks(ids):
        rows = desk.session.execute(
            select(Concern.id, Concern.reference).where(
                Concern.org_id == desk.org.id, Concern.id.in_(some)
            )
        )
        found.update((concern_id, reference) for concern_id, reference in rows)
    return found


def _people(desk: Desk) -> dict[str, tuple[str, str]]:
    rows = desk.session.execute(
        select(Member.id, Member.name, Member.phone).where(Member.org_id == desk.org.id)
    )
    return {str(member_id): (name, phone) for member_id, name, phone in rows}
