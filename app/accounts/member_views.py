"""Members, for leads: who is here, who waits, invites, and staff ticked off in the room."""

from collections.abc import Sequence
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import InviteForm
from app.errors import InvalidError
from app.services.auth import one_time_display
from app.services.members import (
    invited_roles,
    invites,
    lead_proposals,
    member_confirmation,
    member_lists,
)


@bp.get("/members")
@policy(Policy.LEAD)
def members() -> ResponseReturnValue:
    """Everyone, those who wait for this lead first; after a change, also what was done."""
    return _page(
        done=request.args.getlist("confirmed", type=UUID),
        renamed=request.args.get("renamed", type=UUID),
    )


@bp.get("/members/invite")
@policy(Policy.LEAD)
def invite() -> ResponseReturnValue:
    """Whom, and as what."""
    return render_template("accounts/invite.html", form=InviteForm(role="practitioner"))


@bp.post("/members/invite")
@policy(Policy.LEAD)
@needs_step_up("invite someone")
def make_invite() -> ResponseReturnValue:
    """Make a code, which the next page shows."""
    form = InviteForm.of_request()
    if not form.validate():
        return render_template("accounts/invite.html", form=form), 422
    before = invites.has_unused_code(g.uow, form.email.data or "")
    try:
        _, code = invites.invite_member(
            g.uow, form.email.data or "", form.roles(), form.name.data or ""
        )
    except InvalidError as error:
        attach_problems(form, error.problems)
        return render_template("accounts/invite.html", form=form), 422
    return _show(f"{form.name.data} ({form.email.data})", code, replaced=before)


@bp.post("/members/<uuid:member_id>/code")
@policy(Policy.LEAD)
@needs_step_up("make an invite code")
def new_code(member_id: UUID) -> ResponseReturnValue:
    """A fresh code for somebody who has not joined; the older one is void."""
    name, code = invites.renew_invite_code(g.uow, member_id)
    return _show(name, code, replaced=True)


@bp.post("/members/<uuid:member_id>/withdraw")
@policy(Policy.LEAD)
def withdraw(member_id: UUID) -> ResponseReturnValue:
    """Take an unused invite back."""
    invites.withdraw_invite(g.uow, member_id)
    return redirect(url_for("accounts.members"), 303)


@bp.get("/members/codes")
@policy(Policy.LEAD)
@needs_step_up("see invite codes")
def codes() -> ResponseReturnValue:
    """The codes made in this sign-in, to print or copy, until the lead has handed them over.

    One that was used, or that a newer one replaced, is no longer among them.
    """
    shown = invites.select_usable_codes(
        g.uow, one_time_display.list_shown_secrets(g.uow, one_time_display.INVITE_PREFIX)
    )
    if not shown:
        return redirect(url_for("accounts.members"), 302)
    found = [(name.removeprefix(one_time_display.INVITE_PREFIX), code) for name, code in shown]
    return render_template("accounts/codes.html", codes=found, replaced="replaced" in request.args)


@bp.post("/members/codes")
@policy(Policy.LEAD)
def codes_kept() -> ResponseReturnValue:
    """They are on paper: forget them here."""
    one_time_display.forget_shown_secrets(g.uow, g.visit.token, one_time_display.INVITE_PREFIX)
    return redirect(url_for("accounts.members"), 303)


@bp.post("/members/confirm")
@policy(Policy.LEAD)
@needs_step_up("confirm people")
def confirm_staff() -> ResponseReturnValue:
    """Confirm everyone who was ticked off in the room."""
    ticked = request.form.getlist("member", type=UUID)
    if not ticked:
        return _page([("member", "Tick each person you can see in the room.")]), 422
    ids = tuple(dict.fromkeys(ticked))
    member_confirmation.confirm_staff(g.uow, ids)
    return redirect(url_for("accounts.members", confirmed=ids), 303)


def _page(
    problem: list[tuple[str, str]] | None = None,
    done: Sequence[UUID] = (),
    renamed: UUID | None = None,
) -> str:
    lists = member_lists.group_members_by_status(g.uow)
    return render_template(
        "accounts/members.html",
        lists=lists,
        done=[one.name for one in lists.confirmed if one.id in done],
        renamed=next((one.name for one in lists.confirmed if one.id == renamed), ""),
        now=g.uow.clock(),
        pending=lead_proposals.list_pending_leads(g.uow),
        changed=invited_roles.find_changed_roles(g.uow, (*lists.by_words, *lists.in_the_room)),
        problem=problem or [],
    )


def _show(name: str, code: str, *, replaced: bool) -> ResponseReturnValue:
    one_time_display.show_secret(g.uow, g.visit.token, one_time_display.INVITE_PREFIX + name, code)
    return redirect(url_for("accounts.codes", replaced=1 if replaced else None), 303)
