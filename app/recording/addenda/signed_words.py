"""What a file says already of one page, in words, to lay a text that came late beside it.

Only names what was signed; changes and counts nothing.
"""

from flask import g

from app.domain.pages.addition import ADDITION
from app.domain.pages.page_model import Page
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Addition, EntryWithParts
from app.services.concerns.concern_reading import OpenConcern
from app.services.referrals import referral_summary, summary_answers


def signed_words(page: Page, file: OpenConcern) -> list[tuple[str, str]]:
    """Each answer of this page that is signed, oldest first: its question and what was said."""
    said = [one.entry for one in file.entries]
    if page.name == ADDITION.name:
        return [(page.fields[0].label, one.words) for one in said if isinstance(one, Addition)]
    if file.record is None:
        return []
    labels = summary_answers.build_record_labels(
        file.record, referral_summary.load_pack_labels(g.desk)
    )
    return [
        (row.label, row.text)
        for one in said
        if isinstance(one, EntryWithParts)
        for part in one.parts
        if part.page == page.part_name
        for row in make_answer_rows(part, labels)
    ]
