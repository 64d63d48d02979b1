"""The completion record on paper: who completed which workbook, who confirmed it, how to check it.

It says on its face that the board's certificate is another paper. Values in, paper out: nothing
here decides who may have it, and the code and the address come from the caller.
"""

from datetime import datetime

import msgspec

from content.london_time import format_date_time
from referral_forms import summary_pdf
from referral_forms.filled_form import FilledPaper, FilledRow, PaperMeta, PrintedAnswer

FORM_ID, FORM_VERSION = "completion_record", "3"
TITLE = "Completion record"


class CompletionSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on it. Days are in words; `how` is a sentence; `issuer` is the board's name.

    `reading`: for CPD, empty where it is not known. `notice`: where it was completed, and that the
    board did not issue it. `address`: where the code is checked, whole. `signed_at`: when it was
    signed here; `made_at`: when this paper was made. `mark` "" prints none.
    """

    learner: str
    job_title: str
    workbook: str
    edition: str
    on: str
    confirmer: str
    confirmer_job: str
    confirmer_role: str
    talked: str
    stated: str
    how: str
    reading: str
    notice: str
    recorder: str
    organisation: str
    issuer: str
    code: str
    address: str
    signed_at: datetime
    made_at: datetime
    mark: str = ""

    def __repr__(self) -> str:
        return f"<Record {self.code}>"


def render_completion_pdf(record: CompletionSheet) -> bytes:
    """Render the PDF: the same bytes for the same record.

    Raises ValueError for a time without a zone.
    """
    return summary_pdf.render_paper_pdf(build_completion_paper(record))


def build_completion_paper(record: CompletionSheet) -> FilledPaper:
    """Return the record as a paper, ready to be laid out."""
    meta = PaperMeta(
        reference=record.code,
        organisation=record.organisation,
        author=record.confirmer,
        signed_at=record.signed_at,
        made_at=record.made_at,
        banner="",
        watermark=record.mark,
    )
    return FilledPaper(
        title=TITLE,
        form_id=FORM_ID,
        form_version=FORM_VERSION,
        source="",
        notice=record.notice,
        meta=meta,
        top=_facts(record),
        blocks=(),
        foot_heading="How to check this record",
        foot=_rows(("Where to check it", record.address), ("What you will see", CHECK_CODE_HINT)),
    )


CHECK_CODE_HINT = (
    "Type the check code there. The page shows name, workbook, date, organisation, who confirmed "
    "it, as what, and when they talked. "
    "If they are not those on this paper, it is not a true copy."
)


def _facts(record: CompletionSheet) -> tuple[FilledRow, ...]:
    return _rows(
        ("Name", record.learner),
        ("Job title", record.job_title),
        ("Workbook", record.workbook),
        ("Edition", record.edition),
        ("Date completed", record.on),
        ("Organisation", record.organisation),
        ("Confirmed by", record.confirmer),
        ("Their job title", record.confirmer_job),
        ("Confirmed as", record.confirmer_role),
        ("They talked on", record.talked),
        ("The confirmer stated", record.stated),
        ("How", record.how),
        ("For CPD", record.reading or "The record does not say how long it took."),
        ("Signed in Heard by", f"{record.recorder}, {format_date_time(record.signed_at)}"),
        ("Certificate", f"The certificate is issued by the {record.issuer}."),
        ("Check code", record.code),
    )


def _rows(*pairs: tuple[str, str]) -> tuple[FilledRow, ...]:
    return tuple(
        FilledRow(label, label, (PrintedAnswer(value or "Not known", blank=not value),))
        for label, value in pairs
    )
