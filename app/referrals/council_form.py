"""Routes of a council's own form. A PDF comes only by POST, and is kept before it goes out."""

from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.referrals.forms import Wanted
from app.referrals.views import as_file, bp
from app.services import council_papers, papers


@bp.get("/concerns/<uuid:concern_id>/referral/forms/<key>")
@policy(Policy.SIGNED_IN)
def council_form(concern_id: UUID, key: str) -> ResponseReturnValue:
    """What the form will say, five fresh words, and the button that fills it in."""
    ready = council_papers.ready(g.desk, concern_id, request.args.get("child", ""), key)
    return render_template(
        "referrals/council_form.html",
        made=ready,
        concern_id=concern_id,
        offered=papers.offer(g.desk),
    )


@bp.post("/concerns/<uuid:concern_id>/referral/forms/<key>.pdf")
@policy(Policy.SIGNED_IN)
def council_form_pdf(concern_id: UUID, key: str) -> ResponseReturnValue:
    """Fill the form in, keep it, hand it over."""
    wanted = Wanted.of(request.form)
    made = council_papers.make_form(
        g.desk, concern_id, wanted.child, key, wanted.offered, protect=wanted.protect
    )
    return as_file(made.data, "application/pdf", made.file_name)
