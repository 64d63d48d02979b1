"""Add a passkey to one's own second step, and remove one: each with a proof of what is on."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back, works_without_second_step
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.second_step.code_forms import (
    AddPasskeyForm,
    RemovePasskeyForm,
    find_passkey_site,
)
from app.accounts.second_step.setup_views import offer_passkeys
from app.errors import InvalidError, NotFoundError
from app.services.auth import device_names
from app.services.auth.second_step import passkey_setup, step_setup


@bp.get("/account/second-step/passkeys/new")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@needs_step_up("add a passkey")
def new_passkey() -> ResponseReturnValue:
    """Ask for a name, and the browser for a passkey. The name of the device is filled in."""
    return _render_new(
        AddPasskeyForm(data={"name": device_names.describe_device(request.user_agent.string)})
    )


@bp.post("/account/second-step/passkeys/new")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@needs_step_up("add a passkey")
@never_kept_for_back
def add_passkey() -> ResponseReturnValue:
    """Add it. The page after it shows recovery codes, where this was the first of all."""
    form = AddPasskeyForm.of_request()
    try:
        if not form.validate():
            return _render_new(form), 422
        site, name, made = find_passkey_site(), form.name.data or "", form.new_passkey.data or ""
        passkey_setup.add_passkey(g.uow, g.visit.token, site, name, made, form.proof)
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _render_new(form), 422
    return redirect(url_for("accounts.second_step"), 303)


def _render_new(form: AddPasskeyForm) -> str:
    step = step_setup.load_step_setup(g.uow)
    page = offer_passkeys(form, creates=True)
    form.new_passkey.data = ""
    host = find_passkey_site().host
    template = "accounts/second_step/new_passkey.html"
    return render_template(template, form=form, step=step, page=page, host=host)


@bp.get("/account/second-step/passkeys/<uuid:passkey_id>")
@policy(Policy.SIGNED_IN)
@needs_step_up("remove a passkey")
def own_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Say what removing it does, and ask for a proof."""
    return _render_own(RemovePasskeyForm(), passkey_id)


@bp.post("/account/second-step/passkeys/<uuid:passkey_id>")
@policy(Policy.SIGNED_IN)
@needs_step_up("remove a passkey")
@never_kept_for_back
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Remove it. One that is gone already leads to the list as well."""
    form = RemovePasskeyForm.of_request()
    try:
        passkey_setup.remove_passkey(g.uow, g.visit.token, passkey_id, form.proof)
    except NotFoundError:
        return redirect(url_for("accounts.second_step"), 303)
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _render_own(form, passkey_id), 422
    return redirect(url_for("accounts.second_step"), 303)


def _render_own(form: RemovePasskeyForm, passkey_id: UUID) -> str:
    return render_template(
        "accounts/second_step/own_passkey.html",
        form=form,
        passkey=passkey_setup.load_passkey(g.uow, passkey_id),
        step=step_setup.load_step_setup(g.uow),
        page=offer_passkeys(form),
    )
