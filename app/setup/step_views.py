"""The steps of set-up between the code and the recovery sheet: one subject a page.

Answers wait in a box that only this browser's token opens. Nothing of them is in a cookie or an
address. The passphrase comes last, so that it never waits with them.
"""

from collections.abc import Mapping
from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.declarations import OrgNeed, needs_org, never_kept_for_back
from app.access.policy import Policy, policy
from app.errors import BusyError, NotFoundError
from app.services.organisations import organisation_lookup, setup_drafts
from app.services.organisations.setup_drafts import PendingSetup
from app.services.unit_of_work import UnitOfWork
from app.setup import setup_steps
from app.setup.blueprint import bp
from app.setup.forms import FirstPassphraseForm, SetupCodeForm, StepForm
from app.setup.setup_steps import SetupStep
from content import pack_loader


@bp.get("/set-up/<key>")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def step(key: str) -> ResponseReturnValue:
    """Show one step with what was saved of it."""
    require_not_set_up()
    asked, answers = _find_step(key), load_setup_answers()
    if answers is None:
        return redirect(url_for("setup.start"), 302)
    return _show_step(asked, asked.form(answers=answers, today=_today()))


@bp.post("/set-up/<key>")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def save_step(key: str) -> ResponseReturnValue:
    """Save one step and go on to the next that was not answered."""
    require_not_set_up()
    asked, answers = _find_step(key), load_setup_answers()
    if answers is None:
        return show_code_page(
            SetupCodeForm(), setup_steps.select_step_answers(request.form, _today())
        ), 422
    form = asked.bind(request.form, answers, _today())
    if not form.validate():
        return _show_step(asked, form), 422
    answers |= form.to_answers()
    setup_drafts.save_setup_answers(make_setup_uow(), answers, cookies.get_setup_token())
    return redirect(find_next_setup_page(answers), 303)


@bp.get("/set-up/check-your-answers")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def check() -> ResponseReturnValue:
    """Show every answer, each with a link to change it."""
    require_not_set_up()
    answers = load_setup_answers()
    if answers is None or setup_steps.find_unanswered_step(answers, _today()):
        return redirect(
            url_for("setup.start") if answers is None else find_next_setup_page(answers), 302
        )
    forms = [(each, each.form(answers=answers, today=_today())) for each in setup_steps.STEPS]
    areas = dict(pack_loader.list_pack_choices())
    waits = find_pending_setup() is not None
    return render_template("setup/check.html", forms=forms, areas=areas, waits=waits)


@bp.get("/set-up/passphrase")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
def passphrase() -> ResponseReturnValue:
    """Ask the first lead for a passphrase."""
    require_not_set_up()
    answers = load_setup_answers()
    if answers is None or setup_steps.find_unanswered_step(answers, _today()):
        return redirect(url_for("setup.check"), 302)
    return _show_passphrase(FirstPassphraseForm())


@bp.post("/set-up/passphrase")
@needs_org(OrgNeed.OPTIONAL)
@policy(Policy.ANYONE)
@never_kept_for_back
def choose_passphrase() -> ResponseReturnValue:
    """Box everything with a new recovery seed and go on to the recovery sheet."""
    require_not_set_up()
    answers, form = load_setup_answers(), FirstPassphraseForm.of_request()
    if answers is None or setup_steps.find_unanswered_step(answers, _today()):
        return redirect(url_for("setup.check"), 303)
    try:
        if not form.validate() or not _is_hard_to_guess(form, answers):
            return _show_passphrase(form), 422
    except BusyError as error:
        form.form_errors.append(error.asking_again)
        return _show_passphrase(form), error.status
    new = setup_steps.build_new_organisation(
        answers, form.passphrase.data or "", _today(), demo=get_app_state().config.demo
    )
    token = cookies.get_setup_token()
    token = setup_drafts.start_setup_draft(make_setup_uow(), new, in_place_of=token)
    response = redirect(url_for("setup.sheet"), 303)
    cookies.set_setup_token(response, token)
    return response


def show_code_page(form: SetupCodeForm, carried: Mapping[str, str]) -> str:
    """Return the page of the code. `carried`: a step that was posted when its box was gone."""
    gone = bool(cookies.get_setup_token()) and load_setup_answers() is None
    return render_template("setup/start.html", form=form, carried=carried, gone=gone)


def load_setup_answers() -> dict[str, str] | None:
    """Return this browser's answers, also those of a recovery sheet that waits, or None."""
    session, token = make_setup_uow().session, cookies.get_setup_token()
    answers = setup_drafts.find_setup_answers(session, token, get_app_state().clock())
    if answers is None and (pending := find_pending_setup()) is not None:
        return setup_steps.restore_answers(pending.new)
    return answers


def find_pending_setup() -> PendingSetup | None:
    """Return the recovery sheet that waits for this browser, or None."""
    return setup_drafts.find_setup_draft(
        make_setup_uow().session, cookies.get_setup_token(), get_app_state().clock()
    )


def find_next_setup_page(answers: Mapping[str, str]) -> str:
    """Return the address of the first step without answers, or of the page that lists them."""
    asked = setup_steps.find_unanswered_step(answers, _today())
    return url_for("setup.step", key=asked.key) if asked else url_for("setup.check")


def require_not_set_up() -> None:
    """Raise NotFoundError once an organisation is set up."""
    if organisation_lookup.has_any_organisation(make_setup_uow().session):
        raise NotFoundError("set-up is done")


def make_setup_uow() -> UnitOfWork:
    """Return a unit of work of no organisation: there is none yet."""
    return get_app_state().uow(setup_drafts.build_blank_org())


def _is_hard_to_guess(form: FirstPassphraseForm, answers: Mapping[str, str]) -> bool:
    """Judge the passphrase and put the problem next to it. Raises BusyError."""
    problem = setup_drafts.first_passphrase_problem(
        get_app_state().slots, form.passphrase.data or "", setup_steps.list_guessable_texts(answers)
    )
    if problem:
        form.passphrase.errors = [problem]
    return not problem


def _find_step(key: str) -> SetupStep:
    asked = setup_steps.find_step(key)
    if asked is None:
        raise NotFoundError("no such step of set-up")
    return asked


def _show_step(asked: SetupStep, form: StepForm) -> str:
    before = setup_steps.find_previous_step(asked)
    return render_template(
        "setup/step.html",
        step=asked,
        form=form,
        number=setup_steps.STEPS.index(asked) + 1,
        count=setup_steps.STEP_COUNT,
        before=before,
        lead_title=form.answers.get("lead_title", ""),
        waits=find_pending_setup() is not None,
    )


def _show_passphrase(form: FirstPassphraseForm) -> str:
    return render_template("setup/passphrase.html", form=form, count=setup_steps.STEP_COUNT)


def _today() -> date:
    return get_app_state().clock().date()
