"""Keep the exact bytes of a paper, sealed beside its entry, and hand them over again.

The hash of what was handed over is logged in the act that keeps it, and again at each later
opening, before it is opened. Bytes that are not those that were kept never leave.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.record import entry_schema
from app.domain.record.entry_titles import get_entry_title
from app.errors import NotFoundError, SealedError
from app.models.concern import Document, Entry
from app.services.concerns.additions import add_entry
from app.services.concerns.concern_access import FILEKIND
from app.services.concerns.concern_reading import OpenConcern, open_concern
from app.services.concerns.entry_encryption import EntrySlot
from app.services.integrity.expected_state import SEALED_SUFFIX
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.sealed_entries import open_document, seal_document
from referral_forms.forms import FORMS

ROW_BYTES = 1 << 20


class PaperForm(NamedTuple):
    """Which form a paper is, and its version, as they stand in the entry."""

    id: str
    version: str


class ArchivedFile(PrivateStruct, frozen=True):
    """The bytes of a paper as they were kept, and its file name: reference and date only."""

    data: bytes
    file_name: str


class ArchiveItem(PrivateStruct, frozen=True):
    """A paper that was made before: entry number, what it is, for which child, by whom, when.

    `encrypted`: locked; `added`: what its sender wrote for it alone.
    """

    number: int
    title: str
    child: str
    by: str
    at: datetime
    encrypted: bool
    added: str


class FileToArchive(PrivateStruct, frozen=True):
    """A paper that is to be kept: of which form, about which child, locked or not.

    `once`: pressed twice, it is one paper. `added`: what its sender wrote for it alone.
    """

    paper: ArchivedFile
    form: PaperForm
    once: UUID
    encrypted: bool
    child: str = ""
    added: str = ""


def archive_file_as_entry(
    uow: UnitOfWork, concern_id: UUID, made: FileToArchive
) -> tuple[ArchivedFile, bool]:
    """Keep a paper as an entry: what to hand over, and whether it is this one.

    Where one was kept under the same `once`, that one's bytes are handed over again. Raises as
    `add_entry` and `read_archived_file`.
    """
    kept: list[int] = []

    def make(slot: EntrySlot) -> entry_schema.Entry:
        kept.append(slot.number)
        return _entry(uow, slot, made)

    number = add_entry(uow, concern_id, make, made.once)
    return (made.paper, True) if kept else (read_archived_file(uow, concern_id, number), False)


def _entry(uow: UnitOfWork, slot: EntrySlot, made: FileToArchive) -> entry_schema.Paper:
    """Return the entry of a document; its bytes are sealed next to it."""
    paper = made.paper
    digest = hashlib.sha256(paper.data).digest()
    key = _seal_beside(uow, slot, paper.data)
    _log(slot, digest)
    return entry_schema.Paper(
        by=slot.by,
        signed_at=slot.now,
        once=str(made.once),
        form=made.form.id,
        version=made.form.version,
        file_name=paper.file_name,
        size=len(paper.data),
        sha256=digest.hex(),
        encrypted=made.encrypted,
        child=made.child,
        document_key=key,
        added=made.added or msgspec.UNSET,
    )


def _log(slot: EntrySlot, digest: bytes) -> None:
    """Log the hash of what is handed over, and of the stored bytes for fsck."""
    place = f"{slot.concern_id}/{slot.number}"
    sealed = hashlib.sha256(b"".join(slot.documents)).digest()
    slot.act.log(Action.PAPER_MADE, place, h=digest)
    slot.act.log(Action.PAPER_MADE, f"{place}/{SEALED_SUFFIX}", h=sealed)


def _seal_beside(uow: UnitOfWork, slot: EntrySlot, data: bytes) -> bytes:
    """Put the sealed bytes beside the entry, and return the key that its seal holds."""
    key, sealed = seal_document(
        [data],
        org=str(uow.org.id),
        filekind=FILEKIND,
        file=str(slot.concern_id),
        number=slot.number,
        index=0,
    )
    slot.documents.extend(_rows(b"".join(sealed)))
    return key


def read_archived_file(uow: UnitOfWork, concern_id: UUID, number: int) -> ArchivedFile:
    """Return the exact bytes of a document that was handed over.

    Raises NotFoundError, SealedError.
    """
    file = open_concern(uow, concern_id)
    said = next((one.entry for one in file.entries if one.number == number), None)
    if not isinstance(said, entry_schema.Paper):
        raise NotFoundError(f"paper {concern_id}/{number}")
    digest = bytes.fromhex(said.sha256)
    uow.look(Action.DOCUMENT_READ, f"{concern_id}/{number}", h=digest)
    opened = open_document(
        _stored(uow, concern_id, number),
        said.document_key,
        org=str(uow.org.id),
        filekind=FILEKIND,
        file=str(concern_id),
        number=number,
        index=0,
    )
    data = b"".join(opened)
    if len(data) != said.size or hashlib.sha256(data).digest() != digest:
        raise SealedError(f"paper {concern_id}/{number}")
    return ArchivedFile(data, said.file_name)


def list_archive(file: OpenConcern, names: Mapping[str, str]) -> tuple[ArchiveItem, ...]:
    """List every document of a concern, oldest first. `names`: its children, by id."""
    return tuple(
        ArchiveItem(
            number=one.number,
            title=FORMS[said.form].title if said.form in FORMS else get_entry_title(said),
            child=names.get(said.child, ""),
            by=said.by.marked_name,
            at=said.signed_at,
            encrypted=said.encrypted,
            added=said.words,
        )
        for one in file.entries
        if isinstance(said := one.entry, entry_schema.Paper)
    )


def _rows(sealed: bytes) -> list[bytes]:
    return [sealed[start : start + ROW_BYTES] for start in range(0, len(sealed), ROW_BYTES)]


def _stored(uow: UnitOfWork, concern_id: UUID, number: int) -> list[bytes]:
    return list(
        uow.session.scalars(
            select(Document.blob)
            .join(Entry, Entry.id == Document.entry_id)
            .where(
                Entry.org_id == uow.org.id,
                Entry.concern_id == concern_id,
                Entry.number == number,
            )
            .order_by(Document.part)
        )
    )
