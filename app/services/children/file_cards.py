"""Seal and open the cards of children's files. One counts only if the log's newest line names it.

Only a lead reaches any of it: files belong to the leads' team. A card that was changed, put back
or moved here is refused, never shown. This module logs no look: its callers do, before.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import String, Uuid, bindparam, cast, select

from app.database import read_flushed_rows
from app.domain.children.child_card import ChildCard, decode_card, encode_card
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.errors import NotFoundError, SealedError, StaleError
from app.models.child_file import ChildFile
from app.services.audit_log import refusals
from app.services.children.file_entries import FILEKIND
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.sealed_cards import CardPlace, open_card, seal_card

CHUNK_SIZE = 500
HEX_DIGITS = 32
"""Digits of an id, as SQLite has it: without dashes."""
_ID = attrgetter("int")
"""The order of the ids as they are written, found without writing them."""
_STORED_CARDS = select(  # built once: each Today opens many cards
    ChildFile.id, ChildFile.revision, ChildFile.recipient_fpr, ChildFile.card
).where(
    ChildFile.org_id == bindparam("org", type_=Uuid()),
    ChildFile.id.in_(bindparam("files", expanding=True)),
)
_ALL_STORED_CARDS = (
    select(cast(ChildFile.id, String), ChildFile.revision, ChildFile.recipient_fpr, ChildFile.card)
    .where(ChildFile.org_id == bindparam("org", type_=Uuid()))
    .execution_options(yield_per=CHUNK_SIZE)
)
FindCards = Callable[[Sequence[ChildCard]], Collection[int]]
"""Returns the places of the cards that have to be looked at, among many."""


class FileCard(PrivateStruct, frozen=True):
    """A child's file with its card; `card` is None where that cannot be trusted or is gone."""

    id: UUID
    card: ChildCard | None


def demand_lead(uow: UnitOfWork, obj: str) -> None:
    """Raise NotFoundError, logged, for whoever is not in the leads' team."""
    if uow.me.team is not Team.LEADS:
        refusals.log_or_count_refusal(uow, refusals.FILE, obj)
        raise NotFoundError(f"child {obj}")


def open_file_cards(uow: UnitOfWork, ids: Collection[UUID] | None = None) -> tuple[FileCard, ...]:
    """Open the cards of these files, or of all. A file whose row is gone has no card.

    The caller has logged the look. Raises KeyChangedError.
    """
    uow.key_log.refresh(uow.session, uow.org)
    index = uow.key_log.children(uow.org)
    known = index.list_files() if ids is None else filter(index.has_file, set(ids))
    wanted = sorted(known, key=_ID)
    found = dict(_open_cards(uow, wanted))
    return tuple(FileCard(file_id, found.get(file_id)) for file_id in wanted)


def open_fitting_file_cards(uow: UnitOfWork, find: FindCards) -> tuple[FileCard, ...]:
    """Open the cards of all files; return those that `find` chooses, and each without a card.

    There may be tens of thousands, of which no more than some hundreds are held at once. The caller
    has logged the look. Raises KeyChangedError.
    """
    uow.key_log.refresh(uow.session, uow.org)
    hashes = uow.key_log.children(uow.org).list_card_hashes()
    found: list[FileCard] = []
    for some in _open_all_cards(uow, hashes):
        whole = [(name, card) for name, card in some if card is not None]
        places = find([card for _, card in whole])
        found += [FileCard(UUID(whole[at][0]), whole[at][1]) for at in places]
        found += [FileCard(UUID(name), None) for name, card in some if card is None]
    return tuple(sorted(found, key=lambda one: one.id.int))


def open_file_card(uow: UnitOfWork, file_id: UUID) -> FileCard:
    """Open one card. Raises NotFoundError, logged, for a file that the log does not know."""
    demand_lead(uow, str(file_id))
    found = open_file_cards(uow, (file_id,))
    if not found:
        refusals.log_or_count_refusal(uow, refusals.FILE, str(file_id))
        raise NotFoundError(f"child {file_id}")
    return found[0]


def find_file_card_hash(uow: UnitOfWork, file_id: UUID) -> str:
    """Return the mark of a file's newest card. Take it before the card is opened to be changed."""
    uow.key_log.refresh(uow.session, uow.org)
    return uow.key_log.children(uow.org).get_card_hash(file_id)


def demand_card_unchanged(
    uow: UnitOfWork, act: LoggedTransaction, file_id: UUID, mark: str
) -> None:
    """Raise StaleError when a card was written since: what it says must not be lost."""
    uow.key_log.refresh(act.session, uow.org)
    if uow.key_log.children(uow.org).get_card_hash(file_id) != mark:
        raise StaleError(f"card of child {file_id}")


def write_card(
    uow: UnitOfWork, act: LoggedTransaction, file_id: UUID, card: ChildCard, number: int
) -> None:
    """Seal the card as it is after entry `number`, log its hash, and write it to its row."""
    row = act.session.get(ChildFile, file_id, populate_existing=True)
    epoch, secret = uow.keys.team_secret(act.session, Team.LEADS)
    place = CardPlace(
        org=str(uow.org.id),
        team=Team.LEADS.value,
        epoch=epoch,
        filekind=FILEKIND,
        file=str(file_id),
    )
    blob = seal_card(encode_card(card), revision=number, holder=secret, **place)
    act.log(Action.CHILD_CARD, str(file_id), h=hashlib.sha256(blob).digest())
    if row is None:
        row = ChildFile(id=file_id, org_id=uow.org.id, opened_at=act.now)
        act.session.add(row)
    row.revision, row.card = number, blob
    row.recipient_fpr = secret.public.fingerprint
    act.session.flush()


def log_refused_file_cards(uow: UnitOfWork, cards: Collection[FileCard]) -> None:
    """Log each file whose card did not open."""
    bad = [one.id for one in cards if one.card is None]
    if bad:
        with uow.act() as act, act.gather_lines():
            for file_id in bad:
                act.log(Action.ENTRY_REFUSED, str(file_id))


def _open_cards(uow: UnitOfWork, ids: Sequence[UUID]) -> Iterator[tuple[UUID, ChildCard | None]]:
    if not ids:
        return
    index, open_row = uow.key_log.children(uow.org), _make_row_opener(uow)
    for start in range(0, len(ids), CHUNK_SIZE):
        given = {"org": uow.org.id, "files": ids[start : start + CHUNK_SIZE]}
        rows = read_flushed_rows(uow.session, _STORED_CARDS, given)
        for file_id, *row in rows:
            yield file_id, open_row(str(file_id), index.get_card_hash(file_id), row)


def _open_all_cards(
    uow: UnitOfWork, hashes: Mapping[str, str]
) -> Iterator[list[tuple[str, ChildCard | None]]]:
    """Yield the files that the log has hashes of, some at once, by their ids as text."""
    if not hashes:
        return
    open_row, missing = _make_row_opener(uow), set(hashes)
    rows = read_flushed_rows(uow.session, _ALL_STORED_CARDS, {"org": uow.org.id})
    for some in rows.partitions():
        known = [
            (name, digest, row)
            for written, *row in some
            if (digest := hashes.get(name := _write_id(written)))
        ]
        missing.difference_update([name for name, _, _ in known])
        yield [(name, open_row(name, digest, row)) for name, digest, row in known]
    yield [(name, None) for name in missing]


def _write_id(text: str) -> str:
    """Return an id as the log writes it."""
    if len(text) != HEX_DIGITS:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _make_row_opener(uow: UnitOfWork) -> Callable[[str, str, Sequence[Any]], ChildCard | None]:
    """Return a function of a file, the hash of its card and its row, that returns the card.

    It returns None for a card that cannot be trusted. A card from before the key was changed is
    sealed to an older epoch. A row that names none of ours is tried with the newest key, and
    refused.
    """
    held = uow.keys.team_secrets(uow.session, Team.LEADS)
    keys = {secret.public.fingerprint: (epoch, secret) for epoch, secret in held}
    org, team = str(uow.org.id), Team.LEADS.value

    def open_row(file: str, digest: str, row: Sequence[Any]) -> ChildCard | None:
        revision, recipient, stored = row  # SQLite keeps anything in any column
        if not isinstance(stored, bytes) or hashlib.sha256(stored).hexdigest() != digest:
            return None
        try:
            epoch, secret = keys.get(recipient, held[0])
            place = CardPlace(org=org, team=team, epoch=epoch, filekind=FILEKIND, file=file)
            return decode_card(open_card(stored, revision=revision, holder=secret, **place))
        except (SealedError, msgspec.MsgspecError, TypeError):
            return None

    return open_row
