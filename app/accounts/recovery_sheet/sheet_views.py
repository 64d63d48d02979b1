"""The recovery sheet: its state, a new one by two people, and what heads and chairs do then."""

import segno
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access import cookies
from app.access.declarations import needs_step_up, never_kept_for_back, never_offered_after_sign_in
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.responses import render_form_again
from app.accounts.word_forms import OlderSheetForm, SheetForm
from app.domain.routing.actors import Role
from app.errors import InvalidError, ThrottledError
from app.services.audit_log import record_receipts
from app.services.confirmation import sheet_drill, sheet_renewal, sheet_requests
from app.services.confirmation.lead_proposals import has_second_approver
from app.services.confirmation.sheet_renewal import NewSheet
from app.services.organisations import organisation_setup, setup_drafts

PURPOSE = "make a new recovery sheet"
TEMPLATE = "accounts/recovery_sheet/sheet_status.html"


@bp.get("/account/recovery-sheet")
@policy(Policy.READER)
def recovery_sheet() -> ResponseReturnValue:
    """Show the state of the sheet, and what a new one changes."""
    return render_template(TEMPLATE, form=None, **_load_status())


@bp.post("/account/recovery-sheet/ask")
@policy(Policy.LEAD)
@needs_step_up(PURPOSE)
def ask_for_sheet() -> ResponseReturnValue:
    """Ask for a new sheet."""
    sheet_requests.request_new_sheet(g.uow)
    return _return_to_status()


@bp.post("/account/recovery-sheet/approve")
@policy(Policy.READER)
@needs_step_up("let a colleague make a new recovery sheet")
def approve_sheet() -> ResponseReturnValue:
    """Approve a new sheet that another lead asked for."""
    try:
        sheet_requests.approve_sheet_request(g.uow, request.form.get("request", ""))
    except InvalidError as error:
        return _show_problem(error)
    return _return_to_status()


@bp.post("/account/recovery-sheet/stop")
@policy(Policy.READER)
def stop_sheet() -> ResponseReturnValue:
    """Stop a new sheet that someone asked for."""
    sheet_requests.stop_sheet_request(g.uow, request.form.get("request", ""))
    return _return_to_status()


@bp.post("/account/recovery-sheet/start")
@policy(Policy.LEAD)
@needs_step_up(PURPOSE)
def start_sheet() -> ResponseReturnValue:
    """Make the words of a new sheet, which was approved."""
    try:
        sheet_renewal.start_new_sheet(g.uow, g.visit.token)
    except InvalidError as error:
        return _show_problem(error)
    return redirect(url_for("accounts.new_sheet"), 303)


@bp.post("/account/recovery-sheet/replace")
@policy(Policy.LEAD)
@needs_step_up(PURPOSE)
@never_kept_for_back
def start_sheet_with_old() -> ResponseReturnValue:
    """Make the words of a new sheet with the old one in hand."""
    form = SheetForm.of_request()
    if not form.validate():
        return render_template(TEMPLATE, form=form, **_load_status() | {"new": form}), 422
    try:
        sheet_renewal.start_new_sheet(g.uow, g.visit.token, form.sheet.data or "")
    except (InvalidError, ThrottledError) as error:
        return render_form_again(TEMPLATE, form, error, **_load_status() | {"new": form})
    response = redirect(url_for("accounts.new_sheet"), 303)
    cookies.drop_pages_kept_for_back(response)
    return response


@bp.get("/account/recovery-sheet/new")
@policy(Policy.LEAD)
@needs_step_up("see the new recovery sheet")
def new_sheet() -> ResponseReturnValue:
    """Show the new sheet, to print; two of its groups are asked back."""
    new = sheet_renewal.find_new_sheet(g.uow, g.visit.token)
    return _show_none(200) if new is None else _show_new_sheet(new, {}, {})


@bp.post("/account/recovery-sheet/new")
@policy(Policy.LEAD)
@needs_step_up(PURPOSE)
@never_offered_after_sign_in
@never_kept_for_back
def activate_new_sheet() -> ResponseReturnValue:
    """Let the new sheet count, because it is on paper."""
    new = sheet_renewal.find_new_sheet(g.uow, g.visit.token)
    if new is None:
        return _show_none(422)
    typed = {number: request.form.get(f"group-{number}", "") for number in new.asked}
    if wrong := setup_drafts.find_wrong_groups(new, typed):
        return _show_new_sheet(new, wrong, typed), 422
    try:
        sheet_renewal.replace_sheet(g.uow, new)
    except InvalidError as error:
        said = next(iter(error.problems.values()))
        return _show_new_sheet(new, {0: said}, typed), 422
    sheet_renewal.forget_new_sheet(g.uow, g.visit.token)
    return _return_to_status()


@bp.post("/account/recovery-sheet/heads")
@policy(Policy.READER)
@needs_step_up("let the new recovery sheet open the key of the heads and chairs")
@never_kept_for_back
def let_sheet_open() -> ResponseReturnValue:
    """Let the sheet open the heads' and chairs' key: one of them, or a lead with the old sheet."""
    form = OlderSheetForm.of_request()
    if not g.actor.is_a(Role.SENIOR) and not form.validate():
        return render_template(TEMPLATE, form=form, **_load_status(form)), 422
    try:
        sheet_renewal.change_seniors_key_for_sheet(g.uow, form.older.data or "")
    except (InvalidError, ThrottledError) as error:
        return render_form_again(TEMPLATE, form, error, **_load_status(form))
    return _return_to_status()


def _load_status(of_heads: OlderSheetForm | None = None) -> dict[str, object]:
    return {
        "new": SheetForm(),
        "older": of_heads or OlderSheetForm(),
        "status": sheet_drill.load_sheet_status(g.uow),
        "alone": not has_second_approver(g.uow),
        "shown": sheet_renewal.find_new_sheet(g.uow, g.visit.token) is not None,
        "lead": g.actor.is_a(Role.LEAD),
    }


def _show_problem(error: InvalidError) -> ResponseReturnValue:
    form = SheetForm()
    attach_problems(form, error.problems)
    return render_template(TEMPLATE, form=form, **_load_status() | {"new": form}), 422


def _show_none(status: int) -> ResponseReturnValue:
    """Say that a sheet on paper does not count; unless the reader has just made it count."""
    told = _load_status()
    if sheet_drill.load_sheet_status(g.uow).done in {"made", "opens"}:  # pressed twice
        return redirect(url_for("accounts.recovery_sheet"), 303)
    return render_template(TEMPLATE, form=None, gone=True, **told), status


def _return_to_status() -> ResponseReturnValue:
    response = redirect(url_for("accounts.recovery_sheet"), 303)
    cookies.drop_pages_kept_for_back(response)
    return response


def _show_new_sheet(new: NewSheet, wrong: dict[int, str], typed: dict[int, str]) -> str:
    picture = segno.make(new.text.replace(" ", ""), error="m", boost_error=False)
    drawn = picture.svg_inline(scale=5, border=4, svgclass=None, lineclass=None)
    org = g.uow.org
    return render_template(
        "accounts/recovery_sheet/new_sheet.html",
        new=new,
        wrong=wrong,
        typed=typed,
        sentences=organisation_setup.explain_recovery_sheet(org.name, org.lead_title),
        key_words=organisation_setup.LOG_KEY_LABEL,
        keys=record_receipts.list_public_log_keys(g.uow),
        made_on=g.uow.clock(),
        # Our own letters and digits only: nothing in this picture was typed by anyone.
        picture=Markup(drawn),  # noqa: S704 - a QR code that was made here, of a sheet made here
    )
