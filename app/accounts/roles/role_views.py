"""Change what a colleague does in Heard: roles to tick, and two of their words for some of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)

from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import PLAIN_INPUT
from app.accounts.word_forms import WordsForm
from app.domain.routing.actors import Role
from app.errors import InvalidError, ThrottledError
from app.services.confirmation import lead_approvals, role_change, word_checks
from app.services.confirmation.role_change import NewRoles
from app.services.confirmation.word_checks import TypedWords
from app.services.members import member_lookup

CHOICES = (Role.TRAINEE, Role.AUDITOR, Role.ADMINISTRATOR, Role.LEAD)


def _list_choices(roles: Iterable[Role]) -> list[Any]:
    return [SelectChoice(role.value, role.value) for role in roles]


class RolesForm(WordsForm):
    """Roles to tick. Two words are asked for, and needed for a new lead or administrator alone."""

    roles = SelectMultipleField("What else do they do?", choices=_list_choices(CHOICES))
    first = StringField("Their word", render_kw=PLAIN_INPUT)
    second = StringField("Their word", render_kw=PLAIN_INPUT)
    seen = HiddenField()


@bp.get("/members/<uuid:member_id>/roles")
@policy(Policy.LEAD)
def roles(member_id: UUID) -> ResponseReturnValue:
    """Show what someone does in Heard, to be changed."""
    held = role_change.load_certified_roles(g.uow, member_id)
    form = RolesForm()
    form.roles.data = [role.value for role in held]
    return _render(member_id, held, _ask(member_id, form))


@bp.post("/members/<uuid:member_id>/roles")
@policy(Policy.LEAD)
@needs_step_up("change what a colleague does in Heard")
@never_kept_for_back
def change_roles(member_id: UUID) -> ResponseReturnValue:
    """Change them. A new lead then waits for a second approval."""
    held = role_change.load_certified_roles(g.uow, member_id)
    form = RolesForm.of_request().label_words()
    typed = None
    try:
        if role_change.needs_typed_words(held, _read_chosen(form)):
            typed = _collect_words(member_id, form)
        waits = _change(member_id, held, form, typed)
    except InvalidError as error:
        if "first" in error.problems:
            _ask(member_id, form)
        attach_problems(form, error.problems)
        return _render(member_id, held, form), 422
    except ThrottledError as error:
        return _render(member_id, held, _ask(member_id, form), throttled=True), error.status
    word_checks.forget_word_places(g.uow, g.visit.token, str(member_id))
    if waits:
        return redirect(url_for("accounts.approvals", proposed=member_id), 303)
    return redirect(url_for("accounts.member", member_id=member_id, roles=1), 303)


def _change(
    member_id: UUID, held: frozenset[Role], form: RolesForm, typed: TypedWords | None
) -> bool:
    """Change the roles; return whether they now wait to be a lead."""
    new = NewRoles(_read_chosen(form), _read_seen(form))
    if Role.LEAD in new.chosen - held and role_change.can_become_lead(held) and typed:
        others = frozenset(role_change.CHANGEABLE_ROLES)
        if new.chosen & others != held & others:
            raise InvalidError({"roles": "Change one at a time: first this, then the others."})
        called = form.called.data or ""
        return not lead_approvals.confirm_existing_member_as_lead(
            g.uow, member_id, typed, called=called
        )
    role_change.change_roles(g.uow, member_id, new, typed)
    return False


def _read_chosen(form: RolesForm) -> frozenset[Role]:
    return frozenset(role for role in CHOICES if role.value in (form.roles.data or ()))


def _read_seen(form: RolesForm) -> frozenset[Role]:
    known = set(map(str, Role))
    return frozenset(Role(one) for one in (form.seen.data or "").split() if one in known)


def _collect_words(member_id: UUID, form: RolesForm) -> TypedWords:
    first, second = (form.first.data or "").strip(), (form.second.data or "").strip()
    if not first or not second:
        raise InvalidError({"first": "Enter both words that they read out."})
    return word_checks.collect_typed_words(
        g.uow, str(member_id), form.asked.data or "", first, second
    )


def _ask(member_id: UUID, form: RolesForm) -> RolesForm:
    return form.ask(word_checks.choose_word_places(g.uow, g.visit.token, str(member_id)))


def _render(
    member_id: UUID, held: frozenset[Role], form: RolesForm, *, throttled: bool = False
) -> str:
    if not role_change.can_become_lead(held):
        form.roles.choices = _list_choices(role_change.CHANGEABLE_ROLES)
    view = member_lookup.load_shown_member(g.uow, member_id)
    form.called.data = view.name
    return render_template(
        "accounts/roles.html",
        view=view,
        held=held,
        seen=" ".join(sorted(role.value for role in held)),
        form=form,
        throttled=throttled,
    )
