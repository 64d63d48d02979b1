"""A new lead, head or chair waits: approve, give access, stop, or appoint a lead at once."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.word_forms import ActingLeadForm
from app.domain.routing.actors import Role
from app.errors import InvalidError, SealedError, ThrottledError
from app.services.auth import carried_forms
from app.services.auth.carried_forms import CarriedForm
from app.services.confirmation import (
    acting_lead,
    lead_approvals,
    lead_proposals,
    senior_approvals,
    word_checks,
)

ACTING = "acting"


@bp.get("/members/approvals")
@policy(Policy.SETTINGS)
def approvals() -> ResponseReturnValue:
    """Show who waits for access, and who was given it in the last month.

    An administrator sees heads and chairs alone, and can stop them.
    """
    return _page()


@bp.post("/members/<uuid:member_id>/approve")
@policy(Policy.READER)
@needs_step_up("let a person read concerns")
def approve(member_id: UUID) -> ResponseReturnValue:
    """Approve someone whom a lead confirmed. Of a head or chair, a head or chair does it."""
    try:
        done = _approve(member_id, request.form.get("seen", ""))
    except InvalidError as error:
        return _page(error), 422
    return redirect(url_for("accounts.approvals", done="made" if done else "approved"), 303)


def _approve(member_id: UUID, seen: str) -> bool:
    """Return whether they have access now."""
    if lead_proposals.find_proposed_role(g.uow, member_id) is Role.SENIOR:
        senior_approvals.approve_senior(g.uow, member_id, seen)
        return False
    return lead_approvals.approve_lead(g.uow, member_id, seen)


@bp.post("/members/<uuid:member_id>/give-access")
@policy(Policy.LEAD)
@needs_step_up("let a person read concerns")
def give_access(member_id: UUID) -> ResponseReturnValue:
    """Make them a lead: a senior approved it, or the wait is over."""
    try:
        lead_approvals.grant_lead_access(g.uow, member_id, request.form.get("seen", ""))
    except InvalidError as error:
        return _page(error), 422
    return redirect(url_for("accounts.approvals", done="made"), 303)


@bp.post("/members/<uuid:member_id>/stop")
@policy(Policy.SIGNED_IN)
def stop(member_id: UUID) -> ResponseReturnValue:
    """Stop a wait. Leads, seniors and the person can; administrators can that of a senior."""
    is_stopped = lead_approvals.stop_proposal(g.uow, member_id)
    if g.uow.me.id == member_id:
        return redirect(url_for("accounts.account"), 303)
    done = "stopped" if is_stopped else "late"
    return redirect(url_for("accounts.approvals", done=done), 303)


@bp.get("/members/acting")
@policy(Policy.SIGNED_IN)
def show_acting_lead_form() -> ResponseReturnValue:
    """Ask for the recovery sheet, and who becomes a lead at once."""
    return _acting_page(_ask(ActingLeadForm()))


@bp.post("/members/acting")
@policy(Policy.SIGNED_IN)
@needs_step_up("let a person read concerns")
@never_kept_for_back
def appoint() -> ResponseReturnValue:
    """Show who it is. Then make them a lead at once, and tell every lead and senior."""
    try:
        form = _read_acting_form().label_words()
    except SealedError:
        return _acting_page(_ask(ActingLeadForm())), 422
    if not form.validate():
        return _acting_page(form), 422
    try:
        person = _appoint_or_check(form)
    except InvalidError as error:
        asked_who = "same_name" in error.problems
        person = _check_acting_lead(form) if asked_who else None
        if "first" in error.problems:
            _ask(form)
        attach_problems(form, error.problems)
        return _acting_page(form, person), 422
    except ThrottledError as error:
        return _acting_page(_ask(form), throttled=True), error.status
    if person is not None:
        return _acting_page(form, person)
    word_checks.forget_word_places(g.uow, g.visit.token, ACTING)
    return redirect(url_for("accounts.appointed"), 303)


def _read_acting_form() -> ActingLeadForm:
    """Return what was typed, with what the second page carries sealed. Raises SealedError."""
    form = ActingLeadForm.of_request()
    if not form.checked.data:
        return form
    typed = dict(carried_forms.open_form(g.uow, form.checked.data).fields)
    shown = {name: request.form.getlist(name) for name in ("called", "same_name", "checked")}
    return ActingLeadForm.of_kept({name: [text] for name, text in typed.items()} | shown)


def _seal_acting_form(form: ActingLeadForm) -> str:
    names = (form.asked, form.first, form.second, form.email, form.sheet)
    typed = tuple((one.name, one.data or "") for one in names)
    path, now = url_for("accounts.show_acting_lead_form"), g.uow.clock()
    return carried_forms.seal_form(g.uow, CarriedForm("POST", path, "", now, typed))


def _appoint_or_check(form: ActingLeadForm) -> acting_lead.ActingLead | None:
    """Return who it is, where the page has not shown that yet; None when they were appointed."""
    if not form.called.data:
        return _check_acting_lead(form)
    acting_lead.appoint_acting_lead(
        g.uow,
        form.email.data or "",
        form.sheet.data or "",
        _collect_words(form),
        called=form.called.data,
        same_name_approved=bool(form.same_name.data),
    )
    return None


def _check_acting_lead(form: ActingLeadForm) -> acting_lead.ActingLead:
    email, sheet = form.email.data or "", form.sheet.data or ""
    return acting_lead.preview_acting_lead(g.uow, email, sheet, _collect_words(form))


def _collect_words(form: ActingLeadForm) -> word_checks.TypedWords:
    asked, first, second = form.asked.data or "", form.first.data or "", form.second.data or ""
    return word_checks.collect_typed_words(g.uow, ACTING, asked, first, second)


def _acting_page(
    form: ActingLeadForm, person: acting_lead.ActingLead | None = None, *, throttled: bool = False
) -> str:
    if person is not None:
        form.checked.data = _seal_acting_form(form)
    return render_template("accounts/acting.html", form=form, person=person, throttled=throttled)


@bp.get("/members/acting/done")
@policy(Policy.SIGNED_IN)
def appointed() -> ResponseReturnValue:
    """Say what the new lead does now."""
    return render_template("accounts/appointed.html")


def _ask(form: ActingLeadForm) -> ActingLeadForm:
    return form.ask(word_checks.choose_word_places(g.uow, g.visit.token, ACTING))


def _page(error: InvalidError | None = None) -> str:
    pending = lead_proposals.list_pending_proposals(g.uow)
    ended = lead_proposals.list_ended_proposals(g.uow)
    if not g.actor.is_reader:
        pending = tuple(one for one in pending if one.is_senior)
        ended = tuple(one for one in ended if one.change.role is Role.SENIOR)
    return render_template(
        "accounts/approvals.html",
        pending=pending,
        ended=ended,
        lead=g.actor.is_a(Role.LEAD),
        reader=g.actor.is_reader,
        done=request.args.get("done", ""),
        proposed=request.args.get("proposed", type=UUID),
        now=g.uow.clock(),
        problem=[("", text) for text in error.problems.values()] if error else [],
    )
