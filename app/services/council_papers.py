"""Fill in the own form of the council where a child is, where its pack has one.

The record is opened by the same door as everywhere, so each look is logged first; the exact bytes
are kept as a `paper` entry before they leave. A form that cannot be filled in is named with the
reason: the summary is always there, and no form ever stops a referral.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from uuid import UUID, uuid5

import msgspec

from app.domain import entries
from app.domain.pages import BY_NAME, catalogue, stored_fields
from app.domain.titles import titled
from app.errors import NotFoundError, SealedError
from app.services import numbers, paper_facts
from app.services.additions import add_entry
from app.services.desk import Desk
from app.services.files import open_file
from app.services.kept_papers import Form, MadePaper, keep, read_paper
from app.services.paper_answers import answers, children_of, corrections
from app.services.papers import Offer, Summary, labels_for, must_be_ours
from app.services.sealing import Slot
from content import library
from content.council_forms import CouncilForm
from content.errors import ContentError
from referral_forms import shape
from referral_forms.council.blank import NotFillableError, boxes_of
from referral_forms.council.checks import askable, faults
from referral_forms.council.fill import fill_in
from referral_forms.council.say import Said, say
from referral_forms.forms import form_of
from referral_forms.pdf import file_name
from referral_forms.values import Answer, Meta

WRONG_MAP = "Heard’s map of it is wrong. Send the summary instead."


class Offered(msgspec.Struct, frozen=True):
    """A form that a council has of its own, for one child. `reason`: why it cannot be filled in."""

    key: str
    title: str
    version: str
    council: str
    child: str
    name: str
    reason: str = ""

    def __repr__(self) -> str:
        return f"<Offered {self.key}>"


class Ready(msgspec.Struct, frozen=True):
    """A form as it would be filled in now, in labels of its boxes."""

    form: Offered
    children: tuple[tuple[str, str], ...]
    reference: str
    goes_on: tuple[str, ...]
    left_empty: tuple[str, ...]
    coded: tuple[str, ...]
    by_hand: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Ready {self.reference}>"


class _Gathered(msgspec.Struct, frozen=True):
    """All that a form of one child is filled in from."""

    form: CouncilForm
    offered: Offered
    base: shape.Form
    answers: Sequence[Answer]
    meta: Meta
    children: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return f"<_Gathered {self.offered.key}>"


def offered(desk: Desk, made: Summary) -> tuple[Offered, ...]:
    """The forms of the councils where the children of a file are."""
    names = dict(made.children)
    return tuple(
        _offer(form, child, names[child])
        for child, area in made.areas
        for form in _forms(desk, area).values()
    )


def ready(desk: Desk, concern_id: UUID, child: str, key: str) -> Ready:
    """What the form `key` would say about a child. Raises NotFoundError, SealedError."""
    found = _gather(desk, concern_id, child, key)
    said = Said((), (), (), ())
    if not found.offered.reason:
        said = say(found.form, found.answers, found.meta)
    by_hand = tuple(found.form.by_hand.values())
    return Ready(
        form=found.offered,
        children=found.children,
        reference=found.meta.reference,
        goes_on=tuple(dict.fromkeys(one.label for one in said.goes_on)),
        left_empty=said.left_empty,
        coded=said.coded,
        by_hand=by_hand,
    )


def make_form(
    desk: Desk, concern_id: UUID, child: str, key: str, offer: Offer, *, protect: bool
) -> MadePaper:
    """Fill the form in, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first paper's bytes are handed over again. Raises InvalidError for words
    that this person was not offered, NotFoundError for a form that cannot be filled in.
    """
    must_be_ours(desk, offer)
    found = _gather(desk, concern_id, child, key)
    if found.offered.reason:
        raise NotFoundError(f"form {key} of {concern_id}")
    words = offer.words if protect else None
    data, sheets = fill_in(found.form, found.base, _labels(desk), found.answers, found.meta, words)
    paper = MadePaper(data, file_name(found.meta))
    form = Form(sheets.form_id, sheets.form_version)
    about = found.offered.child
    once = uuid5(offer.once, f"{key} {about} {protect}")
    kept: list[int] = []

    def make(slot: Slot) -> entries.Entry:
        kept.append(slot.number)
        return keep(desk, slot, paper, form, about, once, encrypted=protect)

    number = add_entry(desk, concern_id, make, once)
    return paper if kept else read_paper(desk, concern_id, number)


def all_faults() -> list[ContentError]:
    """What is wrong with any council form of any pack, each with file, key and cure."""
    return [
        fault
        for name in library.names()
        for form in library.load(name).council_forms.values()
        if form.file.startswith(f"{name}/")
        for fault in _faults(form)
    ]


def _gather(desk: Desk, concern_id: UUID, child: str, key: str) -> _Gathered:
    file = open_file(desk, concern_id)
    record = file.record
    if record is None:
        raise SealedError(f"record of {concern_id}")
    names = children_of(record)
    about = child or next(iter(names))
    area = paper_facts.area_of(record, about) if about in names else ""
    form = _forms(desk, area).get(key)
    if about not in names or form is None:
        raise NotFoundError(f"form of {concern_id}")
    facts = paper_facts.meta(desk, file, record, names[about], area)
    mark = corrections(file.entries, about).get(1, "")
    return _Gathered(
        form=form,
        offered=_offer(form, about, names[about]),
        base=form_of(area or numbers.home_area(desk.org)),
        answers=answers(file.entries, about, labels_for(desk, record)),
        meta=msgspec.structs.replace(facts, corrected=mark),
        children=tuple(names.items()),
    )


def _labels(desk: Desk) -> dict[str, str]:
    return {key: titled(label, desk.org.lead_title) for key, label in catalogue().items()}


def _forms(desk: Desk, area: str) -> Mapping[str, CouncilForm]:
    """The forms of the council of an area, or of the organisation's own where it is not known."""
    pack = library.area(area or numbers.home_area(desk.org)).pack
    return library.load(pack).council_forms if pack else {}


def _offer(form: CouncilForm, child: str, name: str) -> Offered:
    council = library.load(form.file.split("/", 1)[0]).settings.council
    return Offered(form.key, form.title, form.version, council, child, name, _reason(form))


def _reason(form: CouncilForm) -> str:
    """Why a form cannot be filled in, as a sentence; "" when it can."""
    try:
        boxes_of(form.data)
    except NotFillableError as error:
        return str(error)
    return WRONG_MAP if _faults(form) else ""


@cache
def _known() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    tokens = {
        f"{page.part_name}.{field.name}": tuple(option.token for option in field.options)
        for page in BY_NAME.values()
        for field in stored_fields(page)
        if field.options
    }
    return askable(catalogue(), form_of("")), tokens


_PROVED: dict[str, list[ContentError]] = {}
"""Faults by the hash of what was proved: packs do not change while a process runs."""


def _faults(form: CouncilForm) -> list[ContentError]:
    place = f"{form.file} {form.key} {form.sha256}"
    if place not in _PROVED:
        _PROVED[place] = faults(form, *_known())
    return _PROVED[place]
