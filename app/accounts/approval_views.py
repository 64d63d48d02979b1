"""A new lead waits for a second approval: approve, give access, stop, or appoint one at once."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.word_forms import ActingLeadForm
from app.domain.routing.actors import Role
from app.errors import InvalidError, ThrottledError
from app.services.confirmation import acting_lead, lead_approvals, lead_proposals, word_checks

ACTING = "acting"


@bp.get("/members/approvals")
@policy(Policy.READER)
def approvals() -> ResponseReturnValue:
    """Show who waits for a second approval, and who was given access in the last month."""
    return _page()


@bp.post("/members/<uuid:member_id>/approve")
@policy(Policy.READER)
@needs_step_up("let a person read concerns")
def approve(member_id: UUID) -> ResponseReturnValue:
    """Approve someone whom another lead confirmed."""
    try:
        done = lead_approvals.approve_lead(g.uow, member_id, request.form.get("seen", ""))
    except InvalidError as error:
        return _page(error), 422
    return redirect(url_for("accounts.approvals", done="made" if done else "approved"), 303)


@bp.post("/members/<uuid:member_id>/give-access")
@policy(Policy.LEAD)
@needs_step_up("let a person read concerns")
def give_access(member_id: UUID) -> ResponseReturnValue:
    """Make them a lead: a senior approved it, or the wait is over."""
    try:
        lead_approvals.finish_lead(g.uow, member_id, request.form.get("seen", ""))
    except InvalidError as error:
        return _page(error), 422
    return redirect(url_for("accounts.approvals", done="made"), 303)


@bp.post("/members/<uuid:member_id>/stop")
@policy(Policy.SIGNED_IN)
def stop(member_id: UUID) -> ResponseReturnValue:
    """Stop it: every lead and senior can, and the person themself."""
    lead_approvals.stop_lead(g.uow, member_id)
    if g.actor.is_reader:
        return redirect(url_for("accounts.approvals", done="stopped"), 303)
    return redirect(url_for("accounts.account"), 303)


@bp.get("/members/acting")
@policy(Policy.SIGNED_IN)
def acting() -> ResponseReturnValue:
    """Ask for the recovery sheet, and who becomes a lead at once."""
    return render_template("accounts/acting.html", form=_ask(ActingLeadForm()), throttled=False)


@bp.post("/members/acting")
@policy(Policy.SIGNED_IN)
@needs_step_up("let a person read concerns")
@never_kept
def appoint() -> ResponseReturnValue:
    """Make them a lead at once, and tell every lead and senior."""
    form = ActingLeadForm.of_request().label_words()
    if not form.validate():
        return render_template("accounts/acting.html", form=form, throttled=False), 422
    try:
        typed = word_checks.collect_typed_words(
            g.uow, ACTING, form.asked.data or "", form.first.data or "", form.second.data or ""
        )
        acting_lead.appoint_acting_lead(g.uow, form.email.data or "", form.sheet.data or "", typed)
    except InvalidError as error:
        if "first" in error.problems:
            _ask(form)
        attach_problems(form, error.problems)
        return render_template("accounts/acting.html", form=form, throttled=False), 422
    except ThrottledError as error:
        return render_template("accounts/acting.html", form=_ask(form), throttled=True), (
            error.status
        )
    word_checks.forget_places(g.uow, g.visit.token, ACTING)
    return redirect(url_for("accounts.appointed"), 303)


@bp.get("/members/acting/done")
@policy(Policy.SIGNED_IN)
def appointed() -> ResponseReturnValue:
    """Say what the new lead does now."""
    return render_template("accounts/appointed.html")


def _ask(form: ActingLeadForm) -> ActingLeadForm:
    return form.ask(word_checks.ask_for_words(g.uow, g.visit.token, ACTING))


def _page(error: InvalidError | None = None) -> str:
    return render_template(
        "accounts/approvals.html",
        pending=lead_proposals.list_pending_leads(g.uow),
        ended=lead_proposals.list_ended_leads(g.uow),
        lead=g.actor.is_a(Role.LEAD),
        done=request.args.get("done", ""),
        proposed=request.args.get("proposed", type=UUID),
        now=g.uow.clock(),
        problem=[("", text) for text in error.problems.values()] if error else [],
    )
