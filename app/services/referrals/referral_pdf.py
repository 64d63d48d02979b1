"""Make papers from a signed file: the council's of one child, the LADO's, or that for police.

The author and every reader may do this without waiting for anybody. The record is opened by the
same door as everywhere, so each look is logged first. A PDF's exact bytes are kept, sealed, as a
`paper` entry before they leave; its passphrase is shown once and never stored.
"""

import hmac
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec

from app.domain.deadlines.concern_outcome import OutcomeLine, list_outcomes_so_far
from app.domain.deadlines.concern_status import ConcernState
from app.domain.private_struct import PrivateStruct
from app.domain.record import entry_schema, entry_titles
from app.errors import InvalidError, NotFoundError, SealedError, StaleError
from app.services.children.other_referrals import (
    OtherReferral,
    ReferralSearch,
    can_print_other_referrals,
    open_other_referrals,
)
from app.services.concerns.additions import find_added_entry_number as entry_made
from app.services.concerns.concern_access import load_own_or_shared_concern, load_readable_concern
from app.services.concerns.concern_reading import OpenConcern, open_concern
from app.services.contacts import phone_numbers
from app.services.content.pack_content import load_labels_for_record
from app.services.referrals import (
    available_summaries,
    extra_text,
    omissions,
    page_marks,
    summary_metadata,
)
from app.services.referrals.added_private_names import AddedPrivateName, list_added_private_names
from app.services.referrals.anonymised import collect_child_name_words, has_child_name
from app.services.referrals.extra_text import ExtraText
from app.services.referrals.form_filling import FilledReferral, fill_form_and_list_omissions
from app.services.referrals.omissions import Omission
from app.services.referrals.referral_archive import (
    ArchivedFile,
    ArchiveItem,
    FileToArchive,
    PaperForm,
    archive_file_as_entry,
    list_archive,
    read_archived_file,
)
from app.services.referrals.summary_answers import (
    build_record_labels,
    find_child_area,
    find_child_names,
)
from app.services.referrals.texts_on_both import TextOnBoth, list_texts_on_several_documents
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.spoken_words import pick_spoken_passphrase
from referral_forms import filled_form, summary_html, summary_pdf
from referral_forms.answer_preview import AnswerPreview, preview_answers
from referral_forms.forms import Form, FormKind, find_form

ExtraTextForChild = Callable[[str], ExtraText]
PRESS_AGAIN_MESSAGE = "Go back and press the button again."


def give_no_extra_text(_child: str) -> ExtraText:
    """Return no words for this document alone."""
    return ExtraText()


class ReferralSummary(FilledReferral, frozen=True):
    """A filled paper and what the page around it needs.

    `shared`: texts of it that are on another child's paper too.
    `names_one`: the words added to a paper that names no child name one.
    `private`: later entries in which a name that is to be kept private may be.
    `outcomes`: what came of the concern so far, so that no one refers a child twice unawares.
    `others`: referrals of the same children in other concerns, for a lead. `others_unchecked`:
    how many concerns were not looked in; `others_printed`: whether the document names them too.
    `mark`: names the entries and the added words that the page shows.
    """

    reference: str
    words: ExtraText
    preview: AnswerPreview
    names_one: bool
    panel: phone_numbers.CallPanel
    elsewhere: tuple[tuple[str, phone_numbers.CallPanel], ...]
    handed: tuple[ArchiveItem, ...]
    areas: tuple[tuple[str, str], ...] = ()
    route: str = ""
    outcomes: tuple[OutcomeLine, ...] = ()
    is_closed: bool = False
    shared: tuple[TextOnBoth, ...] = ()
    private: tuple[AddedPrivateName, ...] = ()
    others: tuple[OtherReferral, ...] = ()
    others_unchecked: int = 0
    others_printed: bool = False
    mark: str = ""


class PassphraseOffer(PrivateStruct, frozen=True):
    """Five words for one PDF, shown once; `proof` says that they are ours and for whom."""

    once: UUID
    words: str
    proof: str


def build_summary(
    uow: UnitOfWork,
    concern_id: UUID,
    child: str = "",
    kind: FormKind = FormKind.COUNCIL,
    added: ExtraTextForChild = give_no_extra_text,
) -> ReferralSummary:
    """Build one document about one child ("" is the first). Raises NotFoundError, SealedError.

    A paper that this file does not offer is not found. `added`: by child, words printed on it last.
    """
    file = open_concern(uow, concern_id)
    record = file.record
    if record is None:
        raise SealedError(f"record of {concern_id}")
    names, kinds = find_child_names(record), available_summaries.find_available_kinds(file.entries)
    about = child or next(iter(names))
    if about not in names or kind not in kinds:
        raise NotFoundError(f"paper of {concern_id}")
    return _summary(uow, file, record, about, kind, added(about))


def _summary(
    uow: UnitOfWork,
    file: OpenConcern,
    record: entry_schema.Record,
    about: str,
    kind: FormKind,
    words: ExtraText,
) -> ReferralSummary:
    area, names = find_child_area(record, about), find_child_names(record)
    form = find_form(home := area or phone_numbers.find_area_of_org(uow.org), kind)
    others, mine = _find_other_referrals(uow, file, kind, about)
    paper, left_out = _filled(uow, file, record, about, form, (words, mine))
    return ReferralSummary(
        **_describe_concern(uow, file, names),
        **others,
        paper=paper,
        kind=kind,
        words=words,
        kinds=available_summaries.list_titled_forms(file.entries, home),
        preview=preview_answers(form, paper),
        left_out=omissions.group_omissions_by_reason(left_out, len(names), form),
        names_one=_names_child(form, words, file),
        child=about if form.names_children else "",
        panel=summary_metadata.build_concern_call_panel(uow, file, area),
        elsewhere=summary_metadata.build_other_children_panels(uow, file, record, area),
        areas=tuple((key, find_child_area(record, key)) for key in names),
        shared=list_texts_on_several_documents(record, about, names) if form.names_children else (),
        private=list_added_private_names(file.entries, form),
        mark=page_marks.make_page_mark(file.entries, words),
    )


def _find_other_referrals(
    uow: UnitOfWork, file: OpenConcern, kind: FormKind, about: str
) -> tuple[dict[str, Any], list[OtherReferral]]:
    """Return what a page says of other referrals, and those that its document about a child has."""
    others = open_other_referrals(uow, file) if kind is FormKind.COUNCIL else ReferralSearch()
    printed = can_print_other_referrals(uow, file) if others.found else False
    mine = [one for one in others.found if printed and one.child == about]
    said = {"others": others.found, "others_unchecked": others.unchecked, "others_printed": printed}
    return said, mine


def _describe_concern(
    uow: UnitOfWork, file: OpenConcern, names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "children": tuple(names.items()),
        "handed": list_archive(file, names),
        "reference": file.reference,
        "route": file.route,
        "outcomes": list_outcomes_so_far(file.said, str(uow.me.id)),
        "is_closed": file.life.state is ConcernState.CLOSED,
    }


def _names_child(form: Form, words: ExtraText, file: OpenConcern) -> bool:
    """Whether the words added to a paper that names no child name one."""
    names = collect_child_name_words(file.entries)
    return not form.names_children and has_child_name(words.text, names)


def _filled(
    uow: UnitOfWork,
    file: OpenConcern,
    record: entry_schema.Record,
    about: str,
    form: Form,
    beside: tuple[ExtraText, list[OtherReferral]],
) -> tuple[filled_form.FilledPaper, tuple[Omission, ...]]:
    """Return the form filled for one child, and what of the concern is not on it.

    `beside`: what is printed on it that is not in the concern.
    """
    name = find_child_names(record)[about] if form.names_children else ""
    area = find_child_area(record, about)
    facts = summary_metadata.build_paper_metadata(uow, file, record, name, area, form.kind)
    words, others = beside
    also = ((one.reference, one.on) for one in others)
    facts = msgspec.structs.replace(facts, added=words.text, also_referred=tuple(also))
    return fill_form_and_list_omissions(
        form,
        file.entries,
        about,
        (load_question_texts(uow, record), load_record_labels(uow, record)),
        facts,
    )


def log_print_and_build_summary(
    uow: UnitOfWork, concern_id: UUID, child: str, kind: FormKind = FormKind.COUNCIL
) -> ReferralSummary:
    """Build it as `build_summary` does, to read and print: logged so before anything is opened."""
    load_readable_concern(uow, concern_id)
    uow.look(Action.PRINTED, str(concern_id))
    return build_summary(uow, concern_id, child, kind)


def offer_pdf_passphrase(uow: UnitOfWork) -> PassphraseOffer:
    """Return five fresh words for one PDF: to be said by phone, never stored."""
    once, words = uuid4(), pick_spoken_passphrase()
    return PassphraseOffer(once, words, _proof(uow, once, words))


def demand_offered_passphrase(uow: UnitOfWork, offered: PassphraseOffer) -> None:
    """Raise InvalidError for words that this person was not offered."""
    good = _proof(uow, offered.once, offered.words)
    if not hmac.compare_digest(good.encode(), offered.proof.encode()):
        raise InvalidError({"words": PRESS_AGAIN_MESSAGE})


def make_and_archive_summary_pdf(
    uow: UnitOfWork,
    concern_id: UUID,
    child: str,
    offered: PassphraseOffer,
    *,
    protect: bool,
    kind: FormKind = FormKind.COUNCIL,
    added: ExtraTextForChild = give_no_extra_text,
    mark: str = "",
) -> ArchivedFile:
    """Make the PDF, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first paper's bytes are handed over again. Without `protect` anybody can
    open it. `mark`: of the page whose button was pressed. Raises InvalidError for five words that
    this person was not offered, StaleError for a page that has changed since.
    """
    demand_offered_passphrase(uow, offered)
    made = build_summary(uow, concern_id, child, kind, added)
    once = uuid5(offered.once, f"{kind} {made.child} {protect}")
    if not page_marks.has_same_words(mark, made.mark):
        return load_archived_pdf(uow, concern_id, once)
    return _make(uow, concern_id, made, once, offered.words if protect else None)


def _make(
    uow: UnitOfWork, concern_id: UUID, made: ReferralSummary, once: UUID, passphrase: str | None
) -> ArchivedFile:
    new = FileToArchive(
        paper=ArchivedFile(
            summary_pdf.render_paper_pdf(made.paper, passphrase),
            summary_pdf.build_file_name(made.paper.meta),
        ),
        form=PaperForm(made.paper.form_id, made.paper.form_version),
        once=once,
        encrypted=passphrase is not None,
        child=made.child,
        added=made.words.text,
    )
    return archive_paper_and_remove_extra_text(uow, concern_id, new, made.kind, made.words)


def archive_paper_and_remove_extra_text(
    uow: UnitOfWork, concern_id: UUID, new: FileToArchive, kind: FormKind, words: ExtraText
) -> ArchivedFile:
    """Keep a paper and return its bytes; the words for it alone live in its entry from now on."""
    paper, first = archive_file_as_entry(uow, concern_id, new)
    if first:
        extra_text.remove_used_text(uow, concern_id, kind, new.child, words)
    return paper


def load_archived_pdf(uow: UnitOfWork, concern_id: UUID, once: UUID) -> ArchivedFile:
    """Return the document that used its words up at the first press.

    Raises StaleError when there is none.
    """
    number = entry_made(uow, concern_id, once)
    if number is None:
        raise StaleError(f"paper of {concern_id}")
    return read_archived_file(uow, concern_id, number)


def render_summary_body(made: ReferralSummary) -> str:
    """Render the summary as an HTML fragment; every value in it is escaped by `referral_forms`."""
    return summary_html.render_summary_html(made.paper)


def load_question_texts(uow: UnitOfWork, record: entry_schema.Record) -> dict[str, str]:
    """Return every question by its key as this record asked it, with our title for its leads."""
    return entry_titles.label_questions(uow.org.lead_title, record)


def load_record_labels(uow: UnitOfWork, record: entry_schema.Record) -> dict[str, str]:
    """Return words for the ids of a record: its children, signs and council areas."""
    return build_record_labels(record, load_labels_for_record(record.pack, uow.org.pack))


def load_pack_labels(uow: UnitOfWork) -> Mapping[str, str]:
    """Return words for indicator and area ids, from the organisation's pack."""
    return load_labels_for_record(uow.org.pack, uow.org.pack)


def load_concern_reference(uow: UnitOfWork, concern_id: UUID) -> str:
    """Return the reference of a concern that is mine. Raises NotFoundError, logged."""
    return load_own_or_shared_concern(uow, concern_id).reference


def _proof(uow: UnitOfWork, once: UUID, words: str) -> str:
    return uow.keys.own.key("paper-words", once.bytes, words).hex()
