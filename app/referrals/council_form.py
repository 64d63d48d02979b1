"""Routes of a council's own form. A PDF comes only by POST, and is kept before it goes out."""

from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.house import house
from app.access.policy import Policy, policy
from app.errors import BusyError
from app.referrals.forms import Wanted
from app.referrals.views import as_file, bp
from app.services import council_papers, papers
from app.services.papers import Offer


@bp.get("/concerns/<uuid:concern_id>/referral/forms/<key>")
@policy(Policy.SIGNED_IN)
def council_form(concern_id: UUID, key: str) -> ResponseReturnValue:
    """What the form will say, five fresh words, and the button that fills it in."""
    return _page(concern_id, key, request.args.get("child", ""), papers.offer(g.desk))


@bp.post("/concerns/<uuid:concern_id>/referral/forms/<key>.pdf")
@policy(Policy.SIGNED_IN)
def council_form_pdf(concern_id: UUID, key: str) -> ResponseReturnValue:
    """Fill the form in, keep it, hand it over; while too many do, the page with the same words."""
    wanted = Wanted.of(request.form)
    papers.must_be_ours(g.desk, wanted.offered)
    try:
        with house().slots.one():
            made = council_papers.make_form(
                g.desk, concern_id, wanted.child, key, wanted.offered, protect=wanted.protect
            )
    except BusyError as error:
        again = _page(concern_id, key, wanted.child, wanted.offered, wanted.protect, error.no_paper)
        return again, error.status
    return as_file(made.data, "application/pdf", made.file_name)


def _page(
    concern_id: UUID, key: str, child: str, offered: Offer, protect: bool = True, busy: str = ""
) -> str:
    return render_template(
        "referrals/council_form.html",
        made=council_papers.ready(g.desk, concern_id, child, key),
        concern_id=concern_id,
        offered=offered,
        protect=protect,
        busy=busy,
    )
