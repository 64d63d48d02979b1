"""What a file says of the family, beside the questions about sharing: nothing is asked twice."""

from flask import g

from app.domain.pages.details_support import FAMILY
from app.domain.pages.information_sharing import SHARING
from app.domain.pages.page_model import Page
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import EntryWithParts
from app.services.concerns.concern_reading import OpenConcern
from app.services.referrals import referral_summary, summary_answers

Known = tuple[tuple[str, str], ...]


def known(page: Page, file: OpenConcern) -> Known | None:
    """For the page about sharing, each answer about the family, oldest first; None for others."""
    if page.name != SHARING.name or file.record is None:
        return None
    labels = summary_answers.build_record_labels(
        file.record, referral_summary.load_pack_labels(g.desk)
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
