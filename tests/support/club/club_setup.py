"""A fictional youth club and everyone in it, made by the real set-up, invites and confirmations.

Made once a test run and kind of database; each test gets a copy of the database and the data
folder. Opening locks costs a seventh of a second each, so clients are let in with the seeds that
the making remembered; that a passphrase opens them is tested where signing in is tested.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import make_engine
from app.domain.routing.actors import Org, Role
from app.models.outbox import Outbox
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.session_state import SessionState
from app.services.confirmation import (
    acting_lead,
    certification,
    lead_approvals,
    lead_proposals,
    member_confirmation,
    senior_approvals,
)
from app.services.confirmation.word_checks import TypedWords
from app.services.members import invites, joining
from app.services.organisations import organisation_setup
from app.services.unit_of_work import UnitOfWork
from app.vault.locks import Pins
from app.vault.recovery import encode_recovery_sheet
from app.vault.server_secret import ServerSecret
from app.vault.spoken_words import derive_six_words
from tests.support.machine.server_settings import SECRET

PASSPHRASE = "saffron kettle orbit meadow"  # noqa: S105 - a made-up person's
HOURS = {str(day): ["09:00-17:00"] for day in range(5)}


@dataclass(frozen=True)
class Person:
    """One member: what a test needs to be them."""

    key: str
    id: UUID
    email: str
    name: str
    seed: bytes = field(repr=False)
    pins: Pins = field(repr=False)


@dataclass(frozen=True)
class Made:
    """The organisation as it was made: copied for each test, never changed."""

    org: Org
    people: dict[str, Person]
    recovery_seed: bytes = field(repr=False)


# key -> (name, job title, phone, roles, confirmed)
STAFF: dict[str, tuple[str, str, str, tuple[Role, ...], bool]] = {
    "deputy": ("Dele Okoro", "Deputy manager", "07700 900124", (Role.LEAD,), True),
    "senior": ("Ash Grant", "Chair of trustees", "07700 900125", (Role.SENIOR,), True),
    "second_senior": ("Robin Vale", "Trustee", "07700 900126", (Role.SENIOR,), False),
    "sam": ("Sam Lee", "Youth worker", "07700 900456", (Role.PRACTITIONER,), True),
    "pat": ("Pat Jones", "Coach", "07700 900457", (Role.PRACTITIONER,), True),
    "kit": ("Kit Moss", "Volunteer", "07700 900458", (Role.PRACTITIONER,), False),
    "tess": ("Tess Bell", "Trainee youth worker", "07700 900459", (Role.TRAINEE,), True),
}
LEAD = "jo"


def uow_on(
    session: Session,
    org: Org,
    data: Path,
    clock=lambda: datetime.now(UTC),
    key_log=None,
    *,
    step_required: bool = False,
) -> UnitOfWork:
    """A unit of work with no one signed in, on the real files of a data folder."""
    server = ServerSecret(SECRET)
    files = CheckpointFiles(data)
    return UnitOfWork(
        session=session,
        org=org,
        server=server,
        files=files,
        key_log=key_log or VerifiedLog(files, server),
        clock=clock,
        second_step_required=step_required,
    )


def make(url: str, data: Path, *, senior: bool = True) -> Made:
    """Set up the club in a migrated database. `senior=False` leaves both seniors unconfirmed."""
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        made = _make(session, data, senior=senior)
        session.execute(delete(Outbox))  # the mail about all of this has gone
        session.commit()
    engine.dispose()
    return made


def describe_club() -> organisation_setup.NewOrganisation:
    return organisation_setup.NewOrganisation(
        name="Riverside Youth Club",
        host="localhost",
        lead_title="safeguarding lead",
        phone="01632 960001",
        address="1 Example Street, Scunthorpe",
        pack="north_lincolnshire",
        hours=HOURS,
        closures=(),
        lead_name="Jo Smith",
        lead_email="jo@example.org",
        lead_phone="07700 900123",
        lead_job_title="Club manager",
        passphrase=PASSPHRASE,
    )


def read_time() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


def read_time_a_day_ago() -> datetime:
    """Return when the wait of somebody who can be made a head or chair now began."""
    return read_time() - lead_proposals.WAITING_TIME


def _make(session: Session, data: Path, *, senior: bool) -> Made:
    """Make it a day ago, up to the end of the senior's wait: no line's time runs back."""
    new = describe_club()
    seed, slots = os.urandom(32), KdfSlots(data)
    org = organisation_setup.build_new_org(new)
    uow = uow_on(session, org, data, read_time_a_day_ago if senior else read_time)
    lead_id = organisation_setup.create_organisation_and_first_lead(uow, new, seed)
    token = sign_ins.sign_in(uow, slots, new.lead_email, PASSPHRASE, "127.0.0.1")
    sessions.open_session(uow, token)
    people = {LEAD: _person(uow, LEAD, lead_id)}
    for key, (name, job, phone, roles, sure) in STAFF.items():
        people[key] = join_member(session, uow, data, (key, name, job, phone, roles))
        if sure and Role.LEAD not in roles and (senior or Role.SENIOR not in roles):
            _confirm(uow, people[key].id, roles, seed)
    if senior:
        _make_lead(uow, uow_on(session, org, data), people["deputy"], people["senior"])
    else:
        typed = type_words(uow, people["deputy"].id)
        acting_lead.appoint_acting_lead(
            uow, people["deputy"].email, encode_recovery_sheet(seed), typed
        )
    session.execute(delete(Outbox))  # no test asks for the mail of the making
    session.commit()
    return Made(org, people, seed)


def _make_lead(lead: UnitOfWork, uow: UnitOfWork, deputy: Person, senior: Person) -> None:
    """By two people: the lead types the words, the senior approves, the lead gives access."""
    lead_approvals.confirm_lead(lead, deputy.id, type_words(lead, deputy.id))
    token = sign_ins.verify_and_start_session(uow, senior.id, senior.seed, senior.pins)
    sessions.open_session(uow, token)
    (waiting,) = lead_proposals.list_pending_proposals(uow)
    lead_approvals.approve_lead(uow, deputy.id, waiting.seen)
    lead_approvals.grant_lead_access(lead, deputy.id, waiting.seen)


def join_member(session: Session, lead: UnitOfWork, data: Path, who: tuple) -> Person:
    """Invite someone, who joins with PASSPHRASE. `who`: key, name, job title, phone and roles."""
    key, name, job, phone, roles = who
    member_id, code = invites.invite_member(lead, f"{key}@example.org", roles)
    uow = uow_on(session, lead.org, data, lead.clock, lead.key_log)
    new = joining.NewMember(code, name, job, phone, PASSPHRASE)
    sessions.open_session(uow, joining.join_organisation(uow, KdfSlots(data), new, "127.0.0.1"))
    return _person(uow, key, member_id)


def words_of(lead: UnitOfWork, member_id: UUID) -> tuple[str, ...]:
    """The six words that a member reads out from their own screen."""
    _, public = certification.load_joined_key(lead, member_id)
    pins = lead.keys.first_pins(lead.session)
    return derive_six_words(public.fingerprint, pins.leads, pins.seniors)


def type_words(lead: UnitOfWork, member_id: UUID) -> TypedWords:
    """Two of them, typed as they were read out."""
    words = words_of(lead, member_id)
    return TypedWords((2, 5), words[1], words[4])


def _confirm(lead: UnitOfWork, member_id: UUID, roles: tuple[Role, ...], seed: bytes) -> None:
    if Role.SENIOR in roles:
        make_first_senior(lead, member_id, encode_recovery_sheet(seed))
    else:
        member_confirmation.confirm_staff(lead, (member_id,))


def make_first_senior(lead: UnitOfWork, member_id: UUID, sheet: str) -> None:
    """Make someone a head or chair where no one can approve it, with a wait that began a day ago.

    From then on the time of `lead` is right.
    """
    lead.clock = read_time_a_day_ago
    senior_approvals.confirm_senior(lead, member_id, type_words(lead, member_id))
    lead.clock = read_time
    senior_approvals.grant_senior_access(lead, member_id, read_seen(lead, member_id), sheet)


def make_next_senior(lead: UnitOfWork, senior: UnitOfWork, member_id: UUID, sheet: str) -> None:
    """Make someone a head or chair by three steps: a lead, a head or chair, and the lead again."""
    senior_approvals.confirm_senior(lead, member_id, type_words(lead, member_id))
    senior.session.rollback()
    senior_approvals.approve_senior(senior, member_id, read_seen(senior, member_id))
    lead.session.rollback()
    senior_approvals.grant_senior_access(lead, member_id, read_seen(lead, member_id), sheet)


def read_seen(uow: UnitOfWork, member_id: UUID) -> str:
    """Return what a page shows of the wait of this person, for approving it."""
    return next(
        one.seen for one in lead_proposals.list_pending_proposals(uow) if one.id == member_id
    )


def _person(uow: UnitOfWork, key: str, member_id: UUID) -> Person:
    state: SessionState = uow.keys.state
    return Person(key, member_id, uow.me.email, uow.me.name, state.seed, uow.keys.pins)
