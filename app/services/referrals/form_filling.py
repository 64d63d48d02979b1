"""Fill one paper from the entries of a file. Opens nothing, asks no clock, no setting, no database.

The same entries and facts make the same paper, so that papers can be frozen and held against it.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import structs

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME, REPLACED_PAGES
from app.domain.pages import CORE_NAMES, PAGES, PAGES_BY_NAME, find_field, list_stored_fields
from app.domain.pages.page_model import Page
from app.domain.pages.referral import ASKED, list_asked_fields
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import FIRST_FORM, Call, Details, Record
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals import omissions
from app.services.referrals.omissions import Omission
from app.services.referrals.summary_answers import collect_answers, describe_corrections
from content.question_wording import find_wording
from referral_forms import filled_form, form_filler
from referral_forms.form_definition import Form, FormKind

CORRECTED_NOTE = "The record was corrected by {mark}. Ask the person who recorded it what is right."


class FilledReferral(PrivateStruct, frozen=True):
    """One filled paper. `child`: whom it is about; "" where it names no child.

    `kinds`: every paper that this file offers; `left_out`: what it holds and this paper does not,
    by reason.
    """

    paper: filled_form.FilledPaper
    kind: FormKind
    kinds: tuple[tuple[FormKind, str], ...]
    child: str
    children: tuple[tuple[str, str], ...]
    left_out: Mapping[str, list[Omission]]


def fill_form(
    form: Form,
    entries: tuple[OpenEntry, ...],
    about: str,
    words: tuple[Mapping[str, str], Mapping[str, str]],
    facts: filled_form.PaperMeta,
) -> tuple[filled_form.FilledPaper, tuple[Omission, ...]]:
    """The form filled for the child `about`, and what of the file is not on it.

    `words`: the questions by key, and what the ids of this record mean. `facts`: of the paper.
    """
    questions, ids = words
    kept, left_out = omissions.separate_omissions(
        form, collect_answers(entries, about, ids), entries, questions
    )
    left_out = (*left_out, *omissions.list_earlier_where(form, entries, about, ids))
    facts = _corrected(form, facts, describe_corrections(entries, about).get(1, ""))
    asked = find_asked_keys(entries)
    return form_filler.fill_form(form, questions, kept, facts, asked), left_out


def find_asked_keys(entries: tuple[OpenEntry, ...]) -> frozenset[str]:
    """Return the questions that someone saw: on the record's question pages, and on added pages.

    A blank among them was left blank. Every other question was not asked yet.
    """
    found: set[str] = set()
    for opened in entries:
        said = opened.entry
        if isinstance(said, Record):
            found.update(_select_asked(_list_record_keys(said), said))
        elif isinstance(said, Details) and said.page == ASKED.name:
            found.update(f"{page}.{name}" for page, name in list_asked_fields())
        elif isinstance(said, Details) and said.page in PAGES_BY_NAME:
            found.update(_select_asked(_list_page_keys([PAGES_BY_NAME[said.page]]), said))
        elif isinstance(said, Details | Call):
            found.update(_select_asked(_list_page_keys(_list_pages(said)), said))
    return frozenset(found)


def _select_asked(keys: Iterable[str], said: Record | Details | Call) -> Iterator[str]:
    """Yield those that there were: a question that is newer than its form was asked of no one."""
    form = max((part.form_number for part in said.parts), default=FIRST_FORM)
    return (key for key in keys if find_wording(key, form) is not None)


def _list_record_keys(record: Record) -> Iterator[str]:
    """Yield what a record's question pages asked; where it names none, what the core asks."""
    pages = _list_pages(record)
    if isinstance(record.shown, msgspec.UnsetType):
        yield from _list_page_keys([*map(PAGES_BY_NAME.__getitem__, CORE_NAMES), *pages])
        return
    yield from _list_page_keys(page for page in pages if page.name not in REPLACED_PAGES)
    for name in record.shown:
        question = QUESTIONS_BY_NAME.get(name)
        for page, field in question.fields if question else ():
            part = PAGES_BY_NAME[page].part_name
            stored = find_field(part, field)
            beside = stored.beside if stored else ()
            yield from (f"{part}.{one}" for one in (field, *(other.name for other in beside)))


def _list_pages(said: Record | Details | Call) -> list[Page]:
    names = {part.page for part in said.parts}
    return [page for page in PAGES if page.part_name in names]


def _list_page_keys(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        yield from (f"{page.part_name}.{field.name}" for field in list_stored_fields(page))


def _corrected(form: Form, facts: filled_form.PaperMeta, mark: str) -> filled_form.PaperMeta:
    """Says that the record was corrected; to ask what is right, where the words have no place."""
    if not mark or "addition.words" not in form.left_out:
        return structs.replace(facts, corrected=mark)
    left_out = " ".join(filter(None, (facts.left_out, CORRECTED_NOTE.format(mark=mark))))
    return structs.replace(facts, left_out=left_out)
