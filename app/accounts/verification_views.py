"""Confirm a lead, senior or administrator: two of six words typed."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.word_forms import ConfirmationForm
from app.domain.routing.actors import Role
from app.errors import InvalidError, RoleChangedError, ThrottledError
from app.services.confirmation import (
    certification,
    lead_approvals,
    lead_proposals,
    member_confirmation,
    senior_approvals,
    word_checks,
)
from app.services.members import invited_roles, member_lookup, similar_names
from app.services.members.member_lookup import MemberView
from app.services.members.member_renaming import LOOKS_THE_SAME


@bp.get("/members/<uuid:member_id>/confirm")
@policy(Policy.LEAD)
def confirm(member_id: UUID) -> ResponseReturnValue:
    """Ask for two words, chosen again each time, that the other person reads out."""
    view = member_lookup.load_shown_member(g.uow, member_id)
    if (place := _find_page_after(view)) is not None:
        return redirect(place, 302)
    certification.load_joined_key(g.uow, view.id)  # a key that was swapped stops here already
    return _render(view, _ask(view, ConfirmationForm()))


@bp.post("/members/<uuid:member_id>/confirm")
@policy(Policy.LEAD)
@needs_step_up("confirm someone")
@never_kept_for_back
def confirmed(member_id: UUID) -> ResponseReturnValue:
    """Confirm them if the words are theirs. A new lead or senior then waits."""
    view = member_lookup.load_shown_member(g.uow, member_id)
    if (place := _find_page_after(view)) is not None:
        return redirect(place, 303)  # pressed twice: it is done
    form = ConfirmationForm.of_request().label_words()
    if not _is_complete(view, form):
        return _render(view, form), 422
    try:
        done = _confirm(view, form)
    except InvalidError as error:
        if "first" in error.problems:
            _ask(view, form)
        attach_problems(form, error.problems)
        return _render(view, form), 422
    except ThrottledError as error:
        return _render(view, _ask(view, form), throttled=True), error.status
    except RoleChangedError as error:
        return _render(view, form), error.status
    word_checks.forget_word_places(g.uow, g.visit.token, str(view.id))
    if done:
        return redirect(url_for("accounts.members", confirmed=member_id), 303)
    return redirect(url_for("accounts.approvals", proposed=member_id), 303)


def _find_page_after(view: MemberView) -> str | None:
    """Return the page to go to when there is nothing to confirm, or None."""
    if view.confirmed:
        return url_for("accounts.members")
    waiting = {one.id: one for one in lead_proposals.list_pending_proposals(g.uow)}
    if view.id in waiting and (waiting[view.id].mine or waiting[view.id].is_senior):
        return url_for("accounts.approvals")
    return None


def _is_complete(view: MemberView, form: ConfirmationForm) -> bool:
    """Whether all was filled in, and a name that looks like a colleague's was ticked."""
    is_valid = form.validate()
    similar = similar_names.find_lookalike_names(g.uow, view.id, view.name)
    if similar and not form.same_name.data:
        words = LOOKS_THE_SAME.format(others=", ".join(similar))
        attach_problems(form, {"same_name": words})
        return False
    return is_valid


def _confirm(view: MemberView, form: ConfirmationForm) -> bool:
    """Return whether they are confirmed now; False when they wait for a second approval."""
    typed = word_checks.collect_typed_words(
        g.uow,
        str(view.id),
        form.asked.data or "",
        form.first.data or "",
        form.second.data or "",
    )
    called = form.called.data or ""
    if view.is_a(Role.LEAD):
        return lead_approvals.confirm_lead(g.uow, view.id, typed, called=called)
    if view.is_a(Role.SENIOR):
        return senior_approvals.confirm_senior(g.uow, view.id, typed, called=called)
    member_confirmation.confirm_administrator(g.uow, view.id, typed, called=called)
    return True


def _ask(view: MemberView, form: ConfirmationForm) -> ConfirmationForm:
    return form.ask(word_checks.choose_word_places(g.uow, g.visit.token, str(view.id)))


def _render(view: MemberView, form: ConfirmationForm, *, throttled: bool = False) -> str:
    form.called.data = view.name
    invited = invited_roles.find_logged_invite_roles(g.uow, view.id)
    return render_template(
        "accounts/confirm.html",
        view=view,
        form=form,
        senior=view.is_a(Role.SENIOR),
        lead=view.is_a(Role.LEAD),
        invited=invited,
        changed=invited is not None and set(invited) != set(view.roles),
        similar=similar_names.find_lookalike_names(g.uow, view.id, view.name),
        approved_by_senior=lead_proposals.has_senior_approver(g.uow),
        throttled=throttled,
    )
