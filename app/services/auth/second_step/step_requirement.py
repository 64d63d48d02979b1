"""Decide who opens nothing before they have set up a second step.

Leads, heads or chairs and administrators, by the roles that their session verified. The log says
whether they have one, never a row. Only a setting of the server makes it voluntary, or an
organisation that the log vouches for as a demonstration: no row or column alone does
(docs/decisions/0110). This module opens nothing and asks nobody for a code.
"""

from functools import partial
from uuid import UUID

from app.domain.routing.actors import READER_ROLES, MemberDetails, Org, Role
from app.errors import SecondStepMissingError
from app.services.audit_log.writer import UNCOMMITTED_LEAVES
from app.services.auth.keyring import KeyRing
from app.services.auth.second_step import step_rows
from app.services.auth.session_state import SessionState
from app.services.contact_trust.vouched_contacts import (
    DEMO,
    ContactStanding,
    judge_organisation_part,
)
from app.services.unit_of_work import UnitOfWork

NEEDING_ROLES = READER_ROLES | {Role.ADMINISTRATOR}


def has_role_needing_step(member: MemberDetails) -> bool:
    """Whether a role of theirs is one that should have a second step."""
    return not NEEDING_ROLES.isdisjoint(member.roles)


def is_step_missing(uow: UnitOfWork) -> bool:
    """Whether the signed-in person should have a second step and has none, by the log as read."""
    return has_role_needing_step(uow.me) and not step_rows.has_second_step(uow, uow.me.id)


def is_demonstration(uow: UnitOfWork) -> bool:
    """Whether the log vouches for an organisation as a demonstration. A row alone says nothing."""
    org: Org = uow.org
    standing = judge_organisation_part(uow.key_log.recall_contacts(org), org, DEMO)
    return org.demo and standing is ContactStanding.VOUCHED


def is_member_step_required(uow: UnitOfWork, member: MemberDetails) -> bool:
    """Whether this member must have a second step here."""
    return uow.second_step_required and has_role_needing_step(member) and not is_demonstration(uow)


def is_step_required(uow: UnitOfWork) -> bool:
    """Whether the signed-in person must have a second step here."""
    return is_member_step_required(uow, uow.me)


def is_step_due(uow: UnitOfWork) -> bool:
    """Whether the signed-in person must set up a second step before they open anything.

    Found once in a request: what is set up in it counts from the next one. Raises LogBrokenError
    where no one can say.
    """
    if uow.actor is None or not is_step_required(uow):
        return False
    if uow.step_due is None:
        # What opened the session read the log up to now, maybe on from a snapshot without this.
        # Once something was logged, it was read under the write lock.
        is_read = uow.key_log.has_all(uow.org) or uow.session.info.get(UNCOMMITTED_LEAVES)
        if not is_read:
            uow.key_log.refresh(uow.session, uow.org)
        uow.step_due = is_step_missing(uow)
    return uow.step_due


def is_step_due_from_memory(uow: UnitOfWork) -> bool:
    """Whether it is due, as far as this process knows without reading anything."""
    if uow.step_due is None and not uow.key_log.has_all(uow.org):
        return False
    return is_step_due(uow)


def demand_second_step(uow: UnitOfWork) -> None:
    """Raise SecondStepMissingError where the signed-in person must set one up first."""
    if is_step_due(uow):
        raise SecondStepMissingError(f"second step of {uow.me.id}")


def make_keyring(uow: UnitOfWork, user: UUID, state: SessionState) -> KeyRing:
    """Return a member's keys, of which no team's opens until their second step is set up."""
    return KeyRing(uow.org, user, state, uow.key_log, partial(demand_second_step, uow))
