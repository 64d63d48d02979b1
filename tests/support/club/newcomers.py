"""Somebody who joins a test's club by an invite of its lead, confirmed or not yet."""

from __future__ import annotations

from app.domain.routing.actors import Role
from app.services.auth import sessions
from app.services.auth.kdf_slots import KdfSlots
from app.services.confirmation import member_confirmation
from app.services.members import invites, joining
from tests.support.club.club_setup import PASSPHRASE, Person, type_words
from tests.support.club.world import World


def join_as(world: World, key: str, roles: tuple[Role, ...], name: str = "Bo Reed") -> Person:
    """Invite and join; `key` is one of the world's people from then on."""
    member_id, code = invites.invite_member(world.uow("jo"), f"{key}@example.org", roles)
    uow = world.uow()
    new = joining.NewMember(code, name, "Coach", "07700 900777", PASSPHRASE)
    token = joining.join_organisation(uow, KdfSlots(world.data), new, "127.0.0.1")
    sessions.open_session(uow, token)
    person = Person(key, member_id, uow.me.email, name, uow.keys.state.seed, uow.keys.pins)
    world.people = {**world.people, key: person}
    return person


IN_OFFICE = {
    "auditor": (Role.AUDITOR, "Gwen Ode"),
    "administrator": (Role.ADMINISTRATOR, "Ivor Penn"),
}
"""Key -> role and name of people who are not in the club from the start."""


def add_office_holder(world: World, key: str) -> None:
    """Let the club's auditor or administrator join; for anyone else there is nothing to do."""
    if key in IN_OFFICE:
        confirm_as(world, key, *IN_OFFICE[key])


def confirm_as(world: World, key: str, role: Role, name: str) -> Person:
    """Join and be confirmed, as a trainee, an auditor or an administrator."""
    person, lead = join_as(world, key, (role,), name), world.uow("jo")
    if role is Role.ADMINISTRATOR:
        typed = type_words(lead, person.id)
        member_confirmation.confirm_administrator(lead, person.id, typed)
    else:
        member_confirmation.confirm_staff(lead, (person.id,))
    return person
