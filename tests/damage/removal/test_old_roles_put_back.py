"""Someone who writes to the database puts back the roles that a colleague had, or makes them up."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.domain.routing.actors import Role
from app.errors import KeyChangedError, RoleChangedError, StaleError
from app.models.member import Member, MemberKey
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.confirmation.role_change import NewRoles, change_roles, load_certified_roles
from app.services.integrity.integrity_check import find_all_differences
from tests.damage.keys.test_sessions_restored import is_in, read_row, write_row
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.newcomers import confirm_as
from tests.support.club.office import Office

REFUSED = (KeyChangedError, RoleChangedError, StaleError)
P = Role.PRACTITIONER


@pytest.fixture
def auditor(office: Office) -> str:
    """Someone who is an auditor, and whose role is about to be taken away."""
    confirm_as(office.world, "ada", Role.AUDITOR, "Ada Moss")
    return "ada"


def take_away(office: Office, who: str) -> None:
    seen = load_certified_roles(office.at("jo"), office.id(who))
    change_roles(office.at("jo"), office.id(who), NewRoles(frozenset(), seen))


def read_key(office: Office, who: str) -> dict[str, object]:
    row = office.session.scalars(select(MemberKey).where(MemberKey.user_id == office.id(who))).one()
    return {"cert": row.cert, "roles": list(row.roles), "serial": row.serial}


def write_key(office: Office, who: str, **values: object) -> None:
    user = office.id(who)
    office.world.change(update(MemberKey).where(MemberKey.user_id == user).values(**values))


def sign_in(office: Office, who: str) -> str:
    slots = KdfSlots(office.world.data)
    return sign_ins.sign_in(office.world.uow(), slots, f"{who}@example.org", PASSPHRASE, "")


def test_the_certificate_from_before_gives_no_role_and_is_named(office: Office, auditor: str):
    before = read_key(office, auditor)
    take_away(office, auditor)
    write_key(office, auditor, **before)
    member = update(Member).where(Member.id == office.id(auditor))
    office.world.change(member.values(roles=["auditor", "practitioner"]))
    with pytest.raises(KeyChangedError):
        load_certified_roles(office.at("jo"), office.id(auditor))
    with pytest.raises(REFUSED):
        sign_in(office, auditor)
    named = f"The key or certificate of member {office.id(auditor)} is not what the log saw."
    assert named in find_all_differences(office.world.uow())


def test_a_session_from_before_is_over_even_if_its_row_is_put_back(office: Office, auditor: str):
    token = office.world.token(auditor)
    assert Role.AUDITOR in sessions.open_session(office.world.uow(), token).actor.roles
    row = read_row(office, token)
    take_away(office, auditor)
    assert not is_in(office, token)
    write_row(office, row)
    assert not is_in(office, token)


@pytest.mark.parametrize("role", ["lead", "senior", "administrator"])
def test_a_role_written_next_to_the_certificate_is_refused(office: Office, role: str):
    write_key(office, "sam", roles=[role, "practitioner"])
    with pytest.raises(KeyChangedError):
        load_certified_roles(office.at("jo"), office.id("sam"))
    with pytest.raises(REFUSED):
        sign_in(office, "sam")
    named = f"The key or certificate of member {office.id('sam')} is not what the log saw."
    assert named in find_all_differences(office.world.uow())


def test_a_later_serial_of_the_old_certificate_is_refused(office: Office, auditor: str):
    before = read_key(office, auditor)
    take_away(office, auditor)
    write_key(office, auditor, **(before | {"serial": read_key(office, auditor)["serial"]}))
    with pytest.raises(KeyChangedError):
        load_certified_roles(office.at("jo"), office.id(auditor))
