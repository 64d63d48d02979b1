"""Write the slip of an entry for each of its readers, in the transaction that signs it.

The author's session makes it, so that nothing is opened later. Every entry has one, with values or
without: that there is one tells nothing. The log vouches for its bytes. This module commits nothing
and never decides who the readers are.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from typing import cast
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Table, insert, select

from app.domain.values.entry_values import Slip, decode_slip, encode_slip
from app.domain.values.normalised import VERSION
from app.errors import SealedError
from app.models.audit_log import Leaf
from app.models.sealed_index import IndexSlip
from app.services.sealed_index.index_formats import SlipPlace, open_slip, seal_slip
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public, Secret
from audit import merkle

_NEW_SLIP = insert(cast(Table, IndexSlip.__table__))  # built once: building costs more than running
_START = b'{"act":"slip.sealed"'
_HASH = re.compile(rb'"h":"([0-9a-f]{64})"')
_OBJ = re.compile(rb'"obj":"([^"]+)"')
SlipRow = tuple[UUID, UUID, int, bytes, int, bytes, bytes | None]
"""Id, concern, number, sealed bytes; place, hash and line of the log."""


def get_slip_log_id(concern_id: object, number: int) -> str:
    """Return the log id of the slips of an entry."""
    return f"{concern_id}/slip/{number}"


def write_slips(
    uow: UnitOfWork, act: LoggedTransaction, slip: Slip, readers: Collection[Public]
) -> None:
    """Seal a slip to each of these readers, log it and write it."""
    plain, place = encode_slip(slip), _make_place(uow, slip.concern, slip.number)
    for fingerprint, reader in {one.fingerprint: one for one in readers}.items():
        blob = seal_slip(plain, reader=reader, **place)
        h = hashlib.sha256(blob).digest()
        index = act.log(Action.SLIP_SEALED, get_slip_log_id(slip.concern, slip.number), h=h)
        row = {
            "id": uuid4(),
            "org_id": uow.org.id,
            "concern_id": UUID(slip.concern),
            "number": slip.number,
            "recipient_fpr": fingerprint,
            "version": VERSION,
            "leaf_index": index,
            "blob": blob,
        }
        act.session.execute(_NEW_SLIP, row)


def load_slip_rows(
    uow: UnitOfWork, fingerprint: bytes, most: int | None = None
) -> tuple[SlipRow, ...]:
    """Return the slips of this version that are sealed to a key, oldest first. Opens nothing."""
    found = uow.session.execute(
        select(
            IndexSlip.id,
            IndexSlip.concern_id,
            IndexSlip.number,
            IndexSlip.blob,
            IndexSlip.leaf_index,
            Leaf.hash,
            Leaf.line,
        )
        .join(Leaf, (Leaf.org_id == IndexSlip.org_id) & (Leaf.i == IndexSlip.leaf_index))
        .where(
            IndexSlip.org_id == uow.org.id,
            IndexSlip.recipient_fpr == fingerprint,
            IndexSlip.version == VERSION,
        )
        .order_by(IndexSlip.leaf_index)
        .limit(most)
    )
    return tuple(cast(SlipRow, tuple(row)) for row in found)


def open_slips(
    uow: UnitOfWork, rows: Collection[SlipRow], reader: Secret
) -> Iterator[tuple[UUID, Slip]]:
    """Yield the id of each row with what it says; nothing for one that cannot be trusted."""
    for row_id, concern_id, number, blob, index, digest, line in rows:
        if not _is_vouched_for(concern_id, number, blob, digest, line):
            continue
        place, h = (concern_id, -number), hashlib.sha256(blob).hexdigest()
        if not uow.key_log.vouches_for_sealed(uow.session, uow.org, index, place, h):
            continue
        try:
            slip = decode_slip(
                open_slip(blob, reader=reader, **_make_place(uow, str(concern_id), number))
            )
        except (SealedError, msgspec.MsgspecError):
            continue
        if (slip.concern, slip.number) == (str(concern_id), number):
            yield row_id, slip


def _is_vouched_for(
    concern_id: UUID, number: int, blob: object, digest: bytes, line: bytes | None
) -> bool:
    """Whether the log line made when it was sealed names these bytes and this place."""
    if line is None or not isinstance(blob, bytes) or merkle.leaf_hash(line) != digest:
        return False
    h, obj = _HASH.search(line), _OBJ.search(line)
    if h is None or obj is None or not line.startswith(_START):
        return False
    named = (h[1].decode(), obj[1].decode())
    return named == (hashlib.sha256(blob).hexdigest(), get_slip_log_id(concern_id, number))


def _make_place(uow: UnitOfWork, concern: str, number: int) -> SlipPlace:
    return SlipPlace(org=str(uow.org.id), file=concern, number=number, normaliser=VERSION)
