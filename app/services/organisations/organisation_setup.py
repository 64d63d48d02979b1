"""Make an organisation: its first lead, both team keys, the recovery key and its log.

All in one transaction, so that setup is either whole or not at all. The recovery seed is shown
by the caller and never stored: only its public half stays (docs/decisions/0007). The sentences of
the recovery sheet are here too, the same on the printed sheet and in the command line's file:
somebody else finds that sheet in a safe years later.
"""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org, Role, Team
from app.errors import InvalidError
from app.models.member import Lock, Member, MemberKey
from app.models.organisation import Organisation, SetUpDraft
from app.models.team import TeamGrant, TeamKey
from app.services.audit_log.writer import start_log
from app.services.contact_trust.vouched_contacts import (
    ORGANISATION_PARTS,
    log_member_contacts,
    log_organisation_contacts,
)
from app.services.members.confirmed_names import write_confirmed_name
from app.services.members.contact_details import find_one_line_problem
from app.services.members.key_trust import (
    certificate_log_id,
    hash_row_bytes,
    lock_log_id,
    member_key_log_id,
    team_grant_log_id,
    team_key_log_id,
)
from app.services.members.team_chain import FIRST_OLD_FPR
from app.services.organisations.organisation_settings import hash_organisation_row
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import certificates, contexts, grants, locks
from app.vault.principals import Public, Secret
from app.vault.server_secret import ServerSecret


class NewOrganisation(PrivateStruct, frozen=True):
    """What set-up asks. `hours` maps weekday "0"-"6" to ["09:00-17:00", …]."""

    name: str
    host: str
    lead_title: str
    phone: str
    address: str
    pack: str
    hours: dict[str, Any]
    closures: tuple[date, ...]
    lead_name: str
    lead_email: str
    lead_phone: str
    lead_job_title: str
    passphrase: str
    seniors: tuple[str, ...] = ()
    demo: bool = False


def build_new_org(new: NewOrganisation) -> Org:
    """Return a fresh organisation value; its origin is fixed here and never derived again."""
    org_id = uuid4()
    return Org(
        id=org_id,
        origin=f"heard-log/{org_id}",
        host=new.host,
        name=new.name,
        lead_title=new.lead_title,
        phone=new.phone,
        address=new.address,
        pack=new.pack,
        hours=new.hours,
        closures=new.closures,
        publish_leads=False,
        demo=new.demo,
    )


def create_organisation_and_first_lead(
    uow: UnitOfWork, new: NewOrganisation, recovery_seed: bytes, draft_id: bytes | None = None
) -> UUID:
    """Write the organisation of `uow.org` and its first lead; returns the lead's id.

    `draft_id`: the row in which a browser's set-up waited. It holds the recovery seed in its box,
    and is gone with the same commit. Raises InvalidError for a name that is not one line.
    """
    _demand_lines(new)
    recovery = Secret(recovery_seed).public
    teams = {team: Secret.new() for team in Team}
    pins = locks.Pins(teams[Team.LEADS].public.fingerprint, teams[Team.SENIORS].public.fingerprint)
    with uow.act() as act:
        _organisation(act, uow.org, uow.server)
        lead_id = _first_lead(act, uow, new, teams, pins)
        for team, secret in teams.items():
            _team(act, uow, team, secret, recovery)
            _grant(act, uow, team, secret, recovery, None)
        if draft_id is not None:
            act.session.execute(delete(SetUpDraft).where(SetUpDraft.id == draft_id))
        row = act.session.get_one(Organisation, uow.org.id, populate_existing=True)
        act.log(Action.SET_UP, f"organisation/{uow.org.id}", h=hash_organisation_row(row))
        act.checkpoint()
    return lead_id


def _demand_lines(new: NewOrganisation) -> None:
    names = ("name", "lead_title", "phone", "lead_name", "lead_phone", "lead_job_title")
    said = {name: find_one_line_problem(getattr(new, name)) for name in names}
    if wrong := {name: text for name, text in said.items() if text}:
        raise InvalidError(wrong)


def _organisation(act: LoggedTransaction, org: Org, server: ServerSecret) -> None:
    act.session.add(
        Organisation(
            id=org.id,
            origin=org.origin,
            host=org.host,
            name=org.name,
            lead_title=org.lead_title,
            phone=org.phone,
            address=org.address,
            pack=org.pack,
            hours=org.hours,
            closures=[day.isoformat() for day in org.closures],
            publish_leads=org.publish_leads,
            demo=org.demo,
            created_at=act.now,
        )
    )
    act.session.flush()
    start_log(act.session, org.id, server)
    act.log(Action.ORGANISATION_MADE, f"organisation/{org.id}")
    log_organisation_contacts(act, org, ORGANISATION_PARTS)


def _first_lead(
    act: LoggedTransaction,
    uow: UnitOfWork,
    new: NewOrganisation,
    teams: dict[Team, Secret],
    pins: locks.Pins,
) -> UUID:
    own, lead_id = Secret.new(), uuid4()
    roles = (Role.LEAD.value, Role.PRACTITIONER.value)
    act.session.add(
        Member(
            id=lead_id, org_id=uow.org.id, name=new.lead_name, email=new.lead_email.casefold(),
            phone=new.lead_phone, job_title=new.lead_job_title, roles=list(roles), position=0,
            invited_at=act.now, joined_at=act.now, confirmed_at=act.now,
        )
    )  # fmt: skip
    act.session.flush()
    _certify_own_key(act, uow, lead_id, own, roles)
    lead = act.session.get_one(Member, lead_id)
    write_confirmed_name(act, lead, new.lead_name)
    log_member_contacts(act, lead)
    write_passphrase_lock(act, uow, lead_id, own, pins, new.passphrase)
    _grant(act, uow, Team.LEADS, teams[Team.LEADS], own.public, lead_id)
    return lead_id


def _certify_own_key(
    act: LoggedTransaction, uow: UnitOfWork, lead_id: UUID, own: Secret, roles: tuple[str, ...]
) -> None:
    """Write and log the first lead's key, certified by itself: nobody is there to do it."""
    org, public = str(uow.org.id), own.public
    message = contexts.member(org, str(lead_id), public.fingerprint, roles, 1)
    cert = certificates.make_certificate(message, own, uow.server.log_seed(org))
    act.session.add(
        MemberKey(
            org_id=uow.org.id, user_id=lead_id, fpr=public.fingerprint,
            public=public.raw, cert=cert, roles=list(roles), serial=1, since=act.now,
        )
    )  # fmt: skip
    act.log(Action.MEMBER_JOINED, member_key_log_id(lead_id), h=hash_row_bytes(public.raw))
    act.log(Action.MEMBER_CERTIFIED, certificate_log_id(lead_id), h=hash_row_bytes(cert))


def write_passphrase_lock(
    act: LoggedTransaction,
    uow: UnitOfWork,
    user: UUID,
    own: Secret,
    pins: locks.Pins,
    passphrase: str,
) -> None:
    """Set or replace a member's passphrase lock, and log its hash."""
    store_lock(act, uow, user, "passphrase", make_passphrase_lock(uow, user, own, pins, passphrase))


def make_passphrase_lock(
    uow: UnitOfWork, user: UUID, own: Secret, pins: locks.Pins, passphrase: str
) -> bytes:
    """Make a member's passphrase lock, not stored yet. Takes a core for a seventh of a second."""
    return locks.lock_with_passphrase(
        own.seed,
        pins,
        passphrase,
        pepper=uow.server.pepper,
        generation=uow.server.generation,
        context=contexts.lock(str(uow.org.id), str(user), "passphrase"),
    )


def store_lock(
    act: LoggedTransaction,
    uow: UnitOfWork,
    user: UUID,
    kind: str,
    blob: bytes,
    action: Action = Action.LOCK_SET,
) -> None:
    """Store a lock in place of any older one of its kind, and log its hash."""
    old = act.session.query(Lock).filter_by(org_id=uow.org.id, user_id=user, kind=kind)
    old.delete()
    act.session.add(Lock(org_id=uow.org.id, user_id=user, kind=kind, blob=blob, made_at=act.now))
    act.log(action, lock_log_id(user, kind), h=hash_row_bytes(blob))


def _team(
    act: LoggedTransaction, uow: UnitOfWork, team: Team, secret: Secret, recovery: Public
) -> None:
    message = contexts.keycert(
        str(uow.org.id), team.value, 1, secret.public.fingerprint, FIRST_OLD_FPR,
        recovery.fingerprint,
    )  # fmt: skip
    cert = certificates.make_certificate(message, secret, uow.server.log_seed(str(uow.org.id)))
    act.session.add(
        TeamKey(
            org_id=uow.org.id, team=team.value, epoch=1, fpr=secret.public.fingerprint,
            public=secret.public.raw, recovery_fpr=recovery.fingerprint,
            recovery_public=recovery.raw, cert=cert, since=act.now,
        )
    )  # fmt: skip
    act.log(Action.TEAM_CERTIFIED, team_key_log_id(team.value, 1), h=hash_row_bytes(cert))


def _grant(
    act: LoggedTransaction,
    uow: UnitOfWork,
    team: Team,
    secret: Secret,
    to: Public,
    user: UUID | None,
) -> None:
    write_grant(act, uow, team, 1, secret, to, user)


def write_grant(
    act: LoggedTransaction,
    uow: UnitOfWork,
    team: Team,
    epoch: int,
    secret: Secret,
    to: Public,
    user: UUID | None,
) -> None:
    """Seal a team's seed to one more principal, and log the grant's hash."""
    blob = grants.make_grant(
        secret.seed,
        org=str(uow.org.id),
        team=team.value,
        epoch=epoch,
        team_fpr=secret.public.fingerprint,
        member=to,
    )
    act.session.add(
        TeamGrant(
            org_id=uow.org.id, team=team.value, epoch=epoch, member_fpr=to.fingerprint,
            user_id=user, blob=blob, since=act.now,
        )
    )  # fmt: skip
    act.log(
        Action.GRANT_MADE,
        team_grant_log_id(team.value, epoch, to.fingerprint),
        h=hash_row_bytes(blob),
    )


LOG_KEY_LABEL = "Key to check the log with:"


def explain_recovery_sheet(organisation: str, lead_title: str) -> tuple[str, ...]:
    """Say what it opens and for whom, where to keep it, when it is asked for."""
    return (
        f"This sheet opens the records of {organisation} in Heard. Anyone who has it and the "
        f"server, or a copy of its data, can read everything sent to the {lead_title}s "
        "or the head or chair.",
        "Lock it away, apart from the server: in a safe, or in a closed envelope with the head "
        "or chair. Do not photograph it and do not send it.",
        "Heard asks for it when you give a head or chair access. Keep it in case every "
        f"{lead_title} loses every way into their account. Then nothing else opens "
        "what was sent to them. No one will ask you for it by phone or email.",
    )
