"""Decide who a signed record is sealed to. This is the whole table; tests hold each row of it.

Whoever the concern is about, or who is close to it, cannot read it. The route is fixed at signing.
This module decides from ids alone; it never looks anything up and never seals.
"""

from enum import StrEnum
from uuid import UUID

import msgspec


class Recipients(StrEnum):
    """The kinds of route. Stored with the concern, in clear (docs/threat-model.md)."""

    LEADS = "leads"
    SENIORS = "seniors"
    NAMED_SENIORS = "named_seniors"
    NAMED_LEADS = "named_leads"
    NOBODY = "nobody"


class AboutTeam(StrEnum):
    """The answer to `about_our_team`; blank is its own answer."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    BLANK = ""


class RoutingFacts(msgspec.Struct, frozen=True):
    """All that the route depends on. `leads` and `seniors` are confirmed members only.

    `unchecked_leads` and `unchecked_seniors` hold a team's key and cannot be checked: they are
    never given anything by name, but ruling one of them out rules the whole team's key out.
    """

    author: UUID
    about_our_team: AboutTeam
    ticked: frozenset[UUID]
    leads: tuple[UUID, ...]
    seniors: tuple[UUID, ...]
    unchecked_leads: tuple[UUID, ...] = ()
    unchecked_seniors: tuple[UUID, ...] = ()


class Route(msgspec.Struct, frozen=True):
    """The answer: one route, or two or more to choose from when nobody senior can be given it.

    `named` holds member ids for the named routes and is empty for team routes.
    """

    kind: Recipients
    named: tuple[UUID, ...] = ()


def list_routes(case: RoutingFacts) -> tuple[Route, ...]:
    """Return the routes open to the author: exactly one, unless no senior can get the record.

    Whoever it is about cannot read it. Never empty; the first is what the page offers first.
    """
    lead_ticked = any(one in case.ticked for one in (*case.leads, *case.unchecked_leads))
    sensitive = case.about_our_team in {AboutTeam.YES, AboutTeam.UNSURE}
    if not sensitive and not lead_ticked and case.leads:
        return (Route(Recipients.LEADS),)
    free = _free(case.seniors, case)
    if free and len(free) == len(case.seniors) and not case.ticked & {*case.unchecked_seniors}:
        return (Route(Recipients.SENIORS),)
    if free:
        return (Route(Recipients.NAMED_SENIORS, free),)
    return _without_seniors(case)


def _without_seniors(case: RoutingFacts) -> tuple[Route, ...]:
    nobody = Route(Recipients.NOBODY)
    leads = _free(case.leads, case)
    return (Route(Recipients.NAMED_LEADS, leads), nobody) if leads else (nobody,)


def _free(members: tuple[UUID, ...], case: RoutingFacts) -> tuple[UUID, ...]:
    return tuple(member for member in members if member not in case.ticked)


def choose_draft_audience(
    about: AboutTeam,
    *,
    now_answered: bool,
    any_senior: bool,
    lead_ticked: bool = False,
    senior_ticked: bool = False,
) -> Recipients:
    """Return who may see that a draft was started and not signed: never its content.

    Somebody whom its writer has ticked sees nothing, so their whole team does not.
    """
    past_leads = lead_ticked or about in {AboutTeam.YES, AboutTeam.UNSURE}
    if now_answered and not past_leads:
        return Recipients.LEADS
    return Recipients.SENIORS if any_senior and not senior_ticked else Recipients.NOBODY
