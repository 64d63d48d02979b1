"""Store a learner's own small documents, each in a box under their own key.

Where they were in the workbook, each answer as it stands, each page of a practice. Only the
learner's seed opens a box: no lead, no confirmer and no recovery sheet does. Nothing newer is ever
written over in silence. This module never judges what it keeps, and nothing it holds is evidence:
no event is logged for a save. A database writer can put back an older version (a stated residual,
as for drafts).
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Uuid, bindparam, delete, insert, select, update

from app.domain.private_struct import PrivateStruct
from app.domain.record.waiting_texts import encode_private_json
from app.errors import NotFoundError, SealedError, StaleError
from app.models.member import Member
from app.models.training import LearningBox
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import contexts
from app.vault.boxes import box, unbox
from app.vault.sealed_content import pad, unpad

_KEY = "learning"
_LAST = 2**31 - 2
"""The highest version that can have a next one in a column of 32 bits."""
_PRACTICE = re.compile(r"(practice/[0-9a-f-]{36})(/.+)?")
"""A practice, or a part of one: a page of its record, words of one's own."""
# Locks out other savers of the same member, and no row that only names them.
_OWN_ROW = (
    select(Member.id)
    .where(Member.id == bindparam("me", type_=Uuid()))
    .with_for_update(key_share=True)
)
_COLUMNS = (LearningBox.document, LearningBox.version, LearningBox.box, LearningBox.saved_at)


class StoredDocument(PrivateStruct, frozen=True):
    """One document as it is kept: version 0, empty and without a time before it ever was.

    `spoiled`: it does not open. It is then empty, and can be kept again on top.
    """

    version: int
    values: dict[str, Any]
    at: datetime | None = None
    spoiled: bool = False


_NOTHING = StoredDocument(0, {})


def load_document(desk: UnitOfWork, document: str) -> StoredDocument:
    """One document of mine. One that does not open is named `spoiled`, and logged as refused."""
    return load_documents(desk, [document])[document]


def load_documents(desk: UnitOfWork, documents: Sequence[str]) -> dict[str, StoredDocument]:
    """Several documents of mine by their names, in one query; each as `load` gives it."""
    rows = desk.session.execute(_mine(desk, documents)).all()
    found = {row.document: _opened(desk, row) for row in rows}
    for document, kept in found.items():
        if kept.spoiled:
            desk.refuse(Action.KEY_REFUSED, f"learning/{desk.me.id}/{document}")
    return {document: found.get(document, _NOTHING) for document in documents}


def save_document(
    desk: UnitOfWork, document: str, values: dict[str, Any], based_on: int
) -> StoredDocument:
    """Keep the next version of a document. `values`: what JSON can hold; `based_on`: a version.

    The same again is kept once. Raises StaleError, and keeps nothing, when a newer version with
    other values is there: the caller shows both. NotFoundError: of a practice that was thrown away
    meanwhile nothing comes back.
    """
    with desk.keep() as session:
        # Whoever saves waits in line here on PostgreSQL; SQLite has one writer in any case.
        session.execute(_OWN_ROW, {"me": desk.me.id})
        row = session.execute(_mine(desk, [document])).one_or_none()
        held = _NOTHING if row is None else _opened(desk, row)
        if held.version and not held.spoiled:
            if held.values == values:
                return held
            if held.version != based_on:
                raise StaleError(f"learning {desk.me.id} {document}")
        if row is None and _is_gone(desk, document, based_on):
            raise NotFoundError(f"learning {desk.me.id} {document}")
        new = StoredDocument(held.version + 1, values, desk.clock())
        what = {"version": new.version, "box": _boxed(desk, document, new), "saved_at": new.at}
        if row is None:
            place = {"id": uuid4(), "org_id": desk.org.id, "user_id": desk.me.id}
            session.execute(insert(LearningBox).values(**place, document=document, **what))
        else:
            session.execute(update(LearningBox).where(*_where(desk, [document])).values(**what))
    return new


def list_document_names(desk: UnitOfWork, start: str) -> tuple[str, ...]:
    """Names of my documents that begin with `start`, the last kept first. Opens nothing."""
    rows = select(LearningBox.document).where(*_begin(desk, start))
    return tuple(desk.session.scalars(rows.order_by(LearningBox.saved_at.desc())))


def delete_documents(desk: UnitOfWork, start: str) -> None:
    """Delete every document of mine whose name begins with `start`, for good."""
    with desk.keep() as session:
        session.execute(_OWN_ROW, {"me": desk.me.id})  # who is saving one is waited for
        session.execute(delete(LearningBox).where(*_begin(desk, start)))


def _is_gone(desk: UnitOfWork, document: str, based_on: int) -> bool:
    """Whether this is of a practice that is not there any more: another tab threw it away."""
    found = _PRACTICE.fullmatch(document)
    if found is None:
        return False
    if not found[2]:
        return based_on > 0
    return desk.session.execute(_mine(desk, [found[1]])).first() is None


def _begin(desk: UnitOfWork, start: str) -> tuple[Any, ...]:
    mine = (LearningBox.org_id == desk.org.id, LearningBox.user_id == desk.me.id)
    return (*mine, LearningBox.document.startswith(start, autoescape=True))


def _where(desk: UnitOfWork, documents: Sequence[str]) -> tuple[Any, ...]:
    mine = (LearningBox.org_id == desk.org.id, LearningBox.user_id == desk.me.id)
    return (*mine, LearningBox.document.in_(documents))


def _mine(desk: UnitOfWork, documents: Sequence[str]) -> Any:
    return select(*_COLUMNS).where(*_where(desk, documents))


def _context(desk: UnitOfWork, document: str, version: int) -> bytes:
    return contexts.learning(str(desk.org.id), str(desk.me.id), document, version)


def _boxed(desk: UnitOfWork, document: str, kept: StoredDocument) -> bytes:
    plain = encode_private_json(kept.values)
    at = _context(desk, document, kept.version)
    return box(desk.keys.own.key(_KEY), pad(plain), at)


def _opened(desk: UnitOfWork, row: Any) -> StoredDocument:
    """What a row holds. A row in which anything was changed is spoiled, and never an error."""
    if not isinstance(row.version, int) or not 0 < row.version <= _LAST:
        return StoredDocument(0, {}, row.saved_at, spoiled=True)
    at = _context(desk, row.document, row.version)
    try:
        values = json.loads(unpad(unbox(desk.keys.own.key(_KEY), row.box, at)))
    except (SealedError, TypeError):  # TypeError: a column of bytes that holds something else
        return StoredDocument(row.version, {}, row.saved_at, spoiled=True)
    return StoredDocument(row.version, values, row.saved_at)
