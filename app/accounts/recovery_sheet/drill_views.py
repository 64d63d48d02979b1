"""The yearly check: type the recovery sheet, see that it opens, and leave the day in the log."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.declarations import never_kept_for_back, never_offered_after_sign_in
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.responses import render_form_again
from app.accounts.word_forms import SheetForm
from app.errors import InvalidError, ThrottledError
from app.services.confirmation import sheet_drill

TEMPLATE = "accounts/recovery_sheet/check_sheet.html"


@bp.get("/account/recovery-sheet/check")
@policy(Policy.LEAD)
def sheet_check() -> ResponseReturnValue:
    """Ask for the whole sheet; or say that it was right, by the log."""
    status = sheet_drill.load_sheet_status(g.uow)
    return render_template(TEMPLATE, form=SheetForm(), status=status, done=status.checked)


@bp.post("/account/recovery-sheet/check")
@policy(Policy.LEAD)
@never_offered_after_sign_in
@never_kept_for_back
def check_sheet() -> ResponseReturnValue:
    """Prove that the typed sheet opens, and log the day."""
    form = SheetForm.of_request()
    status = sheet_drill.load_sheet_status(g.uow)
    if not form.validate():
        return render_template(TEMPLATE, form=form, status=status), 422
    try:
        sheet_drill.check_sheet_and_log_drill(g.uow, form.sheet.data or "")
    except (InvalidError, ThrottledError) as error:
        return render_form_again(TEMPLATE, form, error, status=status)
    response = redirect(url_for("accounts.sheet_check"), 303)
    cookies.drop_pages_kept_for_back(response)
    return response
