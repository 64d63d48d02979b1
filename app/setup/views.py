"""Set-up in the browser: its code, the recovery sheet and the organisation that is made.

These pages are there until an organisation is, and then no more. `step_views` asks the questions.
"""

import segno
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.declarations import (
    OrgNeed,
    needs_org,
    needs_step_up,
    never_kept_for_back,
    never_offered_after_sign_in,
    works_without_second_step,
)
from app.access.policy import Policy, policy
from app.errors import BusyError, InvalidError, NotFoundError, ThrottledError
from app.services.audit_log import record_receipts
from app.services.auth import device_names, one_time_display, throttle
from app.services.auth.second_step import step_requirement
from app.services.organisations import (
    organisation_lookup,
    organisation_setup,
    setup_code,
    setup_drafts,
)
from app.services.organisations.setup_drafts import PendingSetup
from app.setup import setup_steps
from app.setup.blueprint import bp
from app.setup.forms import SetupCodeForm
from app.setup.step_views import (
    find_next_setup_page,
    find_pending_setup,
    load_setup_answers,
    make_setup_uow,
    require_not_set_up,
    show_code_page,
)

WRONG_CODE = "Check the set-up code and enter it again. It has 12 letters and numbers."


@bp.get("/set-up")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def start() -> ResponseReturnValue:
    """Ask for the set-up code. A browser that gave it goes on where it was."""
    if g.actor is not None:
        return _redirect_home()
    require_not_set_up()
    if find_pending_setup() is not None:
        return redirect(url_for("setup.sheet"), 302)
    answers = load_setup_answers()
    return (
        show_code_page(SetupCodeForm(), {})
        if answers is None
        else redirect(find_next_setup_page(answers), 302)
    )


@bp.post("/set-up")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def submit() -> ResponseReturnValue:
    """Check the code and open a box for the answers of the steps."""
    require_not_set_up()
    form, uow = SetupCodeForm.of_request(), make_setup_uow()
    carried = setup_steps.select_step_answers(request.form, get_app_state().clock().date())
    try:
        tries = setup_drafts.start_setup_code_try(uow, _address())
    except ThrottledError as error:
        form.form_errors.append(error.public)
        return show_code_page(form, carried), error.status
    if not form.validate():
        return show_code_page(form, carried), 422
    if not setup_code.is_setup_code(get_app_state().config.data, form.code.data or ""):
        throttle.count_failed_try(uow, tries)  # there is no log yet to write it in
        form.code.errors = [WRONG_CODE]
        return show_code_page(form, carried), 422
    answers = {"host": _host(), **(load_setup_answers() or {}), **carried}
    token = (
        ""
        if find_pending_setup() is None and load_setup_answers() is None
        else cookies.get_setup_token()
    )
    token = setup_drafts.save_setup_answers(uow, answers, token)
    response = redirect(find_next_setup_page(answers), 303)
    cookies.set_setup_token(response, token)
    return response


@bp.get("/set-up/recovery-sheet")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def sheet() -> ResponseReturnValue:
    """Show the recovery sheet, to print; two of its groups are asked back."""
    if g.actor is not None:
        return _redirect_home()
    require_not_set_up()
    draft = find_pending_setup()
    return redirect(url_for("setup.start"), 302) if draft is None else _sheet(draft, {})


@bp.post("/set-up/recovery-sheet")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
@never_kept_for_back
def finish_organisation_setup() -> ResponseReturnValue:
    """Make the organisation, all at once, because the sheet is on paper."""
    draft = find_pending_setup()
    if draft is None:
        return _too_late()
    typed = {number: request.form.get(f"group-{number}", "") for number in draft.asked}
    if wrong := setup_drafts.find_wrong_groups(draft, typed):
        require_not_set_up()
        return _sheet(draft, wrong, typed), 422
    try:
        return _make(draft)
    except BusyError as error:
        return _sheet(draft, {0: error.public}, typed), error.status


@bp.get("/set-up/done")
@policy(Policy.LEAD)
@works_without_second_step
@needs_step_up("see invite codes")
def done() -> ResponseReturnValue:
    """Show what comes next: codes to hand over, the second step, the card, a second lead."""
    shown = one_time_display.list_shown_secrets(g.uow, one_time_display.INVITE_PREFIX)
    codes = [(name.removeprefix(one_time_display.INVITE_PREFIX), code) for name, code in shown]
    step_due = step_requirement.is_step_due(g.uow)
    return render_template("setup/done.html", codes=codes, step_due=step_due)


@bp.post("/set-up/done")
@policy(Policy.LEAD)
@works_without_second_step
@never_offered_after_sign_in
@never_kept_for_back
def forget_shown_setup_codes() -> ResponseReturnValue:
    """Forget the codes, which are on paper now, and go on to the second step or the card."""
    one_time_display.forget_shown_secrets(g.uow, g.visit.token, one_time_display.INVITE_PREFIX)
    is_due = step_requirement.is_step_due(g.uow)
    response = redirect(url_for("accounts.second_step" if is_due else "accounts.card"), 303)
    cookies.drop_pages_kept_for_back(response)
    return response


def _redirect_home() -> ResponseReturnValue:
    """Back, pressed by somebody who is signed in: they have a home page, and no sheet is left."""
    return redirect(url_for("public.home", set_up=1), 302)


def _too_late() -> ResponseReturnValue:
    """Say that no draft is left: this browser has just used it, or it grew too old."""
    if cookies.get_setup_token() and organisation_lookup.has_any_organisation(
        make_setup_uow().session
    ):
        return redirect(url_for("accounts.sign_in", next=url_for("setup.done")), 303)
    require_not_set_up()
    return redirect(url_for("setup.start"), 303)


def _make(draft: PendingSetup) -> ResponseReturnValue:
    home, uow = get_app_state(), get_app_state().uow(draft.org)
    uow.device = device_names.describe_device(request.user_agent.string)
    with setup_code.hold_setup_lock(home.config.data):
        try:
            setup_drafts.make_organisation_from_draft(
                uow, home.slots, draft, cookies.get_setup_token()
            )
        except InvalidError:
            raise NotFoundError("someone else finished set-up first") from None
        setup_code.delete_setup_code(home.config.data)
    try:
        token = setup_drafts.sign_in_first_lead_and_invite_seniors(
            uow, home.slots, draft, _address()
        )
    except BusyError:  # the organisation is made; its lead signs in by the front door
        return redirect(url_for("accounts.sign_in"), 303)
    response = redirect(url_for("setup.done"), 303)
    cookies.set_sign_in_token(response, token)
    cookies.set_step_up_mark(response, uow.step_up_mark)
    cookies.clear_setup_token(response)
    return response


def _sheet(draft: PendingSetup, wrong: dict[int, str], typed: dict[int, str] | None = None) -> str:
    picture = segno.make(draft.sheet.replace(" ", ""), error="m", boost_error=False)
    drawn = picture.svg_inline(scale=5, border=4, svgclass=None, lineclass=None)
    return render_template(
        "setup/sheet.html",
        draft=draft,
        wrong=wrong,
        typed=typed or {},
        sentences=organisation_setup.explain_recovery_sheet(draft.new.name, draft.new.lead_title),
        key_words=organisation_setup.LOG_KEY_LABEL,
        log_key=record_receipts.derive_public_log_key(get_app_state().uow(draft.org)),
        made_on=get_app_state().clock(),
        # Our own letters and digits only: nothing in this picture was typed by anybody.
        picture=Markup(drawn),  # noqa: S704 - a QR code that was made here, of a sheet made here
    )


def _host() -> str:
    return request.host.rsplit(":", 1)[0]


def _address() -> str:
    return request.remote_addr or ""
