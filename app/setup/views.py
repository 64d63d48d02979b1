"""Set-up in the browser. It is there until an organisation is; then these pages do not exist."""

import segno
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.declarations import OrgNeed, needs_org, needs_step_up
from app.access.policy import Policy, policy
from app.errors import BusyError, InvalidError, NotFoundError, ThrottledError
from app.services.audit_log import record_receipts
from app.services.auth import device_names, one_time_display, throttle
from app.services.organisations import (
    organisation_lookup,
    organisation_setup,
    setup_code,
    setup_drafts,
)
from app.services.organisations.setup_drafts import PendingSetup
from app.services.unit_of_work import UnitOfWork
from app.setup.blueprint import bp
from app.setup.forms import SetupForm, prefill_setup_form

WRONG_CODE = "This is not the code. It is on the console of the server, or in its data folder."


@bp.get("/set-up")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def start() -> ResponseReturnValue:
    """One page of questions. Where a sheet waits for this browser, it leads back to the sheet."""
    if g.actor is not None:
        return _done_already()
    _demand_open()
    waits = _draft()
    if waits is None:
        return _questions(_form(host=_host()))
    if "again" not in request.args:
        return redirect(url_for("setup.sheet"), 302)
    return _questions(_form(**prefill_setup_form(waits.new)))


@bp.post("/set-up")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def submit() -> ResponseReturnValue:
    """Keep what was typed, boxed, and go on to the recovery sheet."""
    _demand_open()
    form, uow = _form(request.form), _uow()
    try:
        tries = setup_drafts.require_setup_not_throttled(uow, _address())
    except ThrottledError as error:
        form.form_errors.append(error.public)
        return _questions(form), error.status
    fine = form.validate()
    if form.code.data and not setup_code.is_setup_code(get_app_state().config.data, form.code.data):
        throttle.count_failed_try(uow, tries)  # there is no log yet to write it in
        form.code.errors = [WRONG_CODE]
        fine = False
    try:
        if not (_judge(form) and fine):
            return _questions(form), 422
    except BusyError as error:
        form.form_errors.append(error.asking_again)
        return _questions(form), error.status
    new = form.to_organisation(demo=get_app_state().config.demo)
    token = setup_drafts.start_setup_draft(uow, new, in_place_of=cookies.get_setup_token())
    response = redirect(url_for("setup.sheet"), 303)
    cookies.set_setup_token(response, token)
    return response


@bp.get("/set-up/recovery-sheet")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def sheet() -> ResponseReturnValue:
    """The recovery sheet, to print; two of its groups are asked back."""
    if g.actor is not None:
        return _done_already()
    _demand_open()
    draft = _draft()
    return redirect(url_for("setup.start"), 302) if draft is None else _sheet(draft, {})


@bp.post("/set-up/recovery-sheet")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def prove() -> ResponseReturnValue:
    """The sheet is on paper: make the organisation, all at once."""
    draft = _draft()
    if draft is None:
        return _too_late()
    typed = {number: request.form.get(f"group-{number}", "") for number in draft.asked}
    if wrong := setup_drafts.find_wrong_groups(draft, typed):
        _demand_open()
        return _sheet(draft, wrong, typed), 422
    try:
        return _make(draft)
    except BusyError as error:
        return _sheet(draft, {0: error.public}, typed), error.status


@bp.get("/set-up/done")
@policy(Policy.LEAD)
@needs_step_up("see invite codes")
def done() -> ResponseReturnValue:
    """What is next: codes to hand over, the lead's card, a second lead."""
    shown = one_time_display.list_shown_secrets(g.uow, one_time_display.INVITE_PREFIX)
    codes = [(name.removeprefix(one_time_display.INVITE_PREFIX), code) for name, code in shown]
    return render_template("setup/done.html", codes=codes)


@bp.post("/set-up/done")
@policy(Policy.LEAD)
def kept() -> ResponseReturnValue:
    """The codes are on paper: forget them here and make the recovery card."""
    one_time_display.forget_shown_secrets(g.uow, g.visit.token, one_time_display.INVITE_PREFIX)
    return redirect(url_for("accounts.card"), 303)


def _judge(form: SetupForm) -> bool:
    """Whether the passphrase will do. Judged only when the code is right. Raises BusyError."""
    if form.code.errors or form.passphrase.errors:
        return False
    wrong = setup_drafts.first_passphrase_problem(
        get_app_state().slots, form.passphrase.data or "", form.about_the_lead()
    )
    if wrong:
        form.passphrase.errors = [wrong]
    return not wrong


def _done_already() -> ResponseReturnValue:
    """Back, pressed by somebody who is signed in: they have a home page, and no sheet is left."""
    return redirect(url_for("public.home", set_up=1), 302)


def _too_late() -> ResponseReturnValue:
    """No draft is left: it was used up a moment ago, by this browser, or it grew too old."""
    if cookies.get_setup_token() and organisation_lookup.has_any_organisation(_uow().session):
        return redirect(url_for("accounts.sign_in", next=url_for("setup.done")), 303)
    _demand_open()
    return redirect(url_for("setup.start"), 303)


def _make(draft: PendingSetup) -> ResponseReturnValue:
    home, uow = get_app_state(), get_app_state().uow(draft.org)
    uow.device = device_names.describe_device(request.user_agent.string)
    with setup_code.hold_setup_lock(home.config.data):
        try:
            setup_drafts.finish_setup(uow, home.slots, draft, cookies.get_setup_token())
        except InvalidError:
            raise NotFoundError("set up by somebody else meanwhile") from None
        setup_code.delete_setup_code(home.config.data)
    try:
        token = setup_drafts.sign_in_first_lead(uow, home.slots, draft, _address())
    except BusyError:  # the organisation is made; its lead signs in by the front door
        return redirect(url_for("accounts.sign_in"), 303)
    response = redirect(url_for("setup.done"), 303)
    cookies.set_sign_in_token(response, token)
    cookies.set_step_up_mark(response, uow.step_up_mark)
    cookies.clear_setup_token(response)
    return response


def _questions(form: SetupForm) -> str:
    """The form. `waits`: a sheet of this browser's does; `gone`: one did, for more than an hour."""
    waits = _draft() is not None
    gone = bool(cookies.get_setup_token()) and not waits
    return render_template("setup/start.html", form=form, waits=waits, gone=gone)


def _demand_open() -> None:
    if organisation_lookup.has_any_organisation(_uow().session):
        raise NotFoundError("set-up is done")


def _draft() -> PendingSetup | None:
    return setup_drafts.find_setup_draft(
        _uow().session, cookies.get_setup_token(), get_app_state().clock()
    )


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


def _uow() -> UnitOfWork:
    """A unit of work of no organisation: there is none yet."""
    return get_app_state().uow(setup_drafts.build_blank_org())


def _form(*given: object, **more: str) -> SetupForm:
    return SetupForm(*given, today=get_app_state().clock().date(), **more)
