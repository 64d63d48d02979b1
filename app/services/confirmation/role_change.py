"""Change what a confirmed member does in Heard: a lead adds or takes away a role.

The key stays and gets a new certificate, which the lead and the log key sign. An administrator is
confirmed by typed words first, and a lead by a second person too (`lead_approvals.py`). No one
changes their own roles. Nothing is changed of a lead: they confirmed others with their key, perhaps
the lead who would sign now, and such a circle of certificates proves nothing. A head or chair stays
one: they hold the key of a team. Removing the account ends both.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import READER_ROLES, Role
from app.errors import InvalidError, NotFoundError
from app.models.member import Member, MemberKey
from app.services.auth.session_endings import end_member_sessions
from app.services.confirmation.certification import (
    certify_member,
    is_certified,
    load_joined_key,
    select_roles_to_certify,
)
from app.services.confirmation.word_checks import TypedWords, demand_member_words
from app.services.members.invited_roles import log_invited_roles
from app.services.members.key_trust import certificate_log_id
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

CHANGEABLE_ROLES = (Role.TRAINEE, Role.AUDITOR, Role.ADMINISTRATOR)
TEAM_ROLES_ID, OWN_ROLES_ID = "roles", "own_roles"
"""Log ids of a change: leads, heads and chairs are told by the one, the person by the other."""
IS_LEAD = "The roles of a {lead_title} cannot be changed. Remove the account and invite them again."
WAITS = "They are waiting to be approved. Approve or stop that first."
CHANGED = "Someone changed these roles while you were choosing. Look again."


class NewRoles(PrivateStruct, frozen=True):
    """The roles that a lead chose. `seen`: those that the page showed as held."""

    chosen: frozenset[Role]
    seen: frozenset[Role]


def load_certified_roles(uow: UnitOfWork, member_id: UUID) -> frozenset[Role]:
    """Return the roles of a colleague that were certified, by the log and never by a column.

    Raises NotFoundError for oneself, and for someone who has not joined, was never confirmed or
    whose account is stopped; KeyChangedError.
    """
    if member_id == uow.me.id:
        raise NotFoundError("no one changes their own roles")
    load_joined_key(uow, member_id)
    judge = load_key_trust(uow)
    if not judge.was_certified(member_id):
        raise NotFoundError(f"member {member_id} was never confirmed")
    return frozenset(judge.roles(judge.key_of(member_id)))


def needs_typed_words(held: frozenset[Role], chosen: frozenset[Role]) -> bool:
    """Whether two of the person's words must be typed: they are to be a lead or administrator."""
    return not (chosen - held).isdisjoint({Role.LEAD, Role.ADMINISTRATOR})


def change_roles(
    uow: UnitOfWork, member_id: UUID, new: NewRoles, typed: TypedWords | None = None
) -> None:
    """Certify a colleague for these roles, but for those that are not changed here.

    A role that is taken away ends their sessions. Twice is harmless. `typed`: for an administrator.
    Raises what `load_certified_roles` and `demand_member_words` do, and InvalidError for a lead,
    for someone who waits to be one, and where someone else changed them meanwhile.
    """
    held = load_certified_roles(uow, member_id)
    if Role.LEAD in held:
        raise InvalidError({"": IS_LEAD.format(lead_title=uow.org.lead_title)})
    key = load_joined_key(uow, member_id)
    wanted = (held - set(CHANGEABLE_ROLES)) | (new.chosen & set(CHANGEABLE_ROLES))
    if needs_typed_words(held, wanted):
        if typed is None:
            raise InvalidError({"first": "Enter their words."})
        demand_member_words(uow, member_id, key[1], typed)
    with uow.act() as act:
        member = act.session.get_one(Member, member_id)
        now = _load_roles_now(uow, member)
        if now == wanted:
            act.log(Action.REFUSED, certificate_log_id(member_id))  # pressed twice, or by two
            return
        if now != new.seen:
            raise InvalidError({"": CHANGED})
        if now - wanted:
            end_member_sessions(act, uow, member_id)
        _certify_roles(act, uow, member, key, wanted)
        act.checkpoint()


def _load_roles_now(uow: UnitOfWork, member: Member) -> frozenset[Role]:
    """Return the roles under the write lock. Raises as `change_roles`."""
    if not is_certified(uow, member):
        raise NotFoundError(f"member {member.id} was never confirmed")
    if uow.key_log.members(uow.org).proposal_of(member.id) is not None:
        raise InvalidError({"": WAITS})
    judge = load_key_trust(uow)
    roles = frozenset(judge.roles(judge.key_of(member.id)))
    if Role.LEAD in roles:
        raise InvalidError({"": IS_LEAD.format(lead_title=uow.org.lead_title)})
    return roles


def _certify_roles(
    act: LoggedTransaction,
    uow: UnitOfWork,
    member: Member,
    key: tuple[MemberKey, Public],
    wanted: frozenset[Role],
) -> None:
    roles = select_roles_to_certify(wanted)
    member.roles = list(roles)
    log_invited_roles(act, member)
    certify_member(act, uow, member, key, roles=roles, keeps_name=True)
    for told in (TEAM_ROLES_ID, OWN_ROLES_ID):
        act.log(Action.ROLES_CHANGED, f"{told}/{member.id}")


def can_become_lead(held: frozenset[Role]) -> bool:
    """Whether someone can be made a lead: a head or chair never is one too."""
    return READER_ROLES.isdisjoint(held)
