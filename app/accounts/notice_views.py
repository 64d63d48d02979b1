"""Show what changed on one's account and in the organisation, and dismiss it from Home."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_offered_after_sign_in
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.services.notices import notice_lines


@bp.get("/account/notices")
@policy(Policy.SIGNED_IN)
def notices() -> ResponseReturnValue:
    """Show every notice, dismissed ones too, and what to do if it was someone else."""
    lines = notice_lines.list_all_notices(g.uow)
    return render_template(
        "accounts/notices.html",
        account=[line for line in lines if line.of_account],
        team=[line for line in lines if not line.of_account],
        reader=g.actor.is_reader,
    )


@bp.post("/account/notices/dismiss")
@policy(Policy.SIGNED_IN)
@never_offered_after_sign_in
def dismiss_notice() -> ResponseReturnValue:
    """Put one line away, and go back to those left on Home. One that is gone is no error."""
    notice_lines.dismiss_notice(g.uow, request.form.get("notice", ""))
    return redirect(url_for("public.home", _anchor="notices"), 303)
