"""Deny by default: a view with no declared policy cannot be reached.

Services decide which *record* someone may reach. This module decides only which page.
"""

from collections.abc import Callable
from enum import Enum, auto

import msgspec
from flask import Flask, current_app, g, request

from app.access.declarations import OrgNeed, View, make_view_decorator, needs_org
from app.domain.routing.actors import READER_ROLES, Actor, Role
from app.errors import ExpiredError, ForbiddenError, NotConfirmedError, NotFoundError
from app.services.audit_log import refusals
from app.services.members import member_lookup


class Policy(Enum):
    """Who may reach a view."""

    ANYONE = auto()
    """Everyone, signed out too: phone numbers, blank form, sign-in, set-up."""
    SIGNED_IN = auto()
    """Anyone with an account, confirmed or not."""
    LEAD = auto()
    """A certified lead."""
    READER = auto()
    """A certified lead or senior."""
    AUDITOR = auto()
    """A certified auditor."""
    ADMINISTRATOR = auto()
    """A certified administrator."""
    SETTINGS = auto()
    """A certified lead, senior or administrator."""


def policy(value: Policy) -> Callable[[View], View]:
    """Declare a view's policy."""
    return make_view_decorator("policy", value)


def get_declared_policy(endpoint: str) -> Policy | None:
    """Return the policy of an endpoint, or None when it has none."""
    return getattr(current_app.view_functions.get(endpoint), "policy", None)


_ROLES: dict[Policy, frozenset[Role]] = {
    Policy.LEAD: frozenset({Role.LEAD}),
    Policy.READER: READER_ROLES,
    Policy.AUDITOR: frozenset({Role.AUDITOR}),
    Policy.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
    Policy.SETTINGS: READER_ROLES | {Role.ADMINISTRATOR},
}


def can_reach(value: Policy, actor: Actor | None) -> bool:
    """Whether this person may reach a view of this policy."""
    if value is Policy.ANYONE:
        return True
    if actor is None:
        return False
    if value is Policy.SIGNED_IN:
        return True
    return not _ROLES[value].isdisjoint(actor.roles)


def init_app(app: Flask) -> None:
    """Enforce policies before every request, static files included."""
    serve_static = needs_org(OrgNeed.NEVER)(app.view_functions["static"])
    app.view_functions["static"] = policy(Policy.ANYONE)(serve_static)
    app.before_request(enforce_policy)


def enforce_policy() -> None:
    """Stop the request unless its view's policy lets this person in."""
    if request.endpoint is None:
        return  # no such route: Flask answers 404
    value = get_declared_policy(request.endpoint)
    if value is None:
        raise NotFoundError(f"no policy: {request.endpoint}")
    actor: Actor | None = g.get("actor")
    if can_reach(value, actor):
        return
    if actor is None:
        raise ExpiredError("not signed in")
    refusals.log_or_count_refusal(g.uow, refusals.PAGE, f"member/{actor.id}")
    if can_reach_once_confirmed(value, actor):
        raise NotConfirmedError(request.endpoint)
    raise ForbiddenError(request.endpoint)


def can_reach_once_confirmed(value: Policy, actor: Actor) -> bool:
    """Whether this person will reach a view of this policy once they are confirmed."""
    if actor.confirmed:
        return False
    invited = member_lookup.load_member_without_name(g.uow, actor.id).roles
    return can_reach(value, msgspec.structs.replace(actor, roles=invited))
