"""The papers of a practice record: to read, and as a PDF by POST. None is kept or sent."""

from io import BytesIO
from uuid import UUID

from flask import g, render_template, request, send_file
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access.policy import Policy, policy
from app.access.submitted_form import read_submitted_form
from app.domain.record.form_data import get_text
from app.recording.blueprint import bp
from app.services.practice import practice_referrals


@bp.get("/learn/practice/run/<uuid:run_id>/paper")
@policy(Policy.SIGNED_IN)
def practice_paper(run_id: UUID) -> ResponseReturnValue:
    """Show what would be sent to the council, the LADO or the police, also to print."""
    asked = request.args
    made = practice_referrals.make_practice_referral(
        g.uow, run_id, asked.get("child", ""), asked.get("form", "")
    )
    return render_template(
        "recording/practice_paper.html",
        practice=True,
        made=made,
        run_id=run_id,
        body=Markup(practice_referrals.render_practice_html(made)),  # noqa: S704 - referral_forms escapes every value
    )


@bp.post("/learn/practice/run/<uuid:run_id>/paper.pdf")
@policy(Policy.SIGNED_IN)
def practice_paper_pdf(run_id: UUID) -> ResponseReturnValue:
    """Send the same document as a PDF. Pressed twice, it is made twice: nothing of it is stored."""
    form = read_submitted_form()
    made = practice_referrals.make_practice_referral(
        g.uow, run_id, get_text(form, "child"), get_text(form, "form")
    )
    data, name = practice_referrals.render_practice_pdf(made)
    return send_file(BytesIO(data), "application/pdf", as_attachment=True, download_name=name)
