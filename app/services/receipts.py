"""The author's receipt: proof that the record was logged, to keep outside Heard.

A file with the leaf's line, its place, the inclusion proof and a signed checkpoint. It holds ids
and hashes, never a word of the record. Taking one is logged.
"""

from uuid import UUID

from sqlalchemy import select

from app.errors import NotFoundError
from app.models.concern import Entry
from app.models.log import Leaf
from app.services.desk import Action, Desk
from app.services.holders import find
from audit import notes, receipts


def receipt(desk: Desk, concern_id: UUID) -> str:
    """The receipt of a file's record, as JSON text. Raises NotFoundError."""
    find(desk, concern_id)
    index = desk.session.scalar(
        select(Entry.leaf_index).where(
            Entry.org_id == desk.org.id, Entry.concern_id == concern_id, Entry.number == 1
        )
    )
    with desk.act() as act:
        act.log(Action.RECEIPT_TAKEN, str(concern_id))
        note = act.checkpoint()
        line = act.session.scalar(
            select(Leaf.line).where(Leaf.org_id == desk.org.id, Leaf.i == index)
        )
        if index is None or line is None:
            raise NotFoundError(f"log line of {concern_id}")
        proof = act.inclusion(index)
    return receipts.make(line, index, proof, note, log_key(desk))


def log_key(desk: Desk) -> str:
    """The verifier key of this organisation's log: what an outsider checks with."""
    public = notes.public_of(desk.server.log_seed(str(desk.org.id)))
    return notes.verifier_key(desk.org.origin, public)
