"""Open and write a team's books. A book holds many slips under one seal, so it opens faster.

A book counts only if the log's newest line about it names its bytes. The caller has logged the
look. Nothing that was opened is kept. A book of the first layout is JSON of its slips. One of the
second has them packed, with columns that a search looks in first. Both open, and only the second is
written.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from uuid import uuid4

import msgspec
from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.domain.values.entry_values import Slip
from app.domain.values.normalised import VERSION
from app.domain.values.packed_slips import (
    PackedSlips,
    decode_packed,
    encode_packed,
    pack_slips,
)
from app.errors import SealedError, StaleError
from app.models.sealed_index import IndexBook
from app.services.sealed_index.index_formats import BookPlace, open_book, seal_book
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret

MOST_IN_BOOK = 500
BOOKS_AT_ONCE = 16
"""Books that are read in one statement: no search has all of them in memory."""
FIRST_LAYOUT, SECOND_LAYOUT = 1, 2
_SECOND_START, _SECOND_END = b"\x02", b"\x03"
"""Bytes around a book of the second layout. JSON begins otherwise, and its padding is cut off."""


class BookContent(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """Everything in a book of the first layout. `version`: the normaliser of all its values."""

    version: int
    slips: tuple[Slip, ...]


_NOTHING = pack_slips(())


class TeamBook(PrivateStruct, frozen=True):
    """A book as it is stored now. `digest`: what the log's newest line says; "" for a new one.

    `packed`: its slips; none where it cannot be trusted, or was made by another version.
    """

    part: int
    generation: int
    digest: str
    packed: PackedSlips = _NOTHING
    layout: int = SECOND_LAYOUT

    @property
    def size(self) -> int:
        """How many slips it has."""
        return len(self.packed.slips)


class HeldTeamKey(PrivateStruct, frozen=True):
    """A team whose key this person holds."""

    team: Team
    epoch: int
    secret: Secret

    @property
    def place(self) -> str:
        """The beginning of the log ids of its books."""
        return f"index/{self.team.value}/{self.epoch}"


_CONTENT = msgspec.json.Decoder(BookContent)


def load_team_keys(uow: UnitOfWork) -> tuple[HeldTeamKey, ...]:
    """Return the keys of the team of whoever is signed in, the newest first; none without a team.

    Books are written with the newest alone, and read with each.
    """
    team = uow.me.team
    if team is None:
        return ()
    held = uow.keys.team_secrets(uow.session, team)
    return tuple(HeldTeamKey(team, epoch, secret) for epoch, secret in held)


def open_books(uow: UnitOfWork, key: HeldTeamKey) -> Iterator[TeamBook]:
    """Open each book of a team, by its part. Raises KeyChangedError and LogBrokenError."""
    mine = (
        IndexBook.org_id == uow.org.id,
        IndexBook.recipient_fpr == key.secret.public.fingerprint,
    )
    stored_parts = set(uow.session.scalars(select(IndexBook.part).where(*mine)))
    parts = sorted(_list_known(uow, key).keys() | stored_parts)
    for start in range(0, len(parts), BOOKS_AT_ONCE):
        # The log just before the rows: another session may write a book while this one reads.
        some, known = parts[start : start + BOOKS_AT_ONCE], _list_known(uow, key)
        rows = uow.session.execute(
            select(IndexBook.part, IndexBook.generation, IndexBook.blob).where(
                *mine, IndexBook.part.in_(some)
            )
        )
        stored = {part: (generation, blob) for part, generation, blob in rows}
        for part in some:
            generation, blob = stored.get(part, (0, b""))
            yield _open_book(uow, key, TeamBook(part, generation, known.get(part, "")), blob)


def _list_known(uow: UnitOfWork, key: HeldTeamKey) -> dict[int, str]:
    uow.key_log.refresh(uow.session, uow.org)
    return uow.key_log.books(uow.org).list_books(key.place)


def _open_book(uow: UnitOfWork, key: HeldTeamKey, book: TeamBook, blob: object) -> TeamBook:
    """Return the book with what is in it; without, where it cannot be trusted or is too old."""
    if not isinstance(blob, bytes) or hashlib.sha256(blob).hexdigest() != book.digest:
        return book
    place = _make_place(uow, key, book.part, book.generation)
    try:
        layout, packed = decode_book(open_book(blob, holder=key.secret, **place))
    except (SealedError, msgspec.MsgspecError):
        return book
    if packed.version != VERSION:
        return book
    return msgspec.structs.replace(book, packed=packed, layout=layout)


def decode_book(plain: bytes) -> tuple[int, PackedSlips]:
    """Return the layout of a book and its slips. Raises msgspec.MsgspecError."""
    if plain.startswith(_SECOND_START):
        return SECOND_LAYOUT, decode_packed(memoryview(plain)[1:-1])
    content = _CONTENT.decode(plain)
    try:
        packed = pack_slips(content.slips)
    except ValueError:
        raise msgspec.ValidationError("book: expected ids of concerns") from None
    return FIRST_LAYOUT, msgspec.structs.replace(packed, version=content.version)


def encode_book(slips: Collection[Slip]) -> bytes:
    """Return a book of the second layout."""
    return _SECOND_START + encode_packed(pack_slips(slips)) + _SECOND_END


class SealedBook(PrivateStruct, frozen=True):
    """A book that was sealed outside the lock, ready to take the place of `before`."""

    before: TeamBook
    generation: int
    blob: bytes


def choose_book_to_write(books: Iterable[TeamBook]) -> TeamBook:
    """Return the book to write in: the first with room, one that cannot be read, or a new one."""
    last = 0
    for one in books:
        if one.size < MOST_IN_BOOK:
            return one
        last = max(last, one.part)
    return TeamBook(last + 1, 0, "")


def seal_book_with_slips(
    uow: UnitOfWork, key: HeldTeamKey, before: TeamBook, slips: Iterable[Slip]
) -> SealedBook:
    """Seal what a book has now and these slips; of an entry's two, the later one counts."""
    merged = {(one.concern, one.number): one for one in (*before.packed.open_all(), *slips)}
    generation = before.generation + 1
    place = _make_place(uow, key, before.part, generation)
    blob = seal_book(encode_book(merged.values()), holder=key.secret, **place)
    return SealedBook(before, generation, blob)


def replace_book(
    uow: UnitOfWork, act: LoggedTransaction, key: HeldTeamKey, book: SealedBook
) -> None:
    """Put a book in the place of the one that was read, and log its hash.

    Raises StaleError where another one was written, or the key was changed, meanwhile: then nothing
    is.
    """
    if uow.keys.team_public(act.session, key.team)[0] != key.epoch:
        raise StaleError(f"book {book.before.part} of epoch {key.epoch}")
    uow.key_log.refresh(act.session, uow.org)
    known = uow.key_log.books(uow.org).list_books(key.place)
    before, fingerprint = book.before, key.secret.public.fingerprint
    if known.get(before.part, "") != before.digest:
        raise StaleError(f"book {before.part}")
    row = act.session.scalar(
        select(IndexBook).where(
            IndexBook.org_id == uow.org.id,
            IndexBook.recipient_fpr == fingerprint,
            IndexBook.part == before.part,
        )
    )
    if row is None:
        row = IndexBook(id=uuid4(), org_id=uow.org.id, recipient_fpr=fingerprint, part=before.part)
        act.session.add(row)
    row.generation, row.blob = book.generation, book.blob
    act.session.flush()
    h = hashlib.sha256(book.blob).digest()
    act.log(Action.BOOK_SEALED, f"{key.place}/{before.part}", h=h)


def _make_place(uow: UnitOfWork, key: HeldTeamKey, part: int, generation: int) -> BookPlace:
    return BookPlace(
        org=str(uow.org.id),
        team=key.team.value,
        epoch=key.epoch,
        generation=generation,
        part=part,
    )
