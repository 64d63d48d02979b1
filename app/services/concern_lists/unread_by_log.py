"""Records that the log says wait for this reader, whatever the rows say now.

A database writer can take a file's row, card or wraps away, or change who wrote it and to whom it
went; the log still knows that it was signed, by whom, when, and for whom. What the list cannot
show is then said to be there, with its author to ring. This module opens nothing.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.database import split_into_chunks
from app.domain.private_struct import PrivateStruct
from app.models.concern import Concern
from app.models.member import Member
from app.services.audit_log.concern_index import UnreadRecord
from app.services.concerns.concern_access import build_concerns_condition, list_held_fingerprints
from app.services.contact_trust.vouched_contacts import read_vouched_phone
from app.services.members.shown_names import load_name_texts
from app.services.unit_of_work import UnitOfWork
from audit.events import truncate_to_millisecond


class UnreadSummary(PrivateStruct, frozen=True):
    """Which record waits to be read, and whom to ring about it."""

    id: UUID
    reference: str
    signed_at: datetime
    author: str
    author_phone: str


class UnlistedRecord(UnreadSummary, frozen=True):
    """A record that was signed for this reader and cannot be listed. Rows may lie: the log told.

    `reference` is empty when even its row is gone; `stored`: whether there is a page to open.
    """

    stored: bool


def find_concerns_waiting_by_log(uow: UnitOfWork) -> dict[UUID, UnreadRecord]:
    """Return the concerns that wait for the signed-in member, by the log read up to now.

    Call it before anything is logged. Raises LogBrokenError when the log was cut or altered.
    """
    uow.key_log.refresh(uow.session, uow.org)
    held = list_held_fingerprints(uow)
    return {
        concern_id: found
        for concern_id, found in uow.key_log.files(uow.org).waiting().items()
        if found.card_of(concern_id, held) is not None
    }


def is_consistent_with_log(concern: Any, said: UnreadRecord | None) -> bool:
    """Whether a row names the author and time that the log does; True when the log is silent.

    `concern`: a Concern, or a row with its columns.
    """
    if said is None:
        return True
    return (str(concern.author_id), truncate_to_millisecond(concern.signed_at)) == (
        said.author,
        said.at,
    )


def load_unlisted_records(
    uow: UnitOfWork, missing: dict[UUID, UnreadRecord]
) -> tuple[UnlistedRecord, ...]:
    """These records as the list can speak of them: author and time from the log, oldest first."""
    references = _references(uow, tuple(missing))
    people = _people(uow, {said.author for said in missing.values()})
    found = []
    for concern_id, said in sorted(missing.items(), key=lambda pair: pair[1].at):
        name, phone = people.get(said.author, ("", ""))
        found.append(
            UnlistedRecord(
                id=concern_id,
                reference=references.get(concern_id, ""),
                signed_at=said.at,
                author=name,
                author_phone=phone,
                stored=concern_id in references,
            )
        )
    return tuple(found)


def _references(uow: UnitOfWork, ids: tuple[UUID, ...]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for some in split_into_chunks(ids):
        rows = uow.session.execute(
            select(Concern.id, Concern.reference).where(build_concerns_condition(uow.org.id, some))
        )
        found.update((concern_id, reference) for concern_id, reference in rows)
    return found


def _people(uow: UnitOfWork, authors: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the names and phones of these members, by their ids."""
    if not authors:
        return {}
    mine = Member.id.in_(map(UUID, authors))
    rows = uow.session.execute(
        select(Member.id, Member.phone, Member.contact_salt).where(
            Member.org_id == uow.org.id, mine
        )
    ).all()
    names = load_name_texts(uow, (row.id for row in rows))
    return {
        str(row.id): (
            names[row.id],
            read_vouched_phone(uow.key_log, uow.org, row.id, row).number,
        )
        for row in rows
    }
