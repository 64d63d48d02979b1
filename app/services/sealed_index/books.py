"""Open and write a team's books. A book holds many slips under one seal, so it opens faster.

A book counts only if the log's newest line about it names its bytes. The caller has logged the
look. Nothing that was opened is kept.
"""

import hashlib
from collections.abc import Iterable, Iterator
from uuid import uuid4

import msgspec
from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.domain.values.entry_values import Slip
from app.domain.values.normalised import VERSION
from app.errors import SealedError, StaleError
from app.models.sealed_index import IndexBook
from app.services.sealed_index.index_formats import BookPlace, open_book, seal_book
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret

MOST_IN_BOOK = 500


class BookContent(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """Everything in a book. `version`: the normaliser that all its values are compared by."""

    version: int
    slips: tuple[Slip, ...]


class TeamBook(PrivateStruct, frozen=True):
    """A book as it is stored now. `digest`: what the log's newest line says; "" for a new one.

    `slips`: none where it cannot be trusted, or was made by another version.
    """

    part: int
    generation: int
    digest: str
    slips: tuple[Slip, ...] = ()


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


def open_books(uow: UnitOfWork, key: HeldTeamKey) -> tuple[TeamBook, ...]:
    """Open every book of a team, by its part. Raises KeyChangedError and LogBrokenError."""
    uow.key_log.refresh(uow.session, uow.org)
    known = uow.key_log.books(uow.org).list_books(key.place)
    rows = uow.session.execute(
        select(IndexBook.part, IndexBook.generation, IndexBook.blob).where(
            IndexBook.org_id == uow.org.id,
            IndexBook.recipient_fpr == key.secret.public.fingerprint,
        )
    )
    stored = {part: (generation, blob) for part, generation, blob in rows}
    return tuple(_open_all(uow, key, known, stored))


def _open_all(
    uow: UnitOfWork, key: HeldTeamKey, known: dict[int, str], stored: dict[int, tuple[int, bytes]]
) -> Iterator[TeamBook]:
    for part in sorted(known.keys() | stored.keys()):
        generation, blob = stored.get(part, (0, b""))
        digest = known.get(part, "")
        book = TeamBook(part, generation, digest)
        if not isinstance(blob, bytes) or hashlib.sha256(blob).hexdigest() != digest:
            yield book
            continue
        place = _make_place(uow, key, part, generation)
        try:
            content = _CONTENT.decode(open_book(blob, holder=key.secret, **place))
        except (SealedError, msgspec.MsgspecError):
            yield book
            continue
        slips = content.slips if content.version == VERSION else ()
        yield msgspec.structs.replace(book, slips=slips)


class SealedBook(PrivateStruct, frozen=True):
    """A book that was sealed outside the lock, ready to take the place of `before`."""

    before: TeamBook
    generation: int
    blob: bytes


def choose_book(books: Iterable[TeamBook]) -> TeamBook:
    """Return the book to write in: the first with room, one that cannot be read, or a new one."""
    known = tuple(books)
    roomy = next((one for one in known if len(one.slips) < MOST_IN_BOOK), None)
    return roomy or TeamBook(max((one.part for one in known), default=0) + 1, 0, "")


def make_book(
    uow: UnitOfWork, key: HeldTeamKey, before: TeamBook, slips: Iterable[Slip]
) -> SealedBook:
    """Seal what a book has now and these slips; of an entry's two, the later one counts."""
    merged = {(one.concern, one.number): one for one in (*before.slips, *slips)}
    plain = msgspec.json.encode(BookContent(VERSION, tuple(merged.values())), order="sorted")
    generation = before.generation + 1
    place = _make_place(uow, key, before.part, generation)
    return SealedBook(before, generation, seal_book(plain, holder=key.secret, **place))


def write_book(uow: UnitOfWork, act: LoggedTransaction, key: HeldTeamKey, book: SealedBook) -> None:
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
