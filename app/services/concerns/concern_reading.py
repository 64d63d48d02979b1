"""Read a file: every opening is logged before it happens, every entry proves itself or is refused.

Absent and not yours are one answer. An entry that fails any proof is shown as one that cannot be
trusted while the others open; its refusal is logged. This module never shows half an entry.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select

from app.database import read_flushed_rows
from app.domain.deadlines.concern_status import ConcernStatus, NumberedEntry, find_concern_status
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Acknowledgement, Person, Record
from app.errors import NotFoundError
from app.models.concern import Concern, Entry, Wrap
from app.services.audit_log import refusals
from app.services.concerns.additions import add_entry
from app.services.concerns.concern_access import (
    build_concerns_condition,
    find_team_unless_step_due,
    load_own_or_shared_concern,
    load_readable_concern,
)
from app.services.concerns.entry_decryption import (
    EntryOpener,
    EntryRow,
    OpenEntry,
    find_readers_only_rows,
    hash_sealed_entry,
    load_entry_rows_by_concern,
    make_refused_entry_range,
)
from app.services.concerns.own_concerns import OwnConcern, list_own_concerns
from app.services.concerns.unread_additions import find_unacknowledged_additions
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork

__all__ = [
    "ConcernSummary", "OpenConcern", "OwnConcern", "OpenEntry",
    "add_entry", "demand_concern_reader", "list_own_concerns", "open_concern",
    "load_concern_summary", "log_and_open_concerns",
]  # fmt: skip

MOST_LINES = 10
"""Up to so many entries of a concern that are opened get a line each. More of them share one line
(docs/decisions/0162)."""

# Built once, and plain rows: a child's file has many of them, and none is changed.
_READ = select(
    *(Concern.id, Concern.reference, Concern.state, Concern.route),
    *(Concern.author_id, Concern.signed_at),
).where(
    build_concerns_condition(bindparam("org", type_=Uuid()), bindparam("concerns", expanding=True)),
)


class OpenConcern(PrivateStruct, frozen=True, dict=True):
    """A concern as this person may see it, its entries in the order of their numbers.

    `acknowledged_at` and `acknowledged_by` come from the sealed acknowledgement, not from a column.
    `is_reader`: one of those it was sealed to; otherwise its author. `withheld`: numbers of entries
    that are for its readers alone, and not among `entries`.
    """

    id: UUID
    reference: str
    state: str
    route: str
    author_id: UUID
    signed_at: datetime
    is_reader: bool
    entries: tuple[OpenEntry, ...]
    withheld: tuple[int, ...] = ()

    @property
    def record(self) -> Record | None:
        """The record, or None when it cannot be trusted."""
        first = self.entries[0].entry if self.entries else None
        return first if isinstance(first, Record) else None

    @cached_property
    def said(self) -> tuple[NumberedEntry, ...]:
        """What each entry says, by its number. One that is refused says nothing."""
        return tuple((one.number, one.entry) for one in self.entries if one.entry is not None)

    @cached_property
    def life(self) -> ConcernStatus:
        """Where it stands: by its entries, never by the column."""
        return find_concern_status(self.said)

    @property
    def has_untrusted(self) -> bool:
        """Whether an entry is refused: what is outstanding may be in it."""
        return any(one.refused for one in self.entries)

    @property
    def last(self) -> int:
        """The number of the last entry, also where it is not there."""
        return self.entries[-1].end

    @cached_property
    def acknowledgement(self) -> Acknowledgement | None:
        """The first acknowledgement."""
        said = (one.entry for one in self.entries)
        return next((entry for entry in said if isinstance(entry, Acknowledgement)), None)

    @cached_property
    def added_since(self) -> tuple[OpenEntry, ...]:
        """What its author added after it was last acknowledged."""
        return find_unacknowledged_additions(self.entries)

    @property
    def acknowledged_at(self) -> datetime | None:
        """When a reader acknowledged it."""
        return self.acknowledgement.signed_at if self.acknowledgement else None

    @property
    def acknowledged_by(self) -> Person | None:
        """Who acknowledged it, as they were then."""
        return self.acknowledgement.by if self.acknowledgement else None


class ConcernSummary(msgspec.Struct, frozen=True):
    """A file without its contents."""

    id: UUID
    reference: str
    entries: int
    is_reader: bool


def open_concern(uow: UnitOfWork, concern_id: UUID) -> OpenConcern:
    """Open a file's entries. Raises NotFoundError, logged, when it is absent or not mine."""
    return log_and_open_concerns(uow, (load_readable_concern(uow, concern_id).id,))[0]


def log_and_open_concerns(
    uow: UnitOfWork,
    ids: Sequence[UUID],
    child_file: UUID | None = None,
    action: Action = Action.CHILD_OPENED,
) -> tuple[OpenConcern, ...]:
    """Open the entries of files that the caller found to be mine, all in one logged look.

    `child_file`: the child's file that shows them. One line then names it and every entry, under
    `action`: other than CHILD_OPENED where the caller shows no one what they say.
    """
    written = uow.key_log.count_written(uow.session, uow.org, ids)
    uow.session.rollback()  # rows are read as they are since: each that the log knows is there
    every = load_entry_rows_by_concern(uow, ids)
    hidden = find_readers_only_rows(uow, [row for found in every.values() for row in found])
    rows = {one: [row for row in found if row.id not in hidden] for one, found in every.items()}
    _log_opening(uow, rows, child_file, action)
    found = read_flushed_rows(uow.session, _READ, {"org": uow.org.id, "concerns": list(ids)})
    concerns = {concern.id: concern for concern in found}
    opener = EntryOpener(uow, [row for some in rows.values() for row in some])
    files = []
    for concern_id in filter(concerns.__contains__, ids):
        opened = {row.number: opener.open(row) for row in rows[concern_id]}
        withheld = tuple(row.number for row in every[concern_id] if row.id in hidden)
        # How many there are says the log: a column could be counted down, the newest taken away.
        entries = _whole(opened, max(written[concern_id], 1), withheld)
        _log_refused(uow, concern_id, entries)
        files.append(_file(uow, concerns[concern_id], entries, withheld))
    return tuple(files)


def _log_opening(
    uow: UnitOfWork,
    rows: Mapping[UUID, Sequence[EntryRow]],
    child_file: UUID | None,
    action: Action,
) -> None:
    by_concern = {
        one: {f"{one}/{row.number}": hash_sealed_entry(row) for row in found}
        for one, found in rows.items()
    }
    with uow.act() as act, act.gather_lines():
        if child_file is not None:
            digests = {obj: h for some in by_concern.values() for obj, h in some.items()}
            act.log_shown(action, str(child_file), digests, digests)
        else:
            for one, digests in by_concern.items():
                _log_entries_read(act, one, digests)
        for concern_id, found in rows.items():
            if not found:
                act.log(Action.ENTRY_REFUSED, str(concern_id))


def _log_entries_read(act: LoggedTransaction, concern_id: UUID, digests: dict[str, bytes]) -> None:
    if len(digests) > MOST_LINES:
        act.log_shown(Action.ENTRY_READ, str(concern_id), digests, digests)
        return
    for obj, digest in digests.items():
        act.log(Action.ENTRY_READ, obj, h=digest)


def load_concern_summary(uow: UnitOfWork, concern_id: UUID) -> ConcernSummary:
    """Return what is in clear about a concern.

    Raises NotFoundError, logged, when absent or not mine.
    """
    concern = load_own_or_shared_concern(uow, concern_id)
    team = find_team_unless_step_due(uow)
    by_team = team is not None and uow.session.scalar(
        select(Wrap.id)
        .join(Entry, Entry.id == Wrap.entry_id)
        .where(
            Entry.concern_id == concern_id,
            Entry.number == 1,
            Wrap.recipient_fpr.in_(uow.keys.team_fingerprints(uow.session, team)),
        )
    )
    named = str(uow.me.id) in concern.named
    return ConcernSummary(
        id=concern.id,
        reference=concern.reference,
        entries=concern.entries,
        is_reader=bool(by_team) or named or concern.author_id != uow.me.id,
    )


def demand_concern_reader(uow: UnitOfWork, concern_id: UUID) -> None:
    """Raises NotFoundError, logged, for whoever is not one of the record's readers."""
    if not load_concern_summary(uow, concern_id).is_reader:
        refusals.log_or_count_refusal(uow, refusals.FILE, str(concern_id))
        raise NotFoundError(f"concern {concern_id}")


def _whole(
    opened: dict[int, OpenEntry], counted: int, withheld: tuple[int, ...]
) -> tuple[OpenEntry, ...]:
    """Return every number up to the newest: what is missing is refused, never passed over.

    A run of missing ones is one refusal: a row that was numbered 90000 fills neither log nor page.
    """
    found: list[OpenEntry] = []
    place = 1
    for number in sorted(number for number in {*opened, *withheld} if number > 0):
        if number > place:
            found.append(make_refused_entry_range(place, number - 1))
        found += [opened[number]] if number in opened else []
        place = number + 1
    return (*found, make_refused_entry_range(place, counted)) if place <= counted else tuple(found)


def _log_refused(uow: UnitOfWork, concern_id: UUID, entries: tuple[OpenEntry, ...]) -> None:
    bad = [one for one in entries if one.refused]
    if not bad:
        return
    with uow.act() as act, act.gather_lines():
        for one in bad:
            h = bytes.fromhex(one.digest) if one.digest else None
            act.log(Action.ENTRY_REFUSED, f"{concern_id}/{one.number}", h=h)


def _file(
    uow: UnitOfWork, concern: Any, entries: tuple[OpenEntry, ...], withheld: tuple[int, ...]
) -> OpenConcern:
    record = entries[0].entry
    held = {str(uow.me.id), str(find_team_unless_step_due(uow))}
    is_reader = isinstance(record, Record) and bool(held & set(record.recipients))
    return OpenConcern(
        id=concern.id,
        reference=record.reference if isinstance(record, Record) else concern.reference,
        state=concern.state,
        route=record.route if isinstance(record, Record) else concern.route,
        author_id=concern.author_id,
        signed_at=record.signed_at if isinstance(record, Record) else concern.signed_at,
        is_reader=is_reader,
        entries=entries,
        withheld=withheld,
    )
