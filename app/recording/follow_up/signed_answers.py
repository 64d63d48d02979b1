"""Answers that a concern already holds of a page, in words.

The page about information sharing shows those about the family, so that nothing is asked twice. A
late page shows those of the same page next to it. Only names what was signed; changes and counts
nothing.
"""

from collections.abc import Callable, Iterator

import msgspec
from flask import g

from app.domain.pages.addition import ADDITION
from app.domain.pages.decision import DECISION
from app.domain.pages.details_record import HOUSEHOLD
from app.domain.pages.details_support import FAMILY
from app.domain.pages.information_sharing import SHARING
from app.domain.pages.page_model import Page
from app.domain.pages.referral import ASKED, HOUSEHOLD_FIELDS, STORED_PAGE
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Addition, Decision, EntryWithParts, Part
from app.domain.record.form_data import FormData
from app.recording.follow_up.decision_flow import describe_decision
from app.services.concerns.concern_reading import OpenConcern
from app.services.referrals import referral_pdf, summary_answers

DECIDED = "A decision that is recorded"
LabelledAnswers = tuple[tuple[str, str], ...]
IN_SHORT = frozenset(
    {
        ("account", "child_words"),
        ("account", "worry"),
        ("now", "danger_now"),
        ("now", "leaves_at"),
    }
)
"""Answers that stay in view of the person who decides, by part and field."""


def list_answers_to_repeat(page: Page, file: OpenConcern) -> LabelledAnswers | None:
    """Return the signed answers that a page repeats, so that no one is asked twice, oldest first.

    The page of a decision repeats the child's words, what is feared and other decisions, the page
    about sharing those about the family, the page before a referral those that a duty team asks.
    None for every other page.
    """
    if file.record is None:
        return None
    if page.name == ASKED.name:
        return _list_answers(file, _is_asked_by_team)
    if page.name == DECISION.name:
        known = _list_answers(file, lambda part, name: (part, name) in IN_SHORT)
        decisions = (said for _, said in file.said if isinstance(said, Decision))
        return (*known, *((DECIDED, describe_decision(one, g.uow.clock())) for one in decisions))
    if page.name == SHARING.name:
        return _list_answers(file, lambda part, name: part == FAMILY.part_name)
    return None


def drop_answered_questions(page: Page, file: OpenConcern, raw: FormData) -> Page:
    """Return the page before a referral without what is answered of every child already."""
    if file.record is None:
        return page
    children = set(summary_answers.find_child_names(file.record))
    answered: dict[str, set[str]] = {}
    for part in _list_parts(file):
        for name in part.values:
            if STORED_PAGE.get(name) == part.page:
                answered.setdefault(name, set()).update(part.children)
    typed = {name.rpartition(".")[2] for name in raw}
    asked = (
        field
        for field in page.fields
        if field.name in typed or not children <= answered.get(field.name, set())
    )
    return msgspec.structs.replace(page, fields=tuple(asked))


def _is_asked_by_team(part: str, name: str) -> bool:
    if part == HOUSEHOLD.part_name:
        return name in HOUSEHOLD_FIELDS
    return STORED_PAGE.get(name) == part


def _list_parts(file: OpenConcern) -> Iterator[Part]:
    for one in file.entries:
        if isinstance(one.entry, EntryWithParts):
            yield from one.entry.parts


def _list_answers(file: OpenConcern, is_wanted: Callable[[str, str], bool]) -> LabelledAnswers:
    if file.record is None:
        return ()
    labels = summary_answers.build_record_labels(file.record, referral_pdf.load_pack_labels(g.uow))
    several = len(summary_answers.find_child_names(file.record)) > 1
    return tuple(
        (
            f"{labels[f'child:{part.children[0]}']}. {row.label}"
            if several and part.children
            else row.label,
            row.text,
        )
        for part in _list_parts(file)
        for row in make_answer_rows(part, labels, third=True)
        if is_wanted(part.page, row.key.partition(".")[2])
    )


def list_signed_answers(page: Page, file: OpenConcern) -> list[tuple[str, str]]:
    """List each answer of this page that is signed, oldest first: question and answer."""
    said = [one.entry for one in file.entries]
    if page.name == ADDITION.name:
        return [(page.fields[0].label, one.words) for one in said if isinstance(one, Addition)]
    if file.record is None:
        return []
    labels = summary_answers.build_record_labels(file.record, referral_pdf.load_pack_labels(g.uow))
    return [
        (row.label, row.text)
        for one in said
        if isinstance(one, EntryWithParts)
        for part in one.parts
        if part.page == page.part_name
        for row in make_answer_rows(part, labels)
    ]
