"""Make the referral summary of one child from a signed file, as a page or as a PDF.

The author and every reader may do this without waiting for anybody. The record is opened by the
same door as everywhere, so each look is logged first. A PDF's exact bytes are kept, sealed, as a
`paper` entry before they leave; its passphrase is shown once and never stored.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from app.domain import entries
from app.domain.pages import catalogue
from app.errors import NotFoundError, SealedError
from app.models.concern import Document, Entry
from app.services import numbers
from app.services.additions import add_entry
from app.services.checkpoints import CheckpointFiles
from app.services.desk import Desk
from app.services.files import File, open_file
from app.services.holders import FILEKIND, find
from app.services.paper_answers import answers, children_of, labels_of
from app.services.sealing import Slot
from app.vault.entries import open_document, seal_document
from app.vault.words import spoken_passphrase
from audit import notes
from content import library
from referral_forms import fill, html, pdf, values
from referral_forms.forms.north_lincolnshire import FORM

ROW = 1 << 20
LONDON = ZoneInfo("Europe/London")
LATE_DAYS = 1


class Summary(msgspec.Struct, frozen=True):
    """A filled summary and what the page around it needs."""

    paper: values.Paper
    reference: str
    child: str
    children: tuple[tuple[str, str], ...]
    area: str
    untrusted: tuple[int, ...]

    def __repr__(self) -> str:
        return f"<Summary {self.reference}>"


class MadePaper(msgspec.Struct, frozen=True):
    """The bytes of a PDF as they were kept, and its file name: reference and date only."""

    data: bytes
    file_name: str

    def __repr__(self) -> str:
        return f"<MadePaper {self.file_name}>"


def summary(desk: Desk, concern_id: UUID, child: str = "") -> Summary:
    """The summary for one child ("" is the first). Raises NotFoundError, SealedError."""
    file = open_file(desk, concern_id)
    record = file.record
    if record is None:
        raise SealedError(f"record of {concern_id}")
    names = children_of(record)
    about = child or next(iter(names))
    if about not in names:
        raise NotFoundError(f"child of {concern_id}")
    area = _area(record, about)
    paper = fill.fill(
        FORM,
        catalogue(),
        answers(file.entries, about, labels_of(record, _pack_labels(desk.org.pack))),
        _meta(desk, file, record, names[about], area),
    )
    untrusted = tuple(one.number for one in file.entries if one.refused)
    pairs = tuple(names.items())
    return Summary(paper, file.reference, about, pairs, area, untrusted)


def make_pdf(
    desk: Desk, concern_id: UUID, child: str, once: UUID, passphrase: str | None
) -> MadePaper:
    """Make the PDF, keep its bytes as a `paper` entry, and only then hand it over.

    `once` is the form's own id: pressed twice, the first paper's bytes are handed over again.
    `passphrase` None makes a PDF that anybody can open.
    """
    made = summary(desk, concern_id, child)
    data = pdf.render(made.paper, passphrase)
    name = pdf.file_name(made.paper.meta)

    def make(slot: Slot) -> entries.Entry:
        key, sealed = seal_document(
            [data],
            org=str(desk.org.id),
            filekind=FILEKIND,
            file=str(concern_id),
            number=slot.number,
            index=0,
        )
        slot.documents.extend(_rows(b"".join(sealed)))
        return entries.Paper(
            by=slot.by,
            signed_at=slot.now,
            form=FORM.id,
            version=FORM.version,
            file_name=name,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            encrypted=passphrase is not None,
            child=made.child,
            document_key=key,
        )

    number = add_entry(desk, concern_id, make, once)
    return read_paper(desk, concern_id, number)


def read_paper(desk: Desk, concern_id: UUID, number: int) -> MadePaper:
    """The exact bytes of a paper that was handed over. Raises NotFoundError, SealedError."""
    file = open_file(desk, concern_id)
    said = next((one.entry for one in file.entries if one.number == number), None)
    if not isinstance(said, entries.Paper):
        raise NotFoundError(f"paper {concern_id}/{number}")
    rows = desk.session.scalars(
        select(Document.blob)
        .join(Entry, Entry.id == Document.entry_id)
        .where(Entry.org_id == desk.org.id, Entry.concern_id == concern_id, Entry.number == number)
        .order_by(Document.part)
    ).all()
    opened = open_document(
        rows,
        said.document_key,
        org=str(desk.org.id),
        filekind=FILEKIND,
        file=str(concern_id),
        number=number,
        index=0,
    )
    data = b"".join(opened)
    if len(data) != said.size or hashlib.sha256(data).hexdigest() != said.sha256:
        raise SealedError(f"paper {concern_id}/{number}")
    return MadePaper(data, said.file_name)


def body(made: Summary) -> str:
    """The summary as an HTML fragment; every value in it is escaped by `referral_forms`."""
    return html.body(made.paper)


def five_words() -> str:
    """A fresh passphrase for one PDF: to be said by phone, never stored."""
    return spoken_passphrase()


def _rows(sealed: bytes) -> list[bytes]:
    return [sealed[start : start + ROW] for start in range(0, len(sealed), ROW)]


def _area(record: entries.Record, child: str) -> str:
    for part in record.parts:
        if part.page == "child" and part.children == (child,):
            found = part.values.get("home_area")
            return found if isinstance(found, str) else ""
    return ""


@cache
def _pack_labels(pack: str) -> Mapping[str, str]:
    signs = {f"indicators.indicator:{one.key}": one.label for one in library.load(pack).indicators}
    areas = {f"child.home_area:{one.key}": one.name for one in library.areas(fictional=True)}
    return {**signs, **areas}


def pack_labels(desk: Desk) -> Mapping[str, str]:
    """Words for indicator and area ids, from the organisation's pack."""
    return _pack_labels(desk.org.pack)


def _meta(desk: Desk, file: File, record: entries.Record, child: str, area: str) -> values.Meta:
    now = desk.clock()
    panel = numbers.panel(desk.session, desk.org, now, area=area, inside=True)
    leads = [line for line in panel.lines if line.kind == "lead"]
    return values.Meta(
        reference=file.reference,
        organisation=desk.org.name,
        organisation_address=desk.org.address,
        author=record.by.name,
        author_role=record.by.job_title,
        author_contact=" · ".join(filter(None, (record.by.phone, record.by.email))),
        signed_at=record.signed_at,
        made_at=now,
        made_by=desk.me.name,
        lead=leads[0].who if leads else "",
        lead_contact=leads[0].number if leads else "",
        area=panel.area,
        late=_late(record),
        children=(child,) if child else (),
        contacts=_contacts(panel),
        record_hash=file.entries[0].digest,
        checkpoint=_checkpoint(desk.files, desk),
    )


def _contacts(panel: numbers.RingNow) -> tuple[values.Contact, ...]:
    return tuple(
        values.Contact(
            line.who,
            line.number,
            f"{line.when.rstrip('.')}. This is an answerphone" if line.answerphone else line.when,
            line.checked[:1].lower() + line.checked[1:],
        )
        for line in panel.lines
        if line.kind not in {"emergency", "lead"}
    )


def _late(record: entries.Record) -> str:
    """Says that a record was signed days after its writer was told: welcome, and marked."""
    for part in record.parts:
        told = part.values.get("told_on") if part.page == "account" else None
        if isinstance(told, dict) and told.get("date"):
            day = datetime.fromisoformat(told["date"]).date()
            days = (record.signed_at.astimezone(LONDON).date() - day).days
            return f"{days} days after being told" if days > LATE_DAYS else ""
    return ""


def _checkpoint(files: CheckpointFiles, desk: Desk) -> values.Checkpoint | None:
    note = files.note(desk.org.id)
    if note is None:
        return None
    origin, size, root = notes.read_checkpoint(note.split("\n\n", 1)[0] + "\n")
    short = hashlib.sha256(note.encode()).hexdigest()[:16]
    return values.Checkpoint(size, root.hex(), short, origin)


def reference_of(desk: Desk, concern_id: UUID) -> str:
    """The reference of a file that is mine. Raises NotFoundError, logged."""
    return find(desk, concern_id).reference
