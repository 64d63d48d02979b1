"""The author's receipt: proof that the record was logged, to keep outside Heard.

A file with the leaf's line, its place, the inclusion proof and a signed checkpoint. It holds ids
and hashes, never a word of the record. Taking one is logged. It is never of another line than the
one that was logged when this record was signed, whatever a row says.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import SealedError
from app.models.audit_log import Leaf
from app.models.concern import Entry
from app.services.concerns.concern_access import load_own_or_shared_concern
from app.services.unit_of_work import Action, UnitOfWork
from audit import events, notes, receipts


def issue_receipt(uow: UnitOfWork, concern_id: UUID) -> str:
    """Return the receipt of a concern's record, as JSON text. Raises NotFoundError.

    SealedError, logged, when no line that the log holds says that this record was signed.
    """
    load_own_or_shared_concern(uow, concern_id)
    try:
        with uow.act() as act:
            act.log(Action.RECEIPT_TAKEN, str(concern_id))
            note = act.checkpoint()
            index, line = _signing(act.session, uow, concern_id)
            return receipts.make_receipt(
                line, index, act.inclusion(index), note, derive_public_log_key(uow)
            )
    except (SealedError, receipts.ReceiptError):
        uow.refuse(Action.ENTRY_REFUSED, f"{concern_id}/1")
        raise SealedError(f"log line of {concern_id}") from None


def _signing(session: Session, uow: UnitOfWork, concern_id: UUID) -> tuple[int, bytes]:
    """Index and line of the signing of this record: what the line says decides, no column."""
    for index, line in _candidates(session, uow, concern_id):
        try:
            event = events.parse_event(line or b"")
        except events.EventError:
            continue
        if line and (event.act, event.obj) == (Action.RECORD_SIGNED, f"{concern_id}/1"):
            return index, line
    raise SealedError(f"log line of {concern_id}")


def _candidates(
    session: Session, uow: UnitOfWork, concern_id: UUID
) -> Iterator[tuple[int, bytes | None]]:
    """Yield the line that the entry's row names, then the first that is filed under the record."""
    here, lines = uow.org.id, select(Leaf.i, Leaf.line)
    named = lines.join(Entry, (Entry.org_id == Leaf.org_id) & (Entry.leaf_index == Leaf.i)).where(
        Entry.org_id == here, Entry.concern_id == concern_id, Entry.number == 1
    )
    filed = lines.where(Leaf.org_id == here, Leaf.obj == f"{concern_id}/1").order_by(Leaf.i)
    for query in (named, filed.limit(1)):
        yield from ((row.i, row.line) for row in session.execute(query))


def derive_public_log_key(uow: UnitOfWork) -> str:
    """Return the verifier key of this organisation's log: what an outsider checks with."""
    return list_public_log_keys(uow)[0]


def load_outside_checkpoint(uow: UnitOfWork) -> str:
    """Return the newest signed checkpoint, from outside the database; "" before the first."""
    return uow.files.note(uow.org.id) or ""


def list_public_log_keys(uow: UnitOfWork) -> list[str]:
    """Return the verifier keys that this log has had, the newest first."""
    publics = uow.key_log.list_log_publics(uow.org)
    return [notes.format_verifier_key(uow.org.origin, public) for public in publics]
