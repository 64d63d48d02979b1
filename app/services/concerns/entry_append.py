"""A file whose record was opened and proved, ready for one more entry.

The readers come out of the record's own seal, so that a changed row cannot widen them. Every key
is looked up before anything is logged: the key log must never read a line that a rolled-back
transaction takes away again.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from app.domain.deadlines.concern_status import has_new_information, reopens_concern
from app.domain.record.entry_schema import Entry as Said
from app.domain.record.entry_schema import ReadersEntry, Record
from app.domain.record.private_mentions import list_private_names
from app.domain.routing.recipients import Recipients, Route
from app.errors import KeyChangedError, ReadingEndedError, SealedError
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry
from app.services.audit_log import refusals
from app.services.audit_log.writer import load_lines_by_place
from app.services.concerns import stored_status, unread_additions
from app.services.concerns.author_access.author_wraps import (
    AuthorWraps,
    NotLookedError,
    log_reads_before_sharing,
    make_author_wraps,
)
from app.services.concerns.concern_access import find_my_reading_end, load_readable_concern
from app.services.concerns.entry_decryption import EntryOpener, hash_sealed_entry, load_entry_rows
from app.services.concerns.entry_encryption import (
    EntrySlot,
    build_signer,
    load_recipient_keys,
    store_entry,
)
from app.services.concerns.idempotency import log_and_verify_submission
from app.services.concerns.record_routing import find_members_to_mail
from app.services.members import member_lookup
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public
from app.vault.server_secret import ServerSecret

MOST_LOOKS = 5
"""Looks at the entries for an author whose time to read is over, if others add to them meanwhile.
"""
MakeEntry = Callable[[EntrySlot], Said]
MakeBeside = Callable[[EntrySlot, int], Said]
"""Make one more entry next to the one of this number, in its transaction."""


class AlreadyAddedError(Exception):
    """The same button was pressed twice, or by two readers at once: leave without an entry."""

    def __init__(self, number: int = 0) -> None:
        super().__init__(f"entry {number}")
        self.number = number


class AppendableConcern:
    """A file whose record was opened and proved, ready for one more entry."""

    def __init__(self, uow: UnitOfWork, concern_id: UUID, record: Record, author: Public) -> None:
        self.uow, self.concern_id = uow, concern_id
        self.record, self.author = record, author

    @property
    def route(self) -> Route:
        """Who the record was sealed to, as the record itself says."""
        kind = Recipients(self.record.route)
        team = kind in {Recipients.LEADS, Recipients.SENIORS}
        return Route(kind, () if team else tuple(map(UUID, self.record.recipients)))

    @property
    def is_reader(self) -> bool:
        """Whether the signed-in person is one of the record's readers, not only its author."""
        me = self.uow.me
        return bool({me.team, str(me.id)} & set(self.record.recipients))

    def write(self, make: MakeEntry, once: UUID | None, beside: tuple[MakeBeside, ...] = ()) -> int:
        """Seal and store what `make` says, and what belongs beside it; returns its number.

        `once`: the draft it was written in. An entry made from it already is left as it is, and its
        number returned.
        """
        if once is None:
            return self._write(make, uuid4(), beside)
        try:
            own_id = derive_own_entry_id(self.uow, self.concern_id, once)
            return self._write(make, own_id, beside)
        except AlreadyAddedError as before:
            if log_and_verify_submission(self.uow, once, self.concern_id, before.number):
                return before.number
        # Something else was put under this id: these words are signed all the same.
        return self._write(make, uuid4(), beside)

    def _write(self, make: MakeEntry, entry_id: UUID, beside: tuple[MakeBeside, ...]) -> int:
        tries = 0
        while True:
            tries += 1
            try:
                return self._write_as_looked(make, entry_id, beside, self._look_to_share())
            except NotLookedError:
                if tries == MOST_LOOKS:
                    raise
            except ReadingEndedError:
                refusals.log_or_count_refusal(self.uow, refusals.FILE, str(self.concern_id))
                raise

    def _look_to_share(self) -> frozenset[UUID]:
        """Log the look at what an author whose keys were deleted may be given, and return it."""
        is_due = self._has_author_ended()
        return log_reads_before_sharing(self.uow, self.concern_id) if is_due else frozenset()

    def _write_as_looked(
        self,
        make: MakeEntry,
        entry_id: UUID,
        beside: tuple[MakeBeside, ...],
        looked: frozenset[UUID],
    ) -> int:
        try:
            with self.uow.act() as act:
                self._not_before(entry_id)
                readers, waits = self.readers(), self.waits
                self._demand_reading()
                told = () if self.is_reader or waits else self.mailed()
                slot = self.slot(act, entry_id)
                places = self._list_next_places(act, slot, len(beside))
                authors = self._list_author_keys()
                shared = self._share_with_author(looked)
                said = make(slot)
                more = [one(place, slot.number) for one, place in zip(beside, places, strict=True)]
                if shared and any(reopens_concern(one, self.record.by.id) for one in (said, *more)):
                    shared.store(self.uow, act)
                    authors = [self.author]
                for place, entry in zip((slot, *places), (said, *more), strict=True):
                    self._store(place, entry, readers, authors)
                self._follow(slot, said, told, waits=waits)
                return slot.number
        except KeyChangedError:
            self.uow.refuse(Action.KEY_REFUSED, str(self.concern_id))
            raise

    def _follow(self, slot: EntrySlot, said: Said, told: tuple[UUID, ...], *, waits: bool) -> None:
        """Open the concern again if the entry does, and tell its readers what is new."""
        if not waits:
            stored_status.reopen_if_closed(self.uow, slot, said, self.record.by.id)
        if has_new_information(said):
            unread_additions.start_clock_and_mail_readers(self.uow, slot, told)

    def _demand_reading(self) -> None:
        """Raise ReadingEndedError where it ended for me since the record was opened.

        Ask under the write lock, with the log read up to now: housekeeping may just have deleted
        my keys, and then I cannot give them to myself again.
        """
        end = find_my_reading_end(self.uow, self.concern_id)
        if end is not None and end.is_over:
            raise ReadingEndedError(self.concern_id)

    def _list_next_places(
        self, act: LoggedTransaction, slot: EntrySlot, count: int
    ) -> list[EntrySlot]:
        """Return so many places after this one. Call before logging."""
        places = [slot]
        for _ in range(count):
            places.append(self.slot(act, uuid4(), after=places[-1].number))
        return places[1:]

    def mailed(self) -> tuple[UUID, ...]:
        """Return readers to mail of what the author adds. Call before logging.

        Never the author, nor someone whose account was stopped, even if the record names them.
        """
        to_mail = find_members_to_mail(
            member_lookup.list_leads_and_seniors(self.uow), self.route, UUID(self.record.by.id)
        )
        stopped = self.uow.key_log.find_stopped_accounts(self.uow.org)
        return tuple(one for one in to_mail if one not in stopped)

    def _store(
        self, slot: EntrySlot, said: Said, readers: list[Public], authors: list[Public]
    ) -> None:
        """Seal an entry to whom it is for: to its author too, but for what only readers see."""
        withheld = isinstance(said, ReadersEntry)
        recipients = readers if withheld else [*readers, *authors]
        action = Action.ENTRY_WITHHELD if withheld else Action.ENTRY_ADDED
        store_entry(self.uow, slot, said, recipients, action=action)
        self.count(slot)

    def readers(self) -> list[Public]:
        """Return every reader's key, as pinned or certified. Call before logging."""
        kind, named = self.route.kind, self.route.named
        stay = tuple(one for one in named if not self._is_removed(one))
        return [reader.public for reader in load_recipient_keys(self.uow, Route(kind, stay))]

    def recipients(self) -> list[Public]:
        """Return every reader's key, as pinned or certified, and the author's.

        Call before logging.
        """
        return [*self.readers(), *self._list_author_keys()]

    def _list_author_keys(self) -> list[Public]:
        """Return the author's key; none once they were removed, or their time to read is over.

        Nothing new is sealed to them then. Call before logging.
        """
        out = self._is_removed(UUID(self.record.by.id)) or self._has_author_ended()
        return [] if out else [self.author]

    def _has_author_ended(self) -> bool:
        """Whether the author's keys to this concern were deleted, by the log."""
        closed = self.uow.key_log.reading(self.uow.org).find(self.concern_id)
        return closed is not None and closed.is_ended

    def _share_with_author(self, looked: frozenset[UUID]) -> AuthorWraps | None:
        """Return the keys of every entry for an author whose keys were deleted.

        They are written with what opens the concern again. Call before logging.
        """
        if not self._has_author_ended() or self._is_removed(UUID(self.record.by.id)):
            return None
        return make_author_wraps(self.uow, self.concern_id, self.author, looked)

    def _is_removed(self, member_id: UUID) -> bool:
        stops = self.uow.key_log.recall_sessions(self.uow.org).suspensions
        return stops.is_removed(member_id)

    def slot(self, act: LoggedTransaction, entry_id: UUID, after: int = 0) -> EntrySlot:
        """Return the next place in the concern, after this number.

        Nobody else can take it: the write lock is held. Call before logging.

        A number that the log has seen is never used again, whatever its lines are filed under: an
        entry that was taken away leaves a gap, which every later reader is shown. A row that only
        calls itself number 90000 moves nobody there.
        """
        stored = set(
            act.session.scalars(
                select(Entry.number).where(
                    Entry.org_id == self.uow.org.id, Entry.concern_id == self.concern_id
                )
            )
        )
        tally = self.uow.key_log.tally(act.session, self.uow.org, self.concern_id)
        number = max(tally.written, after) + 1
        while (
            number in stored
            or self._was_taken(act, number)
            or (number <= tally.highest and self._was_shown(act, number))
        ):
            number += 1
        slot = EntrySlot(act, self.concern_id, entry_id, number, build_signer(self.uow))
        slot.readers, slot.private = self.readers(), list_private_names(self.record.parts)
        slot.held = self.record.held_keys
        return slot

    def _was_taken(self, act: LoggedTransaction, number: int) -> bool:
        seen = select(Leaf.i).where(
            Leaf.org_id == self.uow.org.id, Leaf.obj == f"{self.concern_id}/{number}"
        )
        return act.session.scalar(seen.limit(1)) is not None

    def _was_shown(self, act: LoggedTransaction, number: int) -> bool:
        """Whether a line that names many has this entry: what it showed was never signed."""
        places = self.uow.key_log.files(self.uow.org).list_shared_openings(self.concern_id)
        lines = load_lines_by_place(act.session, self.uow.org.id, places)
        return any(f'"{self.concern_id}/{number}"'.encode() in line for line in lines)

    def count(self, slot: EntrySlot) -> None:
        """Say in clear how many entries there are, so that a missing last one is noticed."""
        slot.act.session.execute(
            update(Concern).where(Concern.id == self.concern_id).values(entries=slot.number)
        )

    @property
    def waits(self) -> bool:
        """Whether it is unread by the log: a row must not make the button do nothing."""
        self.uow.key_log.refresh(self.uow.session, self.uow.org)
        return self.uow.key_log.files(self.uow.org).one(self.concern_id) is not None

    def _not_before(self, entry_id: UUID) -> None:
        number = self.uow.session.scalar(select(Entry.number).where(Entry.id == entry_id))
        if number is not None:
            raise AlreadyAddedError(number)


def count_stored_entries(uow: UnitOfWork, concern_id: UUID) -> int:
    """Return how many entries of a concern are stored now."""
    mine = Entry.org_id == uow.org.id, Entry.concern_id == concern_id
    return uow.session.scalar(select(func.count()).select_from(Entry).where(*mine)) or 0


def derive_own_entry_id(uow: UnitOfWork, concern_id: UUID, once: UUID) -> UUID:
    """Return the id of the entry that I make under the id `once`.

    The id of another file's entry, sent as `once`, must not meet that entry; nor may anybody who
    only writes to the database be there first.
    """
    return derive_entry_id(uow.server, concern_id, uow.me.id, once)


def derive_entry_id(server: ServerSecret, concern_id: UUID, author: UUID, once: UUID) -> UUID:
    """Return the id of the entry that `author` makes under the id `once`."""
    return server.place_id(str(concern_id), f"entry {author}/{once}")


def open_for_append(uow: UnitOfWork, concern_id: UUID) -> AppendableConcern:
    """Log the look, open the record and prove it.

    Raises NotFoundError (logged) when it is absent or not mine, SealedError (logged) when it cannot
    be trusted: then nothing can be added, because nobody knows to whom.
    """
    load_readable_concern(uow, concern_id)
    rows = [row for row in load_entry_rows(uow, concern_id) if row.number == 1]
    if not rows:
        raise SealedError("record-missing")
    uow.look(Action.ENTRY_READ, f"{concern_id}/1", h=hash_sealed_entry(rows[0]))
    opener = EntryOpener(uow, rows)
    try:
        said, _ = opener.verify_and_read(rows[0])
        author = opener.author(rows[0])[0]
    except (SealedError, KeyChangedError):
        said = None
    if not isinstance(said, Record):
        uow.refuse(Action.ENTRY_REFUSED, f"{concern_id}/1")
        raise SealedError("record")
    return AppendableConcern(uow, concern_id, said, author)
