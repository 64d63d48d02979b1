"""Lead someone whose role needs a second step to one page, until they have set it up.

Asked here for all views at once, after the policy and before a passphrase is asked for. A view for
people with an account is closed to them unless it declares that it works without
(`declarations.works_without_second_step`). A form that was sent waits sealed in the session, and is
offered again once the second step is set up. What a view forgot is stopped below: no key of a team
opens (`services/auth/second_step/step_requirement.py`).
"""

from collections.abc import Sequence

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import step_up_gate
from app.access.csrf import ForgedError
from app.access.declarations import is_never_offered_after_sign_in, read_second_step_need
from app.access.policy import Policy, get_declared_policy
from app.access.step_up_gate import StepUpForm
from app.access.submitted_form import list_typed_fields_with_labels
from app.access.template_context import build_call_panel
from app.domain.routing import role_words
from app.errors import SecondStepMissingError
from app.services.audit_log import refusals
from app.services.auth import carried_forms, waiting_forms
from app.services.auth.carried_forms import CarriedForm
from app.services.auth.second_step import step_requirement
from app.services.concerns import own_concerns
from app.services.contacts import call_options
from app.services.drafts import addition_drafts, draft_store, late_page_store
from app.services.unit_of_work import UnitOfWork

SHOWN_RECORDS = 5
PAGE = "accounts/second_step/needed.html"
CLOSED_STATUS = 403


def init_app(app: Flask) -> None:
    """Ask before every request of someone who is signed in."""
    app.before_request(require_second_step)


def is_open_without_step(endpoint: str) -> bool:
    """Whether a view opens for someone whose second step is due."""
    need = read_second_step_need(current_app.view_functions.get(endpoint))
    if need is None:
        return get_declared_policy(endpoint) is Policy.ANYONE
    return not need


def require_second_step() -> ResponseReturnValue | None:
    """Let the request go on, or answer with the page that leads to a second step."""
    if g.get("actor") is None or is_open_without_step(request.endpoint or ""):
        return None
    return answer_with_second_step_page() if step_requirement.is_step_due(g.uow) else None


def answer_with_second_step_page() -> ResponseReturnValue:
    """Return the page that leads to a second step, in place of the one that was asked for.

    In place of Home it is no refusal: it is Home until then.
    """
    if get_declared_policy(request.endpoint or "") is Policy.ANYONE:
        return _render_page()
    refusals.log_or_count_refusal(g.uow, refusals.PAGE, f"member/{g.actor.id}")
    if request.accept_mimetypes.best == "application/json":
        return {"problem": SecondStepMissingError.public}, CLOSED_STATUS
    is_kept, typed = _keep_form()
    return _render_page(is_kept=is_kept, typed=typed), CLOSED_STATUS


def _keep_form() -> tuple[bool, tuple[tuple[str, str], ...]]:
    """Let the form of this request wait. Return whether it does, and else what was typed."""
    carried = _find_carried_form()
    if carried is None:
        return False, ()
    text = carried_forms.seal_form(g.uow, carried)
    if waiting_forms.keep_waiting_form(g.uow, g.visit.token, text) is not None:
        return True, ()
    return False, tuple(list_typed_fields_with_labels(carried.fields))


def _find_carried_form() -> CarriedForm | None:
    """Return what was sent, or what waited in it; None where nothing was typed."""
    if request.method != "POST" or is_never_offered_after_sign_in():
        return None
    form = StepUpForm.of_request()
    if form.carried.data:
        try:
            return step_up_gate.open_carried_form(form)
        except ForgedError:
            return None
    carried = step_up_gate.capture_request()
    return carried if carried.fields else None


def _render_page(*, is_kept: bool = False, typed: Sequence[tuple[str, str]] = ()) -> str:
    """Return the page. `is_kept`: the form of this request waits; else `typed` is shown."""
    uow: UnitOfWork = g.uow
    late_pages = late_page_store.list_own_late_pages(uow)
    return render_template(
        PAGE,
        role=role_words.describe_roles(uow.me.roles, uow.org.lead_title),
        calls=call_options.select_first_calls(build_call_panel()),
        drafts=draft_store.list_own_drafts(uow),
        begun=addition_drafts.list_started_additions(uow),
        rescued=any(page.is_of_record for page in late_pages),
        own=own_concerns.list_own_concerns(uow)[:SHOWN_RECORDS],
        waits=is_kept or waiting_forms.load_waiting_form(uow) is not None,
        typed=typed,
    )
