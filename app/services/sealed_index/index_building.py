"""Fold slips into books, and make slips for entries that have none: in a reader's own session.

Never in a page that only shows. A book is sealed without the write lock. Under the lock it takes
the place of the one that was read, or the work is dropped because another session was first. An
entry without a slip is opened for it, which is logged before, and proved as on the concern's page.
One that cannot be trusted gets none: searches go on saying that they did not look in it.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import EntryWithParts, Record
from app.domain.record.private_mentions import list_private_names
from app.domain.values.entry_values import Slip, make_slip
from app.domain.values.normalised import VERSION
from app.errors import StaleError
from app.models.concern import Card, Entry, Wrap
from app.models.sealed_index import IndexSlip
from app.services.concerns.concern_access import load_held_keys
from app.services.concerns.entry_decryption import EntryOpener, OpenEntry, hash_sealed_entry
from app.services.sealed_index.books import (
    MOST_IN_BOOK,
    SECOND_LAYOUT,
    HeldTeamKey,
    choose_book_to_write,
    load_team_keys,
    open_books,
    replace_book,
    seal_book_with_slips,
)
from app.services.sealed_index.slips import load_slip_rows, open_slips, write_slips
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

FOLD_AT = 25
"""Slips that wait before a search or a link folds them.

Each takes a thousand times as long as in a book, on every page of a child's file."""
ENTRIES_AT_ONCE = 200
SECONDS_AT_ONCE = 5.0
"""Seconds after which a press of the button is answered. The next one goes on from there."""
EntryPlace = tuple[UUID, int]


class MissingEntries(PrivateStruct, frozen=True):
    """Entries that are sealed to one key of a reader, and of which no slip is there."""

    reader: Public
    places: tuple[EntryPlace, ...]


def merge_slips_if_many(uow: UnitOfWork) -> None:
    """Fold the slips of this reader's team if many wait."""
    keys = load_team_keys(uow)
    if not keys:
        return
    waiting = select(func.count()).where(
        IndexSlip.org_id == uow.org.id,
        IndexSlip.recipient_fpr.in_([key.secret.public.fingerprint for key in keys]),
        IndexSlip.version == VERSION,
    )
    if (uow.session.scalar(waiting) or 0) >= FOLD_AT:
        merge_oldest_slips(uow)
        upgrade_book_layout(uow, keys[0])


def merge_oldest_slips(uow: UnitOfWork) -> int:
    """Put the oldest slips of this reader's team into a book; returns how many.

    Returns 0 if no slip waits, or another session folded at the same time. Slips that were sealed
    to an older key go into a book of the newest.
    """
    keys = load_team_keys(uow)
    if not keys:
        return 0
    newest = keys[0]
    before = choose_book_to_write(open_books(uow, newest))
    opened: tuple[tuple[UUID, Slip], ...] = ()
    for key in reversed(keys):
        room = MOST_IN_BOOK - before.size - len(opened)
        rows = load_slip_rows(uow, key.secret.public.fingerprint, room) if room > 0 else ()
        opened += tuple(open_slips(uow, rows, key.secret))
    if not opened:
        return 0
    book = seal_book_with_slips(uow, newest, before, [slip for _, slip in opened])
    try:
        with uow.act() as act:
            replace_book(uow, act, newest, book)
            folded = [row_id for row_id, _ in opened]
            act.session.execute(delete(IndexSlip).where(IndexSlip.id.in_(folded)))
    except StaleError:
        return 0
    return len(opened)


def upgrade_book_layout(uow: UnitOfWork, key: HeldTeamKey) -> bool:
    """Write one book of an older layout anew; returns whether there was one, and no one was first.

    Searches are slower with an older layout. A book of an earlier key of the team stays as it is.
    """
    books = open_books(uow, key)
    older = next((one for one in books if one.layout != SECOND_LAYOUT), None)
    if older is None:
        return False
    book = seal_book_with_slips(uow, key, older, ())
    try:
        with uow.act() as act:
            replace_book(uow, act, key, book)
    except StaleError:
        return False
    return True


def index_missing_entries(uow: UnitOfWork) -> None:
    """Make slips for entries that have none, until all have one or the time is over."""
    end = time.monotonic() + SECONDS_AT_ONCE
    keys = load_team_keys(uow)
    while keys and (merge_oldest_slips(uow) or upgrade_book_layout(uow, keys[0])):
        if time.monotonic() > end:
            return
    team = {key.secret.public.fingerprint for key in keys}
    for missing in _list_missing(uow, keys):
        for places in _split_by_concern(missing.places):
            slips = _open_entries(uow, places)
            if slips and missing.reader.fingerprint in team:
                _write_in_books(uow, keys[0], slips, missing.reader)
            elif slips:
                _write_as_slips(uow, slips, missing.reader)
            if time.monotonic() > end:
                return


def _list_missing(uow: UnitOfWork, keys: Sequence[HeldTeamKey]) -> Iterator[MissingEntries]:
    """Yield what is missing for each key of this reader, the newest concerns first."""
    in_books = {
        (UUID(bytes=concern), number)
        for key in keys
        for book in open_books(uow, key)
        for concern, number, _ in book.packed.list_places()
    }
    team = {key.secret.public.fingerprint for key in keys}
    for fingerprint, held in load_held_keys(uow).items():
        slips = open_slips(uow, load_slip_rows(uow, fingerprint), held.secret)
        have = {(UUID(slip.concern), slip.number) for _, slip in slips}
        if fingerprint in team:
            have |= in_books
        found = uow.session.execute(
            select(Entry.concern_id, Entry.number)
            .join(Wrap, Wrap.entry_id == Entry.id)
            .join(Card, Card.concern_id == Entry.concern_id)
            .where(
                Entry.org_id == uow.org.id,
                Wrap.recipient_fpr == fingerprint,
                Card.recipient_fpr.in_(team if fingerprint in team else {fingerprint}),
            )
            .order_by(Entry.signed_at.desc(), Entry.concern_id, Entry.number)
        )
        places = tuple(place for row in found if (place := (row[0], row[1])) not in have)
        if places:
            yield MissingEntries(held.secret.public, places)


def _split_by_concern(places: Sequence[EntryPlace]) -> Iterator[list[EntryPlace]]:
    """Yield batches that never split a concern: a private name in one entry affects all of them."""
    by_concern: dict[UUID, list[EntryPlace]] = {}
    for place in places:
        by_concern.setdefault(place[0], []).append(place)
    batch: list[EntryPlace] = []
    for group in by_concern.values():
        batch += group
        if len(batch) >= ENTRIES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _open_entries(uow: UnitOfWork, places: Collection[EntryPlace]) -> list[Slip]:
    """Open the concerns of these entries, logged first, and return the slips of these entries."""
    rows = _load_rows(uow, {concern_id for concern_id, _ in places})
    digests = {f"{row.concern_id}/{row.number}": hash_sealed_entry(row) for row in rows}
    with uow.act() as act:
        act.log_shown(Action.INDEXED, "index", digests, digests)
    opener = EntryOpener(uow, rows)
    opened: dict[UUID, list[OpenEntry]] = {}
    for row in rows:
        opened.setdefault(row.concern_id, []).append(opener.open(row))
    wanted = set(places)
    return [
        slip
        for concern_id, entries in opened.items()
        for slip in _make_slips(concern_id, entries)
        if (concern_id, slip.number) in wanted
    ]


def _make_slips(concern_id: UUID, entries: Collection[OpenEntry]) -> Iterator[Slip]:
    parts = [
        part for one in entries if isinstance(one.entry, EntryWithParts) for part in one.entry.parts
    ]
    private = list_private_names(parts)
    records = (one.entry for one in entries if isinstance(one.entry, Record))
    held = frozenset(key for record in records for key in record.held_keys)
    for one in entries:
        if one.entry is not None:
            yield make_slip(str(concern_id), one.number, one.entry, private, held)


def _load_rows(uow: UnitOfWork, ids: Collection[UUID]) -> tuple[Entry, ...]:
    """Return the entries of these concerns that are sealed to a key of mine, as they are now."""
    held = list(load_held_keys(uow))
    mine = select(Wrap.entry_id).where(Wrap.org_id == uow.org.id, Wrap.recipient_fpr.in_(held))
    rows = uow.session.scalars(
        select(Entry)
        .where(Entry.org_id == uow.org.id, Entry.concern_id.in_(ids), Entry.id.in_(mine))
        .order_by(Entry.concern_id, Entry.number)
    ).all()
    for row in rows:
        uow.session.expunge(row)
    return tuple(rows)


def _write_in_books(
    uow: UnitOfWork, key: HeldTeamKey, slips: Sequence[Slip], reader: Public
) -> None:
    """Write slips straight into the team's books; nothing where another session was first."""
    left = list(slips)
    while left:
        before = choose_book_to_write(open_books(uow, key))
        room = max(1, MOST_IN_BOOK - before.size)
        book = seal_book_with_slips(uow, key, before, left[:room])
        try:
            with uow.act() as act:
                replace_book(uow, act, key, book)
                _delete_slips(uow, act, left[:room], reader)
        except StaleError:
            return
        left = left[room:]


def _write_as_slips(uow: UnitOfWork, slips: Sequence[Slip], reader: Public) -> None:
    """Write slips of concerns for people by name: they are in no team's book."""
    with uow.act() as act:
        _delete_slips(uow, act, slips, reader)
        for slip in slips:
            write_slips(uow, act, slip, (reader,))


def _delete_slips(
    uow: UnitOfWork, act: LoggedTransaction, slips: Sequence[Slip], reader: Public
) -> None:
    """Delete what is stored for these entries and cannot be trusted, or is of another version."""
    for slip in slips:
        act.session.execute(
            delete(IndexSlip).where(
                IndexSlip.org_id == uow.org.id,
                IndexSlip.concern_id == UUID(slip.concern),
                IndexSlip.number == slip.number,
                IndexSlip.recipient_fpr == reader.fingerprint,
            )
        )
