"""Store one person's own small documents, each in a box under their own key.

Where they were in the workbook, each answer as it stands, each page of a practice. Only that
person's seed opens a box: no lead, no confirmer and no recovery sheet does. Nothing newer is ever
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
from app.domain.record.waiting_texts import encode_ascii_json
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


def load_private_document(uow: UnitOfWork, document: str) -> StoredDocument:
    """Return one document of mine.

    One that does not open is named `spoiled`, and logged as refused.
    """
    return load_private_documents(uow, [document])[document]


def load_private_documents(uow: UnitOfWork, documents: Sequence[str]) -> dict[str, StoredDocument]:
    """Return several documents of mine by name, in one query, each as `load_private_document`."""
    rows = uow.session.execute(_mine(uow, documents)).all()
    found = {row.document: _opened(uow, row) for row in rows}
    for document, kept in found.items():
        if kept.spoiled:
            uow.refuse(Action.KEY_REFUSED, f"learning/{uow.me.id}/{document}")
    return {document: found.get(document, _NOTHING) for document in documents}


def save_private_document(
    uow: UnitOfWork, document: str, values: dict[str, Any], based_on: int
) -> StoredDocument:
    """Keep the next version of a document. `values`: what JSON can hold; `based_on`: a version.

    The same again is kept once. Raises StaleError, and keeps nothing, when a newer version with
    other values is there: the caller shows both. NotFoundError: of a practice that was thrown away
    meanwhile nothing comes back.
    """
    with uow.keep() as session:
        # Whoever saves waits in line here on PostgreSQL; SQLite has one writer in any case.
        session.execute(_OWN_ROW, {"me": uow.me.id})
        row = session.execute(_mine(uow, [document])).one_or_none()
        held = _NOTHING if row is None else _opened(uow, row)
        if held.version and not held.spoiled:
            if held.values == values:
                return held
            if held.version != based_on:
                raise StaleError(f"learning {uow.me.id} {document}")
        if row is None and _is_gone(uow, document, based_on):
            raise NotFoundError(f"learning {uow.me.id} {document}")
        new = StoredDocument(held.version + 1, values, uow.clock())
        what = {"version": new.version, "box": _boxed(uow, document, new), "saved_at": new.at}
        if row is None:
            place = {"id": uuid4(), "org_id": uow.org.id, "user_id": uow.me.id}
            session.execute(insert(LearningBox).values(**place, document=document, **what))
        else:
            session.execute(update(LearningBox).where(*_where(uow, [document])).values(**what))
    return new


def list_private_document_names(uow: UnitOfWork, start: str) -> tuple[str, ...]:
    """List names of my documents that start with `start`, the last saved first. Opens nothing."""
    rows = select(LearningBox.document).where(*_begin(uow, start))
    return tuple(uow.session.scalars(rows.order_by(LearningBox.saved_at.desc())))


def delete_private_documents(uow: UnitOfWork, start: str) -> None:
    """Delete every document of mine whose name begins with `start`, for good."""
    with uow.keep() as session:
        session.execute(_OWN_ROW, {"me": uow.me.id})  # who is saving one is waited for
        session.execute(delete(LearningBox).where(*_begin(uow, start)))


def _is_gone(uow: UnitOfWork, document: str, based_on: int) -> bool:
    """Whether this is of a practice that is not there any more: another tab threw it away."""
    found = _PRACTICE.fullmatch(document)
    if found is None:
        return False
    if not found[2]:
        return based_on > 0
    return uow.session.execute(_mine(uow, [found[1]])).first() is None


def _begin(uow: UnitOfWork, start: str) -> tuple[Any, ...]:
    mine = (LearningBox.org_id == uow.org.id, LearningBox.user_id == uow.me.id)
    return (*mine, LearningBox.document.startswith(start, autoescape=True))


def _where(uow: UnitOfWork, documents: Sequence[str]) -> tuple[Any, ...]:
    mine = (LearningBox.org_id == uow.org.id, LearningBox.user_id == uow.me.id)
    return (*mine, LearningBox.document.in_(documents))


def _mine(uow: UnitOfWork, documents: Sequence[str]) -> Any:
    return select(*_COLUMNS).where(*_where(uow, documents))


def _context(uow: UnitOfWork, document: str, version: int) -> bytes:
    return contexts.learning(str(uow.org.id), str(uow.me.id), document, version)


def _boxed(uow: UnitOfWork, document: str, kept: StoredDocument) -> bytes:
    plain = encode_ascii_json(kept.values)
    at = _context(uow, document, kept.version)
    return box(uow.keys.own.key(_KEY), pad(plain), at)


def _opened(uow: UnitOfWork, row: Any) -> StoredDocument:
    """Return what a row holds.

    A row in which anything was changed is spoiled, and never an error.
    """
    if not isinstance(row.version, int) or not 0 < row.version <= _LAST:
        return StoredDocument(0, {}, row.saved_at, spoiled=True)
    at = _context(uow, row.document, row.version)
    try:
        values = json.loads(unpad(unbox(uow.keys.own.key(_KEY), row.box, at)))
    except (SealedError, TypeError):  # TypeError: a column of bytes that holds something else
        return StoredDocument(row.version, {}, row.saved_at, spoiled=True)
    return StoredDocument(row.version, values, row.saved_at)
