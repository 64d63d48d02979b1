"""Do as a thief with write access and the server secret: write lines of the log, rows and keys.

They run Heard's own code with the secret of the tests. They have no one's passphrase.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from app.domain.routing.actors import Role
from app.errors import KeyChangedError
from app.models.member import Lock, Member, MemberKey
from app.services.audit_log.member_index import invited_roles_log_id
from app.services.auth import sessions, sign_ins
from app.services.integrity.integrity_check import find_all_differences
from app.services.members.key_trust import (
    KeyTrust,
    certificate_log_id,
    hash_row_bytes,
    member_key_log_id,
)
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import certificates, contexts
from app.vault.principals import Secret
from app.vault.server_secret import ServerSecret
from tests.support.club.office import Office
from tests.support.machine.server_settings import SECRET

STOLEN, THIEF = ServerSecret(SECRET), Secret(bytes(range(32)))
Line = tuple[Action, str, bytes | None]


def tell_log(office: Office, *lines: Line) -> None:
    """Add lines to the log, as only someone with the secret can."""
    uow = office.world.uow()
    with uow.act() as act:
        for action, obj, h in lines:
            act.log(action, obj, h=h)
    uow.session.close()


def is_quiet(office: Office) -> bool:
    """Return whether `flask log fsck` names nothing."""
    return find_all_differences(office.world.uow()) == ()


def lock_of(office: Office, who: str) -> bytes:
    return office.session.scalars(
        select(Lock.blob).where(Lock.user_id == office.id(who), Lock.kind == "passphrase")
    ).one()


def sit_as(office: Office, user: UUID, secret: Secret) -> UnitOfWork:
    """Return a unit of work of someone with this seed, who has just signed in."""
    uow = office.world.uow()
    pins = office.world.people["sam"].pins
    sessions.open_session(uow, sign_ins.verify_and_start_session(uow, user, secret.seed, pins))
    return uow


def plant(office: Office, role: Role) -> UUID:
    """A member with a key of the thief's, whom the log calls invited and joined."""
    planted = uuid4()
    member = {
        "id": planted, "org_id": office.org.id, "name": "Robin Vale", "name_key": "robin vale",
        "email": "planted@example.org", "job_title": "Coach", "roles": [role.value],
        "position": 0, "invited_at": office.now, "joined_at": office.now,
    }  # fmt: skip
    key = {
        "id": uuid4(), "org_id": office.org.id, "user_id": planted, "roles": [], "serial": 0,
        "fpr": THIEF.public.fingerprint, "public": THIEF.public.raw, "since": office.now,
    }  # fmt: skip
    office.world.change(insert(Member).values(member), insert(MemberKey).values(key))
    joined = member_key_log_id(planted), hash_row_bytes(THIEF.public.raw)
    tell_log(
        office,
        (Action.INVITED_AS, invited_roles_log_id(planted, [role.value]), None),
        (Action.MEMBER_JOINED, *joined),
    )
    return planted


def certify(office: Office, user: UUID, roles: tuple[str, ...], signer: Secret) -> bytes:
    """A certificate that this person and the stolen log key signed, in its row and in the log."""
    row = office.session.scalars(select(MemberKey).where(MemberKey.user_id == user)).one()
    org, serial = str(office.org.id), row.serial + 1
    message = contexts.member(org, str(user), row.fpr, roles, serial)
    cert = certificates.make_certificate(message, signer, STOLEN.log_seed(org))
    change = update(MemberKey).where(MemberKey.user_id == user)
    office.world.change(change.values(cert=cert, roles=list(roles), serial=serial))
    tell_log(office, (Action.MEMBER_CERTIFIED, certificate_log_id(user), hash_row_bytes(cert)))
    return row.fpr


def are_roles_believed(office: Office, user: UUID) -> bool:
    uow = office.world.uow()
    judge = KeyTrust(uow.session, uow.org, uow.key_log)
    try:
        return Role.LEAD in judge.roles(judge.key_of(user))
    except KeyChangedError:
        return False


def find_pin_of_newcomer(office: Office) -> bytes:
    """Return what KeyTrust gives a new lock to pin, as `join_organisation` asks for it."""
    uow = office.world.uow()
    return KeyTrust(uow.session, uow.org, uow.key_log).pins().leads
