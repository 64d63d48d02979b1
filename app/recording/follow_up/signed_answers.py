"""Answers that a concern already holds of a page, in words.

The page about information sharing shows those about the family, so that nothing is asked twice. A
late page shows those of the same page next to it. Only names what was signed; changes and counts
nothing.
"""

from flask import g

from app.domain.pages.addition import ADDITION
from app.domain.pages.details_support import FAMILY
from app.domain.pages.information_sharing import SHARING
from app.domain.pages.page_model import Page
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Addition, EntryWithParts
from app.services.concerns.concern_reading import OpenConcern
from app.services.referrals import referral_summary, summary_answers

LabelledAnswers = tuple[tuple[str, str], ...]


def list_family_answers(page: Page, file: OpenConcern) -> LabelledAnswers | None:
    """For the page about sharing, each answer about the family, oldest first; None for others."""
    if page.name != SHARING.name or file.record is None:
        return None
    labels = summary_answers.build_record_labels(
        file.record, referral_summary.load_pack_labels(g.uow)
    )
    several = len(summary_answers.find_child_names(file.record)) > 1
    said = [one.entry for one in file.entries if isinstance(one.entry, EntryWithParts)]
    return tuple(
        (f"{labels[f'child:{part.children[0]}']}. {row.label}" if several else row.label, row.text)
        for entry in said
        for part in entry.parts
        if part.page == FAMILY.part_name
        for row in make_answer_rows(part, labels, third=True)
    )


def list_signed_answers(page: Page, file: OpenConcern) -> list[tuple[str, str]]:
    """Each answer of this page that is signed, oldest first: its question and what was said."""
    said = [one.entry for one in file.entries]
    if page.name == ADDITION.name:
        return [(page.fields[0].label, one.words) for one in said if isinstance(one, Addition)]
    if file.record is None:
        return []
    labels = summary_answers.build_record_labels(
        file.record, referral_summary.load_pack_labels(g.uow)
    )
    return [
        (row.label, row.text)
        for one in said
        if isinstance(one, EntryWithParts)
        for part in one.parts
        if part.page == page.part_name
        for row in make_answer_rows(part, labels)
    ]
