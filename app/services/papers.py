"""Make the referral summary of one child from a signed file, as a page or as a PDF.

The author and every reader may do this without waiting for anybody. The record is opened by the
same door as everywhere, so each look is logged first. A PDF's exact bytes are kept, sealed, as a
`paper` entry before they leave; its passphrase is shown once and never stored.
"""

import hashlib
import hmac
from collections.abc import Mapping
from functools import cache
from uuid import UUID, uuid4, uuid5

import msgspec
from sqlalchemy import select

from app.domain import entries
from app.domain.pages import catalogue
from app.errors import InvalidError, NotFoundError, SealedError
from app.models.concern import Document, Entry
from app.services import numbers, paper_facts
from app.services.additions import add_entry
from app.services.desk import Action, Desk
from app.services.files import open_file
from app.services.holders import FILEKIND, find
from app.services.paper_answers import answers, children_of, labels_of
from app.services.sealing import Slot
from app.vault.entries import open_document, seal_document
from app.vault.words import spoken_passphrase
from content import library
from content.errors import ContentError
from referral_forms import fill, html, pdf, values
from referral_forms.forms.north_lincolnshire import FORM

ROW = 1 << 20
AGAIN = "Go back and press the button again."


class Summary(msgspec.Struct, frozen=True):
    """A filled summary and what the page around it needs."""

    paper: values.Paper
    reference: str
    child: str
    children: tuple[tuple[str, str], ...]
    panel: numbers.RingNow

    def __repr__(self) -> str:
        return f"<Summary {self.reference}>"


class Offer(msgspec.Struct, frozen=True):
    """Five words for one PDF, shown once; `proof` says that they are ours and for whom."""

    once: UUID
    words: str
    proof: str

    def __repr__(self) -> str:
        return f"<Offer {self.once}>"


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
    area = paper_facts.area_of(record, about)
    labels = labels_of(record, _pack_labels(record.pack, desk.org.pack))
    return Summary(
        paper=fill.fill(
            FORM,
            catalogue(),
            answers(file.entries, about, labels),
            paper_facts.meta(desk, file, record, names[about], area),
        ),
        reference=file.reference,
        child=about,
        children=tuple(names.items()),
        panel=paper_facts.panel_of(desk, record, area),
    )


def read_summary(desk: Desk, concern_id: UUID, child: str) -> Summary:
    """As `summary`, for reading and printing: logged as such before anything is opened."""
    find(desk, concern_id)
    desk.look(Action.PRINTED, str(concern_id))
    return summary(desk, concern_id, child)


def offer(desk: Desk) -> Offer:
    """Five fresh words for one PDF: to be said by phone, never stored."""
    once, words = uuid4(), spoken_passphrase()
    return Offer(once, words, _proof(desk, once, words))


def make_pdf(
    desk: Desk, concern_id: UUID, child: str, offered: Offer, *, protect: bool
) -> MadePaper:
    """Make the PDF, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first paper's bytes are handed over again. Without `protect` anybody can
    open it. Raises InvalidError for words that this person was not offered.
    """
    good = _proof(desk, offered.once, offered.words)
    if not hmac.compare_digest(good.encode(), offered.proof.encode()):
        raise InvalidError({"words": AGAIN})
    made = summary(desk, concern_id, child)
    data = pdf.render(made.paper, offered.words if protect else None)
    paper = MadePaper(data, pdf.file_name(made.paper.meta))
    once = uuid5(offered.once, f"{made.child} {protect}")
    kept: list[int] = []

    def make(slot: Slot) -> entries.Entry:
        kept.append(slot.number)
        return _keep(desk, slot, paper, made.child, encrypted=protect)

    number = add_entry(desk, concern_id, make, once)
    return paper if kept else read_paper(desk, concern_id, number)


def read_paper(desk: Desk, concern_id: UUID, number: int) -> MadePaper:
    """The exact bytes of a paper that was handed over. Raises NotFoundError, SealedError."""
    file = open_file(desk, concern_id)
    said = next((one.entry for one in file.entries if one.number == number), None)
    if not isinstance(said, entries.Paper):
        raise NotFoundError(f"paper {concern_id}/{number}")
    digest = bytes.fromhex(said.sha256)
    desk.look(Action.DOCUMENT_READ, f"{concern_id}/{number}", h=digest)
    opened = open_document(
        _stored(desk, concern_id, number),
        said.document_key,
        org=str(desk.org.id),
        filekind=FILEKIND,
        file=str(concern_id),
        number=number,
        index=0,
    )
    data = b"".join(opened)
    if len(data) != said.size or hashlib.sha256(data).digest() != digest:
        raise SealedError(f"paper {concern_id}/{number}")
    return MadePaper(data, said.file_name)


def body(made: Summary) -> str:
    """The summary as an HTML fragment; every value in it is escaped by `referral_forms`."""
    return html.body(made.paper)


def pack_labels(desk: Desk) -> Mapping[str, str]:
    """Words for indicator and area ids, from the organisation's pack."""
    return _pack_labels(desk.org.pack, desk.org.pack)


def reference_of(desk: Desk, concern_id: UUID) -> str:
    """The reference of a file that is mine. Raises NotFoundError, logged."""
    return find(desk, concern_id).reference


def _proof(desk: Desk, once: UUID, words: str) -> str:
    return desk.keys.own.key("paper-words", once.bytes, words).hex()


def _keep(
    desk: Desk, slot: Slot, paper: MadePaper, child: str, *, encrypted: bool
) -> entries.Paper:
    """The entry of a paper, its sealed bytes beside it, and the log's word that it was made."""
    digest = hashlib.sha256(paper.data).digest()
    key, sealed = seal_document(
        [paper.data],
        org=str(desk.org.id),
        filekind=FILEKIND,
        file=str(slot.concern_id),
        number=slot.number,
        index=0,
    )
    slot.documents.extend(_rows(b"".join(sealed)))
    slot.act.log(Action.PAPER_MADE, f"{slot.concern_id}/{slot.number}", h=digest)
    return entries.Paper(
        by=slot.by,
        signed_at=slot.now,
        form=FORM.id,
        version=FORM.version,
        file_name=paper.file_name,
        size=len(paper.data),
        sha256=digest.hex(),
        encrypted=encrypted,
        child=child,
        document_key=key,
    )


def _rows(sealed: bytes) -> list[bytes]:
    return [sealed[start : start + ROW] for start in range(0, len(sealed), ROW)]


def _stored(desk: Desk, concern_id: UUID, number: int) -> list[bytes]:
    return list(
        desk.session.scalars(
            select(Document.blob)
            .join(Entry, Entry.id == Document.entry_id)
            .where(
                Entry.org_id == desk.org.id,
                Entry.concern_id == concern_id,
                Entry.number == number,
            )
            .order_by(Document.part)
        )
    )


@cache
def _pack_labels(signed_with: str, now: str) -> Mapping[str, str]:
    """Words for ids, from the pack that the record was signed with, or else today's."""
    try:
        pack = library.load(signed_with)
    except ContentError:
        pack = library.load(now)
    signs = {f"indicators.indicator:{one.key}": one.label for one in pack.indicators}
    areas = {f"child.home_area:{one.key}": one.name for one in library.areas(fictional=True)}
    return {**signs, **areas}
