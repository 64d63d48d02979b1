"""Fill in the own form of the council where a child is, where its pack has one.

The record is opened by the same door as everywhere, so each look is logged first; the exact bytes
are kept as a `paper` entry before they leave, with the words that its sender wrote for it alone. A
form that cannot be filled in is named with the reason: the summary is always there, and no form
ever stops a referral.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Record
from app.errors import NotFoundError, SealedError
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_decryption import OpenEntry
from app.services.contacts import phone_numbers
from app.services.referrals import council_form_checks, omissions, page_marks, summary_metadata
from app.services.referrals.added_private_names import AddedPrivateName, list_added_private_names
from app.services.referrals.asked_questions import find_asked_questions
from app.services.referrals.extra_text import ExtraText
from app.services.referrals.omissions import Omission
from app.services.referrals.referral_archive import ArchivedFile, FileToArchive, PaperForm
from app.services.referrals.referral_pdf import (
    ExtraTextForChild,
    PassphraseOffer,
    ReferralSummary,
    archive_paper_and_remove_extra_text,
    demand_offered_passphrase,
    give_no_extra_text,
    load_archived_pdf,
    load_question_texts,
    load_record_labels,
)
from app.services.referrals.summary_answers import (
    collect_answers_about_child,
    collect_referral_answers,
    describe_corrections,
    find_child_area,
    find_child_names,
)
from app.services.referrals.texts_on_both import TextOnBoth, list_texts_on_several_documents
from app.services.unit_of_work import UnitOfWork
from content import pack_loader
from content.council_forms import CouncilForm
from content.pack import Pack
from referral_forms.composing.gap_list import AskedQuestions
from referral_forms.council.box_answers import CouncilFormContent, assign_answers_to_boxes
from referral_forms.council.filled_council_form import fill_council_form
from referral_forms.filled_form import Answer, PaperMeta
from referral_forms.forms import Form, FormKind, find_form
from referral_forms.summary_pdf import build_file_name


class CouncilFormOffer(PrivateStruct, frozen=True):
    """A form that a council has of its own, for one child. `reason`: why it cannot be filled in."""

    key: str
    title: str
    version: str
    council: str
    child: str
    name: str
    reason: str = ""


class CouncilFormPreview(PrivateStruct, frozen=True):
    """A form as it would be filled in now, in labels of its boxes.

    `words` print on the sheets behind it; `left_out`: what the file holds and it does not, by
    reason; `missing`: entries that cannot be trusted, in words. `shared`, `private` and `mark` are
    as in `ReferralSummary`.
    """

    form: CouncilFormOffer
    children: tuple[tuple[str, str], ...]
    reference: str
    made_by: str
    words: ExtraText
    left_out: Mapping[str, list[Omission]]
    missing: str
    goes_on: tuple[str, ...]
    left_empty: tuple[str, ...]
    coded: tuple[str, ...]
    by_hand: tuple[str, ...]
    shared: tuple[TextOnBoth, ...]
    private: tuple[AddedPrivateName, ...]
    mark: str


class _Gathered(PrivateStruct, frozen=True):
    """All that a form of one child is filled in from."""

    form: CouncilForm
    offered: CouncilFormOffer
    base: Form
    answers: Sequence[Answer]
    meta: PaperMeta
    questions: Mapping[str, str]
    asked: AskedQuestions
    children: tuple[tuple[str, str], ...]
    words: ExtraText
    left_out: Mapping[str, list[Omission]]
    shared: tuple[TextOnBoth, ...]
    private: tuple[AddedPrivateName, ...]
    mark: str


def list_council_forms(uow: UnitOfWork, made: ReferralSummary) -> tuple[CouncilFormOffer, ...]:
    """Return the forms of the councils where the children of a concern are."""
    names = dict(made.children)
    return tuple(
        offer
        for child, area in made.areas
        for offer in _list_offers(_pack_of(uow, area), child, names[child])
    )


def _list_offers(pack: Pack | None, child: str, name: str) -> Iterator[CouncilFormOffer]:
    """Yield each form of a council, and each that cannot be used, with the reason."""
    if pack is None:
        return
    for form in pack.council_forms.values():
        yield _offer(form, child, name)
    for one in pack.wrong_forms.values():
        reason = council_form_checks.explain_wrong_form(one)
        council = pack.settings.council
        yield CouncilFormOffer(one.key, one.title, one.version, council, child, name, reason)


def preview_council_form(
    uow: UnitOfWork,
    concern_id: UUID,
    child: str,
    key: str,
    added: ExtraTextForChild = give_no_extra_text,
) -> CouncilFormPreview:
    """Return what a form would say, with `added` by child. Raises NotFoundError, SealedError."""
    found = _gather(uow, concern_id, child, key, added)
    said = CouncilFormContent((), (), (), ())
    if not found.offered.reason:
        said = assign_answers_to_boxes(found.form, found.base, found.answers, found.meta)
    return CouncilFormPreview(
        form=found.offered,
        children=found.children,
        reference=found.meta.reference,
        made_by=found.meta.made_by,
        words=found.words,
        left_out=found.left_out,
        missing=found.meta.left_out,
        goes_on=tuple(dict.fromkeys(one.label for one in said.goes_on)),
        left_empty=said.left_empty,
        coded=said.coded,
        by_hand=tuple(found.form.by_hand.values()),
        shared=found.shared,
        private=found.private,
        mark=found.mark,
    )


def make_and_archive_council_pdf(
    uow: UnitOfWork,
    concern_id: UUID,
    child: str,
    key: str,
    offer: PassphraseOffer,
    *,
    protect: bool,
    added: ExtraTextForChild = give_no_extra_text,
    mark: str = "",
) -> ArchivedFile:
    """Fill the form in, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first paper's bytes are handed over again. `mark`: of the page whose button
    was pressed. Raises InvalidError for five words that this person was not offered, StaleError for
    a page that has changed since, NotFoundError for a form that cannot be filled in.
    """
    demand_offered_passphrase(uow, offer)
    found = _gather(uow, concern_id, child, key, added)
    if found.offered.reason:
        raise NotFoundError(f"form {key} of {concern_id}")
    once = uuid5(offer.once, f"{key} {found.offered.child} {protect}")
    if not page_marks.has_same_words(mark, found.mark):
        return load_archived_pdf(uow, concern_id, once)
    return _make(uow, concern_id, found, once, offer.words if protect else None)


def _make(
    uow: UnitOfWork, concern_id: UUID, found: _Gathered, once: UUID, passphrase: str | None
) -> ArchivedFile:
    about = found.offered.child
    data, sheets = fill_council_form(
        found.form,
        found.base,
        found.questions,
        found.answers,
        found.meta,
        passphrase,
        found.asked,
    )
    new = FileToArchive(
        paper=ArchivedFile(data, build_file_name(found.meta)),
        form=PaperForm(sheets.form_id, sheets.form_version),
        once=once,
        encrypted=passphrase is not None,
        child=about,
        added=found.words.text,
    )
    return archive_paper_and_remove_extra_text(uow, concern_id, new, FormKind.COUNCIL, found.words)


def _gather(
    uow: UnitOfWork, concern_id: UUID, child: str, key: str, added: ExtraTextForChild
) -> _Gathered:
    file = open_concern(uow, concern_id)
    record = file.record
    if record is None:
        raise SealedError(f"record of {concern_id}")
    names = find_child_names(record)
    about = child or next(iter(names))
    area = find_child_area(record, about) if about in names else ""
    form = _find_council_form(uow, area, key)
    if about not in names or form is None:
        raise NotFoundError(f"form of {concern_id}")
    base, words = find_form(area or phone_numbers.find_area_of_org(uow.org)), added(about)
    facts = summary_metadata.build_paper_metadata(uow, file, record, names[about], area, base.kind)
    return _Gathered(
        form=form,
        offered=_offer(form, about, names[about]),
        base=base,
        meta=_complete_facts(facts, file.entries, about, words),
        asked=find_asked_questions(file.entries, about),
        children=tuple(names.items()),
        words=words,
        shared=list_texts_on_several_documents(record, about, names),
        private=list_added_private_names(file.entries, base),
        mark=page_marks.make_page_mark(file.entries, words),
        **_select_answers(uow, file.entries, record, about, base),
    )


def _select_answers(
    uow: UnitOfWork, entries: tuple[OpenEntry, ...], record: Record, about: str, base: Form
) -> dict[str, Any]:
    """Return the questions, the answers about one child, and what of the concern is left out."""
    ids, questions = load_record_labels(uow, record), load_question_texts(uow, record)
    given = (
        *collect_answers_about_child(entries, about, ids),
        *collect_referral_answers(base, entries, about),
    )
    kept, left_out = omissions.separate_omissions(base, given, entries, questions)
    left_out = (*left_out, *omissions.list_earlier_locations(base, entries, about, ids))
    children = len(find_child_names(record))
    reasons = omissions.group_omissions_by_reason(left_out, children, base)
    return {"questions": questions, "answers": kept, "left_out": reasons}


def _complete_facts(
    facts: PaperMeta, entries: tuple[OpenEntry, ...], about: str, words: ExtraText
) -> PaperMeta:
    mark = describe_corrections(entries, about).get(1, "")
    return msgspec.structs.replace(facts, corrected=mark, added=words.text)


def _find_council_form(uow: UnitOfWork, area: str, key: str) -> CouncilForm | None:
    pack = _pack_of(uow, area)
    return pack.council_forms.get(key) if pack else None


def _pack_of(uow: UnitOfWork, area: str) -> Pack | None:
    """Return the pack of the council of an area, or of the organisation's own if it is unknown."""
    pack = pack_loader.find_area(area or phone_numbers.find_area_of_org(uow.org)).pack
    return pack_loader.load_pack(pack) if pack else None


def _offer(form: CouncilForm, child: str, name: str) -> CouncilFormOffer:
    council = pack_loader.load_pack(form.file.split("/", 1)[0]).settings.council
    return CouncilFormOffer(
        form.key,
        form.title,
        form.version,
        council,
        child,
        name,
        council_form_checks.explain_unfillable(form),
    )
