"""Make papers from a signed file: the council's of one child, the LADO's, or that for police.

The author and every reader may do this without waiting for anybody. The record is opened by the
same door as everywhere, so each look is logged first. A PDF's exact bytes are kept, sealed, as a
`paper` entry before they leave; its passphrase is shown once and never stored.
"""

import hmac
from collections.abc import Callable, Mapping
from uuid import UUID, uuid4, uuid5

import msgspec

from app.domain.record import entry_schema, entry_titles
from app.errors import InvalidError, NotFoundError, SealedError, StaleError
from app.services.concerns.additions import added as entry_made
from app.services.concerns.concern_access import find
from app.services.concerns.concern_reading import File, open_file
from app.services.contacts import phone_numbers
from app.services.content.pack_labels import words_of_pack
from app.services.referrals import available_summaries, extra_text, omissions, summary_metadata
from app.services.referrals.anonymised import names_in, names_one
from app.services.referrals.extra_text import Words
from app.services.referrals.form_filling import filled
from app.services.referrals.omissions import LeftOut
from app.services.referrals.referral_archive import Form as PaperForm
from app.services.referrals.referral_archive import (
    Handed,
    Made,
    MadePaper,
    handed,
    keep,
    read_paper,
)
from app.services.referrals.summary_answers import area_of, children_of, labels_of
from app.services.unit_of_work import Action, Desk
from app.vault.spoken_words import spoken_passphrase
from referral_forms import filled_form, summary_html, summary_pdf
from referral_forms.answer_preview import Preview, preview
from referral_forms.forms import Form, Kind, form_of

Added = Callable[[str], Words]
AGAIN = "Go back and press the button again."


def nothing_added(_child: str) -> Words:
    """No words for this paper alone."""
    return Words()


class Summary(msgspec.Struct, frozen=True):
    """A filled paper and what the page around it needs. `child` is "" where it is about no one.

    `kinds`: every paper that this file offers; `left_out`: what it holds and this paper does not,
    by reason; `names_one`: the words added to a paper that names no child name one.
    """

    paper: filled_form.Paper
    reference: str
    kind: Kind
    words: Words
    kinds: tuple[tuple[Kind, str], ...]
    preview: Preview
    left_out: Mapping[str, list[LeftOut]]
    names_one: bool
    child: str
    children: tuple[tuple[str, str], ...]
    panel: phone_numbers.RingNow
    elsewhere: tuple[tuple[str, phone_numbers.RingNow], ...]
    handed: tuple[Handed, ...]
    areas: tuple[tuple[str, str], ...] = ()
    route: str = ""

    def __repr__(self) -> str:
        return f"<Summary {self.reference}>"


class Offer(msgspec.Struct, frozen=True):
    """Five words for one PDF, shown once; `proof` says that they are ours and for whom."""

    once: UUID
    words: str
    proof: str

    def __repr__(self) -> str:
        return f"<Offer {self.once}>"


def summary(
    desk: Desk,
    concern_id: UUID,
    child: str = "",
    kind: Kind = Kind.COUNCIL,
    added: Added = nothing_added,
) -> Summary:
    """One paper about one child ("" is the first). Raises NotFoundError, SealedError.

    A paper that this file does not offer is not found. `added`: by child, words printed on it last.
    """
    file = open_file(desk, concern_id)
    record = file.record
    if record is None:
        raise SealedError(f"record of {concern_id}")
    names, kinds = children_of(record), available_summaries.kinds(file.entries)
    about = child or next(iter(names))
    if about not in names or kind not in kinds:
        raise NotFoundError(f"paper of {concern_id}")
    return _summary(desk, file, record, about, kind, added(about))


def _summary(
    desk: Desk, file: File, record: entry_schema.Record, about: str, kind: Kind, words: Words
) -> Summary:
    area, names = area_of(record, about), children_of(record)
    home = area or phone_numbers.home_area(desk.org)
    form = form_of(home, kind)
    paper, left_out = _filled(desk, file, record, about, form, words)
    return Summary(
        paper=paper,
        reference=file.reference,
        kind=kind,
        words=words,
        kinds=tuple(
            (one, form_of(home, one).title) for one in available_summaries.kinds(file.entries)
        ),
        preview=preview(form, paper),
        left_out=omissions.by_reason(left_out, len(names), form),
        names_one=not form.names_children and names_one(words.text, names_in(file.entries)),
        child=about if form.names_children else "",
        children=tuple(names.items()),
        panel=summary_metadata.panel_of(desk, file, area),
        elsewhere=summary_metadata.elsewhere(desk, file, record, area),
        handed=handed(file, names),
        areas=tuple((key, area_of(record, key)) for key in names),
        route=file.route,
    )


def _filled(
    desk: Desk, file: File, record: entry_schema.Record, about: str, form: Form, words: Words
) -> tuple[filled_form.Paper, tuple[LeftOut, ...]]:
    """The form filled for one child, and what of the file is not on it."""
    name = children_of(record)[about] if form.names_children else ""
    area = area_of(record, about)
    facts = summary_metadata.meta(desk, file, record, name, area, form.kind)
    facts = msgspec.structs.replace(facts, added=words.text)
    return filled(form, file.entries, about, (questions(desk), labels_for(desk, record)), facts)


def read_summary(desk: Desk, concern_id: UUID, child: str, kind: Kind = Kind.COUNCIL) -> Summary:
    """As `summary`, for reading and printing: logged as such before anything is opened."""
    find(desk, concern_id)
    desk.look(Action.PRINTED, str(concern_id))
    return summary(desk, concern_id, child, kind)


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
    desk: Desk,
    concern_id: UUID,
    child: str,
    offered: Offer,
    *,
    protect: bool,
    kind: Kind = Kind.COUNCIL,
    added: Added = nothing_added,
    mark: str = "",
) -> MadePaper:
    """Make the PDF, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first paper's bytes are handed over again. Without `protect` anybody can
    open it. `mark`: of the words that stood on the page whose button was pressed. Raises
    InvalidError for five words that this person was not offered, StaleError for another `mark`.
    """
    must_be_ours(desk, offered)
    made = summary(desk, concern_id, child, kind, added)
    once = uuid5(offered.once, f"{kind} {made.child} {protect}")
    if made.words.mark != mark:
        return made_before(desk, concern_id, once)
    return _make(desk, concern_id, made, once, offered.words if protect else None)


def _make(
    desk: Desk, concern_id: UUID, made: Summary, once: UUID, passphrase: str | None
) -> MadePaper:
    new = Made(
        paper=MadePaper(
            summary_pdf.render(made.paper, passphrase), summary_pdf.file_name(made.paper.meta)
        ),
        form=PaperForm(made.paper.form_id, made.paper.form_version),
        once=once,
        encrypted=passphrase is not None,
        child=made.child,
        added=made.words.text,
    )
    paper, first = keep(desk, concern_id, new)
    if first:
        extra_text.use_up(desk, concern_id, made.kind, made.child, made.words)
    return paper


def made_before(desk: Desk, concern_id: UUID, once: UUID) -> MadePaper:
    """The paper that used its words up at the first press. Raises StaleError when there is none."""
    number = entry_made(desk, concern_id, once)
    if number is None:
        raise StaleError(f"paper of {concern_id}")
    return read_paper(desk, concern_id, number)


def body(made: Summary) -> str:
    """The summary as an HTML fragment; every value in it is escaped by `referral_forms`."""
    return summary_html.body(made.paper)


def questions(desk: Desk) -> dict[str, str]:
    """Every question by its key, with this organisation's title for its leads."""
    return entry_titles.questions(desk.org.lead_title)


def labels_for(desk: Desk, record: entry_schema.Record) -> dict[str, str]:
    """Words for the ids of a record: its children, signs and council areas."""
    return labels_of(record, words_of_pack(record.pack, desk.org.pack))


def pack_labels(desk: Desk) -> Mapping[str, str]:
    """Words for indicator and area ids, from the organisation's pack."""
    return words_of_pack(desk.org.pack, desk.org.pack)


def reference_of(desk: Desk, concern_id: UUID) -> str:
    """The reference of a file that is mine. Raises NotFoundError, logged."""
    return find(desk, concern_id).reference


def _proof(desk: Desk, once: UUID, words: str) -> str:
    return desk.keys.own.key("paper-words", once.bytes, words).hex()
