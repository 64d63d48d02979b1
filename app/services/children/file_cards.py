"""Seal and open the cards of children's files. One counts only if the log's newest line names it.

Only a lead reaches any of it: files belong to the leads' team. A card that was changed, put back
or moved here is refused, never shown. This module logs no look: its callers do, before.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select

from app.database import read_flushed_rows
from app.domain.children.child_card import ChildCard, decode_card, encode_card
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.errors import NotFoundError, SealedError, StaleError
from app.models.child_file import ChildFile
from app.services.audit_log import refusals
from app.services.children.file_entries import FILEKIND
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret
from app.vault.sealed_cards import CardPlace, open_card, seal_card

CHUNK_SIZE = 500
_ID = attrgetter("int")
"""The order of the ids as they are written, found without writing them."""
_STORED_CARDS = select(  # built once: each Today opens many cards
    ChildFile.id, ChildFile.revision, ChildFile.recipient_fpr, ChildFile.card
).where(
    ChildFile.org_id == bindparam("org", type_=Uuid()),
    ChildFile.id.in_(bindparam("files", expanding=True)),
)


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
    place = _place(str(uow.org.id), file_id, epoch)
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
    held = uow.keys.team_secrets(uow.session, Team.LEADS)
    keys = {secret.public.fingerprint: (epoch, secret) for epoch, secret in held}
    index, org = uow.key_log.children(uow.org), str(uow.org.id)
    for start in range(0, len(ids), CHUNK_SIZE):
        given = {"org": uow.org.id, "files": ids[start : start + CHUNK_SIZE]}
        rows = read_flushed_rows(uow.session, _STORED_CARDS, given)
        for file_id, revision, recipient, stored in rows:
            # A card from before the key was changed is sealed to an older epoch. A row that names
            # none of ours is tried with the newest key, and refused.
            epoch, secret = keys.get(recipient, held[0])
            digest, place = index.get_card_hash(file_id), _place(org, file_id, epoch)
            yield file_id, _open_row((revision, stored), digest, secret, place)


def _open_row(
    row: tuple[int, object], digest: str, secret: Secret, place: CardPlace
) -> ChildCard | None:
    revision, stored = row  # SQLite keeps anything in any column
    if not isinstance(stored, bytes) or hashlib.sha256(stored).hexdigest() != digest:
        return None
    try:
        return decode_card(open_card(stored, revision=revision, holder=secret, **place))
    except (SealedError, msgspec.MsgspecError, TypeError):
        return None


def _place(org: str, file_id: UUID, epoch: int) -> CardPlace:
    return CardPlace(
        org=org,
        team=Team.LEADS.value,
        epoch=epoch,
        filekind=FILEKIND,
        file=str(file_id),
    )
