"""Make the referral summary of one child from a signed file, as a page or as a PDF.

The author and every reader may do this without waiting for anybody. The record is opened by the
same door as everywhere, so each look is logged first. A PDF's exact bytes are kept, sealed, as a
`paper` entry before they leave; its passphrase is shown once and never stored.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from uuid import UUID, uuid4, uuid5

import msgspec

from app.domain import entries
from app.domain.pages import catalogue
from app.domain.titles import titled
from app.errors import InvalidError, NotFoundError, SealedError
from app.services import numbers, paper_facts
from app.services.additions import add_entry
from app.services.desk import Action, Desk
from app.services.files import File, open_file
from app.services.holders import find
from app.services.kept_papers import Form, MadePaper, keep, read_paper
from app.services.paper_answers import answers, children_of, corrections, labels_of, sign_label
from app.services.sealing import Slot
from app.vault.words import spoken_passphrase
from content import library
from content.errors import ContentError
from referral_forms import fill, html, pdf, values
from referral_forms.forms import form_of

WHOLE_FILE = "whole-file"
"""The form of a copy of a whole file (services/file_export.py)."""
AGAIN = "Go back and press the button again."


class Handed(msgspec.Struct, frozen=True):
    """A paper that was made before: entry number, for which child, by whom, when, locked or not.

    `what`: which kind it is, in words; "" for a summary.
    """

    number: int
    child: str
    by: str
    at: datetime
    encrypted: bool
    what: str = ""


class Summary(msgspec.Struct, frozen=True):
    """A filled summary and what the page around it needs."""

    paper: values.Paper
    reference: str
    child: str
    children: tuple[tuple[str, str], ...]
    panel: numbers.RingNow
    elsewhere: tuple[tuple[str, numbers.RingNow], ...]
    handed: tuple[Handed, ...]
    areas: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<Summary {self.reference}>"


class Offer(msgspec.Struct, frozen=True):
    """Five words for one PDF, shown once; `proof` says that they are ours and for whom."""

    once: UUID
    words: str
    proof: str

    def __repr__(self) -> str:
        return f"<Offer {self.once}>"


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
    labels = labels_for(desk, record)
    facts = paper_facts.meta(desk, file, record, names[about], area)
    mark = corrections(file.entries, about).get(1, "")
    return Summary(
        paper=fill.fill(
            form_of(area or numbers.home_area(desk.org)),
            {key: titled(label, desk.org.lead_title) for key, label in catalogue().items()},
            answers(file.entries, about, labels),
            msgspec.structs.replace(facts, corrected=mark),
        ),
        reference=file.reference,
        child=about,
        children=tuple(names.items()),
        panel=paper_facts.panel_of(desk, file, area),
        elsewhere=paper_facts.elsewhere(desk, file, record, area),
        handed=_handed(file, names),
        areas=tuple((key, paper_facts.area_of(record, key)) for key in names),
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


def must_be_ours(desk: Desk, offered: Offer) -> None:
    """Raise InvalidError for words that this person was not offered."""
    good = _proof(desk, offered.once, offered.words)
    if not hmac.compare_digest(good.encode(), offered.proof.encode()):
        raise InvalidError({"words": AGAIN})


def make_pdf(
    desk: Desk, concern_id: UUID, child: str, offered: Offer, *, protect: bool
) -> MadePaper:
    """Make the PDF, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first paper's bytes are handed over again. Without `protect` anybody can
    open it. Raises InvalidError for words that this person was not offered.
    """
    must_be_ours(desk, offered)
    made = summary(desk, concern_id, child)
    data = pdf.render(made.paper, offered.words if protect else None)
    paper = MadePaper(data, pdf.file_name(made.paper.meta))
    form = Form(made.paper.form_id, made.paper.form_version)
    once = uuid5(offered.once, f"{made.child} {protect}")
    kept: list[int] = []

    def make(slot: Slot) -> entries.Entry:
        kept.append(slot.number)
        return keep(desk, slot, paper, form, made.child, once, encrypted=protect)

    number = add_entry(desk, concern_id, make, once)
    return paper if kept else read_paper(desk, concern_id, number)


def body(made: Summary) -> str:
    """The summary as an HTML fragment; every value in it is escaped by `referral_forms`."""
    return html.body(made.paper)


def labels_for(desk: Desk, record: entries.Record) -> dict[str, str]:
    """Words for the ids of a record: its children, signs and council areas."""
    return labels_of(record, _pack_labels(record.pack, desk.org.pack))


def pack_labels(desk: Desk) -> Mapping[str, str]:
    """Words for indicator and area ids, from the organisation's pack."""
    return _pack_labels(desk.org.pack, desk.org.pack)


def reference_of(desk: Desk, concern_id: UUID) -> str:
    """The reference of a file that is mine. Raises NotFoundError, logged."""
    return find(desk, concern_id).reference


def _handed(file: File, names: Mapping[str, str]) -> tuple[Handed, ...]:
    return tuple(
        Handed(
            one.number,
            names.get(said.child, ""),
            said.by.name,
            said.signed_at,
            said.encrypted,
            _what(said.form),
        )
        for one in file.entries
        if isinstance(said := one.entry, entries.Paper)
    )


def _what(form: str) -> str:
    """What a kept paper is, by the id of its form; a council's own has a pack before its name."""
    if form == WHOLE_FILE:
        return "Copy of the whole file"
    return "The council’s own form" if "/" in form else ""


def _proof(desk: Desk, once: UUID, words: str) -> str:
    return desk.keys.own.key("paper-words", once.bytes, words).hex()


@cache
def _pack_labels(signed_with: str, now: str) -> Mapping[str, str]:
    """Words for ids, from the pack that the record was signed with, or else today's."""
    try:
        pack = library.load(signed_with)
    except ContentError:
        pack = library.load(now)
    signs = {
        f"indicators.indicator:{one.key}": sign_label(
            one.label, keep_from_family=one.keep_from_family
        )
        for one in pack.indicators
    }
    areas = {f"child.home_area:{one.key}": one.name for one in library.areas(fictional=True)}
    return {**signs, **areas}
