"""A completion record as a PDF, from what was signed and proved. Handing it over is logged."""

from uuid import UUID

import msgspec

from app.domain.routing.actors import Org
from app.domain.training.statement_permissions import is_recorded_by_learner
from app.domain.training.statement_schema import Completion, CompletionMethod, ConfirmerRole
from app.services.content import workbook_content
from app.services.referrals import watermarks
from app.services.training import board_report, completion_records
from app.services.unit_of_work import UnitOfWork
from content.london_time import format_date
from referral_forms import completion_sheet

HOW_CONFIRMED = {
    CompletionMethod.CONFIRMED: (
        "The confirmer read the answers in Heard, talked about them with the learner, "
        "and signed in Heard."
    ),
    CompletionMethod.PRINTED_COPY: (
        "A printed copy of the answers was signed on paper. The person who recorded it here saw "
        "the signed paper."
    ),
    CompletionMethod.PAPER_WORKBOOK: (
        "The paper workbook was completed and signed. The person who recorded it here saw the "
        "signed paper."
    ),
    CompletionMethod.OUTSIDE_LINK: (
        "Confirmed from outside the organisation by a link, because no one in the organisation "
        "could confirm it. The link worked once. Heard does not know who used it. The learner "
        "sent it, and recorded the answer unchanged."
    ),
}
ROLE_NAMES = {
    ConfirmerRole.LEAD: "{lead_title}",
    ConfirmerRole.SENIOR: "head or chair",
    ConfirmerRole.COMPLETED: "has completed this training",
    ConfirmerRole.TRAINER: "trainer from outside the organisation",
    ConfirmerRole.GOVERNING_BODY: "officer of the governing body",
}
"""Roles of a confirmer, to put after their name. The lead's title is the setting's own."""
RECORDED_BY_LEARNER = (
    "Someone from outside the organisation signed on paper. The learner recorded it here, because "
    "no one else in the organisation could confirm it. Ask to see the signed paper."
)
ROLE_UNKNOWN = "Not recorded: this is older than that question"
SUFFICIENT = (
    "The learner has completed this training and has a sufficient understanding of its topic."
)
NOT_STATED = "Not recorded: this is older than that statement"
WHERE_COMPLETED = {
    CompletionMethod.CONFIRMED: "Completed in this tool. Not issued by the board.",
    CompletionMethod.PRINTED_COPY: (
        "Completed in this tool and signed on paper. Not issued by the board."
    ),
    CompletionMethod.PAPER_WORKBOOK: (
        "Completed on paper and recorded in this tool. Not issued by the board."
    ),
    CompletionMethod.OUTSIDE_LINK: (
        "Completed in this tool and confirmed from outside. Not issued by the board."
    ),
}


class ConfirmationFacts(msgspec.Struct, frozen=True):
    """How a completion was confirmed, each part in words. Older ones say less."""

    how: str
    role: str
    talked: str
    stated: str


def describe_completion_confirmation(said: Completion, lead_title: str) -> ConfirmationFacts:
    """Return the role of the confirmer, when the two talked, and what they stated."""
    role = said.confirmer_role
    name = ROLE_NAMES[role].format(lead_title=lead_title) if role else ROLE_UNKNOWN
    if role is ConfirmerRole.COMPLETED:
        name = f"someone who {name}"
    talked = said.talked_on or (said.on if said.how is CompletionMethod.CONFIRMED else None)
    on_paper = is_recorded_by_learner(said) and said.how is not CompletionMethod.OUTSIDE_LINK
    how = RECORDED_BY_LEARNER if on_paper else HOW_CONFIRMED[said.how]
    return ConfirmationFacts(
        how=how,
        role=name[:1].upper() + name[1:],
        talked=format_date(talked) if talked else "Not recorded",
        stated=SUFFICIENT if said.understanding else NOT_STATED,
    )


def describe_reading_time(said: Completion, org: Org) -> str:
    """Return about how long reading took, for CPD: whole minutes of the edition, at 200 words each.

    Empty where nobody here can know: another edition than today's, or the paper workbook.
    """
    edition = workbook_content.load_current_edition(org)
    if said.edition != edition.version or said.how is CompletionMethod.PAPER_WORKBOOK:
        return ""
    return f"About {sum(edition.minutes.values())} minutes of reading. Add the time of the talk."


class CompletionPdf(msgspec.Struct, frozen=True):
    """The bytes of a PDF, and its file's name: its day, and never anybody's name."""

    data: bytes
    file_name: str


def log_print_and_make_completion_pdf(
    uow: UnitOfWork, completion_id: UUID, address: str
) -> CompletionPdf:
    """Make the PDF of one completion. `address`: where its code is checked.

    Raises NotFoundError when it is absent, not for this person, or cannot be trusted.
    """
    _, said = completion_records.load_proved_completion(uow, completion_id)
    record = _build_sheet(uow, said, address)
    completion_records.log_completion_printed(uow, completion_id)
    name = f"completion-record-{said.on.isoformat()}.pdf"
    return CompletionPdf(completion_sheet.render_completion_pdf(record), name)


def _build_sheet(
    uow: UnitOfWork, said: Completion, address: str
) -> completion_sheet.CompletionSheet:
    now = uow.clock()
    facts = describe_completion_confirmation(said, uow.org.lead_title)
    return completion_sheet.CompletionSheet(
        learner=said.learner.name,
        job_title=said.learner.job_title,
        workbook=said.workbook,
        edition=said.edition,
        on=format_date(said.on),
        confirmer=said.confirmer.name,
        confirmer_job=said.confirmer.job_title,
        confirmer_role=facts.role,
        talked=facts.talked,
        stated=facts.stated,
        how=facts.how,
        reading=describe_reading_time(said, uow.org),
        notice=WHERE_COMPLETED[said.how],
        recorder=said.by.name,
        organisation=said.agency,
        issuer=board_report.find_board_contact(uow.org, now).name,
        code=said.code,
        address=address,
        signed_at=said.made_at,
        made_at=now,
        mark=watermarks.get_watermark(uow.org),
    )
