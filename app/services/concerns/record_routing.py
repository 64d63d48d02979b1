"""The routes that a record can take, the people to ask its author about, and what they read today.

Joins the confirmed members to the table in `domain.routing.recipients`. This module reads and never
seals.
"""

from uuid import UUID

from app.domain.pages import find_field
from app.domain.pages.page_model import AnswerKind
from app.domain.record.concern_card import pick_most_cautious
from app.domain.record.entry_schema import Part, Record
from app.domain.record.name_comparison import fold_name, has_full_name, space_words
from app.domain.routing.actors import Role
from app.domain.routing.recipients import AboutTeam, Recipients, Route, RoutingFacts, list_routes
from app.errors import InvalidError
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.members.member_status import list_accounts_of_person
from app.services.members.unverified_key_holders import find_unverified_key_holders
from app.services.unit_of_work import UnitOfWork

_CHILDS_OWN = frozenset({"child_words", "child_words_original", "child_explanation"})
"""Fields with what a child said. Elsewhere a reader's name is often that of who was told."""
_TEXTS = frozenset({AnswerKind.WORDS, AnswerKind.TEXT, AnswerKind.LINE})
ROLE_BY_ROUTE = {Recipients.LEADS: Role.LEAD, Recipients.SENIORS: Role.SENIOR}


def list_excludable_readers(uow: UnitOfWork, parts: tuple[Part, ...]) -> tuple[MemberView, ...]:
    """Return leads and seniors whom the author can rule out, those named in the record first.

    Those who hold a team's key and cannot be checked are among them, not `confirmed`.
    """
    named = {member.id for member in find_readers_to_ask_about(uow, parts)}
    return tuple(sorted(_list_other_key_holders(uow), key=lambda member: member.id not in named))


def find_readers_to_ask_about(uow: UnitOfWork, parts: tuple[Part, ...]) -> tuple[MemberView, ...]:
    """Return leads and seniors whose full name was typed as a name, or stands in the child's words.

    The sign page asks again about these (docs/decisions/0019), but for those on the page "told".
    """
    typed = {fold_name(text) for part in parts for text in _list_typed_names(part)}
    said = [text for name, text in _space_answers(parts) if name in _CHILDS_OWN]
    return tuple(
        one
        for one in _list_other_key_holders(uow)
        if typed & set(map(fold_name, one.every_name)) or _stands_in(said, one)
    )


def find_readers_named_anywhere(uow: UnitOfWork, parts: tuple[Part, ...]) -> tuple[MemberView, ...]:
    """Return leads and seniors whose full name stands anywhere in the record.

    Often it is only somebody who was told, so the sign page says it and asks nothing.
    """
    mentioned = find_readers_to_ask_about(uow, parts)
    said = [text for _, text in _space_answers(parts)]
    others = _list_other_key_holders(uow)
    return tuple(one for one in others if one in mentioned or _stands_in(said, one))


def _list_other_key_holders(uow: UnitOfWork) -> tuple[MemberView, ...]:
    return tuple(one for one in list_possible_key_holders(uow) if one.id != uow.me.id)


def _stands_in(answers: list[str], member: MemberView) -> bool:
    return any(has_full_name(one, name) for one in answers for name in member.every_name)


def _space_answers(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    """Return each text with its field, ready to be looked through for a name."""
    return [
        (name, space_words(value))
        for part in parts
        for name, value in part.values.items()
        if isinstance(value, str)
        and (field := find_field(part.page, name)) is not None
        and field.kind in _TEXTS
    ]


def find_routes(
    uow: UnitOfWork, parts: tuple[Part, ...], not_for: frozenset[UUID]
) -> tuple[Route, ...]:
    """Return the routes open to the author; more than one only where no senior can be given it."""
    return compute_routes(uow, member_lookup.list_leads_and_seniors(uow), parts, not_for)


def compute_routes(
    uow: UnitOfWork,
    known: tuple[MemberView, ...],
    parts: tuple[Part, ...],
    not_for: frozenset[UUID],
) -> tuple[Route, ...]:
    """Return the same as `find_routes`, for confirmed members that were looked up already."""
    now = [part for part in parts if part.page == "now"]
    unsure = find_unverified_key_holders(uow, known)
    return list_routes(
        RoutingFacts(
            author=uow.me.id,
            about_our_team=AboutTeam(pick_most_cautious(now, "about_our_team")),
            ticked=not_for,
            leads=tuple(member.id for member in known if member.is_a(Role.LEAD)),
            seniors=tuple(member.id for member in known if member.is_a(Role.SENIOR)),
            unchecked_leads=tuple(one.id for one in unsure if one.is_a(Role.LEAD)),
            unchecked_seniors=tuple(one.id for one in unsure if one.is_a(Role.SENIOR)),
        )
    )


def choose_route(open_routes: tuple[Route, ...], choice: Recipients | None) -> Route:
    """Return the route to take. Raises InvalidError when a choice is missing or not an open one."""
    if len(open_routes) == 1 and choice is None:
        return open_routes[0]
    for route in open_routes:
        if route.kind is choice:
            return route
    raise InvalidError({"choice": "Choose who can open this record"})


def list_possible_key_holders(uow: UnitOfWork) -> tuple[MemberView, ...]:
    """Return confirmed leads and seniors, then holders of a team's key who cannot be checked."""
    known = member_lookup.list_leads_and_seniors(uow)
    return (*known, *find_unverified_key_holders(uow, known))


def demand_known_exclusions(
    uow: UnitOfWork, known: tuple[MemberView, ...], not_for: frozenset[UUID]
) -> None:
    """Raise InvalidError when somebody ruled out is no lead or senior any more.

    A certificate that stopped verifying must not turn "not for them" into "nobody was ticked".
    """
    if not not_for <= {member.id for member in (*known, *find_unverified_key_holders(uow, known))}:
        raise InvalidError({"not_for": "The people who can open records have changed. Look again."})


def find_members_to_mail(
    known: tuple[MemberView, ...], route: Route, author: UUID
) -> tuple[UUID, ...]:
    """Return readers to mail: every confirmed team member, or those named; never the author."""
    role = ROLE_BY_ROUTE.get(route.kind)
    ids = route.named if role is None else tuple(m.id for m in known if m.is_a(role))
    return tuple(member_id for member_id in ids if member_id != author)


def list_route_recipients(route: Route) -> tuple[str, ...]:
    """Return a route's readers as the record names them: a team, or the ids of members."""
    if route.kind in ROLE_BY_ROUTE:
        return (route.kind.value,)
    return tuple(map(str, route.named))


def _list_typed_names(part: Part) -> tuple[str, ...]:
    """Return every typed answer that is a name: fields that end in `name`, and who was told."""
    return tuple(
        value
        for name, value in part.values.items()
        if isinstance(value, str) and name.endswith(("name", "name_or_nickname", "source", "who"))
    )


def find_record_readers(uow: UnitOfWork, record: Record) -> tuple[MemberView, ...]:
    """Return the people who can open a record besides its author: those known today.

    No one whose account is stopped: they cannot sign in.

    Those who hold its team's key and cannot be checked are among them, not `confirmed`.
    """
    role = ROLE_BY_ROUTE.get(Recipients(record.route))
    return tuple(
        member
        for member in (
            list_possible_key_holders(uow) if role else member_lookup.list_leads_and_seniors(uow)
        )
        if str(member.id) != record.by.id
        and not member.is_stopped
        and (member.is_a(role) if role else str(member.id) in record.recipients)
    )


def is_author_a_reader_now(uow: UnitOfWork, record: Record | None) -> bool:
    """Return whether the author of a record reads today what is sealed to its readers.

    Each page that says who can read goes by this, and not by the roles on the day of signing: a
    team's key opens what is older than the role, and closes with it. An account that is stopped
    still counts, because its owner may be let in again. One that was removed does not. An account
    that replaced the author's counts as theirs. Of a record that cannot be trusted no one is.
    """
    if record is None:
        return False
    role = ROLE_BY_ROUTE.get(Recipients(record.route))
    if role is None:
        stops = uow.key_log.recall_sessions(uow.org).suspensions
        return record.by.id in record.recipients and not stops.is_removed(UUID(record.by.id))
    earlier = uow.key_log.members(uow.org).earlier_accounts()
    team = (one.id for one in list_possible_key_holders(uow) if one.is_a(role))
    return UUID(record.by.id) in {
        old for one in team for old in list_accounts_of_person(earlier, one)
    }
