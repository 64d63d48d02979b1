"""List completion records, show one, and download it as a PDF."""

from io import BytesIO
from uuid import UUID

from flask import g, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.learning.blueprint import bp
from app.services.training import board_report, completion_record_pdf, completion_records


@bp.get("/completion")
@policy(Policy.SIGNED_IN)
def completions() -> ResponseReturnValue:
    """Show what this person completed, and what they confirmed or recorded for others."""
    return render_template(
        "learning/completions.html",
        found=completion_records.list_completions_involving_me(g.uow),
        reader=g.uow.me.is_reader,
        me=g.actor.id,
    )


@bp.get("/completion/<uuid:completion_id>")
@policy(Policy.SIGNED_IN)
def completion(completion_id: UUID) -> ResponseReturnValue:
    """Show one completion record. One that cannot be trusted says so, and nothing else."""
    found = completion_records.load_readable_completion(g.uow, completion_id)
    return render_template(
        "learning/completion.html",
        found=found,
        facts=found.said
        and completion_record_pdf.describe_completion_confirmation(found.said, g.org.lead_title),
        reading=found.said and completion_record_pdf.describe_reading_time(found.said, g.org),
        where=completion_record_pdf.WHERE_COMPLETED,
        board=board_report.find_board_contact(g.org, g.uow.clock()),
        check_at=build_check_address(),
    )


@bp.post("/completion/<uuid:completion_id>/record.pdf")
@policy(Policy.SIGNED_IN)
def completion_pdf(completion_id: UUID) -> ResponseReturnValue:
    """Send the record as a PDF file."""
    made = completion_record_pdf.log_print_and_make_completion_pdf(
        g.uow, completion_id, build_check_address()
    )
    return send_file(
        BytesIO(made.data), "application/pdf", as_attachment=True, download_name=made.file_name
    )


def build_check_address() -> str:
    """Return where somebody outside checks a code: the whole address, for paper."""
    return url_for("learning.check", _external=True)
