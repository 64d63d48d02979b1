"""Who can be given a record: the people to ask about, and the routes that remain.

Joins the confirmed members to the table in `domain.route`. This module reads and never seals.
"""

from uuid import UUID

from app.domain.record.concern_card import most_careful
from app.domain.record.entry_schema import Part, Record
from app.domain.record.name_comparison import folded
from app.domain.routing.actors import Role
from app.domain.routing.recipients import AboutTeam, Recipients, Route, Situation, choices
from app.errors import InvalidError
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.members.unverified_key_holders import unchecked
from app.services.unit_of_work import Desk

ROLE_OF = {Recipients.LEADS: Role.LEAD, Recipients.SENIORS: Role.SENIOR}


def who_could_open(desk: Desk, parts: tuple[Part, ...]) -> tuple[MemberView, ...]:
    """Leads and seniors whom the author can rule out, those named in the record first.

    Those who hold a team's key and cannot be checked are among them, not `confirmed`.
    """
    named = {member.id for member in named_in(desk, parts)}
    others = [member for member in holders_of_keys(desk) if member.id != desk.me.id]
    return tuple(sorted(others, key=lambda member: member.id not in named))


def named_in(desk: Desk, parts: tuple[Part, ...]) -> tuple[MemberView, ...]:
    """Leads and seniors whose full name somebody typed as a name in the record.

    The sign page asks again about these (docs/decisions/0019).
    """
    typed = {folded(text) for part in parts for text in _names(part)}
    found = holders_of_keys(desk)
    return tuple(
        one
        for one in found
        if one.id != desk.me.id and typed & set(map(folded, (one.name, *one.before, one.called)))
    )


def routes(desk: Desk, parts: tuple[Part, ...], not_for: frozenset[UUID]) -> tuple[Route, ...]:
    """The routes open to the author; more than one only where no senior can be given it."""
    return routes_among(desk, member_lookup.confirmed(desk), parts, not_for)


def routes_among(
    desk: Desk, known: tuple[MemberView, ...], parts: tuple[Part, ...], not_for: frozenset[UUID]
) -> tuple[Route, ...]:
    """As `routes`, for confirmed members that were looked up already."""
    now = [part for part in parts if part.page == "now"]
    unsure = unchecked(desk, known)
    return choices(
        Situation(
            author=desk.me.id,
            about_our_team=AboutTeam(most_careful(now, "about_our_team")),
            ticked=not_for,
            leads=tuple(member.id for member in known if member.is_a(Role.LEAD)),
            seniors=tuple(member.id for member in known if member.is_a(Role.SENIOR)),
            unchecked_leads=tuple(one.id for one in unsure if one.is_a(Role.LEAD)),
            unchecked_seniors=tuple(one.id for one in unsure if one.is_a(Role.SENIOR)),
        )
    )


def chosen(open_routes: tuple[Route, ...], choice: Recipients | None) -> Route:
    """The route to take. Raises InvalidError when a choice is missing or not an open one."""
    if len(open_routes) == 1 and choice is None:
        return open_routes[0]
    for route in open_routes:
        if route.kind is choice:
            return route
    raise InvalidError({"choice": "Choose who can open this record"})


def holders_of_keys(desk: Desk) -> tuple[MemberView, ...]:
    """Confirmed leads and seniors, then those who hold a team's key and cannot be checked."""
    known = member_lookup.confirmed(desk)
    return (*known, *unchecked(desk, known))


def all_known(desk: Desk, known: tuple[MemberView, ...], not_for: frozenset[UUID]) -> None:
    """Raise InvalidError when somebody ruled out is no lead or senior any more.

    A certificate that stopped verifying must not turn "not for them" into "nobody was ticked".
    """
    if not not_for <= {member.id for member in (*known, *unchecked(desk, known))}:
        raise InvalidError({"not_for": "The people who can open records have changed. Look again."})


def told(known: tuple[MemberView, ...], route: Route, author: UUID) -> tuple[UUID, ...]:
    """Readers to mail: every confirmed member of the team, or those named; never the author."""
    role = ROLE_OF.get(route.kind)
    ids = route.named if role is None else tuple(m.id for m in known if m.is_a(role))
    return tuple(member_id for member_id in ids if member_id != author)


def recipients_of(route: Route) -> tuple[str, ...]:
    """A route's readers as the record names them: a team, or the ids of members."""
    if route.kind in ROLE_OF:
        return (route.kind.value,)
    return tuple(map(str, route.named))


def _names(part: Part) -> tuple[str, ...]:
    """Every typed answer that is somebody's name: fields that end in `name`, and who was told."""
    return tuple(
        value
        for name, value in part.values.items()
        if isinstance(value, str) and name.endswith(("name", "name_or_nickname", "source", "who"))
    )


def readers_of(desk: Desk, record: Record) -> tuple[MemberView, ...]:
    """The people who can open a record besides its author: those known today.

    Those who hold its team's key and cannot be checked are among them, not `confirmed`.
    """
    role = ROLE_OF.get(Recipients(record.route))
    return tuple(
        member
        for member in (holders_of_keys(desk) if role else member_lookup.confirmed(desk))
        if str(member.id) != record.by.id
        and (member.is_a(role) if role else str(member.id) in record.recipients)
    )
